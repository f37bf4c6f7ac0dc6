use std::cmp::min;

use digits_data::memory::{self, OutOfMemory};
use digits_data::{SamplesView, Scalar};
use rayon::prelude::*;

use crate::distance::vectorized;

/// Number of rows that one thread visits in order.
///
/// It is a constant, so the number of threads does not change how sums are grouped.
pub(crate) const CHUNK_ROWS: usize = 4096;

/// Adds up `partial(first row, values)` of every chunk of rows, in chunk order.
///
/// `partial` runs on wide registers if it is `#[inline(always)]`. Each thread holds at most one
/// partial result at a time.
pub(crate) fn fold_chunks<F: Scalar, T, P: Send>(
    x: SamplesView<F>,
    chunk_rows: usize,
    mut total: T,
    partial: impl Fn(usize, &[F]) -> P + Sync,
    mut add: impl FnMut(&mut T, P),
) -> T {
    let values = x.as_slice();
    let chunk_len = chunk_rows * x.n_features();
    let n_chunks = x.n_samples().div_ceil(chunk_rows);
    let of_chunk = |chunk: usize| {
        let end = min((chunk + 1) * chunk_len, values.len());
        let values = &values[chunk * chunk_len..end];
        vectorized(
            #[inline(always)]
            || partial(chunk * chunk_rows, values),
        )
    };
    if n_chunks == 1 {
        add(&mut total, of_chunk(0));
        return total;
    }
    let n_threads = rayon::current_num_threads();
    for first in (0..n_chunks).step_by(n_threads) {
        let chunks = first..min(first + n_threads, n_chunks);
        let partials: Vec<P> = chunks.into_par_iter().map(of_chunk).collect();
        for part in partials {
            add(&mut total, part);
        }
    }
    total
}

/// Fills rows of `width` values by `write(rows in, rows out)`, one chunk at a time.
pub(crate) fn map_chunks<F: Scalar, O: Scalar>(
    x: SamplesView<F>,
    width: usize,
    write: impl Fn(&[F], &mut [O]) + Sync,
) -> Result<Vec<O>, OutOfMemory> {
    let mut out = memory::zeroed(x.n_samples().saturating_mul(width))?;
    let write = |rows: &[F], out: &mut [O]| {
        vectorized(
            #[inline(always)]
            || write(rows, out),
        );
    };
    if x.n_samples() <= CHUNK_ROWS {
        write(x.as_slice(), &mut out);
    } else {
        x.as_slice()
            .par_chunks(CHUNK_ROWS * x.n_features())
            .zip(out.par_chunks_mut(CHUNK_ROWS * width))
            .for_each(|(rows, out)| write(rows, out));
    }
    Ok(out)
}
