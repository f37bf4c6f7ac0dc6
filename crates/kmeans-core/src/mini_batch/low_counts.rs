use digits_data::Scalar;
use digits_data::random::Generator;

use crate::samples::Problem;

/// Moves each centre whose count is less than `ratio` times the largest count to a sample of the
/// batch. Samples are drawn without replacement among those of positive weight.
///
/// At most half as many centres move as the batch has samples: those of the smallest counts. A
/// moved centre gets the smallest count of all others, so that it does not move again at once.
pub(super) fn reassign<F: Scalar>(
    centers: &mut [f64],
    counts: &mut [f64],
    ratio: f64,
    batch: &Problem<'_, F>,
    generator: &mut Generator,
) {
    let mut low = low_counts(counts, ratio, batch.samples.n_samples() / 2);
    if low.is_empty() {
        return;
    }
    let mut drawn = generator.permutation(batch.samples.n_samples());
    drawn.retain(|&sample| batch.weights.of(sample) > 0.0);
    low.truncate(drawn.len());
    let n_features = batch.samples.n_features();
    for (&cluster, sample) in low.iter().zip(drawn) {
        let center = &mut centers[cluster * n_features..][..n_features];
        let x = batch.samples.row(sample).iter().zip(batch.offset);
        for (value, (x, offset)) in center.iter_mut().zip(x) {
            *value = x.to_f64() - offset;
        }
    }
    let others = (0..counts.len()).filter(|cluster| low.binary_search(cluster).is_err());
    let count = others.map(|cluster| counts[cluster]).fold(f64::INFINITY, f64::min);
    for cluster in low {
        counts[cluster] = count;
    }
}

/// The clusters with counts below `ratio` times the largest, in ascending order. If there are more
/// than `most`, those with the smallest counts; the lower cluster wins a tie (scikit-learn leaves
/// ties to an unstable sort).
fn low_counts(counts: &[f64], ratio: f64, most: usize) -> Vec<usize> {
    let largest = counts.iter().fold(0.0, |largest: f64, &count| largest.max(count));
    let is_low = |&cluster: &usize| counts[cluster] < ratio * largest;
    let mut low: Vec<usize> = (0..counts.len()).filter(is_low).collect();
    if low.len() > most {
        low.sort_by(|&a, &b| counts[a].total_cmp(&counts[b]));
        low.truncate(most);
        low.sort_unstable();
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_counts_are_found() {
        let counts = [3.0, 100.0, 0.0, 0.5, 0.0, 1.0];
        assert_eq!(low_counts(&counts, 0.01, 9), [2, 3, 4]);
        assert_eq!(low_counts(&counts, 0.05, 4), [2, 3, 4, 5]);
        assert_eq!(low_counts(&counts, 1.0, 1), [2]);
        assert!(low_counts(&counts, 0.0, 9).is_empty());
        assert!(low_counts(&counts, 1.0, 0).is_empty());
        assert!(low_counts(&[0.0; 3], 1.0, 9).is_empty());
    }
}
