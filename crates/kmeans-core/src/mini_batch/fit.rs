use digits_data::{SamplesView, Scalar, compiled_once};

use super::initialization::Initialization;
use super::learner::Learner;
use super::model::MiniBatchKMeansModel;
use super::offset::coarse_mean;
use super::parameters::MiniBatchKMeans;
use super::stopping::{Progress, StoppingRule};
use crate::model::FittedCenters;
use crate::samples::{Problem, Subset, Weights, mean, mean_variance};
use crate::{Error, Init};

impl MiniBatchKMeans {
    /// Finds clusters of the samples.
    ///
    /// # Errors
    ///
    /// The errors of [`KMeans::fit`](crate::KMeans::fit).
    ///
    /// # Source
    ///
    /// D. Sculley, "Web-scale k-means clustering", WWW 2010. The result is that of
    /// `sklearn.cluster.MiniBatchKMeans` 1.7.0, draw by draw with
    /// [`RandomState::NumPy`](crate::RandomState::NumPy), with three differences. Sums and centres
    /// are `f64` for `f32` samples too. A sample of weight 0 never becomes a centre. If more
    /// clusters have low counts than half a batch has samples, equal counts are reassigned from the
    /// lowest cluster on; scikit-learn leaves their order to an unstable sort.
    pub fn fit<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
    ) -> Result<MiniBatchKMeansModel<F>, Error> {
        fit(self, samples, Weights::EQUAL)
    }

    /// Finds clusters of weighted samples; see
    /// [`KMeans::fit_weighted`](crate::KMeans::fit_weighted).
    ///
    /// Batches are drawn without regard to weights. Weights count when the centres move.
    ///
    /// # Errors
    ///
    /// The errors of [`KMeans::fit_weighted`](crate::KMeans::fit_weighted).
    pub fn fit_weighted<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<MiniBatchKMeansModel<F>, Error> {
        fit(self, samples, Weights::new(sample_weight, samples.n_samples())?)
    }

    fn fit_checked<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<MiniBatchKMeansModel<F>, Error> {
        let n_samples = samples.n_samples();
        self.check(weights.n_positive(n_samples))?;
        let mean = mean(samples);
        let mean_variance = mean_variance(samples, &mean)?;
        let offset = coarse_mean(mean, mean_variance);
        let problem = Problem::new(samples, weights, &offset)?;

        let mut generator = self.random_state.running();
        let n_init = self.n_init.unwrap_or(if self.init == Init::Random { 3 } else { 1 });
        let first =
            Initialization::new(self, n_samples).best_of(n_init, &problem, &mut generator)?;
        let mut learner = Learner::new(&first, self.reassignment_ratio);
        let batch_size = self.batch_size.min(n_samples);
        let mut progress = Progress::new(StoppingRule {
            squared_shift: self.tol * mean_variance,
            max_no_improvement: self.max_no_improvement,
            max_steps: self.max_iter.saturating_mul(n_samples) / batch_size,
            smoothing: (2.0 * batch_size as f64 / (n_samples as f64 + 1.0)).min(1.0),
        });
        let stop_reason = loop {
            let drawn = generator.randint(n_samples, batch_size);
            let batch = Subset::new(samples, weights, &drawn)?;
            let step = learner.step(&batch.problem(&offset)?, &mut generator)?;
            if let Some(reason) = progress.decide(step) {
                break reason;
            }
        };
        let n_steps = progress.n_steps;
        let n_iter = n_steps.saturating_mul(batch_size).div_ceil(n_samples);
        let centers = FittedCenters::found(learner.centers()?, offset)?;
        let all = (samples, weights);
        MiniBatchKMeansModel::new(self.clone(), centers, all, n_iter, n_steps, stop_reason)
    }
}

compiled_once! {
    fn fit<F>(
        parameters: &MiniBatchKMeans,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<MiniBatchKMeansModel<F>, Error> = MiniBatchKMeans::fit_checked
}
