use anyhow::{Context as _, Result};
use cluster_metrics::{
    calinski_harabasz_score, davies_bouldin_score, simplified_silhouette_score,
    squared_euclidean_silhouette_score,
};
use digits_data::Scalar;
use kmeans_core::RandomState;

use super::labels::Data;
use crate::cli::{EvaluateArgs, Silhouette};
use crate::files::label::Label;
use crate::trials::{if_defined, silhouette};

/// Scores of the predicted labels that need the samples.
#[derive(Debug)]
pub(super) struct SampleScores {
    pub(super) n_scored: usize,
    pub(super) dropped_rows: usize,
    /// Number of samples that the silhouette is scored on; `None` for all.
    pub(super) n_silhouette_samples: Option<usize>,
    /// Names and values. An undefined score has no value.
    pub(super) scores: Vec<(&'static str, Option<f64>)>,
}

impl SampleScores {
    /// Takes one label per row of the file, or per row that was not dropped.
    pub(super) fn new<F: Scalar>(
        arguments: &EvaluateArgs,
        data: &Data<'_, F>,
        labels_pred: &[Label],
    ) -> Result<Self> {
        let samples = data.table.samples.view();
        let labels = data.kept(labels_pred);
        let n_silhouette_samples = match arguments.silhouette {
            Silhouette::Subset(n_subset) => Some(n_subset),
            Silhouette::Full => None,
        };
        // A seed out of range is an error only if random numbers are needed.
        let random_state = n_silhouette_samples
            .map_or_else(RandomState::default, |_| arguments.run.random_state());
        let silhouette = silhouette(samples, &labels, arguments.silhouette, random_state);
        let scores = [
            ("silhouette_score", silhouette),
            (
                "squared_euclidean_silhouette_score",
                squared_euclidean_silhouette_score(samples, &labels),
            ),
            ("simplified_silhouette_score", simplified_silhouette_score(samples, &labels)),
            ("calinski_harabasz_score", calinski_harabasz_score(samples, &labels)),
            ("davies_bouldin_score", davies_bouldin_score(samples, &labels)),
        ];
        let scores = scores.into_iter().map(|(name, score)| {
            Ok((name, if_defined(score).with_context(|| format!("cannot take the {name}"))?))
        });
        Ok(Self {
            n_scored: samples.n_samples(),
            dropped_rows: data.table.n_dropped_rows(),
            n_silhouette_samples,
            scores: scores.collect::<Result<_>>()?,
        })
    }
}
