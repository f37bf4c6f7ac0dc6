use std::ops::ControlFlow;

use digits_data::{SamplesView, Scalar, compiled_once};

use super::model::KMeansModel;
use super::parameters::KMeans;
use super::restarts::{self, Best};
use crate::Error;
use crate::engine::{Iteration, Lloyd, Observer, StoppingRule, Watch};
use crate::samples::{Problem, Scale, Weights, column_sums, offset};

impl KMeans {
    /// Finds the clusters of the samples.
    ///
    /// # Errors
    ///
    /// [`Error::NumberOfClusters`] and [`Error::Parameter`] for parameters out of range;
    /// [`Error::CentersShape`] and [`Error::PcaComponents`] where the initialisation does not fit
    /// the samples; [`Error::TooFar`] for given centres, and [`Error::Inertia`], where numbers
    /// overflow.
    ///
    /// # Source
    ///
    /// S. Lloyd, "Least squares quantization in PCM", IEEE Transactions on Information Theory 28
    /// (1982). The result is that of `sklearn.cluster.KMeans` 1.7.0, draw by draw with
    /// [`RandomState::NumPy`](crate::RandomState::NumPy), except that the lowest label wins a tie.
    pub fn fit<F: Scalar>(&self, samples: SamplesView<'_, F>) -> Result<KMeansModel<F>, Error> {
        fit(self, samples, Weights::EQUAL, None)
    }

    /// Finds the clusters of weighted samples.
    ///
    /// A sample of weight 2 counts like two equal samples, in seeding, means and inertia. A sample of
    /// weight 0 counts for nothing, but gets a label.
    ///
    /// ```
    /// use kmeans_core::{ClusterModel, KMeans, Samples};
    ///
    /// let samples = Samples::from_rows(&[[0.0], [3.0]])?;
    /// let model = KMeans::new(1).fit_weighted(samples.view(), &[1.0, 2.0])?;
    /// assert_eq!(model.cluster_centers().as_slice(), [2.0]);
    /// # Ok::<(), kmeans_core::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The errors of [`fit`](Self::fit), and [`Error::SampleWeightLength`], [`Error::SampleWeight`] and
    /// [`Error::TotalWeight`].
    pub fn fit_weighted<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<KMeansModel<F>, Error> {
        let weights = Weights::new(sample_weight, samples.n_samples())?;
        fit(self, samples, weights, None)
    }

    /// Finds the clusters, and shows every iteration to `observer`, which may end the fit with
    /// [`ControlFlow::Break`].
    ///
    /// Iterations are shown in order, restart after restart. The result is the same as that of
    /// [`fit_weighted`](Self::fit_weighted). A fit that was ended returns the best restart so far.
    ///
    /// # Errors
    ///
    /// The errors of [`fit_weighted`](Self::fit_weighted).
    ///
    /// ```
    /// use std::ops::ControlFlow;
    ///
    /// use kmeans_core::KMeans;
    ///
    /// let digits = digits_data::load_digits()?;
    /// let mut inertias = Vec::new();
    /// KMeans::new(10).fit_observed(digits.samples().view(), None, &mut |iteration| {
    ///     inertias.push(iteration.inertia());
    ///     ControlFlow::Continue(())
    /// })?;
    /// assert!(inertias.is_sorted_by(|before, after| before >= after));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit_observed<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        sample_weight: Option<&[f64]>,
        observer: &mut dyn FnMut(&Iteration<'_, F>) -> ControlFlow<()>,
    ) -> Result<KMeansModel<F>, Error> {
        let weights = match sample_weight {
            Some(weights) => Weights::new(weights, samples.n_samples())?,
            None => Weights::EQUAL,
        };
        fit(self, samples, weights, Some(observer))
    }

    fn fit_checked<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        observer: Option<Observer<'_, F>>,
    ) -> Result<KMeansModel<F>, Error> {
        self.check(weights.n_positive(samples.n_samples()))?;
        let sums = column_sums(samples);
        let mut offset = offset(&sums, samples.n_samples());
        let mut farthest =
            sums.ranges().largest().iter().zip(&offset).map(|(x, offset)| x + offset.abs());
        if farthest.any(|farthest| farthest > F::MAX) {
            // A difference from the mean need not fit the type; one from 0 does.
            offset.fill(0.0);
        }
        let problem = Problem::new(samples, weights, &offset);
        let given = self.init.given(&offset);
        let best = if let Some(scale) = Scale::needed(&problem, samples, &offset, given) {
            let samples = scale.apply_to(samples)?;
            let offset: Vec<f64> = offset.iter().map(|&offset| scale.apply(offset)).collect();
            let problem = Problem::new(samples.view(), weights, &offset)?;
            let scaled = Self { init: self.init.scaled(scale)?, ..self.clone() };
            scaled.best(problem, Watch { restart: 0, scale, observer })?.unscaled(scale)?
        } else {
            let problem = problem?.with_ranges(sums.ranges());
            self.best(problem, Watch { restart: 0, scale: Scale::ONE, observer })?
        };
        KMeansModel::new(self.clone(), best, offset)
    }

    fn best<F: Scalar>(
        &self,
        mut problem: Problem<'_, F>,
        watch: Watch<'_, F>,
    ) -> Result<Best<F>, Error> {
        let rule = StoppingRule {
            // Without a tolerance it does not matter how large its unit is.
            squared_shift: if self.tol == 0.0 {
                0.0
            } else {
                self.tol * problem.mean_variance()?
            },
            max_iter: self.max_iter,
        };
        restarts::best(self, &mut problem, Lloyd { algorithm: self.algorithm, rule }, watch)
    }
}

compiled_once! {
    fn fit<F>(
        kmeans: &KMeans,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        observer: Option<Observer<'_, F>>,
    ) -> Result<KMeansModel<F>, Error> = KMeans::fit_checked
}
