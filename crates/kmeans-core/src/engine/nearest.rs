use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, Panels};
use rayon::prelude::*;

use super::pieces::PIECE;
use crate::Error;
use crate::chunks::PARALLEL_WORK;

/// Labels every sample with its nearest centre, the lowest of those equally near.
///
/// This is all that a model does with new samples; a fit brings its sums up to date as well.
pub(crate) fn assign<F: Scalar>(
    panels: &Panels<F>,
    centers: &Samples<F>,
    labels: &mut [u32],
) -> Result<(), Error> {
    let packed = Centers::pack(centers.view());
    let work = panels.n_samples().saturating_mul(centers.as_slice().len());
    if work < PARALLEL_WORK {
        panels.nearest(&packed, 0, labels)?;
    } else {
        labels
            .par_chunks_mut(PIECE)
            .enumerate()
            .try_for_each(|(piece, labels)| panels.nearest(&packed, piece * PIECE, labels))?;
    }
    Ok(())
}
