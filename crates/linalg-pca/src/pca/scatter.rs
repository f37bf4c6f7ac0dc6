use digits_data::Samples;
use nalgebra::DMatrix;

use crate::Error;
use crate::distance::{Centers, LANES, Panels};

/// `A·Aᵀ` for a matrix whose columns are centred samples.
///
/// By the distance kernel, each feature being both a sample and a centre to it: as fast as the
/// machine allows, and the same bits on every instruction set, which a general matrix product
/// does not promise.
pub(super) fn scatter(centred: &DMatrix<f64>) -> Result<DMatrix<f64>, Error> {
    let n_features = centred.nrows();
    let features = Samples::from_nalgebra(centred.transpose())?;
    let panels = Panels::pack(features.view(), &vec![0.0; features.n_features()])?;
    let centers = Centers::pack(features.view());
    let n_blocks = n_features.div_ceil(LANES);
    let mut products = vec![[0.0; LANES]; n_blocks * n_features];
    panels.dots(&centers, 0, &mut products)?;
    Ok(DMatrix::from_fn(n_features, n_features, |i, j| {
        products[i / LANES * n_features + j][i % LANES]
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_product_with_the_transpose() {
        for (n_features, n_samples) in [(1, 1), (3, 50), (40, 7), (65, 33)] {
            let matrix = DMatrix::from_fn(n_features, n_samples, |i, j| {
                ((i * 31 + j * 17) % 13) as f64 - 6.0
            });
            assert_eq!(scatter(&matrix).unwrap(), &matrix * matrix.transpose());
        }
    }
}
