//! Checks of the parameters that several estimators share.

use crate::Error;

/// Checks that there is at least 1 cluster, that labels can number all of them, and that each can
/// have a sample whose share of the total weight is not 0.
pub(crate) fn check_n_clusters(n_clusters: usize, n_positive: usize) -> Result<(), Error> {
    if n_clusters == 0 || n_clusters > n_positive || u32::try_from(n_clusters).is_err() {
        return Err(Error::NumberOfClusters { n_clusters, n_samples: n_positive });
    }
    Ok(())
}

pub(crate) fn check_at_least_1(name: &'static str, value: usize) -> Result<(), Error> {
    if value == 0 {
        return Err(Error::Parameter { name, value: 0.0, expected: "at least 1" });
    }
    Ok(())
}

pub(crate) fn check_tol(name: &'static str, tol: f64) -> Result<(), Error> {
    if !(tol.is_finite() && tol >= 0.0) {
        return Err(Error::Parameter { name, value: tol, expected: "0 or more, and finite" });
    }
    Ok(())
}
