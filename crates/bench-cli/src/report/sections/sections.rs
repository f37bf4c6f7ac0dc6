use anyhow::Result;
use digits_data::{SamplesView, Scalar};
use kmeans_core::{KMeansModel, RandomState};

use super::{
    Subject, Traced, clusters, contingency, convergence, notable_samples, plane, seeds, silhouettes,
};
use crate::report::document::{Block, Section};
use crate::trials::{Contestant, InitRuns};

/// Initialisations, or one, fitted to the same samples.
#[derive(Debug)]
pub(crate) struct Study<'a, F: Scalar> {
    pub(crate) subject: Subject<'a, F>,
    /// Whose first two principal components are the plane.
    pub(crate) of_plane: SamplesView<'a, F>,
    pub(crate) contestants: &'a [Contestant],
    /// Of every contestant, all with `random_state`.
    pub(crate) traced: &'a [Traced<F>],
    /// The fits over many seeds; of one contestant there may be none.
    pub(crate) over_seeds: &'a [InitRuns],
    pub(crate) random_state: RandomState,
}

impl<F: Scalar> Study<'_, F> {
    /// All that can be shown of any samples; what does not apply is left out.
    pub(crate) fn sections(&self) -> Result<Vec<Section>> {
        let mut sections = vec![
            section("plane", "On the plane", self.plane()?),
            section("convergence", "Convergence", convergence(self.traced)),
        ];
        if self.over_seeds.iter().any(|init| init.runs.len() > 1) {
            sections.push(section("seeds", "Seeds", seeds(self.over_seeds)));
        }
        if let Some(best) = Traced::best(self.traced) {
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
        let inertia = super::numbers::shown(best.model.inertia());
        let among = if self.traced.len() > 1 { ", the smallest of these fits" } else { "" };
        Block::Text(format!(
            "From here on it is about one clustering: that from {}, with an inertia of {inertia}{among}.",
            best.name
        ))
    }

    fn plane(&self) -> Result<Vec<Block>> {
        let plane = plane(&self.subject, self.of_plane, self.contestants, self.random_state)?;
        Ok(plane.map(|plane| Block::Plane(Box::new(plane))).into_iter().collect())
    }

    fn contingency(&self, model: &KMeansModel<F>) -> Result<Vec<Block>> {
        match self.subject.true_labels {
            Some(true_labels) => contingency(true_labels, model.labels()),
            None => Ok(Vec::new()),
        }
    }
}

/// A heading and what stands under it.
pub(crate) fn section(id: &'static str, heading: &str, blocks: Vec<Block>) -> Section {
    Section { id, heading: heading.into(), blocks }
}
