use digits_data::{Samples, Scalar, memory};

use super::halving::Halves;
use crate::samples::Scale;
use crate::{Error, StopReason};

/// One halving of a cluster.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Split {
    /// Number of samples in the cluster.
    pub n_samples: usize,
    /// Weighted sum of their squared distances to the nearer of the two new centres.
    pub inertia: f64,
    /// Iterations of the best restart.
    pub n_iter: usize,
    /// The reason why the best restart ended.
    pub stop_reason: StopReason,
    /// The two halves: split again, or clusters.
    pub children: [Node; 2],
}

/// One half of a split.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Node {
    /// A half that was halved again: the number of a later split.
    Split(usize),
    /// A half that is a cluster: its label.
    Cluster(u32),
}

/// Clusters that are being halved.
#[derive(Debug)]
pub(super) struct Tree<F: Scalar> {
    /// The clusters from left to right.
    leaves: Vec<Leaf<F>>,
    splits: Vec<Split>,
    /// The two centres of every split, in centred coordinates.
    pairs: Vec<Samples<F>>,
}

#[derive(Debug)]
struct Leaf<F> {
    /// In ascending order.
    samples: Vec<usize>,
    center: Vec<F>,
    score: f64,
    n_positive: usize,
    /// The split of which it is a half, and the number of that half.
    parent: Option<(usize, usize)>,
}

/// A tree whose leaves have their labels.
#[derive(Debug)]
pub(super) struct Grown<F: Scalar> {
    pub(super) splits: Vec<Split>,
    pub(super) pairs: Vec<Samples<F>>,
    pub(super) labels: Vec<u32>,
    pub(super) centers: Samples<F>,
}

impl<F: Scalar> Grown<F> {
    /// Brings the tree of scaled samples back to their own scale.
    ///
    /// # Errors
    ///
    /// [`Error::Inertia`] if the inertia of a split is not finite there.
    pub(super) fn unscaled(mut self, scale: Scale) -> Result<Self, Error> {
        self.centers = scale.undo_in(self.centers.view())?;
        for (split, pair) in self.splits.iter_mut().zip(&mut self.pairs) {
            *pair = scale.undo_in(pair.view())?;
            split.inertia = scale.undo_square(split.inertia);
            if !split.inertia.is_finite() {
                return Err(Error::Inertia);
            }
        }
        Ok(self)
    }
}

impl<F: Scalar> Tree<F> {
    /// Puts all samples in one cluster.
    pub(super) fn of_one(n_samples: usize, center: Samples<F>) -> Result<Self, Error> {
        let samples = memory::collected(0..n_samples)?;
        let center = center.into_vec();
        let root = Leaf { samples, center, score: 0.0, n_positive: n_samples, parent: None };
        Ok(Self { leaves: vec![root], splits: Vec::new(), pairs: Vec::new() })
    }

    pub(super) fn n_leaves(&self) -> usize {
        self.leaves.len()
    }

    pub(super) fn samples_of(&self, leaf: usize) -> &[usize] {
        &self.leaves[leaf].samples
    }

    /// The leftmost leaf of the largest score, of those that can be halved.
    pub(super) fn next_to_halve(&self) -> Option<usize> {
        let mut best: Option<usize> = None;
        for (index, leaf) in self.leaves.iter().enumerate() {
            let is_better = best.is_none_or(|best| leaf.score > self.leaves[best].score);
            if leaf.n_positive >= 2 && is_better {
                best = Some(index);
            }
        }
        best
    }

    /// Puts two leaves in the place of one.
    pub(super) fn halve(&mut self, leaf: usize, halves: Halves<F>) {
        let Halves { run, scores, n_positive } = halves;
        let split = self.splits.len();
        let Leaf { samples, parent, .. } = self.leaves.remove(leaf);
        if let Some((above, half)) = parent {
            self.splits[above].children[half] = Node::Split(split);
        }
        let half = |half: usize| Leaf {
            samples: samples
                .iter()
                .zip(&run.labels)
                .filter(|&(_, &label)| label as usize == half)
                .map(|(&sample, _)| sample)
                .collect(),
            center: run.centers.row(half).to_vec(),
            score: scores[half],
            n_positive: n_positive[half],
            parent: Some((split, half)),
        };
        self.leaves.splice(leaf..leaf, [half(0), half(1)]);
        self.splits.push(Split {
            n_samples: samples.len(),
            inertia: run.summary.inertia,
            n_iter: run.summary.n_iter,
            stop_reason: run.summary.stop_reason,
            children: [Node::Cluster(0), Node::Cluster(1)],
        });
        self.pairs.push(run.centers);
    }

    /// Labels the leaves from left to right.
    pub(super) fn grown(mut self) -> Result<Grown<F>, Error> {
        let n_samples = self.leaves.iter().map(|leaf| leaf.samples.len()).sum();
        let mut labels = memory::zeroed(n_samples)?;
        let mut centers = Vec::new();
        for (label, leaf) in (0..).zip(&self.leaves) {
            for &sample in &leaf.samples {
                labels[sample] = label;
            }
            centers.extend_from_slice(&leaf.center);
            if let Some((split, half)) = leaf.parent {
                self.splits[split].children[half] = Node::Cluster(label);
            }
        }
        let n_clusters = self.leaves.len();
        let n_features = centers.len() / n_clusters;
        let centers = Samples::new(centers, n_clusters, n_features)?;
        Ok(Grown { splits: self.splits, pairs: self.pairs, labels, centers })
    }
}
