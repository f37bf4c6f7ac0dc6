use anyhow::{Result, bail};
use cluster_metrics::{
    Average, Contingency, adjusted_mutual_info_score, calinski_harabasz_score,
    davies_bouldin_score, silhouette_score,
};
use digits_data::Scalar;

use super::call::Call;
use crate::cases::Kind;
use crate::job::{Done, Score, numbers};

pub(super) fn run<F: Scalar>(call: Call<'_, F>, job: &Score) -> Result<Done> {
    let labels = labels_of_samples(job)?;
    let labeling = |column: usize| -> Vec<i64> {
        call.samples.rows().map(|row| label(row[column].to_f64())).collect()
    };
    let (value, done) = match job.kind {
        Kind::Contingency => {
            let (a, b) = (labeling(0), labeling(1));
            let (table, done) = call.timed_alone(|| Ok(Contingency::new(&a, &b)?))?;
            (table.cells().iter().map(|cell| (cell.count as f64).powi(2)).sum(), done)
        }
        Kind::AdjustedMutualInfo => {
            let (a, b) = (labeling(0), labeling(1));
            call.timed_alone(|| Ok(adjusted_mutual_info_score(&a, &b, Average::Arithmetic)?))?
        }
        Kind::Silhouette => call.timed(|samples| Ok(silhouette_score(samples, &labels)?))?,
        Kind::CalinskiHarabasz => {
            call.timed(|samples| Ok(calinski_harabasz_score(samples, &labels)?))?
        }
        Kind::DaviesBouldin => call.timed(|samples| Ok(davies_bouldin_score(samples, &labels)?))?,
        other => bail!("{other:?} is not a score"),
    };
    Ok(Done { values: vec![value], ..done })
}

/// Reads the labels of the samples; none where the samples are two labelings.
fn labels_of_samples(job: &Score) -> Result<Vec<i64>> {
    let Some(path) = &job.labels else { return Ok(Vec::new()) };
    let labels = numbers::read::<f64>(path, 1)?;
    Ok(labels.as_slice().iter().copied().map(label).collect())
}

#[expect(clippy::cast_possible_truncation, reason = "labels are small whole numbers")]
fn label(value: f64) -> i64 {
    value as i64
}
