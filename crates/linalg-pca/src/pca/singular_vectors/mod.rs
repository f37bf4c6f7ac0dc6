use super::accuracy::{check, departures_from_identity};
use super::dot::{norm, subtract_multiple};
use super::matrix::Matrix;
use super::matrix_product::{gram, product};
use crate::Error;
use reduction::Reduction;

mod bidiagonal;
mod reduction;

/// Finds all singular values of a square matrix, descending, and right singular vectors, one per
/// column, for the first `n_vectors(values)` values.
///
/// Residuals against the matrix itself check the result.
pub(super) fn singular_vectors(
    matrix: &Matrix,
    n_vectors: impl FnOnce(&[f64]) -> usize + Send,
) -> Result<(Vec<f64>, Matrix), Error> {
    // Many short parallel steps follow. Inside a scope they enter the pool of threads only once.
    rayon::scope(|_| decompose(matrix, n_vectors))
}

fn decompose(
    matrix: &Matrix,
    n_vectors: impl FnOnce(&[f64]) -> usize,
) -> Result<(Vec<f64>, Matrix), Error> {
    let size = matrix.n_rows();
    let Reduction { bidiagonal, right } = Reduction::new(matrix.clone());
    let (unordered, rotations) = bidiagonal.singular_vectors()?;
    let mut order: Vec<usize> = (0..size).collect();
    order.sort_by(|&a, &b| unordered[b].total_cmp(&unordered[a]));
    let values: Vec<f64> = order.iter().map(|&at| unordered[at]).collect();
    let mut vectors = rotations.into_columns(&order[..n_vectors(&values)]);
    right.apply(&mut vectors);
    check(size, departures_of_squares(matrix, &values))?;
    check(size, residuals(matrix, &values, &vectors))?;
    check(size, departures_from_identity(&gram(&vectors)))?;
    Ok((values, vectors))
}

/// Compares the sum of squares with the matrix, so a wrong value shows. It checks the order too.
fn departures_of_squares(matrix: &Matrix, values: &[f64]) -> impl Iterator<Item = f64> {
    let squares: f64 = values.iter().map(|value| value * value).sum();
    let norm = matrix.norm_squared();
    let descending = values.is_sorted_by(|a, b| a >= b);
    [(squares - norm) / norm, if descending { 0.0 } else { f64::NAN }].into_iter()
}

/// Returns two kinds of residuals. The distance of each `Aᵀ·(A·v)` from `s²·v`, relative to the
/// largest square, shows that `v` is a singular vector. The departure of the `A·v` from orthogonal,
/// and of their lengths from `s`, shows that small ones are right too. It is relative to the
/// largest value times the larger of each pair.
fn residuals(matrix: &Matrix, values: &[f64], vectors: &Matrix) -> impl Iterator<Item = f64> {
    let images = product(matrix.view(), vectors.view());
    let mut back = product(matrix.view().transpose(), images.view());
    let mut gram = gram(&images);
    let largest = values[0];
    let mut departures = Vec::new();
    let columns = back.columns_mut().zip(vectors.columns());
    for (k, ((back, vector), &value)) in columns.zip(values).enumerate() {
        subtract_multiple(back, value * value, vector);
        departures.push(norm(back) / (largest * largest));
        // The values descend, so of two the one with the smaller index is the larger.
        let scale = largest * value.max(f64::EPSILON * largest);
        let gram = &mut gram.column_mut(k)[k..];
        gram[0] -= value * value;
        departures.extend(gram.iter().map(|value| value / scale));
    }
    departures.into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_rows<const N: usize>(rows: [[f64; N]; N]) -> Matrix {
        Matrix::from_fn(N, N, |i, j| rows[i][j])
    }

    fn all(matrix: &Matrix) -> (Vec<f64>, Matrix) {
        singular_vectors(matrix, <[f64]>::len).unwrap()
    }

    #[test]
    fn singular_matrices_have_their_singular_values() {
        for size in 1..30 {
            let (values, _) = all(&Matrix::from_fn(size, size, |_, _| 1.0));
            assert!((values[0] - size as f64).abs() < 1e-13, "{values:?}");
            assert!(values[1..].iter().all(|value| *value < 1e-13), "{values:?}");
        }
    }

    #[test]
    fn squares_add_up_to_the_norm() {
        // One of the matrices of the nalgebra issue.
        let matrix = from_rows([[1.0, 2.0, 2.0], [2.0, -1.0, -1.0], [2.0, 1.0, -1.0]]);
        let (values, _) = all(&matrix);
        let squares: f64 = values.iter().map(|value| value * value).sum();
        assert!((squares - 21.0).abs() < 1e-13, "{squares}");
    }

    #[test]
    fn small_values_keep_the_digits_that_squaring_loses() {
        let tiny = 2.0_f64.powi(-40);
        let (values, _) = all(&from_rows([[1.0, 1.0], [0.0, tiny]]));
        // Their product is the determinant.
        assert!((values[0] * values[1] / tiny - 1.0).abs() < 1e-3, "{values:?}");
    }

    #[test]
    fn wrong_values_and_vectors_are_noticed() {
        let matrix = from_rows([[3.0, 1.0], [0.0, 2.0]]);
        let (values, vectors) = all(&matrix);
        let worst = |residuals: &mut dyn Iterator<Item = f64>| check(2, residuals).is_err();
        assert!(!worst(&mut residuals(&matrix, &values, &vectors)));
        assert!(worst(&mut residuals(&matrix, &values, &Matrix::identity(2))));
        let doubled = [values[0], values[1] * 2.0];
        assert!(worst(&mut departures_of_squares(&matrix, &doubled)));
        assert!(worst(&mut residuals(&matrix, &doubled, &vectors)));
        let swapped = [values[1], values[0]];
        assert!(worst(&mut departures_of_squares(&matrix, &swapped)));
    }
}
