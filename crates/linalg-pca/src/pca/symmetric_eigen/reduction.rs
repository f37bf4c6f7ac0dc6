use super::super::dot::{add_multiple, dot, subtract_multiple};
use super::super::matrix::Matrix;
use super::super::reflections::{Reflections, reflection};
use super::inverse_iteration::leading_vectors;
use super::tridiagonal::Tridiagonal;
use crate::Error;
use crate::distance::vectorized;

/// A symmetric matrix `A = Q·T·Qᵀ`, with `T` tridiagonal and `Q` a product of reflections.
///
/// Its plain loops have a fixed order, so the bits are the same on every instruction set.
///
/// Source: R. Martin, C. Reinsch and J. Wilkinson, "Householder's tridiagonalization of a symmetric
/// matrix", Numer. Math. 11, 1968.
pub(super) struct Reduction {
    pub(super) tridiagonal: Tridiagonal,
    /// Column `i` holds the vector of reflection `i` below its diagonal. Its length is √2 or 0.
    reflections: Matrix,
}

impl Reduction {
    /// Reduces a square matrix, of which only the lower triangle is read.
    pub(super) fn new(mut matrix: Matrix) -> Self {
        let size = matrix.n_rows();
        let mut off_diagonal = vec![0.0; size.saturating_sub(1)];
        vectorized(
            #[inline(always)]
            || {
                // The reflection of column i − 1 has the vector `last_u`. Applying it from both sides
                // subtracts `last_u·last_productᵀ` and its transpose from the columns at its right.
                let (mut last_product, mut product) = (vec![0.0; size], vec![0.0; size]);
                let mut columns = matrix.as_mut_slice();
                let mut last_u: &[f64] = &[];
                for i in 0..size {
                    // 1. Apply the last reflection to column i.
                    let (column, rest) = columns.split_at_mut(size);
                    subtract_products(&mut column[i..], last_u, &last_product[i..]);
                    // 2. Make the next reflection, which zeroes column i below the off-diagonal entry.
                    let u = &mut column[i + 1..];
                    if let Some(off_diagonal) = off_diagonal.get_mut(i) {
                        *off_diagonal = reflection(u).0;
                        // 3. Apply the last reflection to the other columns, and multiply them with `u`.
                        let last = (last_u, &last_product[i..]);
                        reflect_and_multiply(rest, last, u, &mut product[i + 1..]);
                    }
                    std::mem::swap(&mut last_product, &mut product);
                    (last_u, columns) = (u, rest);
                }
            },
        );
        let diagonal = matrix.as_slice().iter().step_by(size + 1).copied().collect();
        Self { tridiagonal: Tridiagonal { diagonal, off_diagonal }, reflections: matrix }
    }

    /// Eigenvectors of `A` for these eigenvalues of `T`, one per column, found one by one.
    pub(super) fn eigenvectors(&self, values: &[f64]) -> Matrix {
        let mut vectors = leading_vectors(&self.tridiagonal, values);
        self.reflect_back(&mut vectors);
        vectors
    }

    /// Finds all eigenvalues of `A`, descending, and the eigenvectors of the first `n_vectors(values)`.
    pub(super) fn eigen(
        &self,
        n_vectors: impl FnOnce(&[f64]) -> usize,
    ) -> Result<(Vec<f64>, Matrix), Error> {
        let (values, mut vectors) = self.tridiagonal.eigen(n_vectors)?;
        self.reflect_back(&mut vectors);
        Ok((values, vectors))
    }

    /// Turns eigenvectors of `T`, one per column, into those of `A`.
    fn reflect_back(&self, vectors: &mut Matrix) {
        Reflections::below_diagonal(&self.reflections, 1).apply(vectors);
    }
}

/// Applies a reflection, from both sides, to the lower triangle at the end of `columns`.
///
/// In the same pass it computes in `product` the vector needed to apply the next reflection, `u`.
/// One pass, because large matrices are read from memory.
#[inline(always)]
fn reflect_and_multiply(
    columns: &mut [f64],
    (last_u, last_product): (&[f64], &[f64]),
    u: &[f64],
    product: &mut [f64],
) {
    let size = columns.len() / u.len();
    product.fill(0.0);
    for (j, column) in columns.chunks_exact_mut(size).enumerate() {
        let column = &mut column[size - u.len() + j..];
        if let Some(last_u) = last_u.get(j + 1..) {
            subtract_products(column, last_u, &last_product[j + 1..]);
        }
        // The lower triangle stands for the whole matrix. Each entry is read once and used for both
        // sides.
        product[j] += column[0] * u[j] + dot(&column[1..], &u[j + 1..]);
        add_multiple(&mut product[j + 1..], u[j], &column[1..]);
    }
    let half = 0.5 * dot(product, u);
    subtract_multiple(product, half, u);
}

/// Subtracts `u·pᵀ + p·uᵀ` from a column, which begins at the diagonal.
#[inline(always)]
fn subtract_products(column: &mut [f64], u: &[f64], product: &[f64]) {
    let (Some(by_u), Some(by_product)) = (u.first(), product.first()) else { return };
    for (value, (product, u)) in column.iter_mut().zip(product.iter().zip(u)) {
        *value -= product * by_u + u * by_product;
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::super::symmetric;
    use super::*;

    #[test]
    fn the_reflections_give_the_matrix_back() {
        for size in [1, 2, 3, 17, 40] {
            let matrix = symmetric(size);
            let reduction = Reduction::new(matrix.clone());
            let Tridiagonal { diagonal, off_diagonal } = &reduction.tridiagonal;
            let mut q = Matrix::identity(size);
            reduction.reflect_back(&mut q);
            let t = DMatrix::from_fn(size, size, |i, j| match i.abs_diff(j) {
                0 => diagonal[i],
                1 => off_diagonal[i.min(j)],
                _ => 0.0,
            });
            let (q, matrix) = (q.to_nalgebra(), matrix.to_nalgebra());
            let rebuilt = &q * t * q.transpose();
            assert!((rebuilt - matrix).amax() < 1e-12, "{size}");
        }
    }
}
