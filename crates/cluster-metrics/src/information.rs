use std::hash::Hash;

use crate::classes::Classes;
use crate::{Contingency, Error};

impl Contingency {
    /// Entropy of the true classes, in nats: 0…ln n.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&["a", "a", "b", "b"], &[0, 0, 0, 0])?;
    /// assert_eq!((table.class_entropy(), table.cluster_entropy()), (2_f64.ln(), 0.0));
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn class_entropy(&self) -> f64 {
        entropy_of_sizes(self.class_sizes(), self.n_samples())
    }

    /// Entropy of the predicted clusters, in nats: 0…ln n; see
    /// [`class_entropy`](Self::class_entropy).
    pub fn cluster_entropy(&self) -> f64 {
        entropy_of_sizes(self.cluster_sizes(), self.n_samples())
    }

    /// The mutual information of the two labelings, in nats: from 0 (independent) to the smaller of
    /// the two entropies. Symmetric.
    ///
    /// scikit-learn's `mutual_info_score`, summed so that nothing cancels: all terms are 0 or more,
    /// and so is the score, without clipping.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// let table = Contingency::new(&[0, 0, 1, 1], &["a", "a", "b", "b"])?;
    /// assert_eq!(table.mutual_info_score(), 2_f64.ln());
    /// let table = Contingency::new(&[0, 0, 1, 1], &["a", "b", "a", "b"])?;
    /// assert_eq!(table.mutual_info_score(), 0.0);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn mutual_info_score(&self) -> f64 {
        // If one labeling determines the other, information equals entropy to the bit, so that a
        // perfect score is exactly 1.
        if self.is_homogeneous() {
            return self.class_entropy();
        }
        if self.is_complete() {
            return self.cluster_entropy();
        }
        let n = u128::from(self.n_samples());
        let mut cells: Vec<(u128, u128)> = self
            .cells()
            .iter()
            .map(|cell| {
                let class_size = u128::from(self.class_sizes()[cell.class]);
                let cluster_size = u128::from(self.cluster_sizes()[cell.cluster]);
                (n * u128::from(cell.count), class_size * cluster_size)
            })
            .collect();
        // Terms are sorted by value, so the order of samples and labels changes no bit.
        cells.sort_unstable();
        let expected_in_cells: u128 = cells.iter().map(|&(_, independent)| independent).sum();
        let empty_cells = (n * n - expected_in_cells) as f64;
        let excess_of_cells: f64 = cells
            .iter()
            .map(|&(joint, independent)| independent as f64 * excess(joint, independent))
            .sum();
        (excess_of_cells + empty_cells) / (n * n) as f64
    }
}

/// Entropy of one labeling, in nats: from 0 (one label) to ln n (all differ).
///
/// # Errors
///
/// [`Error::Empty`] for no labels (scikit-learn returns 1).
///
/// ```
/// assert_eq!(cluster_metrics::entropy(&["a", "b", "b", "a"])?, 2_f64.ln());
/// # Ok::<(), cluster_metrics::Error>(())
/// ```
pub fn entropy(labels: &[impl Eq + Hash + Sync]) -> Result<f64, Error> {
    let classes = Classes::new(labels)?;
    Ok(entropy_of_sizes(&classes.sizes, labels.len() as u64))
}

/// Σ p·ln(1/p), where 1/p = 1 + (n − size)/size keeps every digit of a p that is nearly 1.
pub(crate) fn entropy_of_sizes(sizes: &[u64], n_samples: u64) -> f64 {
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable();
    let n = n_samples as f64;
    sizes
        .into_iter()
        .map(|size| size as f64 / n * ((n_samples - size) as f64 / size as f64).ln_1p())
        .sum()
}

/// (1+x)·ln(1+x) − x for 1+x = `joint / independent`, 0 or more; 1 if `joint` is 0.
///
/// Mutual information is Σ p·ln(p/q) over the cells, q being the product of the marginals. As p and
/// q both sum to 1, it is also Σ q·excess(p/q), the empty cells included: a sum without negative
/// terms. Both arguments are on one scale, n² times a probability.
pub(crate) fn excess(joint: u128, independent: u128) -> f64 {
    if joint == 0 {
        return 1.0;
    }
    let gap = joint.abs_diff(independent) as f64;
    let sign = if joint < independent { -1.0 } else { 1.0 };
    let x = sign * gap / independent as f64;
    if x.abs() < 0.03 {
        return excess_near_zero(x);
    }
    // Divided by the smaller of the two, so that a quotient near 0 does not round 1+x to 0.
    let log = sign * (gap / joint.min(independent) as f64).ln_1p();
    joint as f64 / independent as f64 * log - x
}

/// The Taylor series Σ (−x)ᵏ / (k·(k−1)) from k = 2: below 0.03 the closed form loses digits, and
/// the terms left out here are below 1e-17 of the first.
fn excess_near_zero(x: f64) -> f64 {
    let series = (2..=12).rev().fold(0.0, |sum, k| 1.0 / f64::from(k * (k - 1)) - x * sum);
    x * x * series
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excess_keeps_its_digits_on_both_sides_of_the_switch() {
        // mpmath, 50 digits: (1+x) ln(1+x) - x at the exact quotient.
        let cases: [(u128, u128, f64); 8] = [
            (1_000_001, 1_000_000, 4.999_998_333_334_167e-13),
            (999_999, 1_000_000, 5.000_001_666_667_5e-13),
            (10_299, 10_000, 4.426_152_830_926_194e-4),
            (9_701, 10_000, 4.515_279_735_462_886e-4),
            (10_301, 10_000, 4.485_270_432_267_296e-4),
            (9_699, 10_000, 4.576_198_153_975_011e-4),
            (1, 1_000_000, 0.999_985_184_489_442),
            (1_000_000_000_000_000, 3, 10_813_388_035_414_193.0),
        ];
        for (joint, independent, expected) in cases {
            let found = excess(joint, independent);
            let error = (found - expected).abs() / expected;
            assert!(error < 1e-14, "excess({joint}, {independent}) = {found}: {error:e}");
        }
        assert_eq!(excess(7, 7).to_bits(), 0);
        assert_eq!(excess(0, 7).to_bits(), 1_f64.to_bits());
        assert_eq!(excess(1, 1 << 64).to_bits(), 1_f64.to_bits());
    }
}
