use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef};
use nalgebra::DMatrix;
use rayon::prelude::*;

use super::qr::{ONE_THREAD, as_faer, as_faer_mut};

/// Rows of a product that one thread computes. A constant, since matrix products of another shape
/// may round in another order.
const ROWS_PER_TASK: usize = 256;

/// A matrix product by faer, on this thread.
pub(super) fn product(left: MatRef<'_, f64>, right: &DMatrix<f64>) -> DMatrix<f64> {
    let mut product = DMatrix::zeros(left.nrows(), right.ncols());
    matmul(as_faer_mut(&mut product), Accum::Replace, left, as_faer(right), 1.0, ONE_THREAD);
    product
}

/// A matrix product in parallel, some rows each.
pub(super) fn times(left: MatRef<'_, f64>, right: &DMatrix<f64>) -> DMatrix<f64> {
    let width = right.ncols();
    let mut transposed = DMatrix::zeros(width, left.nrows());
    let tasks = transposed.as_mut_slice().par_chunks_mut(ROWS_PER_TASK * width);
    tasks.enumerate().for_each(|(task, out)| {
        let n_rows = out.len() / width;
        let rows = left.subrows(task * ROWS_PER_TASK, n_rows);
        let out = MatMut::from_column_major_slice_mut(out, width, n_rows).transpose_mut();
        matmul(out, Accum::Replace, rows, as_faer(right), 1.0, ONE_THREAD);
    });
    transposed.transpose()
}

/// The sum of the squares of `A − L·Rᵀ`, in parallel; `matrix` is used up.
pub(super) fn squares_without(
    mut matrix: DMatrix<f64>,
    left: &DMatrix<f64>,
    right: &DMatrix<f64>,
) -> f64 {
    let n_rows = matrix.nrows();
    let tasks = matrix.as_mut_slice().par_chunks_mut(ROWS_PER_TASK * n_rows);
    let squares = tasks.enumerate().map(|(task, values)| {
        let n_columns = values.len() / n_rows;
        let right = as_faer(right).subrows(task * ROWS_PER_TASK, n_columns).transpose();
        let columns = MatMut::from_column_major_slice_mut(values, n_rows, n_columns);
        matmul(columns, Accum::Add, as_faer(left), right, -1.0, ONE_THREAD);
        values.iter().map(|value| value * value).sum::<f64>()
    });
    squares.collect::<Vec<_>>().into_iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_plain_loops() {
        let left = DMatrix::from_fn(2 * ROWS_PER_TASK + 3, 5, |i, j| ((i * 3 + j) % 7) as f64);
        let right = DMatrix::from_fn(5, 4, |i, j| (i as f64) - (j * j) as f64);
        assert_eq!(times(as_faer(&left), &right), &left * &right);
        assert_eq!(product(as_faer(&left), &right), &left * &right);
        let wide = left.transpose();
        assert_eq!(times(as_faer(&wide).transpose(), &right), &left * &right);
    }

    #[test]
    fn what_is_left_of_a_matrix_is_squared() {
        for (n_rows, n_columns) in [(4, 2 * ROWS_PER_TASK + 3), (70, 9)] {
            let matrix = DMatrix::from_fn(n_rows, n_columns, |i, j| ((i * 3 + j) % 7) as f64);
            let left = DMatrix::from_fn(n_rows, 2, |i, j| (i % 3) as f64 - j as f64);
            let right = DMatrix::from_fn(n_columns, 2, |i, j| ((i + j) % 2) as f64);
            let expected = (&matrix - &left * right.transpose()).norm_squared();
            // Whole numbers: every sum is exact.
            assert_eq!(squares_without(matrix, &left, &right).to_bits(), expected.to_bits());
        }
    }
}
