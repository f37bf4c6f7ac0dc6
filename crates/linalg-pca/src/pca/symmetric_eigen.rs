use nalgebra::{DMatrix, SymmetricEigen};

use crate::Error;

/// QR iterations that LAPACK allows for one eigenvalue, and as many again.
const ROUNDS_PER_EIGENVALUE: usize = 60;

/// Eigenvalues of a symmetric matrix, descending, and their orthonormal eigenvectors as columns.
///
/// Checked: no `‖A·v − λ·v‖` exceeds [`accuracy`] times the largest eigenvalue.
pub(super) fn symmetric_eigen(matrix: DMatrix<f64>) -> Result<(Vec<f64>, DMatrix<f64>), Error> {
    let size = matrix.nrows();
    let iterations = ROUNDS_PER_EIGENVALUE * size;
    let eigen = SymmetricEigen::try_new(matrix.clone(), f64::EPSILON, iterations)
        .ok_or(Error::NoConvergence { size, iterations })?;
    let (values, vectors) = descending(eigen.eigenvalues.as_slice(), &eigen.eigenvectors);

    let largest = values.iter().fold(0.0, |largest: f64, value| largest.max(value.abs()));
    let mut residuals = matrix * &vectors;
    let columns = residuals.column_iter_mut().zip(vectors.column_iter()).zip(&values);
    for ((mut residual, vector), &value) in columns {
        residual.axpy(-value, &vector, 1.0);
    }
    let norms = residuals.column_iter().map(|residual| residual.norm() / largest);
    check(size, norms)?;
    check(size, departures_from_orthonormal(&vectors))?;
    Ok((values, vectors))
}

/// Values and the columns that belong to them, largest value first; equal ones keep their order.
pub(super) fn descending(values: &[f64], columns: &DMatrix<f64>) -> (Vec<f64>, DMatrix<f64>) {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[b].total_cmp(&values[a]));
    (order.iter().map(|&i| values[i]).collect(), columns.select_columns(&order))
}

/// Every departure of `VᵀV` from the identity.
pub(super) fn departures_from_orthonormal(vectors: &DMatrix<f64>) -> impl Iterator<Item = f64> {
    let mut gram = vectors.transpose() * vectors;
    gram.iter_mut().step_by(vectors.ncols() + 1).for_each(|diagonal| *diagonal -= 1.0);
    Vec::from(gram.data).into_iter()
}

/// The largest relative residual that is accepted, a NaN never.
pub(super) fn check(size: usize, residuals: impl Iterator<Item = f64>) -> Result<(), Error> {
    let bound = accuracy(size);
    for residual in residuals.map(f64::abs) {
        if residual.is_nan() || residual > bound {
            return Err(Error::Residual { size, residual, bound });
        }
    }
    Ok(())
}

/// Some six times the worst seen on tens of thousands of small matrices; the worst of large ones
/// grows more slowly.
pub(super) fn accuracy(size: usize) -> f64 {
    16.0 * (size + 4) as f64 * f64::EPSILON
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_inaccurate_or_nan_is_refused() {
        assert_eq!(check(3, [1e-15, -1e-15].into_iter()), Ok(()));
        let bound = accuracy(3);
        let residual = 1e-13;
        let expected = Err(Error::Residual { size: 3, residual, bound });
        assert_eq!(check(3, [1e-15, -residual].into_iter()), expected);
        assert!(matches!(check(3, [f64::NAN].into_iter()), Err(Error::Residual { .. })));
    }

    #[test]
    fn eigenvalues_descend() {
        let matrix = DMatrix::from_diagonal(&vec![2.0, 5.0, -1.0, 5.0].into());
        let (values, vectors) = symmetric_eigen(matrix).unwrap();
        assert_eq!(values, [5.0, 5.0, 2.0, -1.0]);
        assert_eq!(vectors.column(0).iamax(), 1, "equal ones keep their order");
    }
}
