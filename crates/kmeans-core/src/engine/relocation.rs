use std::cmp::Ordering;

use digits_data::Scalar;

use super::round::Round;
use crate::chunks::in_chunks;
use crate::squared_distance::squared_distance;

/// A sample that an empty cluster takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Move {
    pub(super) sample: usize,
    pub(super) to: u32,
}

/// Finds a sample for every empty cluster, in ascending order: the one farthest from the centre of
/// its own cluster, the first of several.
///
/// The rule is that of scikit-learn's `_relocate_empty_clusters_dense`, except that samples of
/// weight 0 are passed over: they could not fill a cluster. Nothing moves if all samples lie on
/// their centres, as they do with fewer distinct samples than clusters.
pub(super) fn relocations<F: Scalar>(
    round: Round<'_, F>,
    labels: &[u32],
    n_samples: &[isize],
) -> Vec<Move> {
    let numbered = (0_u32..).zip(n_samples);
    let empty: Vec<u32> =
        numbered.filter(|(_, n_samples)| **n_samples == 0).map(|(cluster, _)| cluster).collect();
    let farthest = farthest_samples(round, labels, empty.len());
    farthest.into_iter().zip(empty).map(|(sample, to)| Move { sample, to }).collect()
}

/// Returns the `most` samples farthest from their centres, the farthest first; none if all samples
/// lie on their centres.
fn farthest_samples<F: Scalar>(round: Round<'_, F>, labels: &[u32], most: usize) -> Vec<usize> {
    let farther = |a: &(f64, usize), b: &(f64, usize)| -> Ordering {
        b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
    };
    let keep_farthest = |mut candidates: Vec<(f64, usize)>| {
        if candidates.len() > most {
            candidates.select_nth_unstable_by(most, farther);
            candidates.truncate(most);
        }
        candidates
    };
    let Round { problem, centers, .. } = round;
    let n_samples = problem.samples.n_samples();
    let of_chunks = in_chunks(
        n_samples,
        problem.work(1),
        #[inline(always)]
        |chunk| {
            let counting = chunk.filter(|&sample| problem.weights.of(sample) > 0.0);
            let distance = |sample: usize| {
                let center = centers.row(labels[sample] as usize);
                squared_distance(problem.samples.row(sample), problem.offset, center)
            };
            keep_farthest(counting.map(|sample| (distance(sample), sample)).collect())
        },
    );
    let mut candidates = keep_farthest(of_chunks.into_iter().flatten().collect());
    candidates.sort_unstable_by(farther);
    if candidates.first().is_none_or(|&(distance, _)| distance == 0.0) {
        return Vec::new();
    }
    candidates.into_iter().map(|(_, sample)| sample).collect()
}
