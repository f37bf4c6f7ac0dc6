use digits_data::Scalar;
use linalg_pca::distance::Centers;

use super::part::Part;
use super::pieces::Piece;
use super::relabel::relabel;
use super::round::Round;
use super::tally::Tally;
use crate::Error;

/// Labels all samples by their distances to all centres.
pub(super) fn assign_all<F: Scalar>(
    round: Round<'_, F>,
    labels: &mut [u32],
) -> Result<Part, Error> {
    let (panels, packed) = (round.problem.panels()?, Centers::pack(round.centers.view()));
    let label = |new: &mut Vec<u32>, piece: &mut Piece<'_>, part: &mut Tally<'_>| {
        new.resize(piece.labels.len(), 0);
        panels.nearest(&packed, piece.start, new)?;
        relabel(round, piece, new, part);
        part.counts.n_distances += (piece.labels.len() * round.n_clusters()) as u64;
        Ok(())
    };
    round.label(labels, label)
}
