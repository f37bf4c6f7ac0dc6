//! Checks of stored models: a model is read only if a fit could have made it.

use crate::Error;

/// Checks the number of some values.
pub(crate) fn check_length(
    field: &'static str,
    found: usize,
    expected: usize,
) -> Result<(), Error> {
    if found == expected { Ok(()) } else { Err(Error::StoredLength { field, found, expected }) }
}

/// Checks that a number is finite and not negative.
pub(crate) fn check_from_zero(
    field: &'static str,
    index: Option<usize>,
    value: f64,
) -> Result<(), Error> {
    if value.is_finite() && value >= 0.0 {
        return Ok(());
    }
    Err(Error::StoredValue { field, index, value, expected: "finite and not negative" })
}

/// Checks that there are labels, and that each is the number of a cluster.
pub(crate) fn check_labels(labels: &[u32], n_clusters: usize) -> Result<(), Error> {
    if labels.is_empty() {
        return Err(Error::StoredLength { field: "labels", found: 0, expected: 1 });
    }
    match labels.iter().position(|&label| label as usize >= n_clusters) {
        Some(index) => Err(Error::StoredValue {
            field: "labels",
            index: Some(index),
            value: f64::from(labels[index]),
            expected: "below the number of clusters",
        }),
        None => Ok(()),
    }
}
