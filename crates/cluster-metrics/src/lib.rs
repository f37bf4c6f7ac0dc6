//! [`Contingency`]: how often two labelings of the same samples meet, and every score that follows
//! from it; scores of a clustering from the samples alone; and how many clusters there are.
//!
//! ```
//! use cluster_metrics::{
//!     Average, Contingency, Evaluation, adjusted_rand_score, silhouette_score,
//! };
//! use digits_data::Samples;
//!
//! let truth = ["ham", "ham", "ham", "spam", "spam", "spam"];
//! let found = [0, 0, 1, 1, 2, 2];
//!
//! // Count once, score many times …
//! let table = Contingency::new(&truth, &found)?;
//! assert_eq!(table.rand_score(), 2.0 / 3.0);
//! assert!((table.v_measure_score(1.0)? - 0.515_803_742).abs() < 1e-9);
//! assert!(table.adjusted_mutual_info_score(Average::Arithmetic) < 0.3);
//! // … or ask for one score, or for all.
//! assert_eq!(adjusted_rand_score(&truth, &found)?, 8.0 / 33.0);
//! assert_eq!(Evaluation::new(&truth, &found)?.clustering_accuracy_score, 4.0 / 6.0);
//!
//! // Without a truth: are the clusters tight, and apart?
//! let samples = Samples::from_rows(&[[0.0], [1.0], [4.0], [5.0], [9.0], [10.0]])?;
//! assert!(silhouette_score(samples.view(), &found)? > 0.7);
//! # Ok::<(), Box<dyn std::error::Error>>(())
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
//! The number of clusters: the knee of an [`InertiaCurve`], a [`GapStatistic`], or the best of the
//! scores above. What a silhouette plot shows: [`silhouette_by_cluster`].
//!
//! [`Evaluation`] is every score of labels at once; [`optimal_matching`] says which cluster stands for
//! which class; [`ContingencyTable`] is the table to be printed.
//!
//! # Why it is shaped so
//!
//! **The table comes first.** Every label score is a function of the same counts, so they are taken
//! once, sparsely, and exactly: pairs of samples are whole numbers up to 2³² samples.
//!
//! **Labels are whatever can be compared.** Integers, strings, enums, and not the same type on both
//! sides: a score must not depend on names, so nothing here can see them. Nor does the order of the
//! samples change a bit of a label score. Labels are counted on all threads, so they must be `Sync`.
//!
//! **Corners are settled, never NaN.** Values are those of scikit-learn 1.7.0, corners included,
//! except where it divides 0 by 0 or rounding by rounding; each such case stands with its function.
//! The one rule behind them: labelings that differ in names only score 1, others that chance cannot
//! be told from score 0. No samples at all is an error. [`Evaluation`] has the table.
//!
//! **Scores of samples never hold all distances**, and do not change by a bit when the samples are
//! shifted or multiplied by a power of two, as far as the samples themselves still hold the digits:
//! whatever is squared is a difference between two of them. There must be 2…n−1 labels.
//!
//! **A result can be kept.** With the feature `serde`, tables, scores and curves go to any of its
//! formats and come back checked; what borrows labels only goes.
//!
//! # What it does not know
//!
//! How the labels were made, unless it is to choose their number, which takes k-means. No centres but
//! the means it takes itself, no plots; and no distance but the Euclidean one and its square.

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
pub use dispersion::{calinski_harabasz_score, davies_bouldin_score};
pub use error::Error;
pub use evaluation::Evaluation;
pub use information::entropy;
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
