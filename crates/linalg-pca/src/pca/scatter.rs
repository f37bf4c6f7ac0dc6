use std::cmp::min;
use std::ops::Range;

use digits_data::{SamplesView, Scalar};
use rayon::prelude::*;

use super::centre::Centre;
use super::matrix::Matrix;
use crate::distance::{Aligned, Scatter, vectorized};
use crate::row_chunks::CHUNK_ROWS;

/// Number of rows that are laid out at a time. They stay in the cache while all columns are multiplied.
const BLOCK_ROWS: usize = 96;

/// Fewest strips of columns in a band. If there are fewer chunks of rows than threads, the threads share
/// the sums of a chunk: one band of strips each.
const STRIPS_PER_BAND: usize = 8;

/// Sums that one thread adds up over chunks.
const SUMS_PER_TASK: usize = 1 << 14;

/// `Σ x·xᵀ` over centred samples, in the square of the unit: one row and one column per feature.
///
/// Every entry adds its terms sample by sample, within chunks of samples, with fused multiply-adds. Chunks
/// are added in their order. So its bits are the same on every instruction set.
pub(super) fn products_of_features<F: Scalar>(
    x: SamplesView<F>,
    centre: &Centre,
    unit: f64,
) -> Matrix {
    let mut sums = SumsOfProducts::of(x.n_features());
    sums.add_samples(x, centre, unit);
    sums.into_matrix()
}

/// `Σ x·xᵀ` over features instead: one row and one column per sample.
pub(super) fn products_of_samples<F: Scalar>(
    x: SamplesView<F>,
    centre: &Centre,
    unit: f64,
) -> Matrix {
    let (n_samples, n_features) = x.shape();
    let mut sums = SumsOfProducts::of(n_samples);
    sums.add_rows(
        n_features,
        #[inline(always)]
        |features: Range<usize>, strip, strips: &mut [f64]| {
            let strips = strips.chunks_exact_mut(features.len() * strip);
            for (rows, strip_values) in x.as_slice().chunks(n_features * strip).zip(strips) {
                for (lane, row) in rows.chunks_exact(n_features).enumerate() {
                    let column = strip_values[lane..].iter_mut().step_by(strip);
                    centre.subtract_features(row, features.clone(), unit, column);
                }
            }
        },
    );
    sums.into_matrix()
}

/// The sums of the products of every two columns, over the rows of a matrix so far.
pub(super) struct SumsOfProducts {
    kernel: Scatter<f64>,
    n_columns: usize,
    total: Vec<f64>,
}

impl SumsOfProducts {
    pub(super) fn of(n_columns: usize) -> Self {
        let kernel = Scatter::new(n_columns);
        let total = vec![0.0; kernel.n_sums()];
        Self { kernel, n_columns, total }
    }

    /// Adds centred samples: whole chunks of them, unless they are the last.
    pub(super) fn add_samples<F: Scalar>(&mut self, x: SamplesView<F>, centre: &Centre, unit: f64) {
        let n_features = x.n_features();
        self.add_rows(
            x.n_samples(),
            #[inline(always)]
            |samples: Range<usize>, strip, strips: &mut [f64]| {
                let n_rows = samples.len();
                let values = &x.as_slice()[samples.start * n_features..samples.end * n_features];
                for (row, values) in values.chunks_exact(n_features).enumerate() {
                    let strips = strips.chunks_exact_mut(n_rows * strip);
                    let of_row = strips.map(|values| &mut values[row * strip..(row + 1) * strip]);
                    centre.subtract_in_strips(values, unit, strip, of_row);
                }
            },
        );
    }

    /// Adds rows: whole chunks of them, unless they are the last.
    ///
    /// `pack(rows, strip, strips)` lays out rows for the kernel and fills all strips of columns in
    /// `strips`. It runs on wide registers if it is `#[inline(always)]`.
    fn add_rows(&mut self, n_rows: usize, pack: impl Fn(Range<usize>, usize, &mut [f64]) + Sync) {
        let kernel = &self.kernel;
        let n_chunks = n_rows.div_ceil(CHUNK_ROWS);
        let n_threads = rayon::current_num_threads();
        let mut parts = vec![vec![0.0; kernel.n_sums()]; min(n_chunks, n_threads)];
        for first in (0..n_chunks).step_by(n_threads) {
            // 1. Take as many chunks of rows as there are threads. At the end there are fewer, so threads
            //    share the sums of a chunk in bands.
            let chunks = first..min(first + n_threads, n_chunks);
            let n_bands = if chunks.end == n_chunks { n_threads } else { 1 };
            let bands = bands(kernel, n_bands);
            // 2. Make one task per chunk and band.
            let mut tasks = Vec::with_capacity(bands.len() * chunks.len());
            for (chunk, part) in chunks.clone().zip(&mut parts) {
                let rows = chunk * CHUNK_ROWS..min((chunk + 1) * CHUNK_ROWS, n_rows);
                let mut sums = part.as_mut_slice();
                for band in &bands {
                    let (of_band, rest) = sums.split_at_mut(kernel.n_sums_of(band.clone()));
                    tasks.push((rows.clone(), band.clone(), of_band));
                    sums = rest;
                }
            }
            // 3. Run the tasks, and add their sums in chunk order.
            let work = |(rows, band, sums)| sums_of_band(kernel, rows, band, &pack, sums);
            if tasks.len() == 1 {
                tasks.into_iter().for_each(work);
            } else {
                tasks.into_par_iter().for_each(work);
            }
            add(&mut self.total, &parts[..chunks.len()]);
        }
    }

