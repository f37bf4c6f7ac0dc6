//! Scores that tell how good a clustering is: against true labels, or from the samples alone. The crate
//! also estimates how many clusters there are.
//!
//! ```
//! use cluster_metrics::{Samples, adjusted_rand_score, silhouette_score};
//!
//! let truth = ["ham", "ham", "ham", "spam", "spam", "spam"]; // your labels, of any type
//! let found = [0, 0, 1, 1, 2, 2]; // the cluster of each sample
//! assert_eq!(adjusted_rand_score(&truth, &found)?, 8.0 / 33.0); // 1 is perfect, chance is 0
//! let samples = Samples::from_rows(&[[0.0], [1.0], [4.0], [5.0], [9.0], [10.0]])?; // your samples
//! assert!(silhouette_score(samples.view(), &found)? > 0.7); // 1 is compact and well separated
//! # Ok::<(), cluster_metrics::Error>(())
//! ```
//!
//! For several scores of the same labels, count once with [`Contingency`], or take them all with
//! [`Evaluation`]:
//!
//! ```
//! use cluster_metrics::{Average, Contingency, Evaluation};
//!
//! let (truth, found) = (["ham", "ham", "ham", "spam", "spam", "spam"], [0, 0, 1, 1, 2, 2]);
//! let table = Contingency::new(&truth, &found)?;
//! assert_eq!(table.rand_score(), 2.0 / 3.0);
//! assert!((table.v_measure_score(1.0)? - 0.515_803_742).abs() < 1e-9);
//! assert!(table.adjusted_mutual_info_score(Average::Arithmetic) < 0.3);
//! assert_eq!(Evaluation::new(&truth, &found)?.clustering_accuracy_score, 4.0 / 6.0);
//! # Ok::<(), cluster_metrics::Error>(())
//! ```
//!
//! # Scores
//!
//! More is better unless the range says otherwise. [`expected_mutual_info`] is not a score of the match: it
//! is the mutual information that chance explains. *Symmetric* scores do not change if the two labelings
//! swap places.
//!
//! | score | range | symmetric | chance scores 0 |
//! |---|---|---|---|
//! | [`homogeneity_score`], [`completeness_score`] | 0…1 | | |
//! | [`v_measure_score`] | 0…1 | at β = 1 | |
//! | [`mutual_info_score`], [`expected_mutual_info`] | 0…ln n | yes | |
//! | [`normalized_mutual_info_score`] | 0…1 | yes | |
//! | [`adjusted_mutual_info_score`] | …1 | yes | yes |
//! | [`rand_score`], [`fowlkes_mallows_score`] | 0…1 | yes | |
//! | [`adjusted_rand_score`] | −0.5…1 | yes | yes |
//! | [`clustering_accuracy_score`] | 0…1 | yes | |
//! | [`purity_score`], [`inverse_purity_score`] | 0…1 | | |
//! | [`b_cubed_precision_score`], [`b_cubed_recall_score`] | 0…1 | | |
//! | [`b_cubed_f_score`] | 0…1 | at β = 1 | |
//! | [`variation_of_information`] | 0…ln n, less is better | yes | |
//! | [`normalized_variation_of_information`] | 0…1, less is better | yes | |
//! | [`silhouette_score`], [`simplified_silhouette_score`], [`squared_euclidean_silhouette_score`] | −1…1 | | |
//! | [`calinski_harabasz_score`] | 0…∞ | | |
//! | [`davies_bouldin_score`] | 0…∞, less is better | | |
//!
//! # Map
//!
//! | you want | look at | source |
//! |---|---|---|
//! | one score of two labelings | the functions above | `label_scores/` |
//! | several scores of two labelings | [`Contingency`], [`Evaluation`] | `contingency.rs`, `evaluation.rs` |
//! | a table of classes and clusters to print | [`ContingencyTable`] | `contingency_table.rs` |
//! | the cluster that stands for each class | [`optimal_matching`] | `matching.rs` |
//! | a score from samples and labels | the last three rows above | `silhouette/`, `dispersion.rs` |
//! | these scores of samples larger than memory | [`CenterScores`], [`silhouette_subset`] | `center_scores.rs` |
//! | the values of a silhouette plot | [`silhouette_by_cluster`], [`silhouette_samples`] | `silhouette/` |
//! | the number of clusters, or that there are none | [`ReplicationAnalysis`]; also [`GapStatistic`], [`InertiaCurve`] (its knee), or the best of a score | `model_selection/` |
//! | errors | [`Error`] | `error.rs` |
//!
//! # Features
//!
//! | feature | adds |
//! |---|---|
//! | `model-selection` (default) | [`ReplicationAnalysis`], [`GapStatistic`] and [`InertiaCurve`], which fit k-means |
//! | `serde` | tables, scores and curves in every format of serde; types that borrow labels can only be written |
//!
//! # Design notes
//!
//! **The table comes first.** Every label score is a function of the same counts. So they are counted once,
//! sparsely and exactly: numbers of pairs are exact up to 2³² samples.
//!
//! **Labels are anything that can be compared and hashed.** They may be integers, strings or enums, and the
//! two labelings may have two types. A label score keeps every bit if label values are renamed or samples
//! reordered. All threads count labels, so labels must be `Sync`.
//!
//! **Scores are never NaN.** Values are those of scikit-learn 1.7.0, corner cases included. The exceptions
//! are cases in which scikit-learn divides 0 by 0, or one rounding error by another. Each is described at
//! its function. One rule covers them: labelings that differ only in the values of labels get the best score,
//! and labelings that share no information get the score of independent ones. An empty list of samples is an
//! error. [`Evaluation`] lists the cases.
//!
//! **Scores of samples never hold all distances.** Memory grows with the samples, not with their pairs.
//!
//! **Position and scale do not reduce precision.** Only differences between samples are squared. So a shift
//! of the samples, or a multiplication by a power of two, changes no bit unless it rounds the samples.
//!
//! **Stored results are checked.** With the feature `serde` a result is checked when it is read.
//!
//! **The crate does not ask how labels were made.** Only the functions for the number of clusters fit
//! k-means. Distances are Euclidean, or their squares.

