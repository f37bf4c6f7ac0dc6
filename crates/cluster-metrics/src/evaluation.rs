use std::hash::Hash;

use crate::b_cubed::f_measure;
use crate::normalized::weighted_mean;
use crate::{Average, Contingency, Error};

/// Every score of two labelings, from one pass over the labels.
///
/// Each field has the name of the function and of the method that compute it. Parameters have their
/// usual values: `beta` 1 and [`Average::Arithmetic`]. All scores are defined for any two labelings,
/// corner cases included:
///
/// | | equal partitions | one class, all n alone | all n alone, one cluster | independent |
/// |---|---|---|---|---|
/// | homogeneity, purity, B-cubed precision | 1 | 1 | 0, 1/n, 1/n | 0 or more |
/// | completeness, inverse purity, B-cubed recall | 1 | 0, 1/n, 1/n | 1 | 0 or more |
/// | V-measure, normalized mutual information, Fowlkes–Mallows, Rand | 1 | 0 | 0 | 0 or more |
/// | adjusted Rand, adjusted mutual information | 1 | 0 | 0 | below 0 |
/// | accuracy | 1 | 1/n | 1/n | above 0 |
/// | B-cubed F | 1 | 2/(n+1) | 2/(n+1) | above 0 |
/// | mutual information | the entropy | 0 | 0 | 0 |
/// | expected mutual information | 0 to the entropy | 0 | 0 | 0 or more |
/// | variation of information | 0 | ln n | ln n | the sum of both entropies |
/// | its normalized form | 0 | 1 | 1 | 1 |
///
/// Equal partitions differ only in the values of labels. So do two labelings of one sample, two with a single
/// label each, and two in which all samples stand alone.
///
/// ```
/// use cluster_metrics::Evaluation;
///
/// let evaluation = Evaluation::new(&["a", "a", "b", "b"], &[0, 0, 1, 2])?;
/// assert_eq!(evaluation.n_clusters, 3);
/// assert_eq!(evaluation.adjusted_rand_score, 4.0 / 7.0);
/// for (name, score) in evaluation.scores() {
///     println!("{name:40} {score:.3}");
/// }
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Evaluation {
    /// Number of samples.
    pub n_samples: u64,
    /// Number of distinct true labels.
    pub n_classes: usize,
    /// Number of distinct predicted labels.
    pub n_clusters: usize,
    /// [`Contingency::pair_confusion_matrix`]. It is not a score, but some scores follow from it.
    pub pair_confusion_matrix: [[u128; 2]; 2],
    /// [`Contingency::homogeneity_score`], 0…1.
    pub homogeneity_score: f64,
    /// [`Contingency::completeness_score`], 0…1.
    pub completeness_score: f64,
    /// [`Contingency::v_measure_score`], β = 1, 0…1.
    pub v_measure_score: f64,
    /// [`Contingency::class_entropy`], in nats.
    pub class_entropy: f64,
    /// [`Contingency::cluster_entropy`], in nats.
    pub cluster_entropy: f64,
    /// [`Contingency::mutual_info_score`], in nats.
    pub mutual_info_score: f64,
    /// [`Contingency::expected_mutual_info`], in nats.
    pub expected_mutual_info: f64,
    /// [`Contingency::normalized_mutual_info_score`], arithmetic, 0…1.
    pub normalized_mutual_info_score: f64,
    /// [`Contingency::adjusted_mutual_info_score`], arithmetic, at most 1.
    pub adjusted_mutual_info_score: f64,
    /// [`Contingency::variation_of_information`], in nats, less is better.
    pub variation_of_information: f64,
    /// [`Contingency::normalized_variation_of_information`], 0…1, less is better.
    pub normalized_variation_of_information: f64,
    /// [`Contingency::rand_score`], 0…1.
    pub rand_score: f64,
    /// [`Contingency::adjusted_rand_score`], −0.5…1.
    pub adjusted_rand_score: f64,
    /// [`Contingency::fowlkes_mallows_score`], 0…1.
    pub fowlkes_mallows_score: f64,
    /// [`Contingency::clustering_accuracy_score`], 0…1.
    pub clustering_accuracy_score: f64,
    /// [`Contingency::purity_score`], 0…1.
    pub purity_score: f64,
    /// [`Contingency::inverse_purity_score`], 0…1.
    pub inverse_purity_score: f64,
    /// [`Contingency::b_cubed_precision_score`], 0…1.
    pub b_cubed_precision_score: f64,
    /// [`Contingency::b_cubed_recall_score`], 0…1.
    pub b_cubed_recall_score: f64,
    /// [`Contingency::b_cubed_f_score`], β = 1, 0…1.
    pub b_cubed_f_score: f64,
}

