use digits_data::Scalar;
use linalg_pca::distance::{LANES, prefetch, vectorized};

use super::lanes::lanes;
use super::pieces::Piece;
use super::round::Round;
use super::tally::Tally;

/// Gives the samples of a piece their new labels, and notes those that moved.
///
/// After the first round they are few, and fetched from memory all at once.
pub(super) fn relabel<F: Scalar>(
    round: Round<'_, F>,
    piece: &mut Piece<'_>,
    new: &[u32],
    part: &mut Tally<'_>,
) {
    let Round { problem, is_first, .. } = round;
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

/// Returns a bit for each lane whose labels differ; all bits in the first round.
#[inline(always)]
fn moved(labels: &[u32], new: &[u32], first: bool) -> u32 {
    if labels == new && !first {
        return 0; // as most blocks do after the first rounds
    }
    let bits = labels.iter().zip(new).enumerate();
    bits.fold(0, |bits, (lane, (label, new))| bits | u32::from(first || label != new) << lane)
}
