use rayon::prelude::*;

use super::super::accuracy::accuracy;
use super::super::cholesky::is_positive_definite;
use super::super::dot::dot;
use super::super::matrix::{Matrix, MatrixView};
use super::super::matrix_product::{add_to_lower, product};
use super::inverse_iteration::leading_vectors;
use super::orthogonal::{orthogonalise, without_pattern};
use super::tridiagonal::Tridiagonal;
use crate::distance::vectorized;

/// The residual, relative to the largest eigenvalue, at which more steps hardly improve a vector.
const CONVERGED: f64 = 16.0 * f64::EPSILON;

/// Number of matrix entries that are worth a thread.
const ENTRIES_PER_TASK: usize = 1 << 17;

/// Finds the first eigenvalues, descending, and orthonormal eigenvectors, one per column, of a
/// symmetric matrix without negative eigenvalues. Each step reads the matrix once. Returns `None`
/// if `most_steps` steps do not find them, or if a larger eigenvalue may be missing.
///
/// A Lanczos iteration from one vector can miss an eigenvector: it sees only one of several equal
/// eigenvalues, until rounding leads to the others. So we subtract the vectors found from the
/// matrix and prove that its other eigenvalues are smaller.
///
/// Source: G. Golub and C. Van Loan, "Matrix Computations", 4th edition, 2013, sections 10.1 and
/// 10.3, with every vector made orthogonal to all before it.
pub(super) fn lanczos(
    matrix: &Matrix,
    n_vectors: usize,
    most_steps: usize,
) -> Option<(Vec<f64>, Matrix)> {
    let mut space = Krylov::new(matrix);
    // A space of fewer than two dimensions per vector is never enough.
    let mut next_look = 2 * n_vectors;
    for n_steps in 1..=most_steps {
        space.grow();
        // Looking for eigenvectors costs more than a step, so look only now and then.
        if n_steps < next_look {
            continue;
        }
        if let Some((values, vectors)) = space.leading_eigen(n_vectors) {
            // Converged. Prove that no larger eigenvalue was missed, or give up.
            return is_none_missing(matrix, &values, &vectors).then_some((values, vectors));
        }
        next_look += next_look.div_ceil(8);
    }
    None
}

/// The Krylov space: a vector, the matrix times it, the matrix times that, and so on.
struct Krylov<'a> {
    matrix: &'a Matrix,
    /// Orthonormal vectors. The last has not been multiplied with the matrix yet.
    basis: Vec<f64>,
    /// The matrix projected on all vectors but the last.
    projected: Tridiagonal,
    /// The projected entry that connects to the last vector.
    beyond: f64,
}

impl<'a> Krylov<'a> {
    fn new(matrix: &'a Matrix) -> Self {
        let mut basis = vec![0.0; matrix.n_rows()];
        without_pattern(&mut basis, 0);
        orthogonalise(&mut basis, &[]);
        let projected = Tridiagonal { diagonal: Vec::new(), off_diagonal: Vec::new() };
        Self { matrix, basis, projected, beyond: 0.0 }
    }

    fn n_steps(&self) -> usize {
        self.projected.diagonal.len()
    }

    /// Multiplies the matrix with the last vector to get the next one.
    fn grow(&mut self) {
        let n_steps = self.n_steps();
        if n_steps > 0 {
            self.projected.off_diagonal.push(self.beyond);
        }
        let size = self.matrix.n_rows();
        let last = &self.basis[n_steps * size..];
        let mut next = times_vector(self.matrix, last);
        vectorized(
            #[inline(always)]
            || {
                self.projected.diagonal.push(dot(last, &next));
                self.beyond = orthogonalise(&mut next, &self.basis);
                if self.beyond.is_nan() {
                    // The product lies in the space, so nothing is left. A new start vector leads
                    // out of it.
                    self.beyond = 0.0;
                    without_pattern(&mut next, n_steps + 1);
                    orthogonalise(&mut next, &self.basis);
                }
            },
        );
        self.basis.extend(next);
    }

    /// Returns the first eigenvalues and eigenvectors of the projection, if they are also those of
    /// the matrix.
    fn leading_eigen(&self, n_vectors: usize) -> Option<(Vec<f64>, Matrix)> {
        let mut values = self.projected.eigenvalues().ok()?;
        values.truncate(n_vectors);
        let coordinates = leading_vectors(&self.projected, &values);
        let (size, n_steps) = (self.matrix.n_rows(), self.n_steps());
        // The part of each vector's image that lies outside the space.
        let mut residuals = coordinates.columns().map(|vector| vector[n_steps - 1] * self.beyond);
        if !residuals.all(|residual| residual.abs() <= CONVERGED * values[0]) {
            return None;
        }
        let basis = MatrixView::new(&self.basis[..n_steps * size], size, n_steps);
        Some((values, product(basis, coordinates.view())))
    }
}

