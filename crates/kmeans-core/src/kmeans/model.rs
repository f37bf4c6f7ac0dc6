mod fitted_centers;

use digits_data::{Samples, SamplesView, Scalar};

pub use fitted_centers::FittedCenters;

use crate::engine::StopReason;
use crate::restarts::{Best, Restart};
use crate::weights::Weights;
use crate::{Algorithm, Error};

/// A clustering that was found, ready to label new samples.
///
/// Its labels, centres and inertia belong together to the bit: `labels() == predict(x)` and
/// `inertia() == -score(x)` for the samples it was fitted to.
#[derive(Debug, Clone, PartialEq)]
pub struct KMeansModel<F: Scalar = f64> {
    centers: FittedCenters<F>,
    labels: Vec<u32>,
    inertia: f64,
    n_iter: usize,
    stop_reason: StopReason,
    best_restart: usize,
    restarts: Vec<Restart>,
}

impl<F: Scalar> KMeansModel<F> {
    pub(crate) fn new(best: Best<F>, offset: Vec<f64>) -> Result<Self, Error> {
        let Best { run, restart, restarts } = best;
        Ok(Self {
            centers: FittedCenters::found(run.centers, offset)?,
            labels: run.labels,
            inertia: run.inertia,
            n_iter: run.n_iter,
            stop_reason: run.stop_reason,
            best_restart: restart,
            restarts,
        })
    }

    /// The centres, `n_clusters × n_features`, one a row.
    pub fn cluster_centers(&self) -> SamplesView<'_, F> {
        self.centers.cluster_centers()
    }

    /// The centres with what it takes to label samples: what to keep of a model.
    pub fn fitted_centers(&self) -> &FittedCenters<F> {
        &self.centers
    }

    /// The cluster of each sample, from 0 to `n_clusters - 1`.
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// Weighted sum of the samples' squared distances to their centres.
    pub fn inertia(&self) -> f64 {
        self.inertia
    }

    /// Rounds of the best run.
    pub fn n_iter(&self) -> usize {
        self.n_iter
    }

    /// Why the best run ended.
    pub fn stop_reason(&self) -> StopReason {
        self.stop_reason
    }

    /// Whether the best run ended by itself, not at `max_iter` or by its observer.
    pub fn converged(&self) -> bool {
        self.stop_reason.converged()
    }

    /// What the best run used to find the nearest centres.
    pub fn algorithm(&self) -> Algorithm {
        self.restarts[self.best_restart].algorithm
    }

    /// Distances that the best run took from samples to centres and, to skip some of those, from
    /// centres to centres; plain Lloyd takes samples × clusters a round, and as many again where the
    /// last round moved a centre.
    pub fn n_distances(&self) -> u64 {
        self.restarts[self.best_restart].n_distances
    }

    /// What became of every restart, in their order.
    pub fn restarts(&self) -> &[Restart] {
        &self.restarts
    }

    /// The restart whose result this is, an index into [`restarts`](Self::restarts).
    pub fn best_restart(&self) -> usize {
        self.best_restart
    }

    /// Number of clusters.
    pub fn n_clusters(&self) -> usize {
        self.centers.n_clusters()
    }

    /// Number of features.
    pub fn n_features(&self) -> usize {
        self.centers.n_features()
    }

    /// Samples in each cluster. A 0 means that there were fewer distinct samples than clusters, or
    /// that the run was ended early.
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
    /// From direct differences, so that even a distance far smaller than the coordinates has all
    /// its digits.
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
