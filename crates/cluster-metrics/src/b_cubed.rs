use crate::normalized::check_beta;
use crate::{Contingency, Error};

impl Contingency {
    /// B-cubed precision: the share of a sample's cluster that has the sample's class, averaged
    /// over the samples. Above 0 and up to 1.
    ///
    /// Every sample counts itself, so samples that all stand alone score 1. Bagga and Baldwin,
    /// "Entity-Based Cross-Document Coreferencing Using the Vector Space Model", COLING-ACL 1998,
    /// which Amigó, Gonzalo, Artiles and Verdejo (Information Retrieval 12, 2009) recommend for
    /// clusterings; scikit-learn has none.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&["a", "a", "b", "b"], &[0, 0, 0, 0])?;
    /// assert_eq!((table.b_cubed_precision_score(), table.b_cubed_recall_score()), (0.5, 1.0));
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn b_cubed_precision_score(&self) -> f64 {
        let mut squares = vec![0; self.n_clusters()];
        for cell in self.cells() {
            squares[cell.cluster] += square(cell.count);
        }
        self.mean_share(squares.into_iter().zip(self.cluster_sizes().iter().copied()).collect())
    }

    /// B-cubed recall: the share of a sample's class that is in the sample's cluster, averaged over
    /// the samples. Above 0 and up to 1.
    ///
    /// [`b_cubed_precision_score`](Self::b_cubed_precision_score) with the labelings exchanged: 1
    /// for a single cluster.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&["a", "a", "a", "b"], &[0, 0, 1, 1])?;
    /// // Two samples have 2/3 of their class with them, one 1/3, and one all.
    /// assert!((table.b_cubed_recall_score() - 2.0 / 3.0).abs() < 1e-15);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn b_cubed_recall_score(&self) -> f64 {
        let rows = self.cells().chunk_by(|a, b| a.class == b.class);
        let squares = rows.map(|row| row.iter().map(|cell| square(cell.count)).sum());
        self.mean_share(squares.zip(self.class_sizes().iter().copied()).collect())
    }

    /// The harmonic mean of B-cubed precision and recall, weighted by `beta`. Above 0 and up to 1.
    ///
    /// `beta` is 0 or more, and recall counts `beta` times as much as precision: van Rijsbergen's
    /// F, in which `beta` is squared, unlike in
    /// [`v_measure_score`](Self::v_measure_score). Symmetric at 1.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] if `beta` is negative, infinite or NaN.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&["a", "a", "b", "b"], &[0, 0, 0, 0])?;
    /// assert_eq!(table.b_cubed_f_score(1.0)?, 2.0 / 3.0);
    /// assert_eq!(table.b_cubed_f_score(0.0)?, table.b_cubed_precision_score());
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn b_cubed_f_score(&self, beta: f64) -> Result<f64, Error> {
        check_beta(beta)?;
        Ok(f_measure(self.b_cubed_precision_score(), self.b_cubed_recall_score(), beta))
    }

    /// Sums squares/size and divides by n. Terms are sorted by value, so the order of samples and
    /// labels changes no bit. No term exceeds its size, so rounding never exceeds 1.
    fn mean_share(&self, mut squares_and_sizes: Vec<(u128, u64)>) -> f64 {
        squares_and_sizes.sort_unstable();
        let shares = squares_and_sizes.iter().map(|&(squares, size)| squares as f64 / size as f64);
        shares.sum::<f64>() / self.n_samples() as f64
    }
}

/// The harmonic mean of precision and recall, both above 0.
pub(crate) fn f_measure(precision: f64, recall: f64, beta: f64) -> f64 {
    // β²/(1+β²), in a form that does not overflow.
    let weight = 1.0 / (1.0 + 1.0 / (beta * beta));
    1.0 / ((1.0 - weight) / precision + weight / recall)
}

fn square(count: u64) -> u128 {
    u128::from(count) * u128::from(count)
}
