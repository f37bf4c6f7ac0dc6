use digits_data::{Samples, SamplesView, Scalar, compiled_once, memory};

use super::parameters::BisectingKMeans;
use super::tree::{Grown, Node, Split};
use crate::Error;
use crate::engine::assign;
use crate::model::{ClusterModel, FittedCenters, MadeWith};
use crate::samples::{Problem, Weights};

/// The clustering that [`BisectingKMeans`](crate::BisectingKMeans) found, ready to label new
/// samples.
///
/// A sample goes down the tree, at every split to the side of the nearer centre, and belongs to the
/// cluster it reaches. Another centre may be nearer. So `labels() == predict(x)` and `inertia() ==
/// -score(x)` for the samples of the fit, to the bit.
///
/// The feature `serde` stores it. A model that is read is checked.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(bound = "", try_from = "super::stored::Stored<F>"))]
pub struct BisectingKMeansModel<F: Scalar = f64> {
    pub(super) parameters: MadeWith<BisectingKMeans>,
    pub(super) centers: FittedCenters<F>,
    pub(super) splits: Vec<Split>,
    /// The two centres of every split, relative to the offset of `centers`.
    pub(super) pairs: Vec<Samples<F>>,
    pub(super) labels: Vec<u32>,
    pub(super) inertia: f64,
}

impl<F: Scalar> BisectingKMeansModel<F> {
    pub(super) fn new(
        parameters: BisectingKMeans,
        tree: Grown<F>,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        offset: Vec<f64>,
    ) -> Result<Self, Error> {
        let Grown { splits, pairs, labels, centers } = tree;
        let centers = FittedCenters::found(centers, offset)?;
        let inertia = centers.inertia_at_any_scale(samples, weights, &labels)?;
        let parameters = MadeWith(parameters);
        Ok(Self { parameters, centers, splits, pairs, labels, inertia })
    }

    /// Labels the samples of the fit again: the rounding of tiny centres may have changed the clusters.
    pub(super) fn relabeled(
        mut self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<Self, Error> {
        self.labels = self.labels_at_any_scale(samples)?;
        self.inertia = self.centers.inertia_at_any_scale(samples, weights, &self.labels)?;
        Ok(self)
    }

    /// Returns the parameters of the fit. They do not count when models are compared.
    pub fn parameters(&self) -> &BisectingKMeans {
        &self.parameters.0
    }

    /// The cluster of each sample, from 0 to `n_clusters - 1`.
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// Weighted sum of the samples' squared distances to their centres.
    pub fn inertia(&self) -> f64 {
        self.inertia
    }

    /// The tree: all `n_clusters - 1` halvings, in their order.
    pub fn splits(&self) -> &[Split] {
        &self.splits
    }

    /// Returns true if every halving converged and none ended at `max_iter`.
    pub fn converged(&self) -> bool {
        self.splits.iter().all(|split| split.stop_reason.converged())
    }

    /// Samples in each cluster. A 0 means that there were fewer distinct samples than clusters.
    pub fn cluster_sizes(&self) -> Vec<usize> {
        self.centers.cluster_sizes(&self.labels)
    }

    fn labels_at_any_scale(&self, samples: SamplesView<'_, F>) -> Result<Vec<u32>, Error> {
        let problem = self.centers.problem(samples, Weights::EQUAL);
        let Some(scaled) = self.centers.scaled_for(samples, &problem)? else {
            return self.labels_down_the_tree(problem?, &self.pairs);
        };
        let pairs = self.pairs.iter().map(|pair| scaled.scale.apply_to(pair.view()));
        let pairs: Vec<_> = pairs.collect::<Result<_, _>>()?;
        let problem = scaled.centers.problem(scaled.samples.view(), Weights::EQUAL)?;
        self.labels_down_the_tree(problem, &pairs)
    }

    fn labels_down_the_tree(
        &self,
        problem: Problem<'_, F>,
        pairs: &[Samples<F>],
    ) -> Result<Vec<u32>, Error> {
        let (samples, offset) = (problem.samples, problem.offset);
        let n_samples = samples.n_samples();
        let mut panels = problem.into_panels()?;
        let mut labels = memory::zeroed(n_samples)?;
        let mut waiting = vec![Vec::new(); self.splits.len()];
        if let Some(root) = waiting.first_mut() {
            *root = memory::collected(0..n_samples)?;
        }
        for (index, (split, pair)) in self.splits.iter().zip(pairs).enumerate() {
            let rows = std::mem::take(&mut waiting[index]);
            if rows.is_empty() {
                continue;
            }
            if rows.len() < n_samples {
                panels.repack(samples, offset, &rows)?;
            }
            let mut halves = memory::zeroed(rows.len())?;
            assign(&panels, pair, &mut halves)?;
            for (row, half) in rows.into_iter().zip(halves) {
                match split.children[half as usize] {
                    Node::Split(next) => waiting[next].push(row),
                    Node::Cluster(label) => labels[row] = label,
                }
            }
        }
        Ok(labels)
    }
}

impl<F: Scalar> ClusterModel<F> for BisectingKMeansModel<F> {
    /// Returns the centres, from the left of the tree to the right.
    ///
    /// By themselves they label by the nearest centre, which may differ from the cluster that a
    /// sample reaches in the tree.
    fn fitted_centers(&self) -> &FittedCenters<F> {
        &self.centers
    }

    /// Returns the cluster that each sample reaches in the tree. The left side wins a tie. A sample
    /// of the fit reaches its own cluster.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] for another number of features; [`Error::TooFar`] if distances
    /// overflow.
    fn predict(&self, samples: SamplesView<'_, F>) -> Result<Vec<u32>, Error> {
        labels_of(self, samples)
    }
}

compiled_once! {
    fn labels_of<F>(
        model: &BisectingKMeansModel<F>,
        samples: SamplesView<'_, F>,
    ) -> Result<Vec<u32>, Error> = BisectingKMeansModel::labels_at_any_scale
}
