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

impl<'a, F: Scalar> Round<'a, F> {
    pub(super) fn n_clusters(self) -> usize {
        self.centers.n_samples()
    }

    /// Returns true if a round is enough work for several threads.
    pub(super) fn is_large(self) -> bool {
        self.problem.work(self.n_clusters()) >= PARALLEL_WORK
    }

    /// Returns a part that holds nothing yet.
    pub(super) fn part(self) -> Result<Part<'a>, Error> {
        Ok(Part::empty(self.n_clusters(), self.problem.grid()?))
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
    pub(super) fn unlabeled<F: Scalar>(
        problem: &Problem<'_, F>,
        n_clusters: usize,
    ) -> Result<Self, Error> {
        let labels = vec![0; problem.samples.n_samples()];
        Ok(Self { labels, sums: ClusterSums::empty(n_clusters, problem.grid()?) })
    }

    /// Labels all samples, piece by piece, and merges the parts that `label` returns.
    pub(super) fn update<'a, F: Scalar, S: Default>(
        &mut self,
        round: Round<'a, F>,
        label: impl Fn(&mut S, &mut Piece<'_>, &mut Part<'a>) -> Result<(), Error> + Sync,
    ) -> Result<Counts, Error> {
        let grid = round.problem.grid()?;
        let part = || Part::empty(round.n_clusters(), grid);
        self.sums.update(pieces(&mut self.labels), round.is_large(), part, label)
    }
}
