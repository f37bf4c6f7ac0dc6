//! Cuts samples into pieces, which threads share.

/// Most samples in a piece. No result depends on the number.
pub(super) const PIECE: usize = 2048;

/// Consecutive samples.
pub(super) struct Piece<'a> {
    /// The number of the first sample.
    pub(super) start: usize,
    pub(super) labels: &'a mut [u32],
}

/// Cuts all samples into pieces.
pub(super) fn pieces(labels: &mut [u32]) -> Vec<Piece<'_>> {
    let starts = (0..).step_by(PIECE);
    starts.zip(labels.chunks_mut(PIECE)).map(|(start, labels)| Piece { start, labels }).collect()
}
