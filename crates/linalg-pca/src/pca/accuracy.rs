use super::matrix::Matrix;

use crate::Error;

/// The largest relative residual that is accepted for a matrix with this many rows.
///
/// It is some six times the worst residual seen on tens of thousands of small matrices. On large
/// ones the worst grows more slowly.
pub(super) fn accuracy(size: usize) -> f64 {
    16.0 * (size + 4) as f64 * f64::EPSILON
}

/// Refuses residuals above [`accuracy`], a NaN always.
pub(super) fn check(size: usize, residuals: impl Iterator<Item = f64>) -> Result<(), Error> {
    let bound = accuracy(size);
    for residual in residuals.map(f64::abs) {
        if residual.is_nan() || residual > bound {
            return Err(Error::Residual { size, residual, bound });
        }
    }
    Ok(())
}

/// Returns every departure of `VᵀV` from the identity, from its entries on and below the diagonal.
pub(super) fn departures_from_identity(gram: &Matrix) -> impl Iterator<Item = f64> {
    let columns = gram.columns().enumerate();
    columns.flat_map(|(k, column)| {
        let diagonal = [column[k] - 1.0].into_iter();
        diagonal.chain(column[k + 1..].iter().copied())
    })
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
    fn what_is_not_orthonormal_departs_from_the_identity() {
        let gram = Matrix::from_fn(2, 2, |i, j| [[1.0, 0.25], [0.25, 0.5]][i][j]);
        assert_eq!(departures_from_identity(&gram).collect::<Vec<_>>(), [0.0, 0.25, -0.5]);
    }
}
