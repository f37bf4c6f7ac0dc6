use digits_data::random::Generator;
use digits_data::{SamplesView, Scalar, compiled_once};

use super::initialization::Initialization;
use super::learner::Learner;
use super::model::{LearningState, MiniBatchKMeansModel};
use super::offset::coarse_mean;
use super::parameters::MiniBatchKMeans;
use crate::Error;
use crate::model::{ClusterModel, FittedCenters};
use crate::samples::{Problem, Weights, mean, mean_variance};

/// A model that learns from one batch after another, and can predict in between.
///
/// [`MiniBatchKMeans::start`](crate::MiniBatchKMeans::start) makes one. It owns the centres and the
/// weight that each has seen. It keeps no batch.
///
/// ```
/// use kmeans_core::{ClusterModel, MiniBatchKMeans, RandomState, SamplesView};
///
/// let first = [1.0, 2.0, 1.0, 4.0, 1.0, 0.0, 4.0, 2.0, 4.0, 0.0, 4.0, 4.0];
/// let second = [4.0, 5.0, 0.0, 1.0, 2.0, 2.0, 3.0, 2.0, 5.0, 5.0, 1.0, -1.0];
/// let parameters = MiniBatchKMeans { random_state: RandomState::NumPy(0), ..MiniBatchKMeans::new(2) };
/// let mut model = parameters.start(SamplesView::new(&first, 6, 2)?)?;
/// model.partial_fit(SamplesView::new(&second, 6, 2)?)?;
/// // As scikit-learn's partial_fit with this seed.
/// assert_eq!(model.cluster_centers().as_slice(), [3.375, 3.0, 0.75, 0.5]);
/// assert_eq!(model.predict(SamplesView::new(&[0.0, 0.0, 4.0, 4.0], 2, 2)?)?, [1, 0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The feature `serde` stores it. A model that is read is checked, and goes on learning to the same
/// bits.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(
        bound = "",
        try_from = "super::stored::StoredIncremental",
        into = "super::stored::StoredIncremental"
    )
)]
pub struct IncrementalKMeans<F: Scalar = f64> {
    pub(super) parameters: MiniBatchKMeans,
    pub(super) learner: Learner,
    pub(super) generator: Generator,
    /// The learner's centres in the samples' type.
    pub(super) centers: FittedCenters<F>,
    pub(super) n_steps: usize,
}

impl<F: Scalar> IncrementalKMeans<F> {
    /// Learns from one more batch, of any size.
    ///
    /// Returns the sum of the batch's squared distances to the nearest centres before learning. It
    /// measures the model on samples that it had not seen.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`], [`Error::TooFar`] or [`Error::Inertia`]. After an error the
    /// model is unchanged.
    ///
    /// # Source
    ///
    /// This is `MiniBatchKMeans.partial_fit` of scikit-learn 1.7.0 with two differences. Each batch counts
    /// by its own size when low counts are due for reassignment; there every batch counts as large as
    /// the first (or as `batch_size`, if that is smaller). A centre that lies on another one moves to the
    /// batch's farthest sample, so a stream recovers from a constant first batch.
    pub fn partial_fit(&mut self, batch: SamplesView<'_, F>) -> Result<f64, Error> {
        learn(self, batch, Weights::EQUAL)
    }

