use digits_data::Scalar;
use linalg_pca::distance::{Centers, LANES};

use super::part::Counts;
use super::pieces::Piece;
use super::relabel::relabel;
use super::round::{Clustering, Round};
use crate::Error;

/// Bytes of samples that are still in the first cache once their labels are known: those that
/// moved are read again.
const NEAR: usize = 16 << 10;

/// Labels all samples by their distances to all centres.
pub(super) fn assign_all<F: Scalar>(
    round: Round<'_, F>,
    clustering: &mut Clustering,
) -> Result<Counts, Error> {
    let (panels, packed) = (round.problem.panels()?, Centers::pack(round.centers.view()));
    let row_bytes = round.centers.n_features() * size_of::<F>();
    let at_once = LANES * (NEAR / (LANES * row_bytes)).max(1);
    clustering.update(round, |new: &mut Vec<u32>, piece: &mut Piece<'_>| {
        let mut part = round.part();
        new.resize(at_once, 0);
        for mut near in piece.split(at_once) {
            let new = &mut new[..near.labels.len()];
            panels.nearest(&packed, near.start, new)?;
            let x = |sample: usize| panels.sample(sample).map(F::to_f64);
            relabel(round, &mut near, new, x, &mut part);
        }
        part.counts.n_distances = (piece.labels.len() * round.n_clusters()) as u64;
        Ok(part)
    })
}
