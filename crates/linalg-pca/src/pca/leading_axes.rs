use std::cmp::min;

use digits_data::{SamplesView, Scalar};

use super::accuracy::{check, departures_from_identity};
use super::centre::Centre;
use super::dot::{norm, subtract_multiple};
use super::matrix::{Matrix, MatrixView};
use super::matrix_product::{gram, product, squares_without};
use super::qr::Qr;
use super::scatter::{products_of_features, products_of_samples};
use super::singular_vectors::singular_vectors;
use super::symmetric_eigen::leading_eigen;
use crate::Error;

/// The most further multiplications of the axes with the samples, if they are not accurate yet.
const REFINEMENTS: usize = 2;

/// The smallest eigenvalue, relative to the largest, that is accurate enough to tell the first singular
/// values from the others. The errors of all eigenvalues are relative to the largest.
const LEAST_SQUARE: f64 = 1e-4;

/// The first principal axes of centred samples.
pub(super) struct LeadingAxes {
    pub(super) singular_values: Vec<f64>,
    /// One per column.
    pub(super) components: Matrix,
    /// The sum of the squares of all other singular values.
    pub(super) discarded: f64,
}

/// Estimates of the first singular vectors of the samples `A` (or of `Aᵀ`, so that `v` is short).
struct Images {
    /// The squares of the singular values.
    squares: Vec<f64>,
    /// Orthonormal vectors `v`, one per column, in the smaller of the two dimensions.
    short: Matrix,
    /// `A·v`, orthogonal.
    long: Matrix,
    /// `Aᵀ·A·v`.
    back: Matrix,
}

/// Finds the first `n_components` principal axes faster than a singular value decomposition.
/// Returns `None` if there are too many of them, or if they are less accurate than those of a
/// decomposition.
///
/// First, eigenvectors of `AᵀA` or `AAᵀ`, whichever is smaller, give the axes with half of the precision.
/// Second, the singular values come from the samples themselves in these few directions, where
/// nothing is squared. Third, residuals prove that axes and singular values have full precision.
pub(super) fn leading_axes<F: Scalar>(
    x: SamplesView<F>,
    centre: &Centre,
    unit: f64,
    n_components: usize,
) -> Option<LeadingAxes> {
    let (n_samples, n_features) = x.shape();
    // 1. The small matrix of products has eigenvectors that give the axes at half precision.
    let tall = n_samples >= n_features;
    let products = if tall { products_of_features } else { products_of_samples };
    let (eigenvalues, mut short) =
        leading_eigen(|| products(x, centre, unit), min(n_samples, n_features), n_components)?;
    if eigenvalues[n_components - 1] < LEAST_SQUARE * eigenvalues[0] {
        return None;
    }
    // 2. The images of these directions under the samples give singular values without squaring.
    let centred = centre.subtract(x.as_slice(), unit);
    let (by_sample, by_feature) = (centred.view().transpose(), centred.view());
    let (to_long, to_short) = if tall { (by_sample, by_feature) } else { (by_feature, by_sample) };
    let mut found = images(&short, to_long, to_short).ok()?;
    // 3. Residuals prove that the axes are accurate. If not, multiply them with the samples once more,
    //    which makes them more accurate, up to two times.
    let mut refinements = 0..REFINEMENTS;
    while check_images(&found, &eigenvalues).is_err() {
        refinements.next()?;
        short = Qr::new(found.back).q();
        found = images(&short, to_long, to_short).ok()?;
    }
    // 4. Components have one entry per feature: they are `v` if the samples are tall, and otherwise the
    //    normalised `A·v`.
    let Images { squares, short, long, .. } = found;
    let components = if tall { short.clone() } else { Qr::new(long.clone()).q() };
    let (of_features, of_samples) = if tall { (short, long) } else { (long, short) };
    Some(LeadingAxes {
        singular_values: squares.into_iter().map(f64::sqrt).collect(),
        components,
        discarded: squares_without(centred, &of_features, &of_samples),
    })
}

/// Rotates orthonormal vectors within the space that they span, so that their images `A·v` become
/// orthogonal, longest first.
fn images(
    short: &Matrix,
    to_long: MatrixView<'_>,
    to_short: MatrixView<'_>,
) -> Result<Images, Error> {
    let long = product(to_long, short.view());
    let (values, turn) = singular_vectors(Qr::new(long.clone()).r(), <[f64]>::len)?;
    let long = product(long.view(), turn.view());
    Ok(Images {
        squares: values.iter().map(|value| value * value).collect(),
        short: product(short.view(), turn.view()),
        back: product(to_short, long.view()),
        long,
    })
}

