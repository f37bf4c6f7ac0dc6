use digits_data::Scalar;
use nalgebra::DMatrix;

use super::centre::Centre;

/// Features side by side in a strip: two registers of AVX2.
const STRIP: usize = 2 * TILE;

/// Features that meet a strip at a time: so many strips of sums stay in registers.
const TILE: usize = 4;

/// Rows whose strips stay in the cache while each meets all the others.
const BLOCK_ROWS: usize = 128;

type StripRow = [f64; STRIP];

/// `Σ x·xᵀ` over centred samples, given as rows, in the square of the unit.
///
/// Every entry is one chain of fused multiply-adds over the samples in their order, so that its bits
/// are the same on every instruction set, which a general matrix product does not promise.
#[inline(always)]
pub(super) fn scatter<F: Scalar>(rows: &[F], centre: &Centre, unit: f64) -> DMatrix<f64> {
    let n_features = centre.mean.len();
    let n_strips = n_features.div_ceil(STRIP);
    let mut strips = vec![[0.0; STRIP]; n_strips * BLOCK_ROWS];
    let mut sums = vec![[[0.0; STRIP]; TILE]; n_strips * n_strips * (STRIP / TILE)];
    for rows in rows.chunks(BLOCK_ROWS * n_features) {
        let n_rows = rows.len() / n_features;
        let strips = &mut strips[..n_strips * n_rows];
        for (row, values) in rows.chunks_exact(n_features).enumerate() {
            let strips = strips.chunks_exact_mut(n_rows).map(|strip| &mut strip[row]);
            centre.subtract_in_strips(values, unit, strips);
        }
        // A sum for `i, j` serves `j, i` too: no strip meets one before it.
        let sums = sums.chunks_exact_mut(STRIP / TILE * n_strips);
        for ((i, those), sums) in strips.chunks_exact(n_rows).enumerate().zip(sums) {
            let sums = sums.chunks_exact_mut(STRIP / TILE).skip(i);
            for (these, sums) in strips.chunks_exact(n_rows).skip(i).zip(sums) {
                if let [left, right] = sums {
                    add_products::<0>(those, these, left);
                    add_products::<TILE>(those, these, right);
                }
            }
        }
    }
    DMatrix::from_fn(n_features, n_features, |a, b| {
        let (i, j) = (a.min(b), a.max(b));
        let (strip, within) = (i / STRIP, i % STRIP);
        let tile = (strip * n_strips + j / STRIP) * (STRIP / TILE) + within / TILE;
        sums[tile][within % TILE][j % STRIP]
    })
}

/// Adds, of every row, the products of [`TILE`] features, from the `FIRST` of a strip on, with all of
/// another strip.
#[inline(always)]
fn add_products<const FIRST: usize>(
    those: &[StripRow],
    these: &[StripRow],
    total: &mut [StripRow; TILE],
) {
    // A copy, which the compiler keeps in registers.
    let mut sums = *total;
    for (that, this) in those.iter().zip(these) {
        for (k, sums) in sums.iter_mut().enumerate() {
            let factor = that[FIRST + k];
            for (sum, value) in sums.iter_mut().zip(this) {
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
        for (n_features, n_samples) in [(1, 2), (3, 50), (40, 7), (16, 128), (65, 333)] {
            let value = |at: usize| ((at * 31 + at / 7 * 17) % 13) as f64;
            let values: Vec<f64> = (0..n_samples * n_features).map(value).collect();
            let x = Samples::new(values, n_samples, n_features).unwrap();
            // Halves are exact, and so is what is made of them.
            let (centre, _) = Centre::and_spread(x.view()).unwrap();
            let centre = centre.rounded_to_halves();
            let centred = centre.subtract(x.as_slice(), 0.5);
            assert_eq!(scatter(x.as_slice(), &centre, 0.5), &centred * centred.transpose());
        }
    }
}
