use digits_data::exact::ExactSum;
use digits_data::memory;
use digits_data::{Samples, Scalar};

use super::algorithm::Algorithm;
use super::assignment::Assignment;
use super::assignment_input::AssignmentInput;
use super::candidates::Candidates;
use super::fold::Fold;
use super::inertia::sum_of_squared_distances;
use super::part::Part;
use crate::Error;
use crate::samples::{Problem, SampleBlocks};

/// The labels of all samples, and what each block keeps from one iteration to the next.
#[derive(Debug)]
pub(super) struct Labeling<F: Scalar> {
    pub(super) labels: Vec<u32>,
    /// One entry per block, as soon as the block was seen.
    assignments: Vec<Assignment<F>>,
    is_labeled: bool,
    algorithm: Algorithm,
}

/// Labels all samples with their nearest centres, and returns the inertia too.
pub(crate) fn labels_and_inertia<F: Scalar>(
    blocks: &dyn SampleBlocks<F>,
    centers: &Samples<F>,
) -> Result<(Vec<u32>, f64), Error> {
    let mut labeling = Labeling::new(blocks.shape().0, Algorithm::Lloyd)?;
    let inertia = labeling.inertia(blocks, centers, true)?;
    Ok((labeling.labels, inertia))
}

impl<F: Scalar> Labeling<F> {
    /// Returns the labeling of samples that are in no cluster yet.
    pub(super) fn new(n_samples: usize, algorithm: Algorithm) -> Result<Self, Error> {
        let labels = memory::zeroed(n_samples)?;
        Ok(Self { labels, assignments: Vec::new(), is_labeled: false, algorithm })
    }

    /// Labels every sample with its nearest centre, and gives the changes of each block to the fold.
    pub(super) fn assign(
        &mut self,
        blocks: &dyn SampleBlocks<F>,
        centers: &Samples<F>,
        fold: &mut Fold<'_>,
    ) -> Result<(), Error> {
        let mut next = 0;
        blocks.each(&mut |first_row, block| {
            let part = self.assign_block(next, first_row, block, centers)?;
            next += 1;
            fold.merge(&part)
        })?;
        self.is_labeled = true;
        Ok(())
    }

    /// Returns the weighted sum of squared distances to these centres. Labels the samples first, if
    /// the centres `are_new`.
    pub(super) fn inertia(
        &mut self,
        blocks: &dyn SampleBlocks<F>,
        centers: &Samples<F>,
        are_new: bool,
    ) -> Result<f64, Error> {
        let (mut next, mut total) = (0, ExactSum::zero());
        blocks.each(&mut |first_row, block| {
            if are_new {
                self.assign_block(next, first_row, block, centers)?;
            }
            next += 1;
            let labels = &self.labels[first_row..][..block.samples.n_samples()];
            let Problem { samples, weights, offset, .. } = *block;
            total.merge(&sum_of_squared_distances(samples, weights, offset, centers, labels));
            Ok(())
        })?;
        let inertia = total.value();
        if inertia.is_finite() { Ok(inertia) } else { Err(Error::Inertia) }
    }

    /// Returns the samples that empty clusters may move to, at most `most`.
    pub(super) fn candidates(
        &self,
        blocks: &dyn SampleBlocks<F>,
        centers: &Samples<F>,
        most: usize,
    ) -> Result<Candidates, Error> {
        let mut all = Candidates::none(most);
        blocks.each(&mut |first_row, block| {
            let labels = &self.labels[first_row..][..block.samples.n_samples()];
            all.merge(Candidates::of(block, first_row as u64, centers, labels, most));
            Ok(())
        })?;
        Ok(all)
    }

    /// Returns the algorithm that ran, a bounded one if bounds have skipped distances in any block, and
    /// the number of distances that it computed.
    pub(super) fn effort(&self) -> (Algorithm, u64) {
        let mut algorithms = self.assignments.iter().map(Assignment::algorithm);
        let bounded = algorithms.find(|&algorithm| algorithm != Algorithm::Lloyd);
        let n_distances = self.assignments.iter().map(Assignment::n_distances).sum();
        (bounded.unwrap_or(Algorithm::Lloyd), n_distances)
    }

    fn assign_block(
        &mut self,
        number: usize,
        first_row: usize,
        block: &Problem<'_, F>,
        centers: &Samples<F>,
    ) -> Result<Part, Error> {
        if number == self.assignments.len() {
            self.assignments.push(Assignment::new(self.algorithm, block, centers.n_samples()));
        }
        let labels = &mut self.labels[first_row..][..block.samples.n_samples()];
        let input = AssignmentInput { problem: block, centers, is_first: !self.is_labeled };
        self.assignments[number].assign(input, labels)
    }
}