/// Refuses unit vectors `v` that are not singular vectors: `Aᵀ·(A·v)` must equal `s²·v`,
/// relative to `s` times the largest singular value. If all pass, the singular values are those of
/// a matrix that differs from the samples by rounding. They are the first ones, because their squares
/// must agree with the first eigenvalues.
fn check_images(images: &Images, eigenvalues: &[f64]) -> Result<(), Error> {
    let Images { squares, short, back, .. } = images;
    let size = short.n_rows();
    let largest = squares[0];
    let mut residuals = back.clone();
    let columns = residuals.columns_mut().zip(short.columns()).zip(squares);
    let residuals = columns.map(|((residual, direction), &square)| {
        subtract_multiple(residual, square, direction);
        norm(residual) / (square * largest).sqrt()
    });
    check(size, residuals)?;
    check(size, departures_from_identity(&gram(short)))?;
    let departures = squares.iter().zip(eigenvalues).map(|(a, b)| (a - b) / largest);
    check(size, departures)
}

#[cfg(test)]
mod tests {
    use digits_data::Samples;
    use nalgebra::DMatrix;

    use super::super::components::Components;
    use super::super::dot::dot;
    use super::super::full::singular_value_decomposition;
    use super::*;

    /// Makes samples with directions of length `scale(k)`.
    fn samples(n_samples: usize, n_features: usize, scale: impl Fn(usize) -> f64) -> Samples {
        let rank = min(n_samples, n_features);
        let noise = |at: usize| ((at * at % 8191 + at * 7919) as f64).sin();
        let left = DMatrix::from_fn(n_samples, rank, |i, j| noise(i * rank + j) * scale(j));
        let right = DMatrix::from_fn(n_features, rank, |i, j| noise(i * rank + j + 104_729));
        let values = (right * left.transpose()).as_slice().to_vec();
        Samples::new(values, n_samples, n_features).unwrap()
    }

    fn both(x: &Samples, n_components: usize) -> (Option<LeadingAxes>, LeadingAxes) {
        let (centre, spread) = Centre::and_spread(x.view()).unwrap();
        let leading = leading_axes(x.view(), &centre, spread.unit, n_components);
        let count = Components::Count(n_components);
        let (mut values, components) =
            singular_value_decomposition(x.view(), &centre, spread.unit, count).unwrap();
        let discarded = values.split_off(n_components).iter().map(|value| value * value).sum();
        (leading, LeadingAxes { singular_values: values, components, discarded })
    }

    #[test]
    fn they_are_those_of_the_singular_value_decomposition() {
        for (n_samples, n_features) in [(60, 40), (40, 60), (50, 50), (300, 20)] {
            for base in [0.5_f64, 0.8, 0.98] {
                let x = samples(n_samples, n_features, |k| base.powi(k.try_into().unwrap()));
                let (leading, expected) = both(&x, 5);
                let leading = leading.unwrap();
                let largest = expected.singular_values[0];
                for k in 0..5 {
                    let (found, value) = (leading.singular_values[k], expected.singular_values[k]);
                    assert!((found - value).abs() < 1e-13 * largest, "{found} for {value}");
                    let (a, b) = (leading.components.column(k), expected.components.column(k));
                    assert!((dot(a, b).abs() - 1.0).abs() < 1e-10, "{k}");
                }
                let components = leading.components.to_nalgebra();
                let gram = components.transpose() * components;
                assert!((gram - DMatrix::identity(5, 5)).amax() < 1e-14);
                let relative = leading.discarded / expected.discarded - 1.0;
                assert!(relative.abs() < 1e-12, "{relative}");
            }
        }
    }

    #[test]
    fn what_squaring_would_lose_is_left_to_the_decomposition() {
        for exponent in [3, 6, 9, 12] {
            let small = 10.0_f64.powi(-exponent);
            let x = samples(80, 40, |k| if k < 3 { 1.0 } else { small });
            assert!(both(&x, 3).0.is_some(), "{exponent}");
            assert!(both(&x, 4).0.is_none(), "{exponent}");
        }
    }

    #[test]
    fn what_is_no_singular_vector_is_refused() {
        let x = samples(60, 40, |k| 0.9_f64.powi(k.try_into().unwrap()));
        let (centre, spread) = Centre::and_spread(x.view()).unwrap();
        let centred = centre.subtract(x.as_slice(), spread.unit);
        let (by_sample, by_feature) = (centred.view().transpose(), centred.view());
        let products = products_of_features(x.view(), &centre, spread.unit);
        let (eigenvalues, axes) = leading_eigen(|| products.clone(), 40, 3).unwrap();
        let right = images(&axes, by_sample, by_feature).unwrap();
        assert_eq!(check_images(&right, &eigenvalues), Ok(()));
        let others = Qr::new(Matrix::from_fn(40, 3, |i, j| ((i * 7 + j) % 11) as f64)).q();
        let wrong = images(&others, by_sample, by_feature).unwrap();
        assert!(check_images(&wrong, &eigenvalues).is_err());
        // Singular vectors, but not the first.
        let (all, many) = leading_eigen(|| products.clone(), 40, 5).unwrap();
        let last = images(&Matrix::from_fn(40, 3, |i, j| many[(i, j + 2)]), by_sample, by_feature)
            .unwrap();
        assert!(check_images(&last, &all).is_err() && check_images(&last, &all[2..]).is_ok());
    }
}
