use std::hash::Hash;

use crate::{Average, Contingency, Error};

/// Homogeneity, 1 if every cluster holds one class only: [`Contingency::homogeneity_score`], 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::homogeneity_score;
/// assert_eq!(homogeneity_score(&[0, 0, 1, 1], &[0, 0, 1, 2])?, 1.0);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn homogeneity_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.homogeneity_score())
}

/// Completeness, 1 if every class lies in one cluster: [`Contingency::completeness_score`], 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::completeness_score;
/// assert_eq!(completeness_score(&[0, 0, 1, 1], &[5, 5, 5, 5])?, 1.0);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn completeness_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.completeness_score())
}

/// Harmonic mean of homogeneity and completeness: [`Contingency::v_measure_score`], 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`]; [`Error::Parameter`] for a bad `beta`.
///
/// ```
/// use cluster_metrics::v_measure_score;
/// assert_eq!(v_measure_score(&["a", "a", "b", "b"], &[1, 1, 0, 0], 1.0)?, 1.0);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn v_measure_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
    beta: f64,
) -> Result<f64, Error> {
    Contingency::new(labels_true, labels_pred)?.v_measure_score(beta)
}

/// Homogeneity, completeness and V-measure: [`Contingency::homogeneity_completeness_v_measure`].
///
/// # Errors
///
/// The errors of [`Contingency::new`]; [`Error::Parameter`] for a bad `beta`.
///
/// ```
/// use cluster_metrics::homogeneity_completeness_v_measure;
/// let scores = homogeneity_completeness_v_measure(&[0, 0, 1, 1], &[0, 0, 0, 0], 1.0)?;
/// assert_eq!(scores, (0.0, 1.0, 0.0));
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn homogeneity_completeness_v_measure(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
    beta: f64,
) -> Result<(f64, f64, f64), Error> {
    Contingency::new(labels_true, labels_pred)?.homogeneity_completeness_v_measure(beta)
}

/// Mutual information of two labelings, in nats: [`Contingency::mutual_info_score`].
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::mutual_info_score;
/// assert_eq!(mutual_info_score(&[0, 0, 1, 1], &[1, 1, 0, 0])?, 2_f64.ln());
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn mutual_info_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.mutual_info_score())
}

/// Mutual information expected by chance, in nats: [`Contingency::expected_mutual_info`].
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::expected_mutual_info;
/// // With one label there is nothing to tell.
/// assert_eq!(expected_mutual_info(&[0, 0, 0], &[0, 1, 1])?, 0.0);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn expected_mutual_info(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.expected_mutual_info())
}

/// Mutual information divided by a mean entropy: [`Contingency::normalized_mutual_info_score`],
/// 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::{Average, normalized_mutual_info_score};
/// let score = normalized_mutual_info_score(&[0, 0, 1, 1], &[0, 1, 0, 1], Average::Arithmetic)?;
/// assert_eq!(score, 0.0);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn normalized_mutual_info_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
    average: Average,
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.normalized_mutual_info_score(average))
}

/// Mutual information adjusted for chance: [`Contingency::adjusted_mutual_info_score`], at most 1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::{Average, adjusted_mutual_info_score};
/// let score = adjusted_mutual_info_score(&[0, 0, 1, 1], &[1, 1, 0, 0], Average::Max)?;
/// assert_eq!(score, 1.0);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn adjusted_mutual_info_score(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
    average: Average,
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.adjusted_mutual_info_score(average))
}

/// Variation of information, in nats: [`Contingency::variation_of_information`].
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::variation_of_information;
/// assert_eq!(variation_of_information(&[0, 0, 1, 1], &[0, 0, 0, 0])?, 2_f64.ln());
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn variation_of_information(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.variation_of_information())
}

/// Variation of information divided by the joint entropy:
/// [`Contingency::normalized_variation_of_information`], 0…1.
///
/// # Errors
///
/// The errors of [`Contingency::new`].
///
/// ```
/// use cluster_metrics::normalized_variation_of_information;
/// assert_eq!(normalized_variation_of_information(&[0, 0, 1, 1], &[0, 0, 0, 0])?, 1.0);
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn normalized_variation_of_information(
    labels_true: &[impl Eq + Hash + Sync],
    labels_pred: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(Contingency::new(labels_true, labels_pred)?.normalized_variation_of_information())
}
