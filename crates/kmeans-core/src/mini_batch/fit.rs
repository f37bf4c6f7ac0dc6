use digits_data::{SamplesView, Scalar};

use super::incremental::IncrementalKMeans;
use super::initialization::Initialization;
use super::learner::Learner;
use super::model::MiniBatchKMeansModel;
use super::offset::coarse_mean;
use super::stopping::{Progress, StoppingRule};
use super::subset::Subset;
use crate::model::FittedCenters;
use crate::parameters::{check_at_least_1, check_n_clusters, check_tol};
use crate::problem::{Problem, mean_variance};
use crate::weights::Weights;
use crate::{Error, Init, RandomState, moments};

/// Mini-batch k-means: the parameters.
///
/// *Approximate*: small random batches move the centres, which come near to where Lloyd's algorithm
/// would leave them and no nearer; inertia is usually some percent above that of
/// [`KMeans`](crate::KMeans), the better choice wherever it is fast enough. Labels and inertia,
/// though, are those of the centres that were found, exactly.
///
/// ```
/// use kmeans_core::{KMeans, MiniBatchKMeans, RandomState};
///
/// let digits = digits_data::load_digits()?;
/// let samples = digits.samples().view();
/// let random_state = RandomState::NumPy(0);
/// let model = MiniBatchKMeans { random_state, ..MiniBatchKMeans::new(10) }.fit(samples)?;
/// assert_eq!(model.n_steps(), 20); // as scikit-learn's MiniBatchKMeans(10, random_state=0)
/// assert_eq!(model.labels(), model.predict(samples)?);
///
/// let exact = KMeans { random_state, ..KMeans::new(10) }.fit(samples)?;
/// assert!(model.inertia() < 1.05 * exact.inertia());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct MiniBatchKMeans {
    /// Number of clusters, from 1 to the number of samples whose share of the total weight is
    /// not 0.
    pub n_clusters: usize,
    /// How the first centres are found, on `init_size` samples.
    pub init: Init,
    /// How many first centres to try, at least 1; those of the smallest inertia on another
    /// `init_size` samples are used. `None` is 3 for [`Init::Random`] and 1 for all others.
    pub n_init: Option<usize>,
    /// The most times that as many samples are drawn as there are, at least 1.
    pub max_iter: usize,
    /// Samples in a batch, at least 1, drawn with repeats; no more than there are.
    pub batch_size: usize,
    /// The fit ends when a batch moves the centres by a Σ‖Δc‖² of at most `tol` × the mean variance
    /// of the features. 0 or more; at 0 the centres' moves are not looked at.
    pub tol: f64,
    /// The fit ends when the smoothed inertia of this many batches in a row is no smaller than
    /// before. `None` does not look at it.
    pub max_no_improvement: Option<usize>,
    /// Samples to find the first centres on, at least `n_clusters`; no more than there are. `None`
    /// is 3 batches, or 3 samples a cluster if 3 batches have fewer than one.
    pub init_size: Option<usize>,
    /// Centres that have seen less than this fraction of what the largest has are moved to random
    /// samples, from time to time. From 0 (never) to 1.
    pub reassignment_ratio: f64,
    /// Where the random numbers come from. One generator serves the whole fit.
    pub random_state: RandomState,
}

impl MiniBatchKMeans {
    /// scikit-learn's defaults: k-means++, batches of 1024, at most 100 times the samples, 10
    /// batches without improvement, a `tol` of 0 and a `reassignment_ratio` of 0.01.
    pub fn new(n_clusters: usize) -> Self {
        Self {
            n_clusters,
            init: Init::default(),
            n_init: None,
            max_iter: 100,
            batch_size: 1024,
            tol: 0.0,
            max_no_improvement: Some(10),
            init_size: None,
            reassignment_ratio: 0.01,
            random_state: RandomState::default(),
        }
    }

