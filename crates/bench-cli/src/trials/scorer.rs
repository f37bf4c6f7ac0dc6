use anyhow::Result;
use cluster_metrics::{
    calinski_harabasz_score, davies_bouldin_score, silhouette_score, silhouette_score_subset,
};
use digits_data::{SamplesView, Scalar};
use kmeans_core::RandomState;

use super::runs::Run;
use crate::cli::Silhouette;
use crate::commands::fit::Scores;
use crate::trials::undefined::if_defined;

/// What a clustering is measured by.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scorer<'a, F: Scalar> {
    pub(crate) samples: SamplesView<'a, F>,
    pub(crate) labels: Option<&'a [String]>,
    /// Which samples the silhouette is of, if it is of any.
    pub(crate) silhouette: Option<Silhouette>,
}

impl<F: Scalar> Scorer<'_, F> {
    /// The scores of a run; all else of it is yet to be filled in.
    pub(super) fn score(&self, labels: &[u32], random_state: RandomState) -> Result<Run> {
        let silhouette = self.silhouette.map(|silhouette| match silhouette {
            Silhouette::Full => silhouette_score(self.samples, labels),
            Silhouette::Subset(n_subset) => {
                silhouette_score_subset(self.samples, labels, n_subset, random_state)
            }
        });
        Ok(Run {
            seed: 0,
            inertia: 0.0,
            n_iter: 0,
            converged: false,
            fit_seconds: 0.0,
            scores: self.labels.map(|truth| Scores::new(truth, labels)).transpose()?,
            silhouette_score: silhouette.map(if_defined).transpose()?.flatten(),
            calinski_harabasz_score: if_defined(calinski_harabasz_score(self.samples, labels))?,
            davies_bouldin_score: if_defined(davies_bouldin_score(self.samples, labels))?,
        })
    }
}
