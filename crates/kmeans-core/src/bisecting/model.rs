use digits_data::{Samples, SamplesView, Scalar};

use super::tree::{Grown, Node, Split};
use crate::Error;
use crate::engine::assign;
use crate::model::FittedCenters;
use crate::weights::Weights;

/// What [`BisectingKMeans`](crate::BisectingKMeans) found, ready to label new samples.
///
/// A sample belongs to the cluster that it comes to down the tree, at every split on the side of
/// the nearer centre; that need not be the cluster of the nearest centre of all. So
/// `labels() == predict(x)` and `inertia() == -score(x)` for the samples of the fit, to the bit.
#[derive(Debug, Clone, PartialEq)]
pub struct BisectingKMeansModel<F: Scalar = f64> {
    centers: FittedCenters<F>,
    splits: Vec<Split>,
    /// The two centres of every split, relative to the offset of `centers`.
    pairs: Vec<Samples<F>>,
    labels: Vec<u32>,
    inertia: f64,
}

impl<F: Scalar> BisectingKMeansModel<F> {
    pub(super) fn new(
        tree: Grown<F>,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        offset: Vec<f64>,
    ) -> Result<Self, Error> {
        let Grown { splits, pairs, labels, centers } = tree;
        let centers = FittedCenters::found(centers, offset)?;
        let inertia = centers.inertia(samples, weights, &labels)?;
        Ok(Self { centers, splits, pairs, labels, inertia })
    }

    /// The centres, `n_clusters × n_features`, one a row, from the left of the tree to the right.
    pub fn cluster_centers(&self) -> SamplesView<'_, F> {
        self.centers.cluster_centers()
    }

    /// The cluster of each sample, from 0 to `n_clusters - 1`.
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// Weighted sum of the samples' squared distances to their centres.
    pub fn inertia(&self) -> f64 {
        self.inertia
    }

    /// The tree: every halving in the order they were made, `n_clusters - 1` of them.
    pub fn splits(&self) -> &[Split] {
        &self.splits
    }

    /// Whether every halving ended by itself, none at `max_iter`.
    pub fn converged(&self) -> bool {
        self.splits.iter().all(|split| split.stop_reason.converged())
    }

    /// Number of clusters.
    pub fn n_clusters(&self) -> usize {
        self.centers.n_clusters()
    }

    /// Number of features.
    pub fn n_features(&self) -> usize {
        self.centers.n_features()
    }

    /// Samples in each cluster. A 0 means that there were fewer distinct samples than clusters.
    pub fn cluster_sizes(&self) -> Vec<usize> {
        self.centers.cluster_sizes(&self.labels)
    }

    /// The cluster that each sample comes to down the tree; the left where both sides are equally
    /// near. A sample of the fit comes to its own.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] for another number of features; [`Error::TooFar`] where distances
    /// overflow.
    pub fn predict(&self, samples: SamplesView<'_, F>) -> Result<Vec<u32>, Error> {
        let n_samples = samples.n_samples();
        let problem = self.centers.problem(samples, Weights::EQUAL)?;
        let mut panels = problem.into_panels()?;
        let mut labels = vec![0; n_samples];
        let mut waiting = vec![Vec::new(); self.splits.len()];
        if let Some(root) = waiting.first_mut() {
            *root = (0..n_samples).collect();
        }
        for (index, (split, pair)) in self.splits.iter().zip(&self.pairs).enumerate() {
            let rows = std::mem::take(&mut waiting[index]);
            if rows.is_empty() {
                continue;
            }
            if rows.len() < n_samples {
                panels.repack(samples, self.centers.offset(), &rows)?;
            }
            let mut halves = vec![0; rows.len()];
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

    /// The Euclidean distance of each sample to each centre, `n_samples × n_clusters`.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] for another number of features; [`Error::Data`] where a distance
    /// overflows.
    pub fn transform(&self, samples: SamplesView<'_, F>) -> Result<Samples<F>, Error> {
        self.centers.transform(samples)
    }

    /// Minus the sum of squared distances to the centres that [`predict`](Self::predict) finds:
    /// larger is better. (scikit-learn's takes the nearest centres.)
    ///
    /// # Errors
    ///
    /// As [`predict`](Self::predict); [`Error::Inertia`] if the sum overflows.
    pub fn score(&self, samples: SamplesView<'_, F>) -> Result<f64, Error> {
        self.score_with(samples, Weights::EQUAL)
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
        self.score_with(samples, Weights::new(sample_weight, samples.n_samples())?)
    }

    fn score_with(&self, samples: SamplesView<'_, F>, weights: Weights<'_>) -> Result<f64, Error> {
        Ok(-self.centers.inertia(samples, weights, &self.predict(samples)?)?)
    }
}
