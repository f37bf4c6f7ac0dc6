use digits_data::Scalar;
use linalg_pca::distance::Centers;

use super::assignment_input::AssignmentInput;
use super::part::Part;
use super::pieces::Piece;
use super::relabel::relabel;
use super::tally::Tally;
use crate::Error;
use crate::samples::PackingRoom;

/// The new labels of a piece, and room to pack its samples.
type Scratch<F> = (Vec<u32>, PackingRoom<F>);

/// Labels all samples by their distances to all centres.
pub(super) fn assign_all<F: Scalar>(
    input: AssignmentInput<'_, F>,
    labels: &mut [u32],
) -> Result<Part, Error> {
    let (samples, centers) = (input.problem.packed()?, Centers::pack(input.centers.view()));
    let label = |(new, room): &mut Scratch<F>, piece: &mut Piece<'_>, part: &mut Tally<'_>| {
        new.resize(piece.labels.len(), 0);
        samples.each(piece.rows(), room, |panels, start, rows| {
            Ok(panels.nearest(&centers, start, &mut new[piece.within(&rows)])?)
        })?;
        relabel(input, piece, new, part);
        part.counts.n_distances += (piece.labels.len() * input.n_clusters()) as u64;
        Ok(())
    };
    input.label(labels, label)
}
