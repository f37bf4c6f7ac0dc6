use digits_data::{Samples, SamplesView, Scalar};

use super::halving::Halving;
use super::model::BisectingKMeansModel;
use super::tree::Tree;
use crate::engine::{StoppingRule, lloyd};
use crate::mini_batch::subset::Subset;
use crate::parameters::{check_at_least_1, check_n_clusters, check_tol};
use crate::problem::Problem;
use crate::weights::Weights;
use crate::{Algorithm, Error, Init, RandomState, moments};

/// Which cluster is halved next; the leftmost of several that are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum BisectingStrategy {
    /// The one of the largest weighted sum of squared distances to its centre.
    #[default]
    BiggestInertia,
    /// The one of the most samples.
    LargestCluster,
}

/// Bisecting k-means: the parameters.
///
/// Starts with all samples in one cluster and halves one cluster after another, each by Lloyd's
/// algorithm, until there are enough. Fast for many clusters, and they form a tree; the inertia is
/// usually above that of [`KMeans`](crate::KMeans), since no sample ever crosses an earlier cut.
///
/// ```
/// use digits_data::Samples;
/// use kmeans_core::{BisectingKMeans, RandomState};
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
pub struct BisectingKMeans {
    /// Number of clusters, from 1 to the number of samples whose share of the total weight is
    /// not 0.
    pub n_clusters: usize,
    /// How the two first centres of a halving are found, from the samples of the cluster alone.
    /// [`Init::Centers`] gives two, from which every halving starts.
    pub init: Init,
    /// How many times to start each halving, at least once; the run of the smallest inertia wins.
    pub n_init: usize,
    /// The most rounds in one run, at least 1.
    pub max_iter: usize,
    /// A run ends when Σ‖Δc‖² of the two centres is at most `tol`: as it is, in the samples' unit
    /// squared, where [`KMeans`](crate::KMeans) multiplies it by the variance. 0 or more.
    pub tol: f64,
    /// Which cluster is halved next.
    pub bisecting_strategy: BisectingStrategy,
    /// Where the random numbers come from. One generator serves the whole fit.
    pub random_state: RandomState,
}

impl BisectingKMeans {
    /// scikit-learn's defaults: random samples, one start, at most 300 rounds, a `tol` of 1e-4, the
    /// biggest inertia first.
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

    /// Finds clusters of the samples.
    ///
    /// # Errors
    ///
    /// As [`KMeans::fit`](crate::KMeans::fit); what does not fit two centres may show at a late
    /// halving ([`Error::PcaComponents`] and [`Error::Linalg`]).
    ///
    /// # Source
    ///
    /// M. Steinbach, G. Karypis, V. Kumar, "A comparison of document clustering techniques", KDD
    /// workshop on text mining, 2000. The semantics are those of `sklearn.cluster.BisectingKMeans`
    /// 1.7.0, draw by draw with [`RandomState::NumPy`], except that a cluster of fewer than two
    /// samples that have a share of its weight is never halved (there it fails), and that a single
    /// cluster's centre is the weighted mean. Where whole-number samples lie exactly as near to one centre as
    /// to the other, it is the last bit of NumPy's sums that decides there, so that some seeds end
    /// in other clusters of about the same inertia.
    pub fn fit<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
    ) -> Result<BisectingKMeansModel<F>, Error> {
        self.fit_checked(samples, Weights::EQUAL)
    }

    /// Finds clusters of samples that count differently; see
    /// [`KMeans::fit_weighted`](crate::KMeans::fit_weighted).
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit); [`Error::SampleWeightLength`], [`Error::SampleWeight`] and
    /// [`Error::TotalWeight`] besides.
    pub fn fit_weighted<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        sample_weight: &[f64],
    ) -> Result<BisectingKMeansModel<F>, Error> {
        self.fit_checked(samples, Weights::new(sample_weight, samples.n_samples())?)
    }

    fn fit_checked<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<BisectingKMeansModel<F>, Error> {
        let n_positive = weights.n_positive(samples.n_samples());
        self.check(n_positive)?;
        let offset = moments::mean(samples);
        let problem = Problem::new(samples, weights, &offset)?;
        let rule = StoppingRule { squared_shift: self.tol, max_iter: self.max_iter };
        let mut halving = Halving {
            init: &self.init,
            n_init: self.n_init,
            rule,
            strategy: self.bisecting_strategy,
            generator: self.random_state.running(),
        };
        let mut tree = Tree::of_one(samples.n_samples(), single_center(&problem, rule)?);
        let mut whole = Some(problem);
        while tree.n_leaves() < self.n_clusters {
            let Some(leaf) = tree.next_to_halve() else {
                let n_clusters = self.n_clusters;
                return Err(Error::NumberOfClusters { n_clusters, n_samples: n_positive });
            };
            let halves = if let Some(problem) = whole.take() {
                // What is packed for it is given back before its halves are packed.
                halving.halve(&problem)?
            } else {
                let part = Subset::new(samples, weights, tree.samples_of(leaf))?;
                halving.halve(&part.problem(&offset)?)?
            };
            tree.halve(leaf, halves);
        }
        BisectingKMeansModel::new(tree.grown()?, samples, weights, offset.clone())
    }

    fn check(&self, n_positive: usize) -> Result<(), Error> {
        check_n_clusters(self.n_clusters, n_positive)?;
        check_at_least_1("n_init", self.n_init)?;
        check_at_least_1("max_iter", self.max_iter)?;
        check_tol(self.tol)
    }
}

fn single_center<F: Scalar>(
    problem: &Problem<'_, F>,
    rule: StoppingRule,
) -> Result<Samples<F>, Error> {
    let n_features = problem.samples.n_features();
    let mean = Samples::new(vec![F::ZERO; n_features], 1, n_features)?;
    Ok(lloyd::run(problem, rule, Algorithm::Auto, mean, 0, &mut None)?.centers)
}
