use digits_data::{Samples, Scalar};

use super::part::Part;
use super::pieces::{Piece, pieces};
use super::tally::{Tally, tallied};
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::samples::Problem;

/// The input of one assignment: the samples, and the centres that they are compared with.
#[derive(Debug, Clone, Copy)]
pub(super) struct AssignmentInput<'a, F: Scalar> {
    pub(super) problem: &'a Problem<'a, F>,
    /// One centre per row, in centred coordinates.
    pub(super) centers: &'a Samples<F>,
    /// True while no sample has a label yet.
    pub(super) is_first: bool,
}

impl<'a, F: Scalar> AssignmentInput<'a, F> {
    pub(super) fn n_clusters(self) -> usize {
        self.centers.n_samples()
    }

    /// Returns true if the assignment is enough work for several threads.
    pub(super) fn is_large(self) -> bool {
        self.problem.work(self.n_clusters()) >= PARALLEL_WORK
    }

    /// Labels all samples, piece by piece. Returns the changes to the cluster sums.
    pub(super) fn label<S: Default>(
        self,
        labels: &mut [u32],
        label: impl Fn(&mut S, &mut Piece<'_>, &mut Tally<'a>) -> Result<(), Error> + Sync,
    ) -> Result<Part, Error> {
        let sums = (self.n_clusters(), self.problem.grid()?);
        tallied(pieces(labels), self.is_large(), sums, label)
    }
}
