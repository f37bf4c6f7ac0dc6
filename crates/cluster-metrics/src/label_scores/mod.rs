//! Each label score as a plain function of two slices of labels.
//!
//! Every function returns the errors of [`Contingency::new`]: no labels, two different lengths, or
//! too many samples.
//!
//! [`Contingency::new`]: crate::Contingency::new

mod information;
mod overlap;
mod pairs;

pub use information::{
    adjusted_mutual_info_score, completeness_score, expected_mutual_info,
    homogeneity_completeness_v_measure, homogeneity_score, mutual_info_score,
    normalized_mutual_info_score, normalized_variation_of_information, v_measure_score,
    variation_of_information,
};
pub use overlap::{
    b_cubed_f_score, b_cubed_precision_score, b_cubed_recall_score, clustering_accuracy_score,
    inverse_purity_score, purity_score,
};
pub use pairs::{adjusted_rand_score, fowlkes_mallows_score, pair_confusion_matrix, rand_score};
