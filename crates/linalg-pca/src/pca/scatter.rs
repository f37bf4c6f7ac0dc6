use std::cmp::min;

use digits_data::Samples;
use nalgebra::DMatrix;

use crate::Error;
use crate::distance::{Centers, LANES, Panels};

/// Features that meet all that follow them in one call of the kernel. A product is needed once,
/// not for `i, j` and `j, i`: the smaller this is, the fewer are made twice.
const FEATURES_PER_CALL: usize = 4 * LANES;

/// `Aᵀ·A` for a matrix whose rows are centred samples.
///
/// By the distance kernel, each feature being both a sample and a centre to it: as fast as the
/// machine allows, and the same bits on every instruction set, which a general matrix product
/// does not promise.
pub(super) fn scatter(centred: DMatrix<f64>) -> Result<DMatrix<f64>, Error> {
    let n_features = centred.ncols();
    let features = Samples::from_nalgebra(centred)?;
    let panels = Panels::pack(features.view(), &vec![0.0; features.n_features()])?;
    let mut scatter = DMatrix::zeros(n_features, n_features);
    for first in (0..n_features).step_by(FEATURES_PER_CALL) {
        let end = min(first + FEATURES_PER_CALL, n_features);
        let Some(these) = features.view().slice(first..end) else { break };
        let n_blocks = (n_features - first).div_ceil(LANES);
        let mut products = vec![[0.0; LANES]; n_blocks * (end - first)];
        panels.dots(&Centers::pack(these), first, &mut products)?;
        for (block, rows) in products.chunks_exact(end - first).enumerate() {
            let others = first + block * LANES..min(first + (block + 1) * LANES, n_features);
            for (i, products) in (first..end).zip(rows) {
                for (j, &product) in others.clone().zip(products) {
                    scatter[(i, j)] = product;
                    scatter[(j, i)] = product;
                }
            }
        }
    }
    Ok(scatter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_product_with_the_transpose() {
        for (n_features, n_samples) in [(1, 1), (3, 50), (40, 7), (65, 33), (300, 5)] {
            let matrix = DMatrix::from_fn(n_samples, n_features, |i, j| {
                ((i * 31 + j * 17) % 13) as f64 - 6.0
            });
            assert_eq!(scatter(matrix.clone()).unwrap(), matrix.transpose() * &matrix);
        }
    }
}
