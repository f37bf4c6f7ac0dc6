use crate::Contingency;
use crate::information::entropy_of_sizes;

impl Contingency {
    /// The variation of information, in nats: 0 for equal partitions, at most ln n. Symmetric; less
    /// is better.
    ///
    /// H(true | pred) + H(pred | true), a metric on partitions: Meilă, "Comparing clusterings – an
    /// information based distance", Journal of Multivariate Analysis 98, 2007. It is summed term by
    /// term, not as a difference of entropies, so partitions that nearly agree keep their digits.
    /// scikit-learn has no such score.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&[0, 0, 1, 1], &[0, 1, 0, 1])?;
    /// assert_eq!(table.variation_of_information(), 2.0 * 2_f64.ln());
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn variation_of_information(&self) -> f64 {
        let mut cells: Vec<(u64, u64, u64)> = self
            .cells()
            .iter()
            .map(|cell| {
                let sizes = [self.class_sizes()[cell.class], self.cluster_sizes()[cell.cluster]];
                let outside = sizes.map(|size| size - cell.count);
                (cell.count, outside[0].min(outside[1]), outside[0].max(outside[1]))
            })
            .collect();
        // Terms are sorted by value, so the order of samples and labels changes no bit.
        cells.sort_unstable();
        // ln(size/count) = ln(1 + outside/count)
        let open = |count: u64, outside: u64| (outside as f64 / count as f64).ln_1p();
        let terms = cells
            .iter()
            .map(|&(count, fewer, more)| count as f64 * (open(count, fewer) + open(count, more)));
        // The sum of no terms is -0.
        terms.sum::<f64>().max(0.0) / self.n_samples() as f64
    }

    /// Variation of information over the joint entropy: 0 for equal partitions, 1 for independent
    /// ones. Symmetric; less is better.
    ///
    /// 1 − MI/H(true, pred), still a metric: Vinh, Epps and Bailey, JMLR 11, 2010. (Meilă divides by
    /// ln n instead, and scores of few labels then stay far below 1.) 0 if the joint entropy is 0, which
    /// is one class in one cluster.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&[0, 0, 1, 1], &[0, 1, 0, 1])?;
    /// assert_eq!(table.normalized_variation_of_information(), 1.0);
    /// let table = Contingency::new(&[0, 0, 1, 1], &["b", "b", "a", "a"])?;
    /// assert_eq!(table.normalized_variation_of_information(), 0.0);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn normalized_variation_of_information(&self) -> f64 {
        if self.is_same_partition() {
            return 0.0;
        }
        let counts: Vec<u64> = self.cells().iter().map(|cell| cell.count).collect();
        let joint_entropy = entropy_of_sizes(&counts, self.n_samples());
        (self.variation_of_information() / joint_entropy).min(1.0)
    }
}
