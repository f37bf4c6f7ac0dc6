use std::cmp::Ordering;

use digits_data::{Samples, Scalar};

use crate::chunks::in_chunks;
use crate::samples::Problem;
use crate::squared_distance::squared_distance;

/// The samples that empty clusters may move to: those farthest from their own centres, in order of
/// falling distance. Equally far samples are in the order of their rows.
///
/// The rule is that of scikit-learn's `_relocate_empty_clusters_dense`, except that samples of
/// weight 0 are passed over, because they could not fill a cluster. Samples on their centres are left
/// out, so no centre moves if there are fewer distinct samples than clusters.
#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Candidates {
    most: usize,
    found: Vec<Candidate>,
}

#[derive(Debug, Clone)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Candidate {
    squared_distance: f64,
    /// The number of the sample among those of all blocks.
    row: u64,
    pub(super) from: u32,
    /// The terms that it adds to the sums of its cluster.
    pub(super) terms: Vec<f64>,
}

impl Candidates {
    pub(super) fn none(most: usize) -> Self {
        Self { most, found: Vec::new() }
    }

    /// Finds at most `most` samples of a block. Its first sample is number `first_row` of all blocks.
    pub(super) fn of<F: Scalar>(
        problem: &Problem<'_, F>,
        first_row: u64,
        centers: &Samples<F>,
        labels: &[u32],
        most: usize,
    ) -> Self {
        let of_chunks = in_chunks(
            problem.samples.n_samples(),
            problem.work(1),
            #[inline(always)]
            |chunk| {
                let counting = chunk.filter(|&sample| problem.weights.of(sample) > 0.0);
                let distance = |sample: usize| {
                    let center = centers.row(labels[sample] as usize);
                    squared_distance(problem.samples.row(sample), problem.offset, center)
                };
                let all = counting.map(|sample| (distance(sample), sample));
                farthest(all.filter(|(distance, _)| *distance > 0.0).collect(), most, farther)
            },
        );
        let all = of_chunks.into_iter().flatten().collect();
        let candidate = |(squared_distance, sample): (f64, usize)| {
            let mut terms = problem.terms();
            problem.write_terms(sample, &mut terms);
            let (row, from) = (first_row + sample as u64, labels[sample]);
            Candidate { squared_distance, row, from, terms }
        };
        let found = farthest(all, most, farther).into_iter().map(candidate).collect();
        Self { most, found }
    }

    /// Adds the candidates of another block.
    pub fn merge(&mut self, other: Self) {
        self.most = self.most.max(other.most);
        self.found.extend(other.found);
        self.found = farthest(std::mem::take(&mut self.found), self.most, Candidate::farther);
    }

    /// Returns the candidates, the farthest first.
    pub(super) fn into_sorted(mut self) -> Vec<Candidate> {
        self.found.sort_unstable_by(Candidate::farther);
        self.found
    }
}

impl Candidate {
    fn farther(&self, other: &Self) -> Ordering {
        farther(&(self.squared_distance, self.row), &(other.squared_distance, other.row))
    }
}

/// Orders pairs of distance and row: the farthest first; of equal distances, the lowest row first.
fn farther<Row: Ord>(a: &(f64, Row), b: &(f64, Row)) -> Ordering {
    b.0.total_cmp(&a.0).then(a.1.cmp(&b.1))
}

/// Keeps the `most` that come first in this order. The result is not sorted.
fn farthest<T>(mut all: Vec<T>, most: usize, order: impl Fn(&T, &T) -> Ordering) -> Vec<T> {
    if all.len() > most {
        all.select_nth_unstable_by(most, order);
        all.truncate(most);
    }
    all
}
