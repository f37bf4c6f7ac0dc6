use super::accuracy::{check, departures_from_identity};
use super::components::Components;
use super::dot::{norm, subtract_multiple};
use super::matrix::Matrix;
use super::matrix_product::{gram, product};
use crate::Error;
use lanczos::lanczos;
use reduction::Reduction;

mod inverse_iteration;
mod lanczos;
mod orthogonal;
mod reduction;
mod tridiagonal;

/// Number of rows from which a search for few eigenvectors is never slower than reducing the whole
/// matrix. (Measured on noise, whose eigenvalues lie closest.)
const LANCZOS_SIZE: usize = 800;

/// The search pays if the matrix has at least this many rows per eigenvector that is asked for.
const LANCZOS_SHARE: usize = 100;

/// The search may take one step per this many rows.
const ROWS_PER_STEP: usize = 4;

/// Finds the eigenvalues of a symmetric matrix, descending, and orthonormal eigenvectors of the
/// first ones, one per column and component, at most `rank`.
///
/// Inverse iteration finds few vectors, one by one. If there are many, or the few are not accurate,
/// the rotations of the QL iteration give all of them. No `‖A·v − λ·v‖` exceeds
/// [`accuracy`](super::accuracy::accuracy) times the largest eigenvalue.
pub(super) fn symmetric_eigen(
    matrix: &Matrix,
    rank: usize,
    n_components: Components,
) -> Result<(Vec<f64>, Matrix), Error> {
    let n_vectors =
        |values: &[f64]| n_components.n_kept(values[..rank].iter().map(|value| value.max(0.0)));
    // 1. Is it known beforehand that there are too many vectors for the quick way?
    let surely_many = match n_components {
        Components::All | Components::Likeliest => true,
        Components::Count(count) => count > few(matrix.n_rows()),
        Components::VarianceFraction(_) => false,
    };
    // 2. Few vectors: inverse iteration, if the result is accurate.
    if !surely_many && let Some(found) = few_eigen(matrix, n_vectors) {
        return Ok(found);
    }
    // 3. Many vectors: reduce to tridiagonal form, then diagonalise that by QL iteration.
    let (values, vectors) = Reduction::new(matrix.clone()).eigen(n_vectors)?;
    // 4. No result leaves without its residuals checked against the matrix itself.
    check_eigen(matrix, &values, &vectors)?;
    Ok((values, vectors))
}

/// Finds at least the first eigenvalues, and the first eigenvectors, of the matrix that `matrix()`
/// makes. It must have no negative eigenvalues. Returns `None` if the vectors are too many, or not
/// accurate.
pub(super) fn leading_eigen(
    matrix: impl FnOnce() -> Matrix,
    size: usize,
    n_vectors: usize,
) -> Option<(Vec<f64>, Matrix)> {
    if n_vectors > few(size) {
        return None;
    }
    let matrix = matrix();
    // Very few vectors of a large matrix: Lanczos iteration needs no reduction at all.
    if size >= LANCZOS_SIZE
        && n_vectors <= size / LANCZOS_SHARE
        && let Some(found) = lanczos(&matrix, n_vectors, size / ROWS_PER_STEP)
    {
        return Some(found);
    }
    few_eigen(&matrix, |_| n_vectors)
}

/// The most vectors that are worth finding one by one.
fn few(size: usize) -> usize {
    size / 4
}

/// Finds all eigenvalues, and the first eigenvectors by inverse iteration. Returns `None` if there are
/// too many vectors for that, or if a vector is not accurate.
fn few_eigen(matrix: &Matrix, n_vectors: impl Fn(&[f64]) -> usize) -> Option<(Vec<f64>, Matrix)> {
    let reduction = Reduction::new(matrix.clone());
    let values = reduction.tridiagonal.eigenvalues().ok()?;
    let n_vectors = n_vectors(&values);
    if n_vectors > few(matrix.n_rows()) {
        return None;
    }
    let vectors = reduction.eigenvectors(&values[..n_vectors]);
    check_eigen(matrix, &values, &vectors).ok()?;
    Some((values, vectors))
}

fn check_eigen(matrix: &Matrix, values: &[f64], vectors: &Matrix) -> Result<(), Error> {
    let size = matrix.n_rows();
    let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let mut residuals = product(matrix.view(), vectors.view());
    for ((residual, vector), &value) in residuals.columns_mut().zip(vectors.columns()).zip(values) {
        subtract_multiple(residual, value, vector);
    }
    check(size, residuals.columns().map(|residual| norm(residual) / largest))?;
    check(size, departures_from_identity(&gram(vectors)))?;
    // The eigenvalues must add up to the trace.
    let trace: f64 = (0..size).map(|i| matrix[(i, i)]).sum();
    check(size, [(values.iter().sum::<f64>() - trace) / (largest * size as f64)].into_iter())
}

#[cfg(test)]
fn symmetric(size: usize) -> Matrix {
    Matrix::from_fn(size, size, |i, j| ((i * j + i + j) % 11) as f64 - 4.0)
}

