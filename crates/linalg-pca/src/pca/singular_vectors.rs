use nalgebra::DMatrix;

use super::symmetric_eigen::{
    accuracy, check, departures_from_orthonormal, descending, symmetric_eigen,
};
use crate::Error;

/// Two or three sweeps are usual.
const MAX_SWEEPS: usize = 40;

/// Singular values of a square matrix `A`, descending, and its right singular vectors as columns.
///
/// One-sided Jacobi: rotate pairs of columns of `A·V` until all are orthogonal; their lengths are the
/// singular values. It starts from the eigenvectors of `AᵀA`, which leaves only the small values,
/// those that `AᵀA` has lost, to work on.
///
/// nalgebra's own SVD is not used: for some matrices, singular ones above all and centred samples
/// often are, it returns wrong values (dimforge/nalgebra issue 1172, seen with version 0.35).
///
/// Source: J. Demmel and K. Veselić, "Jacobi's method is more accurate than QR", SIAM J. Matrix
/// Anal. Appl. 13, 1992.
pub(super) fn singular_vectors(matrix: DMatrix<f64>) -> Result<(Vec<f64>, DMatrix<f64>), Error> {
    let size = matrix.nrows();
    let (_, mut vectors) = symmetric_eigen(matrix.transpose() * &matrix)?;
    let mut columns = &matrix * &vectors;
    let mut sweeps = 0;
    while sweep(&mut columns, &mut vectors) {
        sweeps += 1;
        if sweeps == MAX_SWEEPS {
            return Err(Error::NoConvergence { size, iterations: MAX_SWEEPS });
        }
    }
    let lengths: Vec<f64> = columns.column_iter().map(|column| column.norm()).collect();
    let (singular_values, vectors) = descending(&lengths, &vectors);
    check(size, departures_from_orthonormal(&vectors))?;
    check(size, departures_from_diagonal(&(matrix * &vectors), &singular_values))?;
    Ok((singular_values, vectors))
}

/// Rotates each pair of columns that is not yet orthogonal; whether there was any.
fn sweep(columns: &mut DMatrix<f64>, vectors: &mut DMatrix<f64>) -> bool {
    let size = columns.ncols();
    let mut squares: Vec<f64> = columns.column_iter().map(|c| c.norm_squared()).collect();
    // Columns at this level are rounding; against each other they need not be orthogonal.
    let noise = f64::EPSILON * squares.iter().sum::<f64>();
    let mut rotated = false;
    for p in 0..size {
        for q in p + 1..size {
            let product = columns.column(p).dot(&columns.column(q));
            let lengths = squares[p].sqrt() * squares[q].sqrt();
            if product.abs() <= accuracy(size) * lengths.max(noise) {
                continue;
            }
            let slope = (squares[q] - squares[p]) / (2.0 * product);
            let tangent = slope.signum() / (slope.abs() + slope.hypot(1.0));
            rotate(columns, p, q, tangent);
            rotate(vectors, p, q, tangent);
            squares[p] -= tangent * product;
            squares[q] += tangent * product;
            rotated = true;
        }
    }
    rotated
}

/// Turns the plane of columns `p < q` by the angle of this tangent.
fn rotate(matrix: &mut DMatrix<f64>, p: usize, q: usize, tangent: f64) {
    let cosine = 1.0 / tangent.hypot(1.0);
    let sine = cosine * tangent;
    let n_rows = matrix.nrows();
    let (left, right) = matrix.as_mut_slice().split_at_mut(q * n_rows);
    for (x, y) in left[p * n_rows..][..n_rows].iter_mut().zip(&mut right[..n_rows]) {
        (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
    }
}

/// How far `columns`, `A·V` computed afresh, are from orthogonal and from their singular values,
/// relative to the largest times the larger of each two.
fn departures_from_diagonal(
    columns: &DMatrix<f64>,
    singular_values: &[f64],
) -> impl Iterator<Item = f64> {
    let gram = columns.transpose() * columns;
    let largest = singular_values[0];
    let size = singular_values.len();
    (0..size).flat_map(move |i| (i..size).map(move |j| (i, j))).map(move |(i, j)| {
        let expected = if i == j { singular_values[i].powi(2) } else { 0.0 };
        // The values descend: the larger of the two is the i-th.
        (gram[(i, j)] - expected) / (largest * singular_values[i].max(f64::EPSILON * largest))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn singular_matrices_have_their_singular_values() {
        for size in 1..30 {
            let (values, _) = singular_vectors(DMatrix::from_element(size, size, 1.0)).unwrap();
            assert!((values[0] - size as f64).abs() < 1e-13, "{values:?}");
            assert!(values[1..].iter().all(|value| *value < 1e-13), "{values:?}");
        }
    }

    #[test]
    fn squares_add_up_to_the_norm() {
        // One of the matrices of the nalgebra issue.
        let matrix =
            DMatrix::from_row_slice(3, 3, &[1.0, 2.0, 2.0, 2.0, -1.0, -1.0, 2.0, 1.0, -1.0]);
        let (values, _) = singular_vectors(matrix).unwrap();
        let squares: f64 = values.iter().map(|value| value * value).sum();
        assert!((squares - 21.0).abs() < 1e-13, "{squares}");
    }

    #[test]
    fn small_values_keep_the_digits_that_squaring_loses() {
        let tiny = 2.0_f64.powi(-40);
        let (values, _) =
            singular_vectors(DMatrix::from_row_slice(2, 2, &[1.0, 1.0, 0.0, tiny])).unwrap();
        // Their product is the determinant.
        assert!((values[0] * values[1] / tiny - 1.0).abs() < 1e-3, "{values:?}");
    }
}
