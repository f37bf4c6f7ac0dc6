//! A part as bytes, for a message to another machine.
//!
//! The message holds the counters, one bit per cluster that says if it changed, the change in samples of
//! each changed cluster, and the packed sums. The rows of clusters are in ascending order.

use digits_data::exact::RowSums;

use super::changed_clusters::ChangedClusters;
use super::part::{Counts, Part};
use crate::Error;
use crate::samples::Coordinates;

impl Part {
    /// Returns the part as bytes, at most 16·k·d + 8·k + k/8 + 4·d + 32 of them for k changed clusters of
    /// d features. This holds for less than 2³² samples whose coordinates span 91 binary digits or
    /// less. Weights count as one more feature.
    pub fn to_bytes(&self, coordinates: &Coordinates) -> Vec<u8> {
        let n_clusters = self.changed.n_clusters();
        let part = self.in_order(coordinates);
        let mut is_changed = vec![0_u8; n_clusters.div_ceil(8)];
        for (cluster, _) in part.changed.rows() {
            is_changed[cluster as usize / 8] |= 1 << (cluster % 8);
        }
        let mut bytes = Vec::new();
        let Counts { n_changed, n_distances, n_uncertain } = self.counts;
        for count in [n_clusters as u64, n_changed as u64, n_distances, n_uncertain as u64] {
            bytes.extend(count.to_le_bytes());
        }
        bytes.extend(is_changed);
        for (_, n_samples) in part.changed.rows() {
            bytes.extend((n_samples as i64).to_le_bytes());
        }
        bytes.extend(part.sums.to_bytes(coordinates.grid()));
        bytes
    }

    /// Reads a part that [`to_bytes`](Self::to_bytes) has written, with the same coordinates.
    ///
    /// # Errors
    ///
    /// [`Error::Blocks`] for bytes that are no part of these coordinates.
    pub fn from_bytes(bytes: &[u8], coordinates: &Coordinates) -> Result<Self, Error> {
        let error = Error::Blocks { what: "bytes of a part", found: bytes.len(), expected: 0 };
        read(bytes, coordinates).ok_or(error)
    }

    /// Returns the part with the rows of its clusters in ascending order.
    fn in_order(&self, coordinates: &Coordinates) -> Self {
        let mut rows: Vec<(usize, (u32, isize))> = self.changed.rows().enumerate().collect();
        rows.sort_unstable_by_key(|(_, (cluster, _))| *cluster);
        let mut part = empty(self.changed.n_clusters(), self.counts, coordinates);
        for (row, (cluster, n_samples)) in rows {
            let to = part.changed.row(cluster, || part.sums.push_row());
            part.changed.n_samples[to] = n_samples;
            part.sums.merge_row(to, &self.sums, row);
        }
        part
    }
}

fn empty(n_clusters: usize, counts: Counts, coordinates: &Coordinates) -> Part {
    let sums = RowSums::zeros(0, coordinates.grid());
    Part { counts, changed: ChangedClusters::none(n_clusters), sums }
}

fn read(bytes: &[u8], coordinates: &Coordinates) -> Option<Part> {
    // 1. The counters.
    let (counts, rest) = bytes.split_at_checked(32)?;
    let mut counts = counts.as_chunks().0.iter().map(|count| u64::from_le_bytes(*count));
    let mut next = || counts.next();
    let n_clusters = usize::try_from(next()?).ok()?;
    let n_changed = usize::try_from(next()?).ok()?;
    let n_distances = next()?;
    let n_uncertain = usize::try_from(next()?).ok()?;
    // 2. The clusters that changed. The length is checked before there is room for so many.
    let (is_changed, mut rest) = rest.split_at_checked(n_clusters.div_ceil(8))?;
    let counts = Counts { n_changed, n_distances, n_uncertain };
    let mut part = empty(n_clusters, counts, coordinates);
    let mut clusters = 0..u32::try_from(n_clusters).ok()?;
    clusters.by_ref().filter(|it| is_changed[*it as usize / 8] >> (it % 8) & 1 == 1).for_each(
        |cluster| {
            part.changed.row(cluster, || ());
        },
    );
    // 3. Their samples and sums.
    for n_samples in &mut part.changed.n_samples {
        let (bytes, others) = rest.split_first_chunk()?;
        *n_samples = isize::try_from(i64::from_le_bytes(*bytes)).ok()?;
        rest = others;
    }
    let n_rows = part.changed.n_samples.len();
    part.sums = RowSums::from_bytes(rest, n_rows, coordinates.grid())?;
    Some(part)
}
