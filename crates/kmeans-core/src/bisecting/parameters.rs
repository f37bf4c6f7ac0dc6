use crate::parameters::{check_at_least_1, check_n_clusters, check_tol};
use crate::{Error, Init, RandomState};

/// Rule for the cluster to halve next; the leftmost wins a tie.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum BisectingStrategy {
    /// The cluster with the largest weighted sum of squared distances to its centre.
    #[default]
    BiggestInertia,
    /// The cluster with the most samples.
    LargestCluster,
}

/// Parameters of bisecting k-means.
///
/// The fit starts with all samples in one cluster. It halves one cluster after another, each by
/// Lloyd's algorithm, until there are enough. This is fast for many clusters, and they form a tree.
/// The inertia is usually higher than that of [`KMeans`](crate::KMeans), because no sample ever
/// crosses an earlier cut.
///
/// ```
/// use digits_data::Samples;
/// use kmeans_core::{BisectingKMeans, ClusterModel, RandomState};
///
/// let samples = Samples::from_rows(&[
///     [1.0, 1.0], [10.0, 1.0], [3.0, 1.0],
///     [10.0, 0.0], [2.0, 1.0], [10.0, 2.0],
///     [10.0, 8.0], [10.0, 9.0], [10.0, 10.0],
/// ])?;
/// let bisecting = BisectingKMeans { random_state: RandomState::NumPy(0), ..BisectingKMeans::new(3) };
/// let model = bisecting.fit(samples.view())?;
/// // As scikit-learn's BisectingKMeans(3, random_state=0).
/// assert_eq!(model.labels(), [0, 2, 0, 2, 0, 2, 1, 1, 1]);
/// assert!((model.inertia() - 6.0).abs() < 1e-12);
/// assert_eq!(model.predict(Samples::from_rows(&[[0.0, 0.0], [12.0, 3.0]])?.view())?, [0, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct BisectingKMeans {
    /// Number of clusters, at least 1. There must be as many samples with a share of the total weight
    /// above 0.
    pub n_clusters: usize,
    /// The way to find the first two centres of a halving, from the samples of the cluster alone.
    /// [`Init::Centers`] gives the two centres from which every halving starts.
    pub init: Init,
    /// Number of restarts of each halving, at least 1. The restart with the smallest inertia wins.
    pub n_init: usize,
    /// The largest number of iterations in one restart, at least 1.
    pub max_iter: usize,
    /// A restart ends when Σ‖Δc‖² of the two centres is at most `tol`, 0 or more. `tol` is in the
    /// samples' unit squared; [`KMeans`](crate::KMeans) multiplies it by the variance instead.
    pub tol: f64,
    /// The rule for the cluster to halve next.
    pub bisecting_strategy: BisectingStrategy,
    /// The source of random numbers. One generator serves the whole fit.
    pub random_state: RandomState,
}

impl BisectingKMeans {
    /// scikit-learn's defaults: random samples, one restart, at most 300 iterations, a `tol` of
    /// 1e-4, the largest inertia first.
    pub fn new(n_clusters: usize) -> Self {
        Self {
            n_clusters,
            init: Init::Random,
            n_init: 1,
            max_iter: 300,
            tol: 1e-4,
            bisecting_strategy: BisectingStrategy::default(),
            random_state: RandomState::default(),
        }
    }

    /// Checks all parameters but those of `init`, against the number of samples that have a share
    /// of the weight.
    pub(super) fn check(&self, n_positive: usize) -> Result<(), Error> {
        check_n_clusters(self.n_clusters, n_positive)?;
        check_at_least_1("n_init", self.n_init)?;
        check_at_least_1("max_iter", self.max_iter)?;
        check_tol("tol", self.tol)
    }
}
