use crate::parameters::{check_at_least_1, check_n_clusters, check_tol};
use crate::{Error, Init, RandomState};

/// Parameters of mini-batch k-means.
///
/// *Approximate*: small random batches move the centres near to where Lloyd's algorithm would leave
/// them. Inertia is usually some percent above that of [`KMeans`](crate::KMeans), which is the
/// better choice wherever it is fast enough. Labels and inertia belong to the found centres
/// exactly.
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
    /// Number of sets of first centres to try, at least 1. The set with the smallest inertia on
    /// another `init_size` samples is used. `None` is 3 for [`Init::Random`] and 1 for all others.
    pub n_init: Option<usize>,
    /// The largest number of passes, at least 1. One pass draws as many samples as there are.
    pub max_iter: usize,
    /// Number of samples in a batch, drawn with repeats: at least 1, at most all.
    pub batch_size: usize,
    /// The fit ends when a batch moves the centres by a Σ‖Δc‖² of at most `tol` × the mean variance
    /// of the features. 0 or more. At 0 this rule is off.
    pub tol: f64,
    /// The fit ends when the smoothed inertia does not fall for this many batches in a row. `None`
    /// turns the rule off.
    pub max_no_improvement: Option<usize>,
    /// Number of samples on which first centres are found: at least `n_clusters`, at most all.
    /// `None` means 3 batches, or 3 samples per cluster if 3 batches have less than one per
    /// cluster.
    pub init_size: Option<usize>,
    /// From time to time, a centre that has seen less than this fraction of the largest centre's
    /// weight moves to a random sample. From 0 (never) to 1.
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
        check_tol("tol", self.tol)?;
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
