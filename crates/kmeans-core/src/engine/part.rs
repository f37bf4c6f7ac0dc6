use digits_data::Scalar;
use digits_data::exact::{Grid, RowAdder, RowSums};

use crate::samples::Problem;

/// The mergeable result of some samples: those that moved, and the changes of cluster sums.
///
/// After the first rounds few clusters change, so only those have a row.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) counts: Counts,
    /// The row of each cluster.
    row_of: Vec<Option<u32>>,
    /// The cluster of each row.
    clusters: Vec<u32>,
    /// Samples of positive weight that joined each row's cluster, less those that left.
    n_samples: Vec<isize>,
    sums: RowAdder<'a>,
    /// Room for the terms of one sample.
    terms: Vec<f64>,
}

/// The counters of a part, or of a whole round.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Samples with another label than before; all of them in the first round.
    pub(super) n_changed: usize,
    /// Distances that were taken.
    pub(super) n_distances: u64,
    /// Samples whose label `f32` left uncertain.
    pub(super) n_uncertain: usize,
}

impl Counts {
    pub(super) fn merge(&mut self, other: Self) {
        self.n_changed += other.n_changed;
        self.n_distances += other.n_distances;
        self.n_uncertain += other.n_uncertain;
    }
}

/// The changes of all clusters that have one.
pub(super) struct Changes {
    /// The cluster of each row.
    pub(super) clusters: Vec<u32>,
    pub(super) n_samples: Vec<isize>,
    pub(super) sums: RowSums,
}

impl<'a> Part<'a> {
    pub(super) fn empty(n_clusters: usize, grid: &'a Grid) -> Self {
        Self {
            counts: Counts::default(),
            row_of: vec![None; n_clusters],
            clusters: Vec::new(),
            n_samples: Vec::new(),
            sums: RowAdder::new(grid),
            terms: vec![0.0; grid.n_columns()],
        }
    }

    /// Moves a sample to cluster `to`; `from` is `None` if it was in none.
    #[inline(always)]
    pub(super) fn move_sample<F: Scalar>(
        &mut self,
        problem: &Problem<'_, F>,
        sample: usize,
        from: Option<u32>,
        to: u32,
    ) {
        self.counts.n_changed += 1;
        if problem.weights.of(sample) == 0.0 {
            return;
        }
        problem.write_terms(sample, &mut self.terms);
        if let Some(from) = from {
            let row = self.row(from);
            self.n_samples[row] -= 1;
            self.sums.subtract(row, &self.terms);
        }
        let row = self.row(to);
        self.n_samples[row] += 1;
        self.sums.add(row, &self.terms);
    }

    #[expect(clippy::cast_possible_truncation, reason = "not more rows than clusters")]
    fn row(&mut self, cluster: u32) -> usize {
        if let Some(row) = self.row_of[cluster as usize] {
            return row as usize;
        }
        let row = self.clusters.len();
        self.row_of[cluster as usize] = Some(row as u32);
        self.clusters.push(cluster);
        self.n_samples.push(0);
        self.sums.push_row(self.row_of.len());
        row
    }

    /// Returns all changes; the part then holds none.
    pub(super) fn take_changes(&mut self) -> Changes {
        self.row_of.fill(None);
        Changes {
            clusters: std::mem::take(&mut self.clusters),
            n_samples: std::mem::take(&mut self.n_samples),
            sums: self.sums.take(),
        }
    }
}
