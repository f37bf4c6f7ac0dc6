//! Scores of a clustering: against true labels, or from the samples alone; and the number of clusters.
//!
//! ```
//! use cluster_metrics::{SamplesView, adjusted_rand_score, silhouette_score};
//!
//! let (truth, found) = (["ham", "ham", "ham", "spam", "spam", "spam"], [0, 0, 1, 1, 2, 2]);
//! assert_eq!(adjusted_rand_score(&truth, &found)?, 8.0 / 33.0);
//! let numbers = [0.0, 1.0, 4.0, 5.0, 9.0, 10.0];
//! let samples = SamplesView::new(&numbers, 6, 1)?; // 6 samples of 1 feature
//! assert!(silhouette_score(samples, &found)? > 0.7);
//! # Ok::<(), cluster_metrics::Error>(())
//! ```
//!
//! [`Contingency`] counts once for many scores, [`Evaluation`] holds all label scores:
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
//! The number of clusters is the knee of an [`InertiaCurve`], the result of a [`GapStatistic`], or the
//! number with the best of the scores above. [`silhouette_by_cluster`] returns what a silhouette plot
//! shows. [`optimal_matching`] tells which cluster stands for which class. [`ContingencyTable`] is the
//! table to print.
//!
//! # Design notes
//!
//! **The table comes first.** Every label score is a function of the same counts. So they are taken
//! once, sparsely and exactly: pairs of samples are whole numbers up to 2³² samples.
//!
//! **Labels are anything that can be compared and hashed.** They may be integers, strings or enums, of
//! two different types. Neither their names nor the order of the samples change a bit of a label score.
//! All threads count labels, so labels must be `Sync`.
//!
//! **Scores are never NaN.** Values are those of scikit-learn 1.7.0, corner cases included, except
//! where it divides 0 by 0 or rounding by rounding. Each such case stands with its function. One rule
//! covers them: labelings that differ in names only score 1, and labelings that look like chance score
//! 0. No samples are an error. [`Evaluation`] lists the cases.
//!
//! **Scores of samples never hold all distances.** A shift of the samples, or a multiplication by a
//! power of two, changes no bit as long as the samples keep their digits: only differences between
//! samples are squared. There must be 2…n−1 distinct labels.
//!
//! **Results can be stored.** With the feature `serde` tables, scores and curves go to any of its
//! formats and are checked when they are read. Types that borrow labels can only be written.
//!
//! # Scope
//!
//! This crate does not ask how labels were made. Only the choice of their number fits k-means. It has
//! no plots and no centres but the means it computes itself. Distances are Euclidean, or their squares.

#![allow(clippy::inline_always, reason = "only inlined code takes on wide registers")]

mod b_cubed;
mod bipartite_matching;
mod cell;
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

pub use cell::Cell;
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
pub use model_selection::{GapPoint, GapStatistic, GapStatisticModel, InertiaCurve, ReferenceBox};
pub use normalized::Average;
pub use silhouette::{
    ClusterSilhouette, silhouette_by_cluster, silhouette_samples, silhouette_score,
    silhouette_score_subset, simplified_silhouette_samples, simplified_silhouette_score,
    squared_euclidean_silhouette_samples, squared_euclidean_silhouette_score,
};

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
