//! The samples in pieces: how a round is shared between threads, and put together in order.

use rayon::prelude::*;

use super::changes::Changes;
use super::clusters::Clusters;
use crate::Error;

/// Samples that are labelled as one piece of work. Part of what a result is: what a piece changes
/// is summed by itself.
pub(super) const PIECE: usize = 2048;

/// What a round came to: how many samples moved, and how many distances it took.
pub(super) type Outcome = (usize, u64);

/// Visits all pieces and brings the clusters up to date.
///
/// `visit` gets room to work in, which it may find as another piece left it.
pub(super) fn visit_all<P: Send, S: Default + Send>(
    mut pieces: Vec<P>,
    in_parallel: bool,
    clusters: &mut Clusters,
    visit: impl Fn(&mut S, &mut P) -> Result<(Changes, u64), Error> + Sync,
) -> Result<Outcome, Error> {
    let at_once = at_once(pieces.len(), clusters);
    let (mut n_moved, mut n_distances) = (0, 0);
    let mut conclude = |(changes, of_piece): (Changes, u64)| {
        clusters.apply(&changes);
        n_moved += changes.n_moved;
        n_distances += of_piece;
    };
    if in_parallel {
        for wave in pieces.chunks_mut(at_once) {
            let wave = wave.par_iter_mut().map_init(S::default, &visit);
            wave.collect::<Result<Vec<_>, _>>()?.into_iter().for_each(&mut conclude);
        }
    } else {
        let mut room = S::default();
        for piece in &mut pieces {
            conclude(visit(&mut room, piece)?);
        }
    }
    Ok((n_moved, n_distances))
}

/// So many pieces that all their changes together take no more than 4 bytes a sample, but enough to
/// keep all threads busy.
fn at_once(n_pieces: usize, clusters: &Clusters) -> usize {
    let n_threads = rayon::current_num_threads();
    let most = n_pieces * PIECE / (2 * clusters.n_values());
    most.max(2 * n_threads) / n_threads * n_threads
}
