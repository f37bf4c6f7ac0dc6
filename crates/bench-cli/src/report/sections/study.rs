use anyhow::Result;
use digits_data::Scalar;
use kmeans_core::{KMeansModel, RandomState};

use super::{
    Subject, clusters, clusters_on_plane, contingency, convergence, notable_samples, seeds,
    silhouettes,
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
    contestants: &'a [Contestant],
    random_state: RandomState,
}

impl<'a, F: Scalar> Study<'a, F> {
    /// Fits every contestant once.
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
            contestants,
            random_state,
        })
    }

    /// Numbers the clusters of every fit by size.
    pub(crate) fn numbered_by_size(mut self) -> Result<Self> {
        self.traced =
            self.traced.into_iter().map(Traced::numbered_by_size).collect::<Result<_>>()?;
        Ok(self)
    }

    /// Adds fits over many seeds.
    pub(crate) fn with_seeds(self, over_seeds: &'a [InitRuns]) -> Self {
        Self { over_seeds, ..self }
    }

    /// Makes the sections that apply to these samples, in the order they are read.
    pub(crate) fn sections(&self) -> Result<Vec<Section>> {
        let mut sections = Vec::new();
        if let Some(best) = Traced::best(&self.traced) {
            sections.push(section("plane", "The clusters in a picture", self.plane(best)));
        }
        sections.push(section("convergence", "Convergence", convergence(&self.traced)));
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
        let centroids = clusters(&self.subject, model)?;
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
            "The rest of this report shows one clustering: the one from {}, with an inertia of {inertia}{among}. Its clusters \
             have the same numbers and colours in every picture and table.",
            best.name
        ))
    }

    /// Draws the best fit on a plane. If that fails, says why instead, because the rest of the report does
    /// not need the picture.
    fn plane(&self, best: &Traced<F>) -> Vec<Block> {
        let mut pairs = self.contestants.iter().zip(&self.traced);
        let contestant = pairs.find(|(_, fit)| std::ptr::eq(*fit, best));
        let plane = contestant.map_or(Ok(None), |(contestant, fit)| {
            clusters_on_plane(&self.subject, fit, contestant, self.random_state)
        });
        match plane {
            Ok(Some(plane)) => vec![self.which(best), Block::Plane(Box::new(plane))],
            Ok(None) => vec![self.which(best)],
            Err(error) => vec![
                self.which(best),
                Block::Text(format!("The clusters could not be drawn on a plane: {error:#}.")),
            ],
        }
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
