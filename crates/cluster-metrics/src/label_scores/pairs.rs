use std::hash::Hash;

use crate::{Contingency, Error};

/// Counts of sample pairs that the labelings put together or apart:
/// [`Contingency::pair_confusion_matrix`].
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::pair_confusion_matrix;
/// assert_eq!(pair_confusion_matrix(&[0, 0, 1, 1], &[1, 1, 0, 0])?, [[8, 0], [0, 4]]);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn pair_confusion_matrix(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<[[u128; 2]; 2], Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.pair_confusion_matrix())
}

/// Share of sample pairs on which the labelings agree: [`Contingency::rand_score`], 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::rand_score;
/// assert_eq!(rand_score(&[0, 0, 1, 1], &[0, 0, 0, 0])?, 1.0 / 3.0);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn rand_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.rand_score())
}

/// Agreement on sample pairs, adjusted for chance: [`Contingency::adjusted_rand_score`], −0.5…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::adjusted_rand_score;
/// assert_eq!(adjusted_rand_score(&[0, 0, 1, 1], &[0, 0, 0, 0])?, 0.0);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn adjusted_rand_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.adjusted_rand_score())
}

/// Geometric mean of the precision and recall of pairs: [`Contingency::fowlkes_mallows_score`],
/// 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::fowlkes_mallows_score;
/// assert_eq!(fowlkes_mallows_score(&[0, 0, 1, 1], &[1, 1, 0, 0])?, 1.0);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn fowlkes_mallows_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.fowlkes_mallows_score())
}
