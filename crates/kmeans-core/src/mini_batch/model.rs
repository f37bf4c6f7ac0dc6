use digits_data::random::Generator;
use digits_data::{SamplesView, Scalar};

use super::found::Found;
use super::learner::Learner;
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
/// [`IncrementalKMeans::from`](crate::IncrementalKMeans) goes on with further batches where the fit ended.
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
    /// Models compare by their results, not by how they would go on.
    pub(super) state: MadeWith<LearningState>,
}

/// The state in which a fit ended, so that further batches can follow.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub(super) struct LearningState {
    pub(super) learner: Learner,
    pub(super) generator: Generator,
}

impl<F: Scalar> MiniBatchKMeansModel<F> {
    pub(super) fn new(
        parameters: MiniBatchKMeans,
        found: Found,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<Self, Error> {
        let Found { offset, learner, generator, labels, n_iter, n_steps, stop_reason } = found;
        let centers = FittedCenters::found(learner.centers()?, offset)?;
        let labels = labels.map_or_else(|| centers.predict(samples), Ok)?;
        let inertia = centers.inertia_at_any_scale(samples, weights, &labels)?;
        let parameters = MadeWith(parameters);
        let state = MadeWith(LearningState { learner, generator });
        Ok(Self { parameters, centers, labels, inertia, n_iter, n_steps, stop_reason, state })
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

    /// Returns the weight that each centre has seen in the batches.
    pub fn counts(&self) -> &[f64] {
        &self.state.0.learner.counts
    }

    /// Samples in each cluster. A 0 means that there were fewer distinct samples than clusters.
    pub fn cluster_sizes(&self) -> Vec<usize> {
        self.centers.cluster_sizes(&self.labels)
    }
}

impl<F: Scalar> ClusterModel<F> for MiniBatchKMeansModel<F> {
    fn fitted_centers(&self) -> &FittedCenters<F> {
        &self.centers
    }
}