impl Evaluation {
    /// Counts the pairs of labels and computes every score.
    ///
    /// # Errors
    ///
    /// The errors of [`Contingency::new`].
    pub fn new(
        labels_true: &[impl Eq + Hash + Sync],
        labels_pred: &[impl Eq + Hash + Sync],
    ) -> Result<Self, Error> {
        Ok(Contingency::new(labels_true, labels_pred)?.evaluation())
    }

    /// Name and value of every score, in the order of the fields.
    pub fn scores(&self) -> impl Iterator<Item = (&'static str, f64)> + use<> {
        let scores = [
            ("homogeneity_score", self.homogeneity_score),
            ("completeness_score", self.completeness_score),
            ("v_measure_score", self.v_measure_score),
            ("class_entropy", self.class_entropy),
            ("cluster_entropy", self.cluster_entropy),
            ("mutual_info_score", self.mutual_info_score),
            ("expected_mutual_info", self.expected_mutual_info),
            ("normalized_mutual_info_score", self.normalized_mutual_info_score),
            ("adjusted_mutual_info_score", self.adjusted_mutual_info_score),
            ("variation_of_information", self.variation_of_information),
            ("normalized_variation_of_information", self.normalized_variation_of_information),
            ("rand_score", self.rand_score),
            ("adjusted_rand_score", self.adjusted_rand_score),
            ("fowlkes_mallows_score", self.fowlkes_mallows_score),
            ("clustering_accuracy_score", self.clustering_accuracy_score),
            ("purity_score", self.purity_score),
            ("inverse_purity_score", self.inverse_purity_score),
            ("b_cubed_precision_score", self.b_cubed_precision_score),
            ("b_cubed_recall_score", self.b_cubed_recall_score),
            ("b_cubed_f_score", self.b_cubed_f_score),
        ];
        scores.into_iter()
    }
}

impl Contingency {
    /// Every score of this table.
    ///
    /// Most of the time goes into the expected mutual information and the matching of clusters with
    /// classes. With thousands of labels, call the other methods one by one if you need neither.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::from_counts(&[[2, 0, 0], [0, 1, 1]])?;
    /// assert_eq!(table.evaluation().purity_score, table.purity_score());
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn evaluation(&self) -> Evaluation {
        let expected_mutual_info = self.expected_mutual_info();
        let homogeneity_score = self.homogeneity_score();
        let completeness_score = self.completeness_score();
        let b_cubed_precision_score = self.b_cubed_precision_score();
        let b_cubed_recall_score = self.b_cubed_recall_score();
        Evaluation {
            n_samples: self.n_samples(),
            n_classes: self.n_classes(),
            n_clusters: self.n_clusters(),
            pair_confusion_matrix: self.pair_confusion_matrix(),
            homogeneity_score,
            completeness_score,
            v_measure_score: weighted_mean(homogeneity_score, completeness_score, 1.0),
            class_entropy: self.class_entropy(),
            cluster_entropy: self.cluster_entropy(),
            mutual_info_score: self.mutual_info_score(),
            expected_mutual_info,
            normalized_mutual_info_score: self.normalized_mutual_info_score(Average::Arithmetic),
            adjusted_mutual_info_score: self
                .adjusted_by(Average::Arithmetic, || expected_mutual_info),
            variation_of_information: self.variation_of_information(),
            normalized_variation_of_information: self.normalized_variation_of_information(),
            rand_score: self.rand_score(),
            adjusted_rand_score: self.adjusted_rand_score(),
            fowlkes_mallows_score: self.fowlkes_mallows_score(),
            clustering_accuracy_score: self.clustering_accuracy_score(),
            purity_score: self.purity_score(),
            inverse_purity_score: self.inverse_purity_score(),
            b_cubed_precision_score,
            b_cubed_recall_score,
            b_cubed_f_score: f_measure(b_cubed_precision_score, b_cubed_recall_score, 1.0),
        }
    }
}