/// The product of a symmetric matrix and a vector, in parallel.
fn times_vector(matrix: &Matrix, vector: &[f64]) -> Vec<f64> {
    let size = vector.len();
    let columns_per_task = ENTRIES_PER_TASK.div_ceil(size);
    let mut products = vec![0.0; size];
    let tasks = matrix.as_slice().par_chunks(columns_per_task * size);
    tasks.zip(products.par_chunks_mut(columns_per_task)).for_each(|(columns, products)| {
        vectorized(
            #[inline(always)]
            || {
                for (column, product) in columns.chunks_exact(size).zip(products) {
                    *product = dot(column, vector);
                }
            },
        );
    });
    products
}

/// Proves that no larger eigenvalue was missed: every other one is at most the last of these, up to
/// rounding. That is so if this last value times the identity, minus the matrix without these
/// eigenvectors, is positive definite.
fn is_none_missing(matrix: &Matrix, values: &[f64], vectors: &Matrix) -> bool {
    let size = matrix.n_rows();
    let (Some(first), Some(last)) = (values.first(), values.last()) else { return true };
    let mut scaled = vectors.clone();
    for (column, value) in scaled.columns_mut().zip(values) {
        for entry in column {
            *entry *= value;
        }
    }
    let mut rest = matrix.clone();
    rest.as_mut_slice().iter_mut().for_each(|entry| *entry = -*entry);
    let vectors = vectors.view().transpose();
    add_to_lower(rest.block_mut(0..size, 0..size), 1.0, scaled.view(), vectors);
    let bound = last + accuracy(size) * first;
    for i in 0..size {
        rest[(i, i)] += bound;
    }
    is_positive_definite(rest)
}

#[cfg(test)]
mod tests {
    use super::super::{check_eigen, few_eigen, with_eigenvalues};
    use super::*;

    fn decaying(size: usize, base: f64) -> Vec<f64> {
        (0..size).map(|k| base.powi(k.try_into().unwrap())).collect()
    }

    #[test]
    fn they_are_those_of_the_reduction() {
        for base in [0.3, 0.7, 0.9] {
            let (matrix, _) = with_eigenvalues(&decaying(200, base));
            let (values, vectors) = lanczos(&matrix, 4, 100).unwrap();
            check_eigen(&matrix, &few_eigen(&matrix, |_| 4).unwrap().0, &vectors).unwrap();
            for (k, value) in values.iter().enumerate() {
                assert!((value - base.powi(k.try_into().unwrap())).abs() < 1e-14, "{base} {k}");
            }
        }
    }

    #[test]
    fn a_space_that_the_matrix_does_not_leave_is_grown_from_another_vector() {
        let mut values = vec![0.0; 100];
        values[..3].copy_from_slice(&[4.0, 2.0, 1.0]);
        let (matrix, expected) = with_eigenvalues(&values);
        let (values, vectors) = lanczos(&matrix, 3, 25).unwrap();
        for (k, value) in [4.0, 2.0, 1.0].into_iter().enumerate() {
            assert!((values[k] - value).abs() < 1e-14);
            assert!((dot(vectors.column(k), expected.column(k)).abs() - 1.0).abs() < 1e-13);
        }
        // An exactly diagonal matrix leaves nothing after a few steps.
        let diagonal = Matrix::from_fn(100, 100, |i, j| if i == j { 2.0 } else { 0.0 });
        let mut space = Krylov::new(&diagonal);
        (0..5).for_each(|_| space.grow());
        assert!(space.basis.iter().all(|value| value.is_finite()));
        assert_eq!(space.leading_eigen(2).unwrap().0, [2.0, 2.0]);
    }

    #[test]
    fn too_many_steps_are_given_up() {
        let (matrix, _) = with_eigenvalues(&decaying(200, 0.999));
        assert!(lanczos(&matrix, 4, 30).is_none());
    }

    #[test]
    fn an_eigenvalue_that_comes_before_is_noticed() {
        for gap in [1e-9, 1e-3, 1.0] {
            let mut values = decaying(100, 0.8);
            values[0] += gap;
            values[1] = 1.0;
            let (matrix, vectors) = with_eigenvalues(&values);
            let second = Matrix::from_fn(100, 1, |i, _| vectors[(i, 1)]);
            assert!(is_none_missing(&matrix, &values[..2], &vectors.with_columns(2)), "{gap}");
            assert!(!is_none_missing(&matrix, &values[1..2], &second), "{gap}");
        }
    }

    #[test]
    fn equal_eigenvalues_do_not_come_before() {
        let mut values = decaying(100, 0.8);
        values[1] = 1.0;
        let (matrix, vectors) = with_eigenvalues(&values);
        for first in [0, 1] {
            let vector = Matrix::from_fn(100, 1, |i, _| vectors[(i, first)]);
            assert!(is_none_missing(&matrix, &values[first..=first], &vector), "{first}");
        }
    }
}