    /// [`partial_fit`](Self::partial_fit) with weighted samples.
    ///
    /// # Errors
    ///
    /// The errors of [`partial_fit`](Self::partial_fit), and [`Error::SampleWeightLength`],
    /// [`Error::SampleWeight`] and [`Error::TotalWeight`].
    pub fn partial_fit_weighted(
        &mut self,
        batch: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<f64, Error> {
        learn(self, batch, Weights::new(sample_weight, batch.n_samples())?)
    }

    fn learn(&mut self, batch: SamplesView<'_, F>, weights: Weights<'_>) -> Result<f64, Error> {
        let problem = self.centers.problem(batch, weights)?;
        let (mut learner, mut generator) = (self.learner.clone(), self.generator.clone());
        let step = learner.step(&problem, &mut generator)?;
        self.centers = FittedCenters::found(learner.centers()?, self.centers.offset().to_vec())?;
        (self.learner, self.generator) = (learner, generator);
        self.n_steps = self.n_steps.saturating_add(1);
        Ok(step.inertia)
    }

    /// Returns the parameters that the model was started with.
    pub fn parameters(&self) -> &MiniBatchKMeans {
        &self.parameters
    }

    /// Returns the weight that each centre has seen. A centre that was moved because it saw too
    /// little continues with the smallest count of the others.
    pub fn counts(&self) -> &[f64] {
        &self.learner.counts
    }

    /// Number of batches seen, the first included.
    pub fn n_steps(&self) -> usize {
        self.n_steps
    }
}

compiled_once! {
    fn learn<F>(
        model: &mut IncrementalKMeans<F>,
        batch: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<f64, Error> = IncrementalKMeans::learn
}

/// Goes on where the fit ended, with its centres, counts and generator. scikit-learn's `partial_fit` after
/// `fit` does the same, but starts the generator anew.
///
/// ```
/// use kmeans_core::{IncrementalKMeans, MiniBatchKMeans};
///
/// let digits = digits_data::load_digits()?;
/// let samples = digits.samples().view();
/// let model = MiniBatchKMeans::new(10).fit(samples)?;
/// let n_steps = model.n_steps();
/// let mut model = IncrementalKMeans::from(model);
/// model.partial_fit(samples)?; // usually samples that came later
/// assert_eq!(model.n_steps(), n_steps + 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<F: Scalar> From<MiniBatchKMeansModel<F>> for IncrementalKMeans<F> {
    fn from(model: MiniBatchKMeansModel<F>) -> Self {
        let MiniBatchKMeansModel { parameters, centers, n_steps, state, .. } = model;
        let LearningState { learner, generator } = state.0;
        Self { parameters: parameters.0, learner, generator, centers, n_steps }
    }
}

impl<F: Scalar> ClusterModel<F> for IncrementalKMeans<F> {
    fn fitted_centers(&self) -> &FittedCenters<F> {
        &self.centers
    }
}

impl MiniBatchKMeans {
    /// Finds first centres in the first of several batches, and learns from it. Pass the other
    /// batches to [`IncrementalKMeans::partial_fit`].
    ///
    /// It serves data that arrives in batches or does not fit in memory. The caller decides the
    /// size of each batch and when to stop. So `batch_size` only sets the default of `init_size`,
    /// and `n_init`, `max_iter`, `tol` and `max_no_improvement` are not used.
    ///
    /// # Errors
    ///
    /// The errors of [`fit`](Self::fit). The first batch must have at least `n_clusters` samples.
    pub fn start<F: Scalar>(
        &self,
        first_batch: SamplesView<'_, F>,
    ) -> Result<IncrementalKMeans<F>, Error> {
        start(self, first_batch, Weights::EQUAL)
    }

    /// [`start`](Self::start) with weighted samples.
    ///
    /// # Errors
    ///
    /// The errors of [`fit_weighted`](Self::fit_weighted).
    pub fn start_weighted<F: Scalar>(
        &self,
        first_batch: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<IncrementalKMeans<F>, Error> {
        start(self, first_batch, Weights::new(sample_weight, first_batch.n_samples())?)
    }

    fn start_checked<F: Scalar>(
        &self,
        first_batch: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<IncrementalKMeans<F>, Error> {
        let n_samples = first_batch.n_samples();
        self.check(weights.n_positive(n_samples))?;
        let mean = mean(first_batch);
        let mean_variance = mean_variance(first_batch, &mean)?;
        let offset = coarse_mean(mean, mean_variance);
        let problem = Problem::new(first_batch, weights, &offset)?;
        let mut generator = self.random_state.running();
        let first = Initialization::new(self, n_samples).once(&problem, &mut generator)?;
        let mut learner = Learner::new(&first, self.reassignment_ratio);
        learner.step(&problem, &mut generator)?;
        let centers = FittedCenters::found(learner.centers()?, offset)?;
        let parameters = self.clone();
        Ok(IncrementalKMeans { parameters, learner, generator, centers, n_steps: 1 })
    }
}

compiled_once! {
    fn start<F>(
        parameters: &MiniBatchKMeans,
        first_batch: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<IncrementalKMeans<F>, Error> = MiniBatchKMeans::start_checked
}
