use std::collections::HashSet;

use anyhow::{Context as _, Result, bail};
use cluster_metrics::{CenterScores, Error, silhouette_score, silhouette_subset};
use digits_data::{Scalar, memory};

use super::data::{Data, NEEDS_MEMORY};
use crate::cli::{EvaluateArgs, Silhouette};
use crate::files::column_use::ColumnUse;
use crate::text::counted;

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
        let n_silhouette_samples = match arguments.silhouette {
            Silhouette::Subset(n_subset) => Some(n_subset),
            Silhouette::Full => None,
        };
        let silhouette = match n_silhouette_samples {
            Some(n_subset) => of_subset(arguments, data, labels, n_subset),
            None => of_all(data, labels),
        };
        let silhouette = or_reason(silhouette).context("cannot compute the silhouette_score")?;
        let others = CenterScores::of_blocks(labels, |take| data.each(take));
        let others = or_reason(others).context("cannot compute the scores of the samples")?;
        let score = |of: fn(&CenterScores) -> f64| others.as_ref().map(of).map_err(String::clone);
        Ok(Self {
            n_scored: data.n_samples(),
            dropped_rows: data.table.n_dropped_rows(),
            columns: ColumnUse::new(&data.table),
            n_silhouette_samples,
            n_clusters: labels.iter().collect::<HashSet<_>>().len(),
            scores: vec![
                ("silhouette_score", silhouette),
                (
                    "squared_euclidean_silhouette_score",
                    score(|scores| scores.squared_euclidean_silhouette_score),
                ),
                ("simplified_silhouette_score", score(|scores| scores.simplified_silhouette_score)),
                ("calinski_harabasz_score", score(|scores| scores.calinski_harabasz_score)),
                ("davies_bouldin_score", score(|scores| scores.davies_bouldin_score)),
            ],
        })
    }
}

/// The silhouette score of a few samples, which alone are in memory.
fn of_subset<F: Scalar>(
    arguments: &EvaluateArgs,
    data: &Data<'_, F>,
    labels: &[u32],
    n_subset: usize,
) -> Result<f64> {
    let random_state = arguments.run.random_state();
    let subset = silhouette_subset(data.n_samples(), n_subset, random_state)?;
    let labels = memory::collected(subset.iter().map(|&sample| labels[sample]))?;
    Ok(silhouette_score(data.select(&subset)?.view(), &labels)?)
}

fn of_all<F: Scalar>(data: &Data<'_, F>, labels: &[u32]) -> Result<f64> {
    match silhouette_score(data.whole().context(NEEDS_MEMORY)?, labels) {
        Err(Error::Memory(error)) => bail!("{error}; say `--silhouette 10000`"),
        score => Ok(score?),
    }
}

/// Returns the result, or the reason why it is undefined.
fn or_reason<T>(score: Result<T>) -> Result<Result<T, String>> {
    let error = match score {
        Ok(score) => return Ok(Ok(score)),
        Err(error) => error,
    };
    match error.downcast_ref() {
        Some(Error::NumberOfLabels { n_labels, n_samples }) => Ok(Err(format!(
            "{} in {}; the score needs at least 2 clusters, and fewer clusters than samples",
            counted(*n_labels, "cluster"),
            counted(*n_samples, "sample")
        ))),
        _ => Err(error),
    }
}
