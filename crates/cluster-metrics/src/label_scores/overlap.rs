use std::hash::Hash;

use crate::{Contingency, Error};

/// Accuracy after the best matching of clusters with classes:
/// [`Contingency::clustering_accuracy_score`], 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::clustering_accuracy_score;
/// assert_eq!(clustering_accuracy_score(&["a", "a", "b", "b"], &[1, 1, 0, 2])?, 0.75);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn clustering_accuracy_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.clustering_accuracy_score())
}

/// Share of samples in the largest class of their cluster: [`Contingency::purity_score`], 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::purity_score;
/// assert_eq!(purity_score(&[0, 0, 1, 1], &[0, 0, 0, 1])?, 0.75);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn purity_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.purity_score())
}

/// Share of samples in the largest cluster of their class: [`Contingency::inverse_purity_score`],
/// 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::inverse_purity_score;
/// assert_eq!(inverse_purity_score(&[0, 0, 1, 1], &[0, 1, 2, 2])?, 0.75);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn inverse_purity_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.inverse_purity_score())
}

/// Mean share of a sample's cluster that has its class: [`Contingency::b_cubed_precision_score`],
/// 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::b_cubed_precision_score;
/// assert_eq!(b_cubed_precision_score(&[0, 0, 1, 1], &[0, 0, 0, 0])?, 0.5);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn b_cubed_precision_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.b_cubed_precision_score())
}

/// Mean share of a sample's class that is in its cluster: [`Contingency::b_cubed_recall_score`],
/// 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::b_cubed_recall_score;
/// assert_eq!(b_cubed_recall_score(&[0, 0, 1, 1], &[0, 1, 2, 3])?, 0.5);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn b_cubed_recall_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.b_cubed_recall_score())
}

/// Harmonic mean of B-cubed precision and recall: [`Contingency::b_cubed_f_score`], 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`]; [`Error::Parameter`] for a bad `beta`.
///
/// ```
/// use cluster_metrics::b_cubed_f_score;
/// assert_eq!(b_cubed_f_score(&[0, 0, 1, 1], &[5, 5, 3, 3], 1.0)?, 1.0);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn b_cubed_f_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
    beta: f64,
) -> Result<f64, Error> {
    Contingency::new(labels_true, labels_pred)?.b_cubed_f_score(beta)
}
