//! Cuts samples into pieces, which threads share.

use std::ops::Range;

/// Most samples in a piece. No result depends on the number.
pub(super) const PIECE: usize = 2048;

/// Consecutive samples.
pub(super) struct Piece<'a> {
    /// The number of the first sample.
    pub(super) start: usize,
    pub(super) labels: &'a mut [u32],
}

impl Piece<'_> {
    /// Returns the numbers of its samples.
    pub(super) fn rows(&self) -> Range<usize> {
        self.start..self.start + self.labels.len()
    }

    /// Returns the place in the piece of some of its samples.
    pub(super) fn within(&self, rows: &Range<usize>) -> Range<usize> {
        rows.start - self.start..rows.end - self.start
    }
}

/// Cuts all samples into pieces.
pub(super) fn pieces(labels: &mut [u32]) -> Vec<Piece<'_>> {
    let starts = (0..).step_by(PIECE);
    starts.zip(labels.chunks_mut(PIECE)).map(|(start, labels)| Piece { start, labels }).collect()
}
