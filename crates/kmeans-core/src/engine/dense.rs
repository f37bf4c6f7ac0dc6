use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, LANES, Panels};
use rayon::prelude::*;

use super::changes::Changes;
use super::clusters::Clusters;
use super::pieces::{Outcome, PIECE, visit_all};
use super::relabel::relabel;
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::problem::Problem;

/// Labels every sample with its nearest centre, the lowest of those equally near.
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

/// Labels all samples by the dense kernel, whatever was known, and brings the clusters up to date.
pub(super) fn assign_all<F: Scalar>(
    problem: &Problem<'_, F>,
    centers: &Samples<F>,
    first: bool,
    labels: &mut [u32],
    clusters: &mut Clusters,
) -> Result<Outcome, Error> {
    let (n_clusters, n_features) = centers.shape();
    let (panels, packed) = (problem.panels()?, Centers::pack(centers.view()));
    let at_once = LANES * (NEAR / (LANES * n_features * size_of::<F>())).max(1);
    let visit = |new: &mut Vec<u32>, (piece, labels): &mut (usize, &mut [u32])| {
        let mut changes = Changes::none(n_clusters, n_features);
        new.resize(at_once, 0);
        let starts = (*piece * PIECE..).step_by(at_once);
        for (start, labels) in starts.zip(labels.chunks_mut(at_once)) {
            let new = &mut new[..labels.len()];
            panels.nearest(&packed, start, new)?;
            let x = |sample: usize| panels.sample(sample).map(F::to_f64);
            relabel(problem, x, first, start, labels, new, &mut changes);
        }
        Ok((changes, labels.len() as u64 * n_clusters as u64))
    };
    let pieces = labels.chunks_mut(PIECE).enumerate().collect();
    visit_all(pieces, problem.work(n_clusters) >= PARALLEL_WORK, clusters, visit)
}

/// Bytes of samples that are still near, in the first cache, when their labels are known and those
/// that moved are read again.
const NEAR: usize = 16 << 10;
