use crate::Contingency;

impl Contingency {
    /// Counts ordered pairs of samples by where each labeling puts the two: `[[apart in both,
    /// together in pred only], [together in true only, together in both]]`.
    ///
    /// The entries sum to n·(n−1); every unordered pair counts twice, as in scikit-learn's
    /// `pair_confusion_matrix`. Its 64-bit entries may overflow; these are exact.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&[0, 0, 1, 1], &[0, 0, 1, 2])?;
    /// assert_eq!(table.pair_confusion_matrix(), [[8, 0], [2, 2]]);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn pair_confusion_matrix(&self) -> [[u128; 2]; 2] {
        let n = u128::from(self.n_samples());
        let together = sum_of_squares(self.cells().iter().map(|cell| cell.count));
        let together_true = sum_of_squares(self.class_sizes().iter().copied());
        let together_pred = sum_of_squares(self.cluster_sizes().iter().copied());
        [
            [n * n + together - together_true - together_pred, together_pred - together],
            [together_true - together, together - n],
        ]
    }

    /// The share of pairs on which the two labelings agree, 0…1. Symmetric; 1 if there is no pair.
    ///
    /// The score is not adjusted for chance. scikit-learn's `rand_score`.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&[0, 0, 1, 1], &[0, 0, 1, 2])?;
    /// assert_eq!(table.rand_score(), 5.0 / 6.0);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn rand_score(&self) -> f64 {
        let [[apart, pred_only], [true_only, together]] = self.pair_confusion_matrix();
        let all = apart + pred_only + true_only + together;
        if all == 0 { 1.0 } else { (apart + together) as f64 / all as f64 }
    }

    /// The Rand index adjusted for chance: 1 for equal partitions, 0 on average for random ones, at
    /// least −0.5. Symmetric.
    ///
    /// Hubert and Arabie, "Comparing partitions", Journal of Classification 2, 1985; scikit-learn's
    /// `adjusted_rand_score`. Numerator and denominator are exact integers.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&[0, 0, 1, 1], &[0, 0, 1, 2])?;
    /// assert_eq!(table.adjusted_rand_score(), 4.0 / 7.0);
    /// let table = Contingency::new(&[0, 0, 1, 1], &[0, 1, 0, 1])?;
    /// assert_eq!(table.adjusted_rand_score(), -0.5);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn adjusted_rand_score(&self) -> f64 {
        if self.is_same_partition() {
            return 1.0;
        }
        // Products are at most n²/2 · n²/2 < 2¹²⁶, as the entries sum to less than n² ≤ 2⁶⁴.
        let [[apart, pred_only], [true_only, together]] = self.pair_confusion_matrix();
        let (agree, differ) = (together * apart, pred_only * true_only);
        let sign = if agree < differ { -1.0 } else { 1.0 };
        let denominator = (together + true_only) * (true_only + apart)
            + (together + pred_only) * (pred_only + apart);
        sign * 2.0 * agree.abs_diff(differ) as f64 / denominator as f64
    }

    /// The geometric mean of pairwise precision and recall, 0…1. Symmetric.
    ///
    /// The score is 0 if no pair is together in both. Fowlkes and Mallows, "A Method for Comparing
    /// Two Hierarchical Clusterings", JASA 78, 1983; scikit-learn's `fowlkes_mallows_score`. Equal
    /// partitions score 1 here even if every sample stands alone. The formula is 0/0 there, and
    /// scikit-learn returns 0; all other scores call it a perfect match.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&[0, 0, 1, 1], &[0, 0, 1, 2])?;
    /// assert_eq!(table.fowlkes_mallows_score(), 0.5_f64.sqrt());
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn fowlkes_mallows_score(&self) -> f64 {
        if self.is_same_partition() {
            return 1.0;
        }
        let [[_, pred_only], [true_only, together]] = self.pair_confusion_matrix();
        if together == 0 {
            return 0.0;
        }
        // (n²−n)² < 2¹²⁸.
        let denominator = (together + pred_only) * (together + true_only);
        ((together * together) as f64 / denominator as f64).sqrt()
    }
}

/// The sum is at most n² ≤ 2⁶⁴, and exact.
fn sum_of_squares(counts: impl Iterator<Item = u64>) -> u128 {
    counts.map(|count| u128::from(count) * u128::from(count)).sum()
}
