//! Work in pieces of a fixed size, whose results are put together in order: the one way in which
//! this crate goes parallel, and why the number of threads changes no bit.

use std::ops::Range;

use linalg_pca::distance::vectorized;
use rayon::prelude::*;

/// Samples in a piece. Part of what a result is, since it decides where partial sums begin: data
/// of up to this many samples is summed sample by sample, as NumPy does.
pub(crate) const CHUNK: usize = 4096;

/// Multiply-adds below which a second thread costs more than it brings.
pub(crate) const PARALLEL_WORK: usize = 1 << 21;

/// Calls `partial` for each chunk of `0..n_samples`; the results in order of the chunks.
///
/// It runs on wide registers if it, and what it calls, is `#[inline(always)]`.
///
/// `work` is the multiply-adds that all chunks take together.
pub(crate) fn in_chunks<T: Send>(
    n_samples: usize,
    work: usize,
    partial: impl Fn(Range<usize>) -> T + Sync,
) -> Vec<T> {
    let chunk = |start: usize| {
        vectorized(
            #[inline(always)]
            || partial(start..(start + CHUNK).min(n_samples)),
        )
    };
    if work < PARALLEL_WORK {
        (0..n_samples).step_by(CHUNK).map(chunk).collect()
    } else {
        let n_chunks = n_samples.div_ceil(CHUNK);
        (0..n_chunks).into_par_iter().map(|index| chunk(index * CHUNK)).collect()
    }
}
