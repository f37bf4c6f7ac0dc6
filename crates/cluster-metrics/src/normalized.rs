use crate::{Contingency, Error};

/// The kind of mean of the two entropies that normalises mutual information.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Average {
    /// The smaller one: the most that the information can be.
    Min,
    /// The root of the product.
    Geometric,
    /// Half of the sum, scikit-learn's default.
    #[default]
    Arithmetic,
    /// The larger one.
    Max,
}

impl Average {
    fn of(self, u: f64, v: f64) -> f64 {
        match self {
            Self::Min => u.min(v),
            Self::Geometric => (u * v).sqrt(),
            Self::Arithmetic => f64::midpoint(u, v),
            Self::Max => u.max(v),
        }
    }
}

impl Contingency {
    /// The share of the true classes' entropy that the clusters explain: 1 if every cluster holds
    /// one class only, 0 if the clusters tell nothing.
    ///
    /// 1 for a single true class, as there is nothing to explain. Rosenberg and Hirschberg,
    /// "V-Measure", EMNLP-CoNLL 2007; scikit-learn's `homogeneity_score`.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// // Cut too fine, but never mixed.
    /// let table = Contingency::new(&["a", "a", "b", "b"], &[0, 1, 2, 2])?;
    /// assert_eq!(table.homogeneity_score(), 1.0);
    /// assert!(table.completeness_score() < 1.0);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn homogeneity_score(&self) -> f64 {
        self.share_explained(self.class_entropy())
    }

    /// The share of the clusters' entropy that the true classes explain: 1 if every class lies in
    /// one cluster, 0 if the classes tell nothing.
    ///
    /// [`homogeneity_score`](Self::homogeneity_score) with the labelings exchanged; 1 for a single
    /// cluster.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&["a", "a", "b", "b"], &[0, 0, 0, 0])?;
    /// assert_eq!((table.homogeneity_score(), table.completeness_score()), (0.0, 1.0));
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn completeness_score(&self) -> f64 {
        self.share_explained(self.cluster_entropy())
    }

    /// The weighted harmonic mean of homogeneity and completeness, 0…1.
    ///
    /// `beta` is 0 or more: above 1 completeness counts for more, at 0 homogeneity alone counts. At
    /// 1 the score is symmetric and the normalized mutual information of [`Average::Arithmetic`].
    /// 0 where the mean is 0/0.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if `beta` is negative, infinite or NaN.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&[0, 0, 1, 1], &[0, 0, 1, 2])?;
    /// assert!((table.v_measure_score(1.0)? - 0.8).abs() < 1e-15);
    /// assert_eq!(table.v_measure_score(0.0)?, table.homogeneity_score());
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn v_measure_score(&self, beta: f64) -> Result<f64, Error> {
        Ok(self.homogeneity_completeness_v_measure(beta)?.2)
    }

    /// Homogeneity, completeness and their weighted harmonic mean, computed together at the cost of
    /// one.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if `beta` is negative, infinite or NaN.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&[0, 0, 1, 1], &[3, 3, 5, 5])?;
    /// assert_eq!(table.homogeneity_completeness_v_measure(1.0)?, (1.0, 1.0, 1.0));
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn homogeneity_completeness_v_measure(&self, beta: f64) -> Result<(f64, f64, f64), Error> {
        check_beta(beta)?;
        let (homogeneity, completeness) = (self.homogeneity_score(), self.completeness_score());
        Ok((homogeneity, completeness, weighted_mean(homogeneity, completeness, beta)))
    }

    /// Mutual information over an average of the two entropies: 0…1, and 1 for equal partitions.
    /// Symmetric.
    ///
    /// If both labelings have a single label, they are equal and score 1. If only one has, the
    /// score is 0. Not adjusted for chance: the more random labels there are, the higher they
    /// score. scikit-learn's `normalized_mutual_info_score`.
    ///
    /// ```
    /// use cluster_metrics::{Average, Contingency};
    ///
    /// let table = Contingency::new(&[0, 0, 1, 1], &[0, 0, 1, 2])?;
    /// assert_eq!(table.normalized_mutual_info_score(Average::Min), 1.0);
    /// assert!((table.normalized_mutual_info_score(Average::Max) - 2.0 / 3.0).abs() < 1e-15);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn normalized_mutual_info_score(&self, average: Average) -> f64 {
        if self.is_same_partition() {
            return 1.0;
        }
        let information = self.mutual_info_score();
        if information > 0.0 {
            information / average.of(self.class_entropy(), self.cluster_entropy())
        } else {
            0.0
        }
    }

    /// Mutual information beyond what chance explains: 1 for equal partitions, 0 on average for
    /// random ones, negative for less than chance, without a lower bound. Symmetric.
    ///
    /// (MI − E\[MI\]) / (average entropy − E\[MI\]); scikit-learn's `adjusted_mutual_info_score`.
    /// If one labeling has a single label, or all its labels differ, every permutation has the same
    /// information and there is nothing beyond chance: 1 for equal partitions, otherwise 0, where
    /// scikit-learn may return 1 or −1, by rounding alone.
    ///
    /// ```
    /// use cluster_metrics::{Average, Contingency};
    ///
    /// let table = Contingency::new(&[0, 0, 1, 1], &["b", "b", "a", "a"])?;
    /// assert_eq!(table.adjusted_mutual_info_score(Average::Arithmetic), 1.0);
    /// let table = Contingency::new(&[0, 0, 1, 1], &[0, 1, 2, 3])?;
    /// assert_eq!(table.adjusted_mutual_info_score(Average::Arithmetic), 0.0);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn adjusted_mutual_info_score(&self, average: Average) -> f64 {
        self.adjusted_by(average, || self.expected_mutual_info())
    }

    /// The adjusted mutual information, given a function for the expected one.
    pub(crate) fn adjusted_by(&self, average: Average, expected: impl FnOnce() -> f64) -> f64 {
        if self.is_same_partition() {
            return 1.0;
        }
        if is_unchanged_by_permutation(self.class_sizes(), self.n_samples())
            || is_unchanged_by_permutation(self.cluster_sizes(), self.n_samples())
        {
            return 0.0;
        }
        let expected = expected();
        let most = average.of(self.class_entropy(), self.cluster_entropy()) - expected;
        // It is positive. If rounding makes it 0 or less, nothing exceeds chance.
        if most > 0.0 { ((self.mutual_info_score() - expected) / most).min(1.0) } else { 0.0 }
    }

    /// MI / `entropy`, or 1 if the entropy is 0.
    fn share_explained(&self, entropy: f64) -> f64 {
        if entropy > 0.0 { self.mutual_info_score() / entropy } else { 1.0 }
    }
}

/// The harmonic mean of homogeneity and completeness.
pub(crate) fn weighted_mean(homogeneity: f64, completeness: f64, beta: f64) -> f64 {
    let denominator = beta * homogeneity + completeness;
    if denominator > 0.0 { (1.0 + beta) * homogeneity * completeness / denominator } else { 0.0 }
}

pub(crate) fn check_beta(beta: f64) -> Result<(), Error> {
    if beta >= 0.0 && beta.is_finite() {
        return Ok(());
    }
    Err(Error::Parameter { name: "beta", value: beta, expected: "0 or more, and finite" })
}

/// True if all samples share one label, or each has its own.
fn is_unchanged_by_permutation(sizes: &[u64], n_samples: u64) -> bool {
    sizes.len() == 1 || sizes.len() as u64 == n_samples
}