    /// Finds clusters of the samples.
    ///
    /// # Errors
    ///
    /// As [`KMeans::fit`](crate::KMeans::fit).
    ///
    /// # Source
    ///
    /// D. Sculley, "Web-scale k-means clustering", WWW 2010. The semantics are those of
    /// `sklearn.cluster.MiniBatchKMeans` 1.7.0, draw by draw with [`RandomState::NumPy`], except
    /// that sums and centres are `f64` for `f32` samples too, that a sample of weight 0 never
    /// becomes a centre, and that of more low counts than half a batch, if several are equal, the
    /// lowest clusters are reassigned (there, those that an unstable sort puts first).
    pub fn fit<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
    ) -> Result<MiniBatchKMeansModel<F>, Error> {
        self.fit_checked(samples, Weights::EQUAL)
    }

    /// Finds clusters of samples that count differently; see
    /// [`KMeans::fit_weighted`](crate::KMeans::fit_weighted).
    ///
    /// Batches are drawn as if all samples counted the same; weights come in where the centres
    /// move.
    ///
    /// # Errors
    ///
    /// As [`KMeans::fit_weighted`](crate::KMeans::fit_weighted).
    pub fn fit_weighted<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<MiniBatchKMeansModel<F>, Error> {
        self.fit_checked(samples, Weights::new(sample_weight, samples.n_samples())?)
    }

    /// Finds first centres in the first of several batches and learns from it; the others go to
    /// [`IncrementalKMeans::partial_fit`].
    ///
    /// For data that arrives in pieces or does not fit in memory: a batch is what the caller has at
    /// hand, taken as it is. `batch_size` only decides the default of `init_size`; `n_init`,
    /// `max_iter`, `tol` and `max_no_improvement` are not used, since it is the caller who stops.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit): the first batch must have `n_clusters` samples or more.
    pub fn start<F: Scalar>(
        &self,
        first_batch: SamplesView<'_, F>,
    ) -> Result<IncrementalKMeans<F>, Error> {
        self.start_checked(first_batch, Weights::EQUAL)
    }

    /// [`start`](Self::start) with samples that count differently.
    ///
    /// # Errors
    ///
    /// As [`fit_weighted`](Self::fit_weighted).
    pub fn start_weighted<F: Scalar>(
        &self,
        first_batch: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<IncrementalKMeans<F>, Error> {
        self.start_checked(first_batch, Weights::new(sample_weight, first_batch.n_samples())?)
    }

    fn fit_checked<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<MiniBatchKMeansModel<F>, Error> {
        let n_samples = samples.n_samples();
        self.check(weights.n_positive(n_samples))?;
        let mean = moments::mean(samples);
        let mean_variance = mean_variance(samples, &mean)?;
        let offset = coarse_mean(mean, mean_variance);
        let problem = Problem::new(samples, weights, &offset)?;

        let mut generator = self.random_state.running();
        let n_init = self.n_init.unwrap_or(if self.init == Init::Random { 3 } else { 1 });
        let first = self.initialization(n_samples).best_of(n_init, &problem, &mut generator)?;
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
        let centers = FittedCenters::found(learner.centers()?, offset.clone())?;
        MiniBatchKMeansModel::new(centers, &problem, n_iter, n_steps, stop_reason)
    }

    fn start_checked<F: Scalar>(
        &self,
        first_batch: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<IncrementalKMeans<F>, Error> {
        let n_samples = first_batch.n_samples();
        self.check(weights.n_positive(n_samples))?;
        let mean = moments::mean(first_batch);
        let mean_variance = mean_variance(first_batch, &mean)?;
        let offset = coarse_mean(mean, mean_variance);
        let problem = Problem::new(first_batch, weights, &offset)?;
        let mut generator = self.random_state.running();
        let first = self.initialization(n_samples).once(&problem, &mut generator)?;
        let mut learner = Learner::new(&first, self.reassignment_ratio);
        learner.step(&problem, &mut generator)?;
        IncrementalKMeans::new(learner, generator, offset)
    }

    fn initialization(&self, n_samples: usize) -> Initialization<'_> {
        let three = |n: usize| n.saturating_mul(3);
        let n_clusters = self.n_clusters;
        let batches = three(self.batch_size.min(n_samples));
        let by_default = if batches < n_clusters { three(n_clusters) } else { batches };
        let init_size = self.init_size.unwrap_or(by_default).min(n_samples);
        Initialization { init: &self.init, n_clusters, init_size }
    }

    fn check(&self, n_positive: usize) -> Result<(), Error> {
        let n_clusters = self.n_clusters;
        check_n_clusters(self.n_clusters, n_positive)?;
        check_at_least_1("n_init", self.n_init.unwrap_or(1))?;
        check_at_least_1("max_iter", self.max_iter)?;
        check_at_least_1("batch_size", self.batch_size)?;
        check_tol(self.tol)?;
        let wrong = |name, value, expected| Err(Error::Parameter { name, value, expected });
        if !(0.0..=1.0).contains(&self.reassignment_ratio) {
            return wrong("reassignment_ratio", self.reassignment_ratio, "from 0 to 1");
        }
        match self.init_size {
            Some(size) if size < n_clusters => {
                wrong("init_size", size as f64, "at least n_clusters")
            }
            _ => Ok(()),
        }
    }
}
