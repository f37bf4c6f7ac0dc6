use std::ops::ControlFlow;

use digits_data::{Samples, SamplesView, Scalar};

use crate::engine::StoppingRule;
use crate::observer::{Iteration, Observer};
use crate::parameters::{check_at_least_1, check_n_clusters, check_tol};
use crate::problem::Problem;
use crate::weights::Weights;
use crate::{Algorithm, Error, KMeansModel, RandomState, moments, restarts};

/// How the first centres are found.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Init {
    /// Greedy k-means++: far apart, drawn with a probability that grows with the distance.
    #[default]
    KMeansPlusPlus,
    /// k-means||: seeds as good in a few passes over the samples instead of one for every cluster,
    /// which pays for many clusters among far more samples. [`Init::k_means_parallel`] has the
    /// usual parameters.
    ///
    /// Each of `n_rounds` rounds draws about `oversampling_factor × n_clusters` candidates, samples
    /// far from those drawn before; then k-means++ chooses among them, each weighted by the samples
    /// nearest to it. Where candidates are too few, k-means++ adds to them.
    ///
    /// B. Bahmani et al., "Scalable k-means++", PVLDB 5 (2012); scikit-learn does not have it.
    KMeansParallel {
        /// Candidates that a round draws on average, for each cluster: ℓ/k in the paper. Finite and
        /// more than 0.
        oversampling_factor: f64,
        /// How often candidates are drawn, at least 1.
        n_rounds: usize,
    },
    /// Samples drawn at random, without replacement.
    Random,
    /// The unit vectors along the first `n_clusters` principal components, seen from the mean.
    ///
    /// The PCA is fitted to the samples that are clustered. (scikit-learn's gallery page fits it to
    /// the unscaled ones; to do the same, give those components as [`Init::Centers`].)
    /// Their bits depend neither on the instruction set nor on the number of threads.
    #[cfg(feature = "pca")]
    Pca,
    /// Given centres, `n_clusters × n_features`.
    Centers(Samples<f64>),
}

impl Init {
    /// [`Init::KMeansParallel`] as the paper finds it to do well: five rounds of 2 candidates a
    /// cluster.
    ///
    /// ```
    /// use kmeans_core::{Init, KMeans};
    ///
    /// let digits = digits_data::load_digits()?;
    /// let kmeans = KMeans { init: Init::k_means_parallel(), ..KMeans::new(10) };
    /// let model = kmeans.fit(digits.samples().view())?;
    /// assert!(model.converged());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn k_means_parallel() -> Self {
        Self::KMeansParallel { oversampling_factor: 2.0, n_rounds: 5 }
    }

    /// True if the first centres are directions, seen from the mean of the samples.
    #[cfg(feature = "pca")]
    pub(crate) fn stands_at_the_mean(&self) -> bool {
        *self == Self::Pca
    }

    #[cfg(not(feature = "pca"))]
    #[expect(clippy::unused_self, reason = "the twin above looks at it")]
    pub(crate) fn stands_at_the_mean(&self) -> bool {
        false
    }

    /// How often to restart where the caller does not say: 10 times for random samples, once for
    /// all others, as scikit-learn does.
    fn n_init(&self) -> usize {
        if *self == Self::Random { 10 } else { 1 }
    }
}

/// k-means clustering: the parameters.
///
/// ```
/// use digits_data::Samples;
/// use kmeans_core::{Init, KMeans, RandomState};
///
/// let samples = Samples::from_rows(&[
///     [1.0, 2.0], [1.0, 4.0], [1.0, 0.0],
///     [10.0, 2.0], [10.0, 4.0], [10.0, 0.0],
/// ])?;
/// let kmeans = KMeans {
///     init: Init::Random,
///     n_init: Some(4),
///     random_state: RandomState::NumPy(0), // the clusters scikit-learn finds with this seed
///     ..KMeans::new(2)
/// };
/// let model = kmeans.fit(samples.view())?;
/// assert_eq!(model.inertia(), 16.0);
/// assert_eq!(model.predict(Samples::from_rows(&[[0.0, 0.0]])?.view())?, [model.labels()[0]]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct KMeans {
    /// Number of clusters, from 1 to the number of samples whose share of the total weight is
    /// not 0.
    pub n_clusters: usize,
    /// How the first centres are found.
    pub init: Init,
    /// How many times to start, at least once; the run of the smallest inertia wins. `None` is 10
    /// for [`Init::Random`] and 1 for all others.
    pub n_init: Option<usize>,
    /// The most rounds in one run, at least 1.
    pub max_iter: usize,
    /// A run ends when Σ‖Δc‖² over all centres is at most `tol` × the mean variance of the
    /// features. 0 or more.
    pub tol: f64,
    /// How the nearest centres are found; it decides the time and no figure.
    pub algorithm: Algorithm,
    /// Where the random numbers come from.
    pub random_state: RandomState,
}

