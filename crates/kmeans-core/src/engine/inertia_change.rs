use digits_data::exact::ExactSum;
use digits_data::{Samples, Scalar};

use super::fold::Fold;
use super::inertia::sum_of_squared_distances;
use crate::Error;
use crate::samples::{Problem, SampleBlocks};

/// Tells how much each iteration lowers the inertia, without computing a distance.
///
/// The inertia of labels and the means of their clusters is Σ w·‖x‖² − Σ w·‖mean‖². The first sum never
/// changes, and the second one comes from the sums of the clusters.
#[derive(Debug)]
pub(super) struct InertiaChange {
    inertia_tol: f64,
    /// Σ w·‖x‖², around the offset.
    total: f64,
    /// Σ w·‖mean‖² after the last iteration.
    between_clusters: f64,
}

/// A change below this share of Σ w·‖x‖² may be rounding alone.
const ROUNDING: f64 = 1e-13;

impl InertiaChange {
    /// Returns the watch of a run. With an `inertia_tol` of 0 no change is small.
    pub(super) fn watched<F: Scalar>(
        blocks: &dyn SampleBlocks<F>,
        inertia_tol: f64,
    ) -> Result<Self, Error> {
        let total = if inertia_tol > 0.0 { total_square(blocks)? } else { 0.0 };
        Ok(Self { inertia_tol, total, between_clusters: f64::NEG_INFINITY })
    }

    /// Returns true if this iteration lowered the inertia by at most `inertia_tol` of it. Never while a
    /// cluster is empty, since its centre is about to move.
    pub(super) fn is_small(&mut self, fold: &Fold<'_>) -> bool {
        if self.inertia_tol == 0.0 {
            return false;
        }
        let before = std::mem::replace(&mut self.between_clusters, fold.between_clusters());
        let most = self.inertia_tol * (self.total - self.between_clusters);
        let can_be_told = most.is_finite() && most > ROUNDING * self.total;
        can_be_told && fold.n_empty() == 0 && self.between_clusters - before <= most
    }
}

fn total_square<F: Scalar>(blocks: &dyn SampleBlocks<F>) -> Result<f64, Error> {
    let (n_samples, n_features) = blocks.shape();
    if blocks.weights().as_slice().is_none() {
        // The mean variance is this sum over the number of values, and known already.
        return Ok(blocks.mean_variance()? * n_samples as f64 * n_features as f64);
    }
    let origin = Samples::new(vec![F::ZERO; n_features], 1, n_features)?;
    let labels = vec![0; blocks.block_len().min(n_samples)];
    let mut total = ExactSum::zero();
    blocks.each(&mut |_, block| {
        let Problem { samples, weights, offset, .. } = *block;
        let labels = &labels[..samples.n_samples()];
        total.merge(&sum_of_squared_distances(samples, weights, offset, &origin, labels));
        Ok(())
    })?;
    Ok(total.value())
}
