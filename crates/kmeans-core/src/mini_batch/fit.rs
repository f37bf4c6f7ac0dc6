use digits_data::{SamplesView, Scalar, compiled_once};

use super::batches::Batches;
use super::found::Found;
use super::initialization::Initialization;
use super::learner::Learner;
use super::model::MiniBatchKMeansModel;
use super::offset::coarse_mean;
use super::parameters::MiniBatchKMeans;
use super::stopping::{Progress, StoppingRule};
use crate::samples::{Problem, Scale, Weights, mean, mean_variance};
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
    /// [`RandomState::NumPy`](crate::RandomState::NumPy), with these differences:
    /// - Sums and centres are `f64` for `f32` samples too.
    /// - A centre that lies on another one moves to a sample far from all, and so do the clusters that are
    ///   empty in the end. scikit-learn leaves them empty.
    /// - If more clusters have low counts than half a batch has samples, equal counts are reassigned from
    ///   the lowest cluster on. scikit-learn leaves their order to an unstable sort.
    /// - Samples of unequal weights are drawn by their weights, as in scikit-learn 1.9.
    /// - A sample of weight 0 never becomes a centre.
    pub fn fit<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
    ) -> Result<MiniBatchKMeansModel<F>, Error> {
        fit(self, samples, Weights::EQUAL)
    }

    /// Finds clusters of weighted samples; see
    /// [`KMeans::fit_weighted`](crate::KMeans::fit_weighted).
    ///
    /// A sample of weight 2 is drawn into batches as often as two equal samples.
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
        self.check(weights.n_positive(samples.n_samples()))?;
        let mean = mean(samples);
        let problem = Problem::new(samples, weights, &mean);
        let scale = Scale::needed(&problem, samples, &mean, self.init.given(&mean));
        let found = if let Some(scale) = scale {
            let scaled = Self { init: self.init.scaled(scale)?, ..self.clone() };
            let (samples, mean) = (scale.apply_to(samples)?, scale.apply_to_all(&mean));
            let mean_variance = mean_variance(samples.view(), &mean)?;
            scaled.run(samples.view(), weights, mean, mean_variance)?.unscaled(scale)
        } else {
            let mean_variance = problem?.mean_variance()?;
            self.run(samples, weights, mean, mean_variance)?
        };
        MiniBatchKMeansModel::new(self.clone(), found, samples, weights)
    }

    fn run<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        mean: Vec<f64>,
        mean_variance: f64,
    ) -> Result<Found, Error> {
        // 1. Find first centres.
        let n_samples = samples.n_samples();
        let offset = coarse_mean(mean, mean_variance);
        let problem = Problem::new(samples, weights, &offset)?;
        let mut generator = self.random_state.running();
        let n_init = self.n_init.unwrap_or(if self.init == Init::Random { 3 } else { 1 });
        let first =
            Initialization::new(self, n_samples).best_of(n_init, &problem, &mut generator)?;
        // 2. Learn from one batch after another.
        let mut learner = Learner::new(&first, self.reassignment_ratio);
        let batches = Batches::new(samples, weights, self.batch_size)?;
        let mut progress = Progress::new(StoppingRule {
            squared_shift: self.tol * mean_variance,
            max_no_improvement: self.max_no_improvement,
            max_steps: self.max_iter.saturating_mul(n_samples) / batches.size,
            smoothing: (2.0 * batches.size as f64 / (n_samples as f64 + 1.0)).min(1.0),
        });
        let stop_reason = loop {
            let batch = batches.draw(&mut generator)?;
            let step = learner.step(&batch.problem(&offset)?, &mut generator)?;
            if let Some(reason) = progress.decide(step) {
                break reason;
            }
        };
        // 3. Label all samples.
        let labels = learner.fill_empty_clusters(&problem)?;
        let n_steps = progress.n_steps;
        let n_iter = n_steps.saturating_mul(batches.size).div_ceil(n_samples);
        let labels = Some(labels);
        Ok(Found { offset, learner, generator, labels, n_iter, n_steps, stop_reason })
    }
}

compiled_once! {
    fn fit<F>(
        parameters: &MiniBatchKMeans,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<MiniBatchKMeansModel<F>, Error> = MiniBatchKMeans::fit_checked
}