/// A matrix with these eigenvalues, and its eigenvectors: the axes, reflected.
#[cfg(test)]
fn with_eigenvalues(values: &[f64]) -> (Matrix, Matrix) {
    use nalgebra::{DMatrix, DVector};

    let size = values.len();
    let u = DVector::from_fn(size, |i, _| ((i * i) as f64).sin()).normalize();
    let values = DVector::from_column_slice(values);
    let image = values.component_mul(&u);
    let mut matrix = DMatrix::from_diagonal(&values);
    matrix.ger(-2.0, &u, &image, 1.0);
    matrix.ger(-2.0, &image, &u, 1.0);
    matrix.ger(4.0 * u.dot(&image), &u, &u, 1.0);
    let mut vectors = DMatrix::identity(size, size);
    vectors.ger(-2.0, &u, &u, 1.0);
    (Matrix::from(&matrix), Matrix::from(&vectors))
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, DVector};

    use super::super::dot::dot;
    use super::*;

    fn some_vectors(matrix: &Matrix, n_vectors: usize) -> (Vec<f64>, Matrix) {
        symmetric_eigen(matrix, matrix.n_rows(), Components::Count(n_vectors)).unwrap()
    }

    #[test]
    fn eigenvalues_descend() {
        let matrix = DMatrix::from_diagonal(&vec![2.0, 5.0, -1.0, 5.0].into());
        let (values, vectors) = some_vectors(&Matrix::from(&matrix), 4);
        assert_eq!(values, [5.0, 5.0, 2.0, -1.0]);
        assert_eq!(vectors.to_nalgebra().column(0).iamax(), 1, "equal ones keep their order");
    }

    #[test]
    fn few_vectors_are_those_of_nalgebra() {
        for size in [8, 33, 120] {
            let root =
                DMatrix::from_fn(size, size, |i, j| ((i * 7 + j * j) % 13) as f64 / (1 + j) as f64);
            let matrix = Matrix::from(&(&root * root.transpose()));
            let (values, vectors) = some_vectors(&matrix, 2);
            let found = Reduction::new(matrix.clone()).eigenvectors(&values);
            check_eigen(&matrix, &values, &found).unwrap();
            let (all_values, all_vectors) = Reduction::new(matrix.clone()).eigen(|_| size).unwrap();
            check_eigen(&matrix, &all_values, &all_vectors).unwrap();
            let expected = matrix.to_nalgebra().symmetric_eigen();
            let mut order: Vec<usize> = (0..size).collect();
            order.sort_by(|&a, &b| expected.eigenvalues[b].total_cmp(&expected.eigenvalues[a]));
            for (k, &at) in order[..2].iter().enumerate() {
                let value = expected.eigenvalues[at];
                assert!((values[k] - value).abs() < 1e-12 * values[0]);
                for vectors in [&vectors, &all_vectors] {
                    let along = dot(vectors.column(k), expected.eigenvectors.column(at).as_slice());
                    assert!((along.abs() - 1.0).abs() < 1e-10);
                }
            }
        }
    }

    #[test]
    fn few_vectors_of_large_matrices_are_looked_for() {
        let size = LANCZOS_SIZE + 3;
        let expected: Vec<f64> = (0..size).map(|k| 1.0 / (k + 1) as f64).collect();
        let (matrix, _) = with_eigenvalues(&expected);
        let (values, vectors) = leading_eigen(|| matrix.clone(), size, 5).unwrap();
        assert_eq!(values.len(), 5, "all of them are known after a reduction");
        for (found, expected) in values.iter().zip(&expected) {
            assert!((found - expected).abs() < 1e-14, "{found} for {expected}");
        }
        let (matrix, vectors) = (matrix.to_nalgebra(), vectors.to_nalgebra());
        let residuals = &matrix * &vectors - &vectors * DMatrix::from_diagonal(&values.into());
        assert!(residuals.amax() < 1e-14);
    }

    #[test]
    fn what_is_not_found_by_looking_takes_the_reduction() {
        let size = LANCZOS_SIZE;
        // Eigenvalues this close take as many steps as there are rows.
        let expected: Vec<f64> = (0..size).map(|k| 1.0 - 1e-5 * (k as f64)).collect();
        let (matrix, _) = with_eigenvalues(&expected);
        assert!(lanczos(&matrix, 2, size / ROWS_PER_STEP).is_none());
        let (values, vectors) = leading_eigen(|| matrix.clone(), size, 2).unwrap();
        assert!(values.iter().zip(&expected).all(|(a, b)| (a - b).abs() < 1e-13));
        let (matrix, vectors) = (matrix.to_nalgebra(), vectors.to_nalgebra());
        let residuals = &matrix * &vectors
            - &vectors * DMatrix::from_diagonal(&DVector::from_column_slice(&values[..2]));
        assert!(residuals.amax() < 1e-13);
    }

    #[test]
    fn equal_eigenvalues_have_orthogonal_vectors() {
        let eightfold =
            Matrix::from_fn(40, 40, |i, j| if i == j { 1.0 + (i % 5) as f64 } else { 0.0 });
        let low_rank = Matrix::from_fn(40, 40, |_, _| 1.0);
        let nothing = Matrix::identity(40);
        for matrix in [eightfold, low_rank, nothing] {
            let (values, _) = some_vectors(&matrix, 1);
            let vectors = Reduction::new(matrix.clone()).eigenvectors(&values[..10]);
            assert_eq!(check_eigen(&matrix, &values, &vectors), Ok(()));
        }
    }
}
