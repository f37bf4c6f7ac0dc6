use anyhow::{Context as _, Result};
use cluster_metrics::{
    calinski_harabasz_score, davies_bouldin_score, silhouette_score, silhouette_score_subset,
    simplified_silhouette_score, squared_euclidean_silhouette_score,
};
use digits_data::Scalar;

use super::Data;
use crate::cli::{EvaluateArgs, Silhouette};
use crate::files::label::Label;
use crate::trials::if_defined;

/// What the samples say of the predicted labels.
#[derive(Debug)]
pub(super) struct SampleScores {
    pub(super) n_scored: usize,
    pub(super) dropped_rows: usize,
    /// How many samples the silhouette is of, if not of all.
    pub(super) n_silhouette_samples: Option<usize>,
    /// Names and values; no value where a score is undefined.
    pub(super) scores: Vec<(&'static str, Option<f64>)>,
}

impl SampleScores {
    /// `labels_pred` are of all rows of the file, or of those that are left.
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
        let silhouette = match n_silhouette_samples {
            Some(n_subset) => {
                let random_state = arguments.run.random_state();
                silhouette_score_subset(samples, &labels, n_subset, random_state)
            }
            None => silhouette_score(samples, &labels),
        };
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