    pub(super) fn into_matrix(self) -> Matrix {
        let mut products = Matrix::zeros(self.n_columns, self.n_columns);
        self.kernel.for_each_pair(&self.total, |i, j, sum| {
            products[(i, j)] = sum;
            products[(j, i)] = sum;
        });
        products
    }
}

/// Cuts the strips of the kernel into at most `n_bands` ranges of about as many sums.
fn bands(kernel: &Scatter<f64>, n_bands: usize) -> Vec<Range<usize>> {
    let n_strips = kernel.n_strips();
    let n_bands = min(n_bands, n_strips / STRIPS_PER_BAND).max(1);
    let mut start = 0;
    let band = |band: usize| {
        let first = start;
        while start < n_strips
            && kernel.n_sums_of(0..start) * n_bands < kernel.n_sums() * (band + 1)
        {
            start += 1;
        }
        first..start
    };
    (0..n_bands).map(band).collect()
}

/// Adds up the products of one band over a chunk of rows, [`BLOCK_ROWS`] rows at a time.
fn sums_of_band(
    kernel: &Scatter<f64>,
    chunk: Range<usize>,
    band: Range<usize>,
    pack: &impl Fn(Range<usize>, usize, &mut [f64]),
    sums: &mut [f64],
) {
    let row_len = band.end * kernel.strip();
    let mut strips = Aligned::zeroed(row_len * min(BLOCK_ROWS, chunk.len()));
    sums.fill(0.0);
    for first in chunk.clone().step_by(BLOCK_ROWS) {
        let rows = first..min(first + BLOCK_ROWS, chunk.end);
        let strips = &mut strips.as_mut_slice()[..row_len * rows.len()];
        vectorized(
            #[inline(always)]
            || pack(rows, kernel.strip(), strips),
        );
        kernel.add_products(strips, band.clone(), sums);
    }
}

/// Adds the sums of each chunk to the total, in chunk order.
fn add(total: &mut [f64], parts: &[Vec<f64>]) {
    let add = |(task, total): (usize, &mut [f64])| {
        for part in parts {
            for (total, part) in total.iter_mut().zip(&part[task * SUMS_PER_TASK..]) {
                *total += part;
            }
        }
    };
    if total.len() <= SUMS_PER_TASK {
        add((0, total));
    } else {
        total.par_chunks_mut(SUMS_PER_TASK).enumerate().for_each(add);
    }
}

#[cfg(test)]
mod tests {
    use digits_data::Samples;
    use rayon::ThreadPoolBuilder;

    use super::*;

    const SHAPES: [(usize, usize); 8] =
        [(1, 2), (3, 50), (40, 7), (16, 128), (65, 333), (9, 4500), (250, 100), (500, 4200)];

    fn samples(n_samples: usize, n_features: usize, value: impl Fn(usize) -> f64) -> Samples {
        let values = (0..n_samples * n_features).map(value).collect();
        Samples::new(values, n_samples, n_features).unwrap()
    }

    #[test]
    fn they_are_the_products_with_the_transpose() {
        for (n_features, n_samples) in SHAPES {
            let x = samples(n_samples, n_features, |at| ((at * 31 + at / 7 * 17) % 13) as f64);
            // Halves are exact, and so are their sums and products.
            let (centre, _) = Centre::and_spread(x.view()).unwrap();
            let centre = centre.rounded_to_halves();
            let centred = centre.subtract(x.as_slice(), 0.5).to_nalgebra();
            let products = products_of_features(x.view(), &centre, 0.5).to_nalgebra();
            assert_eq!(products, &centred * centred.transpose());
            if n_samples < 400 {
                let products = products_of_samples(x.view(), &centre, 0.5).to_nalgebra();
                assert_eq!(products, centred.transpose() * &centred);
            }
        }
    }

    #[test]
    fn every_entry_is_the_same_chain_for_any_number_of_threads() {
        for (n_features, n_samples) in SHAPES {
            let x = samples(n_samples, n_features, |at| ((at * 7919) as f64).sin());
            let (centre, _) = Centre::and_spread(x.view()).unwrap();
            let centred = centre.subtract(x.as_slice(), 1.0);
            let chain = |i: usize, j: usize| {
                let chunks = centred.as_slice().chunks(CHUNK_ROWS * n_features);
                let of_chunk = |chunk: &[f64]| {
                    let rows = chunk.chunks_exact(n_features);
                    rows.fold(0.0, |sum: f64, row| row[i].mul_add(row[j], sum))
                };
                chunks.fold(0.0, |total, chunk| total + of_chunk(chunk))
            };
            for n_threads in [1, 2, 5] {
                let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
                let found = pool.install(|| products_of_features(x.view(), &centre, 1.0));
                for (i, j) in (0..n_features).map(|i| (i, (i * i + 3) % n_features)) {
                    assert_eq!(found[(i, j)].to_bits(), chain(i, j).to_bits(), "{i} {j}");
                    assert_eq!(found[(j, i)].to_bits(), found[(i, j)].to_bits(), "{i} {j}");
                }
            }
        }
    }
}
