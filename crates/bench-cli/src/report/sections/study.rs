use anyhow::Result;
use digits_data::{SamplesView, Scalar};
use kmeans_core::{KMeansModel, RandomState};

use super::{
    Subject, clusters, contingency, convergence, notable_samples, plane, seeds, silhouettes,
};
use crate::report::document::{Block, Section};
use crate::text::numbers::number;
use crate::trials::{Contestant, InitRuns, Traced};

/// One or more initialisations, fitted to the same samples.
#[derive(Debug)]
pub(crate) struct Study<'a, F: Scalar> {
    pub(crate) subject: Subject<'a, F>,
    /// One fit per contestant, all with `random_state`.
    pub(crate) traced: Vec<Traced<F>>,
    /// Fits over many seeds, if there are any.
    pub(crate) over_seeds: &'a [InitRuns],
    /// The samples whose first two principal components span the plane.
    pub(crate) plane_samples: SamplesView<'a, F>,
    /// Contestants on the plane.
    pub(crate) plane_contestants: &'a [Contestant],
    pub(crate) random_state: RandomState,
}

impl<'a, F: Scalar> Study<'a, F> {
    /// Fits every contestant once. The plane is of the same samples.
    pub(crate) fn new(
        subject: Subject<'a, F>,
        contestants: &'a [Contestant],
        random_state: RandomState,
    ) -> Result<Self> {
        let (samples, weights) = (subject.samples(), subject.input.weights.as_deref());
        let fit = |contestant| Traced::fit(contestant, samples, weights, random_state);
        Ok(Self {
            subject,
            traced: contestants.iter().map(fit).collect::<Result<_>>()?,
            over_seeds: &[],
            plane_samples: samples,
            plane_contestants: contestants,
            random_state,
        })
    }

    /// Makes the sections that apply to these samples, in the order they are read.
    pub(crate) fn sections(&self) -> Result<Vec<Section>> {
        let mut sections = vec![
            section("plane", "On the plane", self.plane()?),
            section("convergence", "Convergence", convergence(&self.traced)),
        ];
        if self.over_seeds.iter().any(|init| init.runs.len() > 1) {
            sections.push(section("seeds", "Seeds", seeds(self.over_seeds)));
        }
        if let Some(best) = Traced::best(&self.traced) {
            sections.extend(self.of_one_clustering(best)?);
        }
        sections.retain(|section| !section.blocks.is_empty());
        Ok(sections)
    }

    fn of_one_clustering(&self, best: &Traced<F>) -> Result<Vec<Section>> {
        let model = &best.model;
        let mut centroids = vec![self.which(best)];
        centroids.extend(clusters(&self.subject, model)?);
        Ok(vec![
            section("centroids", "The clusters", centroids),
            section("contingency", "Classes and clusters", self.contingency(model)?),
            section("samples", "Samples at the edge", notable_samples(&self.subject, model)?),
            section("silhouettes", "Silhouettes", silhouettes(&self.subject, model)?),
        ])
    }

    fn which(&self, best: &Traced<F>) -> Block {
        let inertia = number(best.model.inertia());
        let among = if self.traced.len() > 1 { ", the smallest of all" } else { "" };
        Block::Text(format!(
            "The rest of this report shows one clustering: the one from {}, with an inertia of {inertia}{among}.",
            best.name
        ))
    }

    fn plane(&self) -> Result<Vec<Block>> {
        let plane =
            plane(&self.subject, self.plane_samples, self.plane_contestants, self.random_state)?;
        Ok(plane.map(|plane| Block::Plane(Box::new(plane))).into_iter().collect())
    }

    fn contingency(&self, model: &KMeansModel<F>) -> Result<Vec<Block>> {
        match &self.subject.input.labels {
            Some(true_labels) => contingency(true_labels, model.labels()),
            None => Ok(Vec::new()),
        }
    }
}

/// A section of these blocks.
pub(crate) fn section(id: &'static str, heading: &str, blocks: Vec<Block>) -> Section {
    Section { id, heading: heading.into(), blocks }
}
