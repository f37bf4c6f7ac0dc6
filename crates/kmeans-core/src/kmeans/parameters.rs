use crate::parameters::{check_at_least_1, check_n_clusters, check_tol};
use crate::{Algorithm, Error, Init, RandomState};

/// Parameters of k-means clustering.
///
/// ```
/// use digits_data::Samples;
/// use kmeans_core::{ClusterModel, Init, KMeans, RandomState};
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct KMeans {
    /// Number of clusters, from 1 to the number of samples whose share of the total weight is
    /// not 0.
    pub n_clusters: usize,
    /// The way to find the first centres.
    pub init: Init,
    /// Number of restarts, at least 1. The restart with the smallest inertia wins. `None` means 10 for
    /// [`Init::Random`] and 1 for all others.
    pub n_init: Option<usize>,
    /// Start on a small sample and refine its centres on ever larger ones, before all samples are seen.
    /// Much faster on many samples, but another result than scikit-learn's.
    ///
    /// Each sample has four times as many rows as the one before. The smallest has at least 32 rows for each
    /// cluster, and the largest at most 2²⁴ values, since it is copied. All restarts run on the
    /// smallest sample, and only the best one goes on. `None` for `n_init` then means 1 to 10, as many as a
    /// quarter of all samples have rows for. A table that is too small for this is fitted at once.
    ///
    /// [`KMeansModel::nested_samples`](crate::KMeansModel::nested_samples) tells what was done. Observers
    /// see only the iterations over all samples.
    #[cfg_attr(feature = "serde", serde(default))]
    pub nested_samples: bool,
    /// The largest number of iterations in one restart, at least 1.
    pub max_iter: usize,
    /// A restart ends when Σ‖Δc‖² over all centres is at most `tol` × the mean variance of the
    /// features. 0 or more.
    pub tol: f64,
    /// A restart also ends when an iteration lowers the inertia by at most `inertia_tol` × the inertia.
    /// 0 or more; 0 turns this rule off, as in scikit-learn, which does not have it.
    #[cfg_attr(feature = "serde", serde(default))]
    pub inertia_tol: f64,
    /// The way to find the nearest centres. It changes the time, never the result.
    pub algorithm: Algorithm,
    /// The source of random numbers.
    pub random_state: RandomState,
}

impl KMeans {
    /// scikit-learn's defaults: k-means++, at most 300 iterations, a `tol` of 1e-4.
    pub fn new(n_clusters: usize) -> Self {
        Self {
            n_clusters,
            init: Init::default(),
            n_init: None,
            nested_samples: false,
            max_iter: 300,
            tol: 1e-4,
            inertia_tol: 0.0,
            algorithm: Algorithm::default(),
            random_state: RandomState::default(),
        }
    }

    /// The fast way to a good answer on many samples: [`nested_samples`](Self::nested_samples), and a fit
    /// that ends when an iteration lowers the inertia by at most 10⁻⁴ of it.
    ///
    /// Labels, centres and inertia belong together as in any other fit, but they are not those of
    /// scikit-learn.
    ///
    /// ```
    /// use digits_data::{Blobs, make_blobs};
    /// use kmeans_core::KMeans;
    ///
    /// let blobs = make_blobs::<f32>(&Blobs::new(10_000, 2, 5))?;
    /// let model = KMeans::fast(5).fit(blobs.samples().view())?;
    /// let sizes = model.nested_samples().iter().map(|sample| sample.n_samples);
    /// assert_eq!(sizes.collect::<Vec<_>>(), [625, 2500]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fast(n_clusters: usize) -> Self {
        Self { nested_samples: true, inertia_tol: 1e-4, ..Self::new(n_clusters) }
    }

    /// Returns how many times to start.
    pub(super) fn n_init(&self) -> usize {
        self.n_init.unwrap_or_else(|| self.init.n_init())
    }

    /// Checks all parameters but those of `init`. `n_positive` counts the samples of positive weight.
    pub(super) fn check(&self, n_positive: usize) -> Result<(), Error> {
        check_n_clusters(self.n_clusters, n_positive)?;
        check_at_least_1("n_init", self.n_init.unwrap_or(1))?;
        check_at_least_1("max_iter", self.max_iter)?;
        check_tol("tol", self.tol)?;
        check_tol("inertia_tol", self.inertia_tol)
    }
}
