use std::cmp::min;

use super::dot::subtract_multiple;
use super::matrix::Matrix;
use super::matrix_product::add_to_lower;
use crate::distance::vectorized;

/// Number of columns decomposed before a matrix product updates the rest.
const COLUMNS_PER_BLOCK: usize = 64;

/// Returns true if a symmetric matrix has a Cholesky decomposition, so that it is positive definite
/// up to rounding. Only the lower triangle is read.
pub(super) fn is_positive_definite(mut matrix: Matrix) -> bool {
    let size = matrix.n_rows();
    for first in (0..size).step_by(COLUMNS_PER_BLOCK) {
        let end = min(first + COLUMNS_PER_BLOCK, size);
        let mut panel = Matrix::zeros(size - first, end - first);
        for (j, column) in (first..end).zip(panel.columns_mut()) {
            column.copy_from_slice(&matrix.column(j)[first..]);
        }
        if !decompose_panel(&mut panel) {
            return false;
        }
        let below = panel.rows_from(end - first);
        add_to_lower(matrix.block_mut(end..size, end..size), -1.0, below, below.transpose());
    }
    true
}

/// Turns the panel into columns of the factor. Returns false at a pivot that is not positive.
fn decompose_panel(panel: &mut Matrix) -> bool {
    let n_rows = panel.n_rows();
    vectorized(
        #[inline(always)]
        || {
            for j in 0..panel.n_columns() {
                let (columns, rest) = panel.as_mut_slice().split_at_mut((j + 1) * n_rows);
                let column = &mut columns[j * n_rows..];
                let pivot = column[j];
                if pivot.is_nan() || pivot <= 0.0 {
                    return false;
                }
                let root = pivot.sqrt();
                column[j..].iter_mut().for_each(|value| *value /= root);
                for (k, other) in (j + 1..).zip(rest.chunks_exact_mut(n_rows)) {
                    subtract_multiple(&mut other[k..], column[k], &column[k..]);
                }
            }
            true
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_eigenvalue_decides() {
        for size in [1, 2, 63, 64, 65, 200] {
            // A matrix of ones has the eigenvalue `size` once. All others are 0.
            let shifted = |shift: f64| {
                Matrix::from_fn(size, size, |i, j| if i == j { 1.0 + shift } else { 1.0 })
            };
            assert!(is_positive_definite(shifted(1e-6)), "{size}");
            assert!(!is_positive_definite(shifted(-1.0 - 1e-6)), "{size}");
            if size > 1 {
                assert!(!is_positive_definite(shifted(-1e-6)), "{size}");
            }
        }
        assert!(!is_positive_definite(Matrix::from_fn(3, 3, |_, _| f64::NAN)));
    }
}
