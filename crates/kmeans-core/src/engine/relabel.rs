use digits_data::Scalar;
use linalg_pca::distance::{LANES, prefetch, vectorized};

use super::changes::Changes;
use super::lanes::lanes;
use crate::problem::Problem;

/// Overwrites the labels of the samples from `start` on, and notes those that differ; `x` are a
/// sample's centred coordinates.
pub(super) fn relabel<F: Scalar, X: Iterator<Item = f64> + Clone>(
    problem: &Problem<'_, F>,
    x: impl Fn(usize) -> X,
    first: bool,
    start: usize,
    labels: &mut [u32],
    new: &[u32],
    changes: &mut Changes,
) {
    vectorized(
        #[inline(always)]
        || {
            let blocks = labels.chunks_mut(LANES).zip(new.chunks(LANES));
            for (block, (labels, new)) in blocks.enumerate() {
                for lane in lanes(moved(labels, new, first)) {
                    let sample = start + block * LANES + lane;
                    let from = (!first).then_some(labels[lane]);
                    let (weight, norm) = (problem.weights.of(sample), problem.norm(sample));
                    changes.moved(from, new[lane], weight, norm, x(sample));
                }
                labels.copy_from_slice(new);
            }
        },
    );
}

/// The same where the samples must be fetched from memory, each from somewhere else.
pub(super) fn relabel_far<F: Scalar>(
    problem: &Problem<'_, F>,
    first: bool,
    start: usize,
    labels: &mut [u32],
    new: &[u32],
    changes: &mut Changes,
) {
    if !first {
        for (block, (labels, new)) in labels.chunks(LANES).zip(new.chunks(LANES)).enumerate() {
            for lane in lanes(moved(labels, new, false)) {
                prefetch(problem.samples.row(start + block * LANES + lane));
            }
        }
    }
    let x = |sample: usize| problem.centered(sample);
    relabel(problem, x, first, start, labels, new, changes);
}

/// The lanes whose labels differ, or all in the first round: a bit each.
#[inline(always)]
fn moved(labels: &[u32], new: &[u32], first: bool) -> u32 {
    if labels == new && !first {
        return 0; // as most blocks do after the first rounds
    }
    let bits = labels.iter().zip(new).enumerate();
    bits.fold(0, |bits, (lane, (label, new))| bits | u32::from(first || label != new) << lane)
}
