//! The samples in pieces: threads share them, and their results are merged in order.

use rayon::prelude::*;

use crate::Error;

/// Samples that are labelled as one piece of work. The number is part of a result: the changes of
/// a piece are summed by themselves.
pub(super) const PIECE: usize = 2048;

/// Consecutive samples.
pub(super) struct Piece<'a> {
    /// The number of the first sample.
    pub(super) start: usize,
    pub(super) labels: &'a mut [u32],
}

/// Cuts all samples into pieces.
pub(super) fn pieces(labels: &mut [u32]) -> Vec<Piece<'_>> {
    Piece { start: 0, labels }.into_split(PIECE).collect()
}

impl<'a> Piece<'a> {
    /// Cuts the piece into smaller ones of at most so many samples.
    pub(super) fn split(&mut self, most: usize) -> impl Iterator<Item = Piece<'_>> {
        Piece { start: self.start, labels: self.labels }.into_split(most)
    }

    fn into_split(self, most: usize) -> impl Iterator<Item = Piece<'a>> {
        let starts = (self.start..).step_by(most);
        starts.zip(self.labels.chunks_mut(most)).map(|(start, labels)| Piece { start, labels })
    }
}

/// Calls `visit` for every piece and `merge` for every result, in the order of the pieces.
///
/// `at_once` pieces are visited side by side before their results are merged; 1 stays on this
/// thread. `visit` also gets room to work in, in the state that another piece left it.
pub(super) fn visit_in_order<P: Send, S: Default + Send, T: Send>(
    mut pieces: Vec<P>,
    at_once: usize,
    visit: impl Fn(&mut S, &mut P) -> Result<T, Error> + Sync,
    mut merge: impl FnMut(T),
) -> Result<(), Error> {
    if at_once > 1 {
        for wave in pieces.chunks_mut(at_once) {
            let wave = wave.par_iter_mut().map_init(S::default, &visit);
            wave.collect::<Result<Vec<_>, _>>()?.into_iter().for_each(&mut merge);
        }
    } else {
        let mut room = S::default();
        for piece in &mut pieces {
            merge(visit(&mut room, piece)?);
        }
    }
    Ok(())
}
