use digits_data::exact::ExactSum;
use digits_data::memory;
use digits_data::{Samples, Scalar};

use super::algorithm::Algorithm;
use super::assignment::Assignment;
use super::assignment_input::AssignmentInput;
use super::candidates::Candidates;
use super::inertia::sum_of_squared_distances;
use super::part::{Part, check_count};
use crate::Error;
use crate::samples::Problem;

/// The state of one block from one iteration to the next: labels, and bounds that save distances.
///
/// Always pass the same samples for a block. Labels and sums do not depend on how samples are cut
/// into blocks; only the number of distances does.
#[derive(Debug)]
pub struct Shard<F: Scalar> {
    labels: Vec<u32>,
    assignment: Assignment<F>,
    is_labeled: bool,
    n_clusters: usize,
}

impl<F: Scalar> Shard<F> {
    /// Returns the shard of a block whose samples are in no cluster yet.
    ///
    /// # Errors
    ///
    /// [`Error::Memory`] if one label per sample does not fit in memory.
    pub fn new(
        block: &Problem<'_, F>,
        n_clusters: usize,
        algorithm: Algorithm,
    ) -> Result<Self, Error> {
        let labels = memory::zeroed(block.samples.n_samples())?;
        let assignment = Assignment::new(algorithm, block, n_clusters);
        Ok(Self { labels, assignment, is_labeled: false, n_clusters })
    }

    /// Labels every sample with its nearest centre, the lowest of those equally near. Returns the
    /// changes to the cluster sums.
    ///
    /// `centers` are relative to the offset of the block.
    ///
    /// # Errors
    ///
    /// [`Error::Blocks`] for another block, or for centres of another number or of other features.
    pub fn assign(&mut self, block: &Problem<'_, F>, centers: &Samples<F>) -> Result<Part, Error> {
        self.check(block, centers)?;
        let input = AssignmentInput { problem: block, centers, is_first: !self.is_labeled };
        let part = self.assignment.assign(input, &mut self.labels)?;
        self.is_labeled = true;
        Ok(part)
    }

    /// Returns the cluster of each sample.
    pub fn labels(&self) -> &[u32] {
        &self.labels
    }

    /// Returns the cluster of each sample, and drops the rest.
    pub fn into_labels(self) -> Vec<u32> {
        self.labels
    }

    /// Returns the weighted sum of squared distances to these centres. Sums of blocks can be merged.
    ///
    /// # Errors
    ///
    /// As [`assign`](Self::assign).
    pub fn inertia(&self, block: &Problem<'_, F>, centers: &Samples<F>) -> Result<ExactSum, Error> {
        self.check(block, centers)?;
        let Problem { samples, weights, offset, .. } = block;
        Ok(sum_of_squared_distances(*samples, *weights, offset, centers, &self.labels))
    }

    /// Returns the samples that empty clusters may move to, at most `most`. The first sample of the
    /// block is number `first_row` of all samples.
    ///
    /// # Errors
    ///
    /// As [`assign`](Self::assign).
    pub fn candidates(
        &self,
        block: &Problem<'_, F>,
        first_row: u64,
        centers: &Samples<F>,
        most: usize,
    ) -> Result<Candidates, Error> {
        self.check(block, centers)?;
        Ok(Candidates::of(block, first_row, centers, &self.labels, most))
    }

    fn check(&self, block: &Problem<'_, F>, centers: &Samples<F>) -> Result<(), Error> {
        check_count("samples", block.samples.n_samples(), self.labels.len())?;
        check_count("clusters", centers.n_samples(), self.n_clusters)?;
        check_count("features", centers.n_features(), block.samples.n_features())
    }
}
