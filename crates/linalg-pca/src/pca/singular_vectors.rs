use faer::Spec;
use faer::diag::DiagMut;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::svd::{ComputeSvdVectors, svd, svd_scratch};
use nalgebra::DMatrix;

use super::accuracy::{check, departures_from_identity};
use super::matrix_product::product;
use super::qr::{ONE_THREAD, as_faer, as_faer_mut};
use crate::Error;

/// Singular values of a square matrix, all of them, descending; and the right singular vectors of
/// the first, `n_vectors(values)` of them, as columns.
///
/// faer's SVD, and checked: nalgebra's returned wrong values for some matrices, singular ones above
/// all, and centred samples often are (dimforge/nalgebra issue 1172, seen with version 0.35).
pub(super) fn singular_vectors(
    matrix: &DMatrix<f64>,
    n_vectors: impl FnOnce(&[f64]) -> usize,
) -> Result<(Vec<f64>, DMatrix<f64>), Error> {
    let size = matrix.nrows();
    let mut values = vec![0.0; size];
    let mut vectors = DMatrix::zeros(size, size);
    let (none, all) = (ComputeSvdVectors::No, ComputeSvdVectors::Full);
    let scratch = svd_scratch::<f64>(size, size, none, all, ONE_THREAD, Spec::default());
    svd(
        as_faer(matrix),
        DiagMut::from_slice_mut(&mut values),
        None,
        Some(as_faer_mut(&mut vectors)),
        ONE_THREAD,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Spec::default(),
    )
    // faer counts its own rounds, and gives up after 30 for each value.
    .map_err(|_| Error::NoConvergence { size, iterations: 30 * size })?;
    let vectors = vectors.resize_horizontally(n_vectors(&values), 0.0);
    check(size, departures_of_squares(matrix, &values))?;
    check(size, residuals(matrix, &values, &vectors))?;
    check(size, departures_from_identity(product(as_faer(&vectors).transpose(), &vectors)))?;
    Ok((values, vectors))
}

/// A value that is wrong shows in the sum of the squares; their order is checked as well.
fn departures_of_squares(matrix: &DMatrix<f64>, values: &[f64]) -> impl Iterator<Item = f64> {
    let squares: f64 = values.iter().map(|value| value * value).sum();
    let norm = matrix.norm_squared();
    let descending = values.is_sorted_by(|a, b| a >= b);
    [(squares - norm) / norm, if descending { 0.0 } else { f64::NAN }].into_iter()
}

/// How far each `Aᵀ·(A·v)` is from `s²·v`, relative to the largest square, which shows that these
/// are singular vectors; and how far the `A·v` are from orthogonal and their lengths from `s`,
/// relative to the largest times the larger of each two, which shows that small ones are right too.
fn residuals(
    matrix: &DMatrix<f64>,
    values: &[f64],
    vectors: &DMatrix<f64>,
) -> impl Iterator<Item = f64> {
    let images = product(as_faer(matrix), vectors);
    let mut back = product(as_faer(matrix).transpose(), &images);
    let mut gram = product(as_faer(&images).transpose(), &images);
    let largest = values[0];
    let mut norms = Vec::with_capacity(vectors.ncols());
    for (k, &value) in values[..vectors.ncols()].iter().enumerate() {
        back.column_mut(k).axpy(-value * value, &vectors.column(k), 1.0);
        norms.push(back.column(k).norm() / (largest * largest));
        gram[(k, k)] -= value * value;
        // The values descend: of two, the one with the smaller number is the larger.
        gram.column_mut(k)
            .rows_range_mut(k..)
            .unscale_mut(largest * value.max(f64::EPSILON * largest));
    }
    norms.into_iter().chain(Vec::from(gram.lower_triangle().data))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(matrix: &DMatrix<f64>) -> (Vec<f64>, DMatrix<f64>) {
        singular_vectors(matrix, <[f64]>::len).unwrap()
    }

    #[test]
    fn singular_matrices_have_their_singular_values() {
        for size in 1..30 {
            let (values, _) = all(&DMatrix::from_element(size, size, 1.0));
            assert!((values[0] - size as f64).abs() < 1e-13, "{values:?}");
            assert!(values[1..].iter().all(|value| *value < 1e-13), "{values:?}");
        }
    }

    #[test]
    fn squares_add_up_to_the_norm() {
        // One of the matrices of the nalgebra issue.
        let matrix =
            DMatrix::from_row_slice(3, 3, &[1.0, 2.0, 2.0, 2.0, -1.0, -1.0, 2.0, 1.0, -1.0]);
        let (values, _) = all(&matrix);
        let squares: f64 = values.iter().map(|value| value * value).sum();
        assert!((squares - 21.0).abs() < 1e-13, "{squares}");
    }

    #[test]
    fn small_values_keep_the_digits_that_squaring_loses() {
        let tiny = 2.0_f64.powi(-40);
        let (values, _) = all(&DMatrix::from_row_slice(2, 2, &[1.0, 1.0, 0.0, tiny]));
        // Their product is the determinant.
        assert!((values[0] * values[1] / tiny - 1.0).abs() < 1e-3, "{values:?}");
    }

    #[test]
    fn wrong_values_and_vectors_are_noticed() {
        let matrix = DMatrix::from_row_slice(2, 2, &[3.0, 1.0, 0.0, 2.0]);
        let (values, vectors) = all(&matrix);
        let worst = |residuals: &mut dyn Iterator<Item = f64>| check(2, residuals).is_err();
        assert!(!worst(&mut residuals(&matrix, &values, &vectors)));
        assert!(worst(&mut residuals(&matrix, &values, &DMatrix::identity(2, 2))));
        let doubled = [values[0], values[1] * 2.0];
        assert!(worst(&mut departures_of_squares(&matrix, &doubled)));
        assert!(worst(&mut residuals(&matrix, &doubled, &vectors)));
        let swapped = [values[1], values[0]];
        assert!(worst(&mut departures_of_squares(&matrix, &swapped)));
    }
}
