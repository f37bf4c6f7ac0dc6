use crate::Contingency;

impl Contingency {
    /// The share of samples that belong to the largest class of their cluster, above 0 and up to 1.
    ///
    /// It is 1 if every cluster holds one class only, however many clusters there are, so samples
    /// that all stand alone score 1 too. Not adjusted for chance. Manning, Raghavan and Schütze,
    /// "Introduction to Information Retrieval", 2008, section 16.3; scikit-learn has none.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&["a", "a", "b", "b"], &[0, 0, 0, 1])?;
    /// assert_eq!(table.purity_score(), 0.75);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn purity_score(&self) -> f64 {
        let mut largest = vec![0; self.n_clusters()];
        for cell in self.cells() {
            largest[cell.cluster] = cell.count.max(largest[cell.cluster]);
        }
        largest.iter().sum::<u64>() as f64 / self.n_samples() as f64
    }

    /// The share of samples that lie in the largest cluster of their class, above 0 and up to 1.
    ///
    /// This is [`purity_score`](Self::purity_score) with the labelings exchanged. It is 1 if no
    /// class is split, so a single cluster scores 1 too.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&["a", "a", "b", "b"], &[0, 0, 0, 0])?;
    /// assert_eq!((table.purity_score(), table.inverse_purity_score()), (0.5, 1.0));
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn inverse_purity_score(&self) -> f64 {
        let rows = self.cells().chunk_by(|a, b| a.class == b.class);
        let largest = rows.map(|row| row.iter().map(|cell| cell.count).max().unwrap_or(0));
        largest.sum::<u64>() as f64 / self.n_samples() as f64
    }
}
