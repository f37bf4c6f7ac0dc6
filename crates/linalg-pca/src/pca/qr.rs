use std::cmp::min;

use super::matrix::Matrix;
use super::reflections::{Block, Reflections, reflect, reflection};
use crate::distance::vectorized;

/// Number of columns reflected one by one, before their reflections are applied to all others at
/// once.
const COLUMNS_PER_PANEL: usize = 32;

/// `A = Q·R` of a matrix with at least as many rows as columns.
pub(super) struct Qr {
    n_rows: usize,
    q: Reflections,
    r: Matrix,
}

impl Qr {
    /// Decomposes some columns at a time, so that most of the work is matrix products.
    pub(super) fn new(mut matrix: Matrix) -> Self {
        let (n_rows, n_columns) = (matrix.n_rows(), matrix.n_columns());
        let (mut q, mut r) = (Reflections::new(), Matrix::zeros(n_columns, n_columns));
        for first in (0..n_columns).step_by(COLUMNS_PER_PANEL) {
            let end = min(first + COLUMNS_PER_PANEL, n_columns);
            let mut panel = Matrix::zeros(n_rows - first, end - first);
            for (j, vector) in (first..end).zip(panel.columns_mut()) {
                let (above, column) = matrix.column(j).split_at(first);
                r.column_mut(j)[..first].copy_from_slice(above);
                vector.copy_from_slice(column);
            }
            let axes = reflect_panel(&mut panel);
            for (k, (vector, axis)) in panel.columns_mut().zip(axes).enumerate() {
                let column = &mut r.column_mut(first + k)[first..];
                column[..k].copy_from_slice(&vector[..k]);
                column[k] = axis;
                vector[..k].fill(0.0);
            }
            let block = Block::new(first, panel);
            if end < n_columns {
                block.apply(matrix.block_mut(first..n_rows, end..n_columns), true);
            }
            q.push(block);
        }
        Self { n_rows, q, r }
    }

    /// `R`, square.
    pub(super) fn r(&self) -> &Matrix {
        &self.r
    }

    /// `Q·B`, for `B` with as many rows as `R`.
    pub(super) fn q_times(&self, columns: &Matrix) -> Matrix {
        let mut product = columns.with_rows(self.n_rows);
        self.q.apply(&mut product);
        product
    }

    /// The columns of `Q`, as many as `R` has rows.
    pub(super) fn q(&self) -> Matrix {
        self.q_times(&Matrix::identity(self.r.n_rows()))
    }
}

/// Leaves the vector of each reflection on and below the diagonal, and a part of `R` above it.
/// Returns the diagonal of `R`.
fn reflect_panel(panel: &mut Matrix) -> Vec<f64> {
    let n_rows = panel.n_rows();
    let mut axes = Vec::with_capacity(panel.n_columns());
    vectorized(
        #[inline(always)]
        || {
            for j in 0..panel.n_columns() {
                let (columns, rest) = panel.as_mut_slice().split_at_mut((j + 1) * n_rows);
                let u = &mut columns[j * n_rows + j..];
                axes.push(reflection(u).0);
                for column in rest.chunks_exact_mut(n_rows) {
                    reflect(&mut column[j..], u);
                }
            }
        },
    );
    axes
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;

    #[test]
    fn the_factors_give_the_matrix_back() {
        for (n_rows, n_columns) in [(1, 1), (2, 1), (5, 5), (70, 33), (300, 100)] {
            let matrix = Matrix::from_fn(n_rows, n_columns, |i, j| ((i * i + j * 7) % 11) as f64);
            let qr = Qr::new(matrix.clone());
            let matrix = matrix.to_nalgebra();
            let back = qr.q_times(qr.r()).to_nalgebra();
            assert!((back - &matrix).amax() <= 1e-13 * matrix.norm());
            let q = qr.q().to_nalgebra();
            assert!((q.transpose() * q - DMatrix::identity(n_columns, n_columns)).amax() < 1e-13);
        }
    }
}
