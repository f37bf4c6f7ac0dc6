//! Work in pieces of a fixed size, which threads share.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use linalg_pca::distance::vectorized;
use rayon::prelude::*;

use crate::Error;

/// Samples in a piece. No result depends on it.
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

/// Merges the results of all chunks into `total` as they come, where their order does not matter.
pub(crate) fn merged<T: Send, P>(
    n_samples: usize,
    work: usize,
    total: T,
    partial: impl Fn(Range<usize>) -> P + Sync,
    merge: impl Fn(&mut T, P) + Sync,
) -> T {
    let total = Mutex::new(total);
    in_chunks(
        n_samples,
        work,
        #[inline(always)]
        |chunk| {
            let part = partial(chunk);
            merge(&mut total.lock().unwrap_or_else(PoisonError::into_inner), part);
        },
    );
    total.into_inner().unwrap_or_else(PoisonError::into_inner)
}

/// Calls `job` once, or once a thread, side by side.
pub(crate) fn on_all_threads(
    in_parallel: bool,
    job: impl Fn() -> Result<(), Error> + Sync,
) -> Result<(), Error> {
    if in_parallel {
        (0..rayon::current_num_threads()).into_par_iter().try_for_each(|_| job())
    } else {
        job()
    }
}