impl KMeans {
    /// scikit-learn's defaults: k-means++, at most 300 rounds, a `tol` of 1e-4.
    pub fn new(n_clusters: usize) -> Self {
        Self {
            n_clusters,
            init: Init::default(),
            n_init: None,
            max_iter: 300,
            tol: 1e-4,
            algorithm: Algorithm::default(),
            random_state: RandomState::default(),
        }
    }

    /// Finds the clusters of the samples.
    ///
    /// # Errors
    ///
    /// [`Error::NumberOfClusters`] and [`Error::Parameter`] for parameters out of range;
    /// [`Error::CentersShape`] and [`Error::PcaComponents`] where the initialisation does not fit
    /// the samples; [`Error::TooFar`] and [`Error::Inertia`] where numbers overflow.
    ///
    /// # Source
    ///
    /// S. Lloyd, "Least squares quantization in PCM", IEEE Transactions on Information Theory 28
    /// (1982). The semantics are those of `sklearn.cluster.KMeans` 1.7.0, draw by draw with
    /// [`RandomState::NumPy`]; where samples are equally near to several centres the lowest wins.
    pub fn fit<F: Scalar>(&self, samples: SamplesView<'_, F>) -> Result<KMeansModel<F>, Error> {
        self.fit_checked(samples, Weights::EQUAL, None)
    }

    /// Finds the clusters of samples that count differently.
    ///
    /// A sample of weight 2 counts as if it were there twice, one of weight 0 as if it were not
    /// there, though it gets a label; in seeding as well as in means and inertia.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit); [`Error::WeightsLength`], [`Error::Weight`] and
    /// [`Error::TotalWeight`] besides.
    pub fn fit_weighted<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<KMeansModel<F>, Error> {
        let weights = Weights::new(sample_weight, samples.n_samples())?;
        self.fit_checked(samples, weights, None)
    }

    /// As [`fit`](Self::fit) or [`fit_weighted`](Self::fit_weighted), and shows every round to
    /// `observer`, which may end the fit with [`ControlFlow::Break`].
    ///
    /// Rounds are shown in order, restart after restart; the result is the same as that of a fit
    /// nobody watches. A fit that was ended returns the best run so far.
    ///
    /// # Errors
    ///
    /// As [`fit_weighted`](Self::fit_weighted).
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
        self.fit_checked(samples, weights, Some(observer))
    }

    fn fit_checked<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        observer: Option<Observer<'_, F>>,
    ) -> Result<KMeansModel<F>, Error> {
        self.check(weights.n_positive(samples.n_samples()))?;
        let offset = moments::mean(samples);
        let mut problem = Problem::new(samples, weights, &offset)?;
        let rule = StoppingRule {
            // Without a tolerance it does not matter how large its unit is.
            squared_shift: if self.tol == 0.0 {
                0.0
            } else {
                self.tol * problem.mean_variance()?
            },
            max_iter: self.max_iter,
        };
        let n_init = self.n_init.unwrap_or_else(|| self.init.n_init());
        let best = restarts::best(self, &mut problem, rule, n_init, observer)?;
        KMeansModel::new(best, offset)
    }

    fn check(&self, n_positive: usize) -> Result<(), Error> {
        check_n_clusters(self.n_clusters, n_positive)?;
        check_at_least_1("n_init", self.n_init.unwrap_or(1))?;
        check_at_least_1("max_iter", self.max_iter)?;
        check_tol(self.tol)
    }
}
