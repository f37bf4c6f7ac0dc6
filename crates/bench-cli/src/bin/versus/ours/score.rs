use anyhow::{Context as _, Result};
use cluster_metrics::{
    Average, Contingency, adjusted_mutual_info_score, calinski_harabasz_score,
    davies_bouldin_score, silhouette_score,
};
use digits_data::{SamplesView, Scalar};

use super::Call;
use crate::job::{Done, Metric, Reply, Score, numbers};

pub(super) fn run<F: Scalar>(call: Call<'_, F>, job: &Score) -> Result<Reply> {
    let labels = || of_samples(job);
    let (value, done) = match job.metric {
        Metric::Contingency => {
            let [a, b] = labelings(call.samples);
            let (table, done) = call.timed_alone(|| Ok(Contingency::new(&a, &b)?))?;
            (table.cells().iter().map(|cell| (cell.count as f64).powi(2)).sum(), done)
        }
        Metric::AdjustedMutualInfo => {
            let [a, b] = labelings(call.samples);
            call.timed_alone(|| Ok(adjusted_mutual_info_score(&a, &b, Average::Arithmetic)?))?
        }
        Metric::Silhouette => {
            let labels = labels()?;
            call.timed(|samples| Ok(silhouette_score(samples, &labels)?))?
        }
        Metric::CalinskiHarabasz => {
            let labels = labels()?;
            call.timed(|samples| Ok(calinski_harabasz_score(samples, &labels)?))?
        }
        Metric::DaviesBouldin => {
            let labels = labels()?;
            call.timed(|samples| Ok(davies_bouldin_score(samples, &labels)?))?
        }
    };
    Ok(Reply::Done(Done { values: vec![value], ..done }))
}

/// Reads the two labelings, which are the columns of the samples.
fn labelings<F: Scalar>(samples: SamplesView<'_, F>) -> [Vec<i64>; 2] {
    [0, 1].map(|column| samples.rows().map(|row| label(row[column].to_f64())).collect())
}

fn of_samples(job: &Score) -> Result<Vec<i64>> {
    let path = job.labels.as_ref().context("there are no labels")?;
    let labels = numbers::read::<f64>(path, 1)?;
    Ok(labels.as_slice().iter().map(|&value| label(value)).collect())
}

#[expect(clippy::cast_possible_truncation, reason = "labels are small whole numbers")]
fn label(value: f64) -> i64 {
    value as i64
}
