use digits_data::{SamplesView, Scalar};
use nalgebra::DMatrix;

use super::centre::Centre;
use crate::row_chunks::{CHUNK_ROWS, fold_chunks};

/// Features side by side in a strip: two registers of AVX2, one of AVX-512.
const STRIP: usize = 8;

/// Features that meet a strip at a time: with so many strips of sums the registers are full.
const TILE: usize = 6;

/// Rows whose strips stay in the cache while each meets all the others.
const BLOCK_ROWS: usize = 128;

type Sums = [[f64; STRIP]; TILE];

/// `Σ x·xᵀ` over centred samples, in the square of the unit.
///
/// Every entry is one chain of fused multiply-adds over the samples of a chunk in their order, so
/// that its bits are the same on every instruction set, which a general matrix product does not
/// promise.
pub(super) fn scatter<F: Scalar>(x: SamplesView<F>, centre: &Centre, unit: f64) -> DMatrix<f64> {
    let n_features = x.n_features();
    let n_strips = n_features.div_ceil(STRIP);
    let sums = fold_chunks(
        x,
        CHUNK_ROWS,
        vec![[[0.0; STRIP]; TILE]; n_features.div_ceil(TILE) * n_strips],
        #[inline(always)]
        |_, rows: &[F]| scatter_of_chunk(rows, centre, unit),
        |total, part| {
            for (total, part) in total.as_flattened_mut().iter_mut().zip(part.as_flattened()) {
                for (total, part) in total.iter_mut().zip(part) {
                    *total += part;
                }
            }
        },
    );
    DMatrix::from_fn(n_features, n_features, |a, b| {
        let (i, j) = (a.min(b), a.max(b));
        sums[i / TILE * n_strips + j / STRIP][i % TILE][j % STRIP]
    })
}

/// The sums of a chunk: of every tile with every strip, one tile after another.
#[inline(always)]
fn scatter_of_chunk<F: Scalar>(rows: &[F], centre: &Centre, unit: f64) -> Vec<Sums> {
    let n_features = centre.mean.len();
    let (n_tiles, n_strips) = (n_features.div_ceil(TILE), n_features.div_ceil(STRIP));
    let block_rows = BLOCK_ROWS.min(rows.len() / n_features);
    let mut tiles = vec![[0.0; TILE]; n_tiles * block_rows];
    let mut strips = vec![[0.0; STRIP]; n_strips * block_rows];
    let mut sums: Vec<Sums> = vec![[[0.0; STRIP]; TILE]; n_tiles * n_strips];
    for rows in rows.chunks(block_rows * n_features) {
        let n_rows = rows.len() / n_features;
        let (tiles, strips) = (&mut tiles[..n_tiles * n_rows], &mut strips[..n_strips * n_rows]);
        for (row, values) in rows.chunks_exact(n_features).enumerate() {
            let in_tiles = tiles.chunks_exact_mut(n_rows).map(|tile| &mut tile[row]);
            centre.subtract_in_strips(values, unit, in_tiles);
            let in_strips = strips.chunks_exact_mut(n_rows).map(|strip| &mut strip[row]);
            centre.subtract_in_strips(values, unit, in_strips);
        }
        let sums = sums.chunks_exact_mut(n_strips);
        for ((i, tile), sums) in tiles.chunks_exact(n_rows).enumerate().zip(sums) {
            // A sum for `i, j` serves `j, i` too: no tile meets a strip that ends before it.
            let first = i * TILE / STRIP;
            let strips = strips.chunks_exact(n_rows).zip(sums).skip(first);
            for (strip, sums) in strips {
                add_products(tile, strip, sums);
            }
        }
    }
    sums
}

/// Adds, row by row, the products of the features of a tile with those of a strip.
#[inline(always)]
fn add_products(tile: &[[f64; TILE]], strip: &[[f64; STRIP]], total: &mut Sums) {
    // A copy, which the compiler keeps in registers.
    let mut sums = *total;
    for (factors, values) in tile.iter().zip(strip) {
        for (sums, factor) in sums.iter_mut().zip(factors) {
            for (sum, value) in sums.iter_mut().zip(values) {
                *sum = factor.mul_add(*value, *sum);
            }
        }
    }
    *total = sums;
}

#[cfg(test)]
mod tests {
    use digits_data::Samples;

    use super::*;

    #[test]
    fn it_is_the_product_with_the_transpose() {
        for (n_features, n_samples) in [(1, 2), (3, 50), (40, 7), (16, 128), (65, 333), (9, 4500)] {
            let value = |at: usize| ((at * 31 + at / 7 * 17) % 13) as f64;
            let values: Vec<f64> = (0..n_samples * n_features).map(value).collect();
            let x = Samples::new(values, n_samples, n_features).unwrap();
            // Halves are exact, and so is what is made of them.
            let (centre, _) = Centre::and_spread(x.view()).unwrap();
            let centre = centre.rounded_to_halves();
            let centred = centre.subtract(x.as_slice(), 0.5);
            assert_eq!(scatter(x.view(), &centre, 0.5), &centred * centred.transpose());
        }
    }
}
