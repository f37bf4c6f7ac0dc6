use super::total::{Held, Total};

/// The mergeable result of one piece: the samples that moved, and the changes of cluster sums.
///
/// After the first rounds few clusters change, so only those have a row.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) counts: Counts,
    n_features: usize,
    /// The row of each cluster.
    row_of: Vec<Option<u32>>,
    /// The cluster of each row.
    clusters: Vec<u32>,
    totals: Vec<Total>,
    sums: Vec<f64>,
}

/// The counters of a piece, or of a whole round.
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

/// The change of one cluster.
pub(super) struct Change<'a> {
    pub(super) cluster: usize,
    pub(super) total: Total,
    /// Σ w·(x − offset) of the samples that joined, less that of those that left.
    pub(super) sums: &'a [f64],
}

impl Part {
    pub(super) fn empty(n_clusters: usize, n_features: usize) -> Self {
        Self {
            counts: Counts::default(),
            n_features,
            row_of: vec![None; n_clusters],
            clusters: Vec::new(),
            totals: Vec::new(),
            sums: Vec::new(),
        }
    }

    /// Moves a sample to cluster `to`; `from` is `None` if it was in none.
    ///
    /// `norm` is the problem's norm of the sample and `x` its centred coordinates.
    #[inline(always)]
    pub(super) fn move_sample(
        &mut self,
        from: Option<u32>,
        to: u32,
        weight: f64,
        norm: f64,
        x: impl Iterator<Item = f64> + Clone,
    ) {
        self.counts.n_changed += 1;
        if weight > 0.0 {
            let held = Held { weight, magnitude: weight * norm };
            if let Some(from) = from {
                let row = self.row(from);
                self.totals[row].lose(held);
                self.add(row, -weight, x.clone());
            }
            let row = self.row(to);
            self.totals[row].gain(held);
            self.add(row, weight, x);
        }
    }

    #[inline(always)]
    fn add(&mut self, row: usize, weight: f64, x: impl Iterator<Item = f64>) {
        let sums = &mut self.sums[row * self.n_features..][..self.n_features];
        for (sum, x) in sums.iter_mut().zip(x) {
            *sum += weight * x;
        }
    }

    #[expect(clippy::cast_possible_truncation, reason = "not more rows than clusters")]
    fn row(&mut self, cluster: u32) -> usize {
        if let Some(row) = self.row_of[cluster as usize] {
            return row as usize;
        }
        let row = self.clusters.len();
        self.row_of[cluster as usize] = Some(row as u32);
        self.clusters.push(cluster);
        self.totals.push(Total::default());
        self.sums.resize(self.sums.len() + self.n_features, 0.0);
        row
    }

    /// Returns the change of every cluster that has one.
    pub(super) fn changes(&self) -> impl Iterator<Item = Change<'_>> {
        let sums = self.sums.chunks_exact(self.n_features);
        let rows = self.clusters.iter().zip(&self.totals).zip(sums);
        rows.map(|((&cluster, &total), sums)| Change { cluster: cluster as usize, total, sums })
    }
}
