//! The table of promises: a line for every score as a function of two slices.

use cluster_metrics::{
    Average, Error, adjusted_mutual_info_score, adjusted_rand_score, b_cubed_f_score,
    b_cubed_precision_score, b_cubed_recall_score, clustering_accuracy_score, completeness_score,
    entropy, expected_mutual_info, fowlkes_mallows_score, homogeneity_score, inverse_purity_score,
    mutual_info_score, normalized_mutual_info_score, normalized_variation_of_information,
    purity_score, rand_score, v_measure_score, variation_of_information,
};

/// One score and what is promised of it. All promise that neither names nor the order of samples
/// change a bit.
pub(crate) struct Promise {
    /// The function, and after a comma its parameter if that is not the usual one.
    pub(crate) name: &'static str,
    pub(crate) score: fn(&[u32], &[u32]) -> Result<f64, Error>,
    pub(crate) symmetric: bool,
    /// The score of equal partitions, if it is one fixed number.
    pub(crate) perfect: Option<f64>,
    pub(crate) less_is_better: bool,
    pub(crate) lowest: f64,
    pub(crate) highest: f64,
    pub(crate) adjusted_for_chance: bool,
}

impl Promise {
    /// The name of the function alone.
    pub(crate) fn function(&self) -> &'static str {
        self.name.split(',').next().unwrap()
    }

    pub(crate) fn of(&self, labels_true: &[u32], labels_pred: &[u32]) -> f64 {
        (self.score)(labels_true, labels_pred).unwrap()
    }
}

const PLAIN: Promise = Promise {
    name: "",
    score: |_, _| Ok(0.0),
    symmetric: true,
    perfect: Some(1.0),
    less_is_better: false,
    lowest: 0.0,
    highest: 1.0,
    adjusted_for_chance: false,
};

const ONE_SIDED: Promise = Promise { symmetric: false, ..PLAIN };

/// In nats.
const INFORMATION: Promise = Promise { perfect: None, highest: f64::MAX, ..PLAIN };

const DISTANCE: Promise = Promise { perfect: Some(0.0), less_is_better: true, ..PLAIN };

const ADJUSTED: Promise = Promise { lowest: f64::MIN, adjusted_for_chance: true, ..PLAIN };

macro_rules! promises {
    ($($traits:ident { $($change:tt)* } $name:literal: |$t:ident, $p:ident| $score:expr;)*) => {
        &[$(Promise { name: $name, score: |$t, $p| $score, $($change)* ..$traits }),*]
    };
}

pub(crate) const PROMISES: &[Promise] = promises![
    ONE_SIDED {} "homogeneity_score": |t, p| homogeneity_score(t, p);
    ONE_SIDED {} "completeness_score": |t, p| completeness_score(t, p);
    PLAIN {} "v_measure_score": |t, p| v_measure_score(t, p, 1.0);
    ONE_SIDED {} "v_measure_score, beta 3": |t, p| v_measure_score(t, p, 3.0);
    ONE_SIDED {} "v_measure_score, beta 0": |t, p| v_measure_score(t, p, 0.0);
    INFORMATION { symmetric: false, } "class_entropy": |t, _p| entropy(t);
    INFORMATION { symmetric: false, } "cluster_entropy": |_t, p| entropy(p);
    INFORMATION {} "mutual_info_score": |t, p| mutual_info_score(t, p);
    INFORMATION {} "expected_mutual_info": |t, p| expected_mutual_info(t, p);
    PLAIN {} "normalized_mutual_info_score": |t, p| normalized_mutual_info_score(t, p, Average::Arithmetic);
    PLAIN {} "normalized_mutual_info_score, min": |t, p| normalized_mutual_info_score(t, p, Average::Min);
    PLAIN {} "normalized_mutual_info_score, geometric": |t, p| normalized_mutual_info_score(t, p, Average::Geometric);
    PLAIN {} "normalized_mutual_info_score, max": |t, p| normalized_mutual_info_score(t, p, Average::Max);
    ADJUSTED {} "adjusted_mutual_info_score": |t, p| adjusted_mutual_info_score(t, p, Average::Arithmetic);
    ADJUSTED {} "adjusted_mutual_info_score, min": |t, p| adjusted_mutual_info_score(t, p, Average::Min);
    ADJUSTED {} "adjusted_mutual_info_score, geometric": |t, p| adjusted_mutual_info_score(t, p, Average::Geometric);
    ADJUSTED {} "adjusted_mutual_info_score, max": |t, p| adjusted_mutual_info_score(t, p, Average::Max);
    DISTANCE { highest: f64::MAX, } "variation_of_information": |t, p| variation_of_information(t, p);
    DISTANCE {} "normalized_variation_of_information": |t, p| normalized_variation_of_information(t, p);
    PLAIN {} "rand_score": |t, p| rand_score(t, p);
    ADJUSTED { lowest: -0.5, } "adjusted_rand_score": |t, p| adjusted_rand_score(t, p);
    PLAIN {} "fowlkes_mallows_score": |t, p| fowlkes_mallows_score(t, p);
    PLAIN {} "clustering_accuracy_score": |t, p| clustering_accuracy_score(t, p);
    ONE_SIDED {} "purity_score": |t, p| purity_score(t, p);
    ONE_SIDED {} "inverse_purity_score": |t, p| inverse_purity_score(t, p);
    ONE_SIDED {} "b_cubed_precision_score": |t, p| b_cubed_precision_score(t, p);
    ONE_SIDED {} "b_cubed_recall_score": |t, p| b_cubed_recall_score(t, p);
    PLAIN {} "b_cubed_f_score": |t, p| b_cubed_f_score(t, p, 1.0);
    ONE_SIDED {} "b_cubed_f_score, beta 2": |t, p| b_cubed_f_score(t, p, 2.0);
    ONE_SIDED {} "b_cubed_f_score, beta 0": |t, p| b_cubed_f_score(t, p, 0.0);
];
