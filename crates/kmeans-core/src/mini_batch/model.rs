use digits_data::{SamplesView, Scalar};

use super::parameters::MiniBatchKMeans;
use super::stopping::MiniBatchStopReason;
use crate::Error;
use crate::model::{ClusterModel, FittedCenters, MadeWith};
use crate::samples::Weights;

/// The clustering that [`MiniBatchKMeans`](crate::MiniBatchKMeans) found, ready to label new
/// samples.
///
/// The centres are only near the means of their samples. Labels and inertia belong to these centres
/// exactly: `labels() == predict(x)` and `inertia() == -score(x)` for the samples of the fit.
///
/// The feature `serde` stores it. A model that is read is checked.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(bound = "", try_from = "super::stored::Stored<F>"))]
pub struct MiniBatchKMeansModel<F: Scalar = f64> {
    pub(super) parameters: MadeWith<MiniBatchKMeans>,
    pub(super) centers: FittedCenters<F>,
    pub(super) labels: Vec<u32>,
    pub(super) inertia: f64,
    pub(super) n_iter: usize,
    pub(super) n_steps: usize,
    pub(super) stop_reason: MiniBatchStopReason,
}

impl<F: Scalar> MiniBatchKMeansModel<F> {
    pub(super) fn new(
        parameters: MiniBatchKMeans,
        centers: FittedCenters<F>,
        (samples, weights): (SamplesView<'_, F>, Weights<'_>),
        n_iter: usize,
        n_steps: usize,
        stop_reason: MiniBatchStopReason,
    ) -> Result<Self, Error> {
        // The labels are those of `predict`, which scales samples whose squares would underflow.
        let labels = centers.predict(samples)?;
        let inertia = centers.inertia_at_any_scale(samples, weights, &labels)?;
        let parameters = MadeWith(parameters);
        Ok(Self { parameters, centers, labels, inertia, n_iter, n_steps, stop_reason })
    }

    /// Returns the parameters of the fit. They do not count when models are compared.
    pub fn parameters(&self) -> &MiniBatchKMeans {
        &self.parameters.0
    }

    /// The cluster of each sample, from 0 to `n_clusters - 1`.
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// Weighted sum of all samples' squared distances to their centres.
    pub fn inertia(&self) -> f64 {
        self.inertia
    }

    /// Number of passes: samples drawn divided by samples in all, rounded up.
    pub fn n_iter(&self) -> usize {
        self.n_iter
    }

    /// Number of batches drawn.
    pub fn n_steps(&self) -> usize {
        self.n_steps
    }

    /// Returns the reason why the fit ended.
    pub fn stop_reason(&self) -> MiniBatchStopReason {
        self.stop_reason
    }

    /// Returns true if the fit converged and did not end at `max_iter`.
    pub fn converged(&self) -> bool {
        self.stop_reason.converged()
    }

    /// Samples in each cluster; a cluster may be empty.
    pub fn cluster_sizes(&self) -> Vec<usize> {
        self.centers.cluster_sizes(&self.labels)
    }
}

impl<F: Scalar> ClusterModel<F> for MiniBatchKMeansModel<F> {
    fn fitted_centers(&self) -> &FittedCenters<F> {
        &self.centers
    }
}
