//! Each label score as a plain function of two slices of labels.
//!
//! All have the same errors, those of [`Contingency::new`]: no labels, two lengths, too many samples.

use std::hash::Hash;

use crate::{Average, Contingency, Error};

/// Whether every cluster holds one class only: [`Contingency::homogeneity_score`], 0…1.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// Whether every class lies in one cluster: [`Contingency::completeness_score`], 0…1.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// The mean of homogeneity and completeness: [`Contingency::v_measure_score`], 0…1.
///
/// # Errors
///
/// Those of [`Contingency::new`]; [`Error::Parameter`] for a bad `beta`.
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

/// All three of them: [`Contingency::homogeneity_completeness_v_measure`].
///
/// # Errors
///
/// Those of [`Contingency::new`]; [`Error::Parameter`] for a bad `beta`.
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

/// What one labeling tells about the other: [`Contingency::mutual_info_score`], in nats.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// What chance alone would tell: [`Contingency::expected_mutual_info`], in nats.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// Information over entropy: [`Contingency::normalized_mutual_info_score`], 0…1.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// Information beyond chance: [`Contingency::adjusted_mutual_info_score`], at most 1.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// Pairs of samples, together or apart: [`Contingency::pair_confusion_matrix`].
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// The share of pairs agreed upon: [`Contingency::rand_score`], 0…1.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// Agreement on pairs beyond chance: [`Contingency::adjusted_rand_score`], −0.5…1.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// Precision and recall of pairs: [`Contingency::fowlkes_mallows_score`], 0…1.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// Accuracy once clusters are matched with classes: [`Contingency::clustering_accuracy_score`], 0…1.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// The share of the largest class in each cluster: [`Contingency::purity_score`], 0…1.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// The share of each class in its largest cluster: [`Contingency::inverse_purity_score`], 0…1.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// How pure a sample's cluster is: [`Contingency::b_cubed_precision_score`], 0…1.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// How much of a sample's class is with it: [`Contingency::b_cubed_recall_score`], 0…1.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// The mean of B-cubed precision and recall: [`Contingency::b_cubed_f_score`], 0…1.
///
/// # Errors
///
/// Those of [`Contingency::new`]; [`Error::Parameter`] for a bad `beta`.
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

/// What each labeling leaves open of the other: [`Contingency::variation_of_information`], in nats.
///
/// # Errors
///
/// Those of [`Contingency::new`].
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

/// The same, 0…1: [`Contingency::normalized_variation_of_information`].
///
/// # Errors
///
/// Those of [`Contingency::new`].
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
