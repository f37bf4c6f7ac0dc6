use std::collections::HashSet;

use anyhow::{Context as _, Result};
use cluster_metrics::{
    Error, calinski_harabasz_score, davies_bouldin_score, simplified_silhouette_score,
    squared_euclidean_silhouette_score,
};
use digits_data::Scalar;
use kmeans_core::RandomState;

use super::labels::Data;
use crate::cli::{EvaluateArgs, Silhouette};
use crate::files::column_use::ColumnUse;
use crate::text::counted;
use crate::trials::silhouette;

/// Scores of the predicted labels that need the samples.
#[derive(Debug)]
pub(super) struct SampleScores {
    pub(super) n_scored: usize,
    pub(super) dropped_rows: usize,
    pub(super) columns: ColumnUse,
    /// Number of samples that the silhouette is scored on; `None` for all.
    pub(super) n_silhouette_samples: Option<usize>,
    pub(super) n_clusters: usize,
    /// Names and values, or the reason why a score is undefined.
    pub(super) scores: Vec<(&'static str, Result<f64, String>)>,
}

impl SampleScores {
    /// Takes one label per sample.
    pub(super) fn new<F: Scalar>(
        arguments: &EvaluateArgs,
        data: &Data<'_, F>,
        labels: &[u32],
    ) -> Result<Self> {
        let samples = data.table.samples.view();
        let n_silhouette_samples = match arguments.silhouette {
            Silhouette::Subset(n_subset) => Some(n_subset),
            Silhouette::Full => None,
        };
        // A seed out of range is an error only if random numbers are needed.
        let random_state = n_silhouette_samples
            .map_or_else(RandomState::default, |_| arguments.run.random_state());
        let silhouette = silhouette(samples, labels, arguments.silhouette, random_state);
        let scores = [
            ("silhouette_score", silhouette),
            (
                "squared_euclidean_silhouette_score",
                squared_euclidean_silhouette_score(samples, labels),
            ),
            ("simplified_silhouette_score", simplified_silhouette_score(samples, labels)),
            ("calinski_harabasz_score", calinski_harabasz_score(samples, labels)),
            ("davies_bouldin_score", davies_bouldin_score(samples, labels)),
        ];
        let scores = scores.into_iter().map(|(name, score)| {
            Ok((name, or_reason(score).with_context(|| format!("cannot compute the {name}"))?))
        });
        Ok(Self {
            n_scored: samples.n_samples(),
            dropped_rows: data.table.n_dropped_rows(),
            columns: ColumnUse::new(&data.table),
            n_silhouette_samples,
            n_clusters: labels.iter().collect::<HashSet<_>>().len(),
            scores: scores.collect::<Result<_>>()?,
        })
    }
}

/// Returns the score, or the reason why it is undefined.
fn or_reason(score: Result<f64, Error>) -> Result<Result<f64, String>, Error> {
    match score {
        Ok(score) => Ok(Ok(score)),
        Err(Error::NumberOfLabels { n_labels, n_samples }) => Ok(Err(format!(
            "{} in {}; the score needs at least 2 clusters, and fewer clusters than samples",
            counted(n_labels, "cluster"),
            counted(n_samples, "sample")
        ))),
        Err(error) => Err(error),
    }
}
