/// The clusters that change in an iteration, one row each.
///
/// After the first iterations few clusters change, so only those have a row.
#[derive(Debug, Clone)]
pub(super) struct ChangedClusters {
    row_of: Vec<Option<u32>>,
    pub(super) clusters: Vec<u32>,
    /// Samples of positive weight that joined each row's cluster, less those that left.
    pub(super) n_samples: Vec<isize>,
}

impl ChangedClusters {
    pub(super) fn none(n_clusters: usize) -> Self {
        Self { row_of: vec![None; n_clusters], clusters: Vec::new(), n_samples: Vec::new() }
    }

    /// Returns the row of a cluster. If it is new, `push_row` must add a row to the caller's sums.
    #[expect(clippy::cast_possible_truncation, reason = "not more rows than clusters")]
    #[inline]
    pub(super) fn row(&mut self, cluster: u32, push_row: impl FnOnce()) -> usize {
        if let Some(row) = self.row_of[cluster as usize] {
            return row as usize;
        }
        let row = self.clusters.len();
        self.row_of[cluster as usize] = Some(row as u32);
        self.clusters.push(cluster);
        self.n_samples.push(0);
        push_row();
        row
    }

    /// Returns how many clusters there are, changed or not.
    pub(super) fn n_clusters(&self) -> usize {
        self.row_of.len()
    }

    /// Returns the cluster and the change in samples of each row.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, isize)> {
        self.clusters.iter().copied().zip(self.n_samples.iter().copied())
    }
}
