use digits_data::Scalar;
use linalg_pca::distance::Centers;

use super::assignment_input::AssignmentInput;
use super::part::Part;
use super::pieces::Piece;
use super::relabel::relabel;
use super::tally::Tally;
use crate::Error;

/// Labels all samples by their distances to all centres.
pub(super) fn assign_all<F: Scalar>(
    input: AssignmentInput<'_, F>,
    labels: &mut [u32],
) -> Result<Part, Error> {
    let (panels, packed) = (input.problem.panels()?, Centers::pack(input.centers.view()));
    let label = |new: &mut Vec<u32>, piece: &mut Piece<'_>, part: &mut Tally<'_>| {
        new.resize(piece.labels.len(), 0);
        panels.nearest(&packed, piece.start, new)?;
        relabel(input, piece, new, part);
        part.counts.n_distances += (piece.labels.len() * input.n_clusters()) as u64;
        Ok(())
    };
    input.label(labels, label)
}
