use digits_data::exact::RowSums;

use crate::Error;

/// The changes that one block of samples brings into the clusters: mergeable, in any order.
///
/// [`Shard::assign`](crate::blocks::Shard::assign) makes one, and
/// [`Fold::merge`](crate::blocks::Fold::merge) takes it in.
#[derive(Debug, Clone)]
pub struct Part {
    pub(super) counts: Counts,
    /// The row of each cluster that changes.
    pub(super) row_of: Vec<Option<u32>>,
    /// The cluster of each row.
    pub(super) clusters: Vec<u32>,
    /// Samples of positive weight that joined each row's cluster, less those that left.
    pub(super) n_samples: Vec<isize>,
    /// Σ w·(x − offset) of the samples that joined, less that of those that left.
    pub(super) sums: RowSums,
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

impl Part {
    /// Adds the changes of other samples, in the same coordinates.
    ///
    /// # Errors
    ///
    /// [`Error::Blocks`] for a part of other clusters or features; nothing has changed, then.
    pub fn merge(&mut self, other: &Self) -> Result<(), Error> {
        check_count("clusters", other.row_of.len(), self.row_of.len())?;
        check_count("sums", other.sums.width(), self.sums.width())?;
        self.counts.n_changed += other.counts.n_changed;
        self.counts.n_distances += other.counts.n_distances;
        self.counts.n_uncertain += other.counts.n_uncertain;
        for (other_row, &cluster) in other.clusters.iter().enumerate() {
            let row = self.row(cluster);
            self.n_samples[row] += other.n_samples[other_row];
            self.sums.merge_row(row, &other.sums, other_row);
        }
        Ok(())
    }

    #[expect(clippy::cast_possible_truncation, reason = "not more rows than clusters")]
    fn row(&mut self, cluster: u32) -> usize {
        let row = *self.row_of[cluster as usize].get_or_insert_with(|| {
            self.clusters.push(cluster);
            self.n_samples.push(0);
            self.sums.push_row();
            self.clusters.len() as u32 - 1
        });
        row as usize
    }

    /// Returns how many samples changed their cluster; in the first round all of them.
    pub fn n_changed(&self) -> usize {
        self.counts.n_changed
    }
}

/// Checks that two things belong together.
pub(super) fn check_count(what: &'static str, found: usize, expected: usize) -> Result<(), Error> {
    if found == expected { Ok(()) } else { Err(Error::Blocks { what, found, expected }) }
}
