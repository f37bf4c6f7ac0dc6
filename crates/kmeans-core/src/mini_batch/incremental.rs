use digits_data::{Samples, SamplesView, Scalar};

use super::learner::Learner;
use crate::Error;
use crate::model::FittedCenters;
use crate::weights::Weights;
use digits_data::random::Generator;

/// Centres that learn from one batch after another, and answer in between.
///
/// [`MiniBatchKMeans::start`](crate::MiniBatchKMeans::start) makes one. It owns the centres and how
/// much each has seen, and keeps no batch.
///
/// ```
/// use digits_data::Samples;
/// use kmeans_core::{MiniBatchKMeans, RandomState};
///
/// let samples = Samples::from_rows(&[
///     [1.0, 2.0], [1.0, 4.0], [1.0, 0.0], [4.0, 2.0], [4.0, 0.0], [4.0, 4.0],
///     [4.0, 5.0], [0.0, 1.0], [2.0, 2.0], [3.0, 2.0], [5.0, 5.0], [1.0, -1.0],
/// ])?;
/// let parameters = MiniBatchKMeans { random_state: RandomState::NumPy(0), ..MiniBatchKMeans::new(2) };
/// let mut batches = samples.as_slice().chunks(6 * 2).map(|rows| Samples::new(rows.to_vec(), 6, 2));
///
/// let first = batches.next().unwrap()?;
/// let mut model = parameters.start(first.view())?;
/// for batch in batches {
///     model.partial_fit(batch?.view())?;
/// }
/// // As scikit-learn's partial_fit with this seed.
/// assert_eq!(model.cluster_centers().as_slice(), [3.375, 3.0, 0.75, 0.5]);
/// assert_eq!(model.predict(Samples::from_rows(&[[0.0, 0.0], [4.0, 4.0]])?.view())?, [1, 0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct IncrementalKMeans<F: Scalar = f64> {
    learner: Learner,
    generator: Generator,
    centers: FittedCenters<F>,
    n_steps: usize,
}

impl<F: Scalar> IncrementalKMeans<F> {
    /// After the first batch.
    pub(super) fn new(
        learner: Learner,
        generator: Generator,
        offset: Vec<f64>,
    ) -> Result<Self, Error> {
        let centers = FittedCenters::found(learner.centers()?, offset)?;
        Ok(Self { learner, generator, centers, n_steps: 1 })
    }

    /// Learns from one more batch, of any size.
    ///
    /// Returns the sum of the batch's squared distances to the nearest centres as they were before:
    /// what the model was worth on samples that it had not seen.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`], [`Error::TooFar`] or [`Error::Inertia`]; the model then is as before.
    ///
    /// # Source
    ///
    /// `MiniBatchKMeans.partial_fit` of scikit-learn 1.7.0, which counts every batch as large as
    /// the first (or as `batch_size`, if that is smaller) when it decides whether it is time to
    /// reassign low counts; here each counts as large as it is.
    pub fn partial_fit(&mut self, batch: SamplesView<'_, F>) -> Result<f64, Error> {
        self.learn(batch, Weights::EQUAL)
    }

    /// [`partial_fit`](Self::partial_fit) with samples that count differently.
    ///
    /// # Errors
    ///
    /// As [`partial_fit`](Self::partial_fit); [`Error::SampleWeightLength`], [`Error::SampleWeight`] and
    /// [`Error::TotalWeight`] besides.
    pub fn partial_fit_weighted(
        &mut self,
        batch: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<f64, Error> {
        self.learn(batch, Weights::new(sample_weight, batch.n_samples())?)
    }

    fn learn(&mut self, batch: SamplesView<'_, F>, weights: Weights<'_>) -> Result<f64, Error> {
        let problem = self.centers.problem(batch, weights)?;
        let (mut learner, mut generator) = (self.learner.clone(), self.generator.clone());
        let step = learner.step(&problem, &mut generator)?;
        self.centers = FittedCenters::found(learner.centers()?, self.centers.offset().to_vec())?;
        (self.learner, self.generator) = (learner, generator);
        self.n_steps += 1;
        Ok(step.inertia)
    }

    /// The centres, `n_clusters × n_features`, one a row.
    pub fn cluster_centers(&self) -> SamplesView<'_, F> {
        self.centers.cluster_centers()
    }

    /// The weight that each centre has seen. A centre that was moved for having seen too little
    /// goes on with the smallest count of the others.
    pub fn counts(&self) -> &[f64] {
        &self.learner.counts
    }

    /// Batches seen, the first included.
    pub fn n_steps(&self) -> usize {
        self.n_steps
    }

    /// Number of clusters.
    pub fn n_clusters(&self) -> usize {
        self.centers.n_clusters()
    }

    /// Number of features.
    pub fn n_features(&self) -> usize {
        self.centers.n_features()
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
