use digits_data::{Samples, SamplesView, Scalar};

use super::stopping::MiniBatchStopReason;
use crate::Error;
use crate::model::FittedCenters;
use crate::problem::Problem;
use crate::weights::Weights;

/// What [`MiniBatchKMeans`](crate::MiniBatchKMeans) found, ready to label new samples.
///
/// Centres that batches moved are only near the means of their samples; but labels and inertia are
/// exactly theirs: `labels() == predict(x)` and `inertia() == -score(x)` for the samples of the fit.
#[derive(Debug, Clone, PartialEq)]
pub struct MiniBatchKMeansModel<F: Scalar = f64> {
    centers: FittedCenters<F>,
    labels: Vec<u32>,
    inertia: f64,
    n_iter: usize,
    n_steps: usize,
    stop_reason: MiniBatchStopReason,
}

impl<F: Scalar> MiniBatchKMeansModel<F> {
    pub(super) fn new(
        centers: FittedCenters<F>,
        problem: &Problem<'_, F>,
        n_iter: usize,
        n_steps: usize,
        stop_reason: MiniBatchStopReason,
    ) -> Result<Self, Error> {
        let labels = centers.nearest(problem)?;
        let inertia = centers.inertia(problem.samples, problem.weights, &labels)?;
        Ok(Self { centers, labels, inertia, n_iter, n_steps, stop_reason })
    }

    /// The centres, `n_clusters × n_features`, one a row.
    pub fn cluster_centers(&self) -> SamplesView<'_, F> {
        self.centers.cluster_centers()
    }

    /// The cluster of each sample, from 0 to `n_clusters - 1`.
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// Weighted sum of all samples' squared distances to their centres.
    pub fn inertia(&self) -> f64 {
        self.inertia
    }

    /// Times that as many samples were drawn as there are, rounded up.
    pub fn n_iter(&self) -> usize {
        self.n_iter
    }

    /// Batches that were drawn.
    pub fn n_steps(&self) -> usize {
        self.n_steps
    }

    /// The centres with what it takes to label samples: what to keep of a model.
    pub fn fitted_centers(&self) -> &FittedCenters<F> {
        &self.centers
    }

    /// Why the fit ended.
    pub fn stop_reason(&self) -> MiniBatchStopReason {
        self.stop_reason
    }

    /// Whether the fit ended by itself, not at `max_iter`.
    pub fn converged(&self) -> bool {
        self.stop_reason.converged()
    }

    /// Number of clusters.
    pub fn n_clusters(&self) -> usize {
        self.centers.n_clusters()
    }

    /// Number of features.
    pub fn n_features(&self) -> usize {
        self.centers.n_features()
    }

    /// Samples in each cluster; a cluster may be empty.
    pub fn cluster_sizes(&self) -> Vec<usize> {
        self.centers.cluster_sizes(&self.labels)
    }

    /// The nearest centre of each sample, the lowest of those equally near.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] for another number of features; [`Error::TooFar`] where distances
    /// overflow.
    pub fn predict(&self, samples: SamplesView<'_, F>) -> Result<Vec<u32>, Error> {
        self.centers.predict(samples)
    }

    /// The Euclidean distance of each sample to each centre, `n_samples × n_clusters`.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] for another number of features; [`Error::Data`] where a distance
    /// overflows.
    pub fn transform(&self, samples: SamplesView<'_, F>) -> Result<Samples<F>, Error> {
        self.centers.transform(samples)
    }

    /// Minus the sum of squared distances to the nearest centres: larger is better.
    ///
    /// # Errors
    ///
    /// As [`predict`](Self::predict); [`Error::Inertia`] if the sum overflows.
    pub fn score(&self, samples: SamplesView<'_, F>) -> Result<f64, Error> {
        self.centers.score(samples)
    }

    /// [`score`](Self::score) of samples that count differently.
    ///
    /// # Errors
    ///
    /// As [`score`](Self::score); [`Error::SampleWeightLength`], [`Error::SampleWeight`] and
    /// [`Error::TotalWeight`] besides.
    pub fn score_weighted(
        &self,
        samples: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<f64, Error> {
        self.centers.weighted_score(samples, Weights::new(sample_weight, samples.n_samples())?)
    }
}
