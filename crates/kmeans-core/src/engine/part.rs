use digits_data::exact::RowSums;

use super::changed_clusters::ChangedClusters;
use crate::Error;

/// The changes that one iteration brings to the cluster sums of one block. Parts merge in any order.
///
/// [`Shard::assign`](crate::blocks::Shard::assign) makes a part, and
/// [`Fold::merge`](crate::blocks::Fold::merge) adds it to the sums.
#[derive(Debug, Clone)]
pub struct Part {
    pub(super) counts: Counts,
    pub(super) changed: ChangedClusters,
    /// Σ w·(x − offset) of the samples that joined, less that of those that left.
    pub(super) sums: RowSums,
}

/// The counters of a part, or of a whole iteration.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Counts {
    /// Samples with another label than before; all of them in the first iteration.
    pub(super) n_changed: usize,
    /// Distances that were computed.
    pub(super) n_distances: u64,
    /// Samples whose label `f32` left uncertain.
    pub(super) n_uncertain: usize,
}

impl Part {
    /// Adds the changes of other samples, in the same coordinates.
    ///
    /// # Errors
    ///
    /// [`Error::Blocks`] for a part of other clusters or features. Then nothing is added.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        check_count("clusters", other.changed.n_clusters(), self.changed.n_clusters())?;
        check_count("sums", other.sums.width(), self.sums.width())?;
        self.counts.n_changed += other.counts.n_changed;
        self.counts.n_distances += other.counts.n_distances;
        self.counts.n_uncertain += other.counts.n_uncertain;
        for (other_row, (cluster, n_samples)) in other.changed.rows().enumerate() {
            let row = self.changed.row(cluster, || self.sums.push_row());
            self.changed.n_samples[row] += n_samples;
            self.sums.merge_row(row, &other.sums, other_row);
        }
        Ok(())
    }

    /// Returns how many samples changed their cluster; in the first iteration all of them.
    pub fn n_changed(&self) -> usize {
        self.counts.n_changed
    }
}

/// Checks that two things belong together.
pub(super) fn check_count(what: &'static str, found: usize, expected: usize) -> Result<(), Error> {
    if found == expected { Ok(()) } else { Err(Error::Blocks { what, found, expected }) }
}
