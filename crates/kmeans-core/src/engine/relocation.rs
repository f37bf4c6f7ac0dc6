use std::cmp::Ordering;

use digits_data::{Samples, Scalar};

use super::changes::Changes;
use super::clusters::Clusters;
use super::inertia::squared_distance;
use crate::chunks::in_chunks;
use crate::problem::Problem;

/// Gives every empty cluster, in ascending order, the sample that lies farthest from the centre of
/// its own cluster; the first such sample where several lie equally far.
///
/// As scikit-learn's `_relocate_empty_clusters_dense`, except that samples of weight 0 are passed
/// over: they could not fill a cluster. Nothing moves if all samples lie on their centres, which
/// is so when there are fewer distinct samples than clusters. Returned are the samples that moved,
/// each with its new cluster.
pub(super) fn relocate_empty<F: Scalar>(
    clusters: &mut Clusters,
    problem: &Problem<'_, F>,
    labels: &[u32],
    centers: &Samples<F>,
) -> Vec<(usize, u32)> {
    let numbered = (0_u32..).zip(&clusters.totals);
    let empty: Vec<u32> =
        numbered.filter(|(_, total)| total.n_samples == 0).map(|(cluster, _)| cluster).collect();
    let farthest = farthest_samples(problem, labels, centers, empty.len());
    let moves: Vec<(usize, u32)> = farthest.into_iter().zip(empty).collect();
    for &(sample, cluster) in &moves {
        let mut changes = Changes::none(centers.n_samples(), centers.n_features());
        let (from, weight) = (Some(labels[sample]), problem.weights.of(sample));
        changes.moved(from, cluster, weight, problem.norm(sample), problem.centered(sample));
        clusters.apply(&changes);
    }
    moves
}

/// The `most` samples farthest from their centres, the farthest first; empty if all lie on them.
fn farthest_samples<F: Scalar>(
    problem: &Problem<'_, F>,
    labels: &[u32],
    centers: &Samples<F>,
    most: usize,
) -> Vec<usize> {
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
