use digits_data::Scalar;
use linalg_pca::distance::{LANES, prefetch, vectorized};

use super::assignment_input::AssignmentInput;
use super::lanes::lanes;
use super::pieces::Piece;
use super::tally::Tally;

/// Gives the samples of a piece their new labels, and moves the terms of those that changed cluster.
///
/// After the first iteration these are few, so their rows are prefetched together.
pub(super) fn relabel<F: Scalar>(
    input: AssignmentInput<'_, F>,
    piece: &mut Piece<'_>,
    new: &[u32],
    part: &mut Tally<'_>,
) {
    let AssignmentInput { problem, is_first, .. } = input;
    if !is_first {
        let blocks = piece.labels.chunks(LANES).zip(new.chunks(LANES));
        for (block, (labels, new)) in blocks.enumerate() {
            for lane in lanes(moved(labels, new, false)) {
                prefetch(problem.samples.row(piece.start + block * LANES + lane));
            }
        }
    }
    vectorized(
        #[inline(always)]
        || {
            let blocks = piece.labels.chunks_mut(LANES).zip(new.chunks(LANES));
            for (block, (labels, new)) in blocks.enumerate() {
                for lane in lanes(moved(labels, new, is_first)) {
                    let sample = piece.start + block * LANES + lane;
                    let from = (!is_first).then_some(labels[lane]);
                    part.move_sample(problem, sample, from, new[lane]);
                }
                labels.copy_from_slice(new);
            }
        },
    );
}

/// Returns one bit per lane, set where the labels differ; all bits in the first iteration.
#[inline(always)]
fn moved(labels: &[u32], new: &[u32], first: bool) -> u32 {
    if labels == new && !first {
        return 0; // the usual case after the first iterations
    }
    let bits = labels.iter().zip(new).enumerate();
    bits.fold(0, |bits, (lane, (label, new))| bits | u32::from(first || label != new) << lane)
}
