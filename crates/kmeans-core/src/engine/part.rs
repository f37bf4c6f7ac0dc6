use super::clusters::{Held, Total};

/// What a piece of the samples changes about the clusters: those that moved, and what the clusters
/// they left and joined lose and gain by it.
///
/// After the first rounds that is few of either, so only the clusters concerned have a row.
#[derive(Debug)]
pub(super) struct Changes {
    /// Samples with another label than before.
    pub(super) n_moved: usize,
    n_features: usize,
    /// The row of each cluster.
    rows: Vec<Option<u32>>,
    /// The cluster of each row.
    clusters: Vec<u32>,
    totals: Vec<Total>,
    sums: Vec<f64>,
}

impl Changes {
    pub(super) fn none(n_clusters: usize, n_features: usize) -> Self {
        Self {
            n_moved: 0,
            n_features,
            rows: vec![None; n_clusters],
            clusters: Vec::new(),
            totals: Vec::new(),
            sums: Vec::new(),
        }
    }

    /// Notes a sample that now is in cluster `to`, and in the first round came from nowhere; `x` are
    /// its centred coordinates and `norm` what the problem says of their size.
    #[inline(always)]
    pub(super) fn moved(
        &mut self,
        from: Option<u32>,
        to: u32,
        weight: f64,
        norm: f64,
        x: impl Iterator<Item = f64> + Clone,
    ) {
        self.n_moved += 1;
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
        if let Some(row) = self.rows[cluster as usize] {
            return row as usize;
        }
        let row = self.clusters.len();
        self.rows[cluster as usize] = Some(row as u32);
        self.clusters.push(cluster);
        self.totals.push(Total::default());
        self.sums.resize(self.sums.len() + self.n_features, 0.0);
        row
    }

    /// Of each cluster concerned its number, what its size changes by, and its sums.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, Total, &[f64])> {
        let sums = self.sums.chunks_exact(self.n_features);
        let rows = self.clusters.iter().zip(&self.totals).zip(sums);
        rows.map(|((&cluster, &total), sums)| (cluster, total, sums))
    }
}