#![allow(clippy::inline_always, reason = "only inlined code is compiled for wide registers")]

mod b_cubed;
mod bipartite_matching;
mod cell;
mod center_scores;
mod classes;
mod clusters;
mod contingency;
mod contingency_table;
mod counting;
mod dispersion;
mod error;
mod evaluation;
mod expected;
mod information;
mod label_scores;
mod lanes;
mod matching;
#[cfg(feature = "model-selection")]
mod model_selection;
mod normalized;
mod numbering;
mod pairs;
mod purity;
mod silhouette;
mod text_table;
mod unit;
mod variation;
mod whole_chunks;

pub use cell::Cell;
pub use center_scores::CenterScores;
pub use contingency::Contingency;
pub use contingency_table::ContingencyTable;
pub use digits_data::random::RandomState;
pub use digits_data::{Samples, SamplesView, Scalar};
pub use dispersion::{calinski_harabasz_score, davies_bouldin_score};
pub use error::Error;
pub use evaluation::Evaluation;
pub use information::entropy;
#[cfg(feature = "model-selection")]
pub use kmeans_core::{Algorithm, Init, KMeans};
pub use label_scores::{
    adjusted_mutual_info_score, adjusted_rand_score, b_cubed_f_score, b_cubed_precision_score,
    b_cubed_recall_score, clustering_accuracy_score, completeness_score, expected_mutual_info,
    fowlkes_mallows_score, homogeneity_completeness_v_measure, homogeneity_score,
    inverse_purity_score, mutual_info_score, normalized_mutual_info_score,
    normalized_variation_of_information, pair_confusion_matrix, purity_score, rand_score,
    v_measure_score, variation_of_information,
};
pub use matching::{Matching, optimal_matching};
#[cfg(feature = "model-selection")]
pub use model_selection::{
    GapPoint, GapStatistic, GapStatisticModel, InertiaCurve, ReferenceBox, ReplicationAnalysis,
    ReplicationModel, ReplicationPoint,
};
pub use normalized::Average;
pub use silhouette::{
    ClusterSilhouette, manhattan_silhouette_samples, manhattan_silhouette_score,
    precomputed_silhouette_samples, precomputed_silhouette_score, silhouette_by_cluster,
    silhouette_samples, silhouette_score, silhouette_score_subset, silhouette_subset,
    simplified_silhouette_samples, simplified_silhouette_score,
    squared_euclidean_silhouette_samples, squared_euclidean_silhouette_score,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
