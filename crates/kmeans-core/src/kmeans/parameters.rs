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
    /// The largest number of iterations in one restart, at least 1.
    pub max_iter: usize,
    /// A restart ends when Σ‖Δc‖² over all centres is at most `tol` × the mean variance of the
    /// features. 0 or more.
    pub tol: f64,
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
            max_iter: 300,
            tol: 1e-4,
            algorithm: Algorithm::default(),
            random_state: RandomState::default(),
        }
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
        check_tol(self.tol)
    }
}
