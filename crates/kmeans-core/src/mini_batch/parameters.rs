use crate::parameters::{check_at_least_1, check_n_clusters, check_tol};
use crate::{Error, Init, RandomState};

/// Parameters of mini-batch k-means.
///
/// *Approximate*: small random batches move the centres, which come near to where Lloyd's algorithm
/// would leave them and no nearer; inertia is usually some percent above that of
/// [`KMeans`](crate::KMeans), the better choice wherever it is fast enough. Labels and inertia,
/// though, are those of the centres that were found, exactly.
///
/// ```
/// use kmeans_core::{ClusterModel, KMeans, MiniBatchKMeans, RandomState};
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct MiniBatchKMeans {
    /// Number of clusters, from 1 to the number of samples whose share of the total weight is
    /// not 0.
    pub n_clusters: usize,
    /// The way to find the first centres, on `init_size` samples.
    pub init: Init,
    /// Number of first centres to try, at least 1; those of the smallest inertia on another
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
    /// The source of random numbers. One generator serves the whole fit.
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

    /// Returns how many samples to find the first centres on.
    pub(super) fn init_size(&self, n_samples: usize) -> usize {
        let three = |n: usize| n.saturating_mul(3);
        let batches = three(self.batch_size.min(n_samples));
        let by_default = if batches < self.n_clusters { three(self.n_clusters) } else { batches };
        self.init_size.unwrap_or(by_default).min(n_samples)
    }

    /// Checks all parameters but those of `init`, against the number of samples that have a share
    /// of the weight.
    pub(super) fn check(&self, n_positive: usize) -> Result<(), Error> {
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
