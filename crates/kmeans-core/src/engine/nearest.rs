use std::sync::{Mutex, PoisonError};

use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, Panels};
use rayon::prelude::*;

use super::pieces::{PIECE, Piece, pieces};
use crate::Error;
use crate::chunks::{PARALLEL_WORK, on_all_threads};
use crate::samples::{PackingRoom, Problem, packed_at_once};

/// Labels every sample of a problem with its nearest centre, the lowest of those equally near.
///
/// A model labels new samples this way. It reads each sample once, so it packs a few samples at a
/// time and never copies all of them.
pub(crate) fn assign_once<F: Scalar>(
    problem: &Problem<'_, F>,
    centers: &Samples<F>,
    labels: &mut [u32],
) -> Result<(), Error> {
    let packed = Centers::pack(centers.view());
    let at_once = packed_at_once::<F>(centers.n_features(), PIECE);
    let pieces = Mutex::new(pieces(labels).into_iter());
    let next = || pieces.lock().unwrap_or_else(PoisonError::into_inner).next();
    on_all_threads(problem.work(centers.n_samples()) >= PARALLEL_WORK, || {
        let mut room = PackingRoom::default();
        while let Some(Piece { start, labels }) = next() {
            for (start, labels) in (start..).step_by(at_once).zip(labels.chunks_mut(at_once)) {
                let rows = start..start + labels.len();
                let panels = room.pack(problem.samples, problem.offset, 1.0, rows)?;
                panels.nearest(&packed, 0, labels)?;
            }
        }
        Ok(())
    })
}

/// Labels packed samples with their nearest centres, the lowest of those equally near.
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
