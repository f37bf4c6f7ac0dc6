use digits_data::{Samples, Scalar};

use super::cluster_sums::ClusterSums;
use super::part::{Counts, Part};
use super::pieces::{Piece, pieces};
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::samples::Problem;

/// The input of one round: the samples, and the centres that they are compared with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round<'a, F: Scalar> {
    pub(super) problem: &'a Problem<'a, F>,
    /// One centre per row, in centred coordinates.
    pub(super) centers: &'a Samples<F>,
    /// True while no sample has a label yet.
    pub(super) is_first: bool,
}

impl<F: Scalar> Round<'_, F> {
    pub(super) fn n_clusters(self) -> usize {
        self.centers.n_samples()
    }

    /// Returns true if a round is enough work for several threads.
    pub(super) fn is_large(self) -> bool {
        self.problem.work(self.n_clusters()) >= PARALLEL_WORK
    }

    /// Returns a part that holds nothing yet.
    pub(super) fn part(self) -> Part {
        Part::empty(self.n_clusters(), self.centers.n_features())
    }

    /// Notes that a sample moves to cluster `to`; `from` is `None` if it was in none.
    pub(super) fn move_sample(self, sample: usize, from: Option<u32>, to: u32, part: &mut Part) {
        let problem = self.problem;
        let (weight, norm) = (problem.weights.of(sample), problem.norm(sample));
        part.move_sample(from, to, weight, norm, problem.centered(sample));
    }
}

/// The state that every round brings up to date.
#[derive(Debug)]
pub(super) struct Clustering {
    /// The cluster of each sample.
    pub(super) labels: Vec<u32>,
    pub(super) sums: ClusterSums,
}

impl Clustering {
    /// Returns the state before the first round: no sample is in any cluster.
    pub(super) fn unlabeled(n_samples: usize, n_clusters: usize, n_features: usize) -> Self {
        Self { labels: vec![0; n_samples], sums: ClusterSums::empty(n_clusters, n_features) }
    }

    /// Labels all samples, piece by piece, and merges the parts that `label` returns.
    pub(super) fn update<F: Scalar, S: Default + Send>(
        &mut self,
        round: Round<'_, F>,
        label: impl Fn(&mut S, &mut Piece<'_>) -> Result<Part, Error> + Sync,
    ) -> Result<Counts, Error> {
        self.sums.update(pieces(&mut self.labels), round.is_large(), label)
    }
}
