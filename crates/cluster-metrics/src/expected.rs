use rayon::prelude::*;

use crate::Contingency;
use crate::information::excess;

impl Contingency {
    /// The mean mutual information, in nats, of random labelings with these class and cluster
    /// sizes: from 0 to the smaller of the two entropies. Symmetric.
    ///
    /// The mean is over all permutations of one labeling, in which each cell has a hypergeometric
    /// distribution. Source: Vinh, Epps and Bailey, "Information Theoretic Measures for Clusterings
    /// Comparison", JMLR 11, 2010. scikit-learn's `expected_mutual_information` computes every
    /// probability from logarithms of factorials, which loses accuracy as n grows (error 5e-8 at two
    /// million samples). Here each probability follows from its neighbour, outward from the most
    /// likely count, and their sum normalises them. At that size the error is 1e-12, in a fraction
    /// of the time.
    ///
    /// ```
    /// use cluster_metrics::Contingency;
    ///
    /// // 2 of the 6 permutations of labels match and have a mutual information of ln 2; the others have 0.
    /// let table = Contingency::new(&[0, 0, 1, 1], &[0, 1, 0, 1])?;
    /// assert!((table.expected_mutual_info() - 2_f64.ln() / 3.0).abs() < 1e-15);
    /// # Ok::<(), cluster_metrics::Error>(())
    /// ```
    pub fn expected_mutual_info(&self) -> f64 {
        let mut sides = [distinct_sizes(self.class_sizes()), distinct_sizes(self.cluster_sizes())];
        // Sorted, so that exchanging the two labelings changes no bit.
        sides.sort_unstable();
        let [rows, columns] = &sides;
        let of_row = |&(a, n_rows): &(u64, usize)| -> f64 {
            let cells = columns.iter().map(|&(b, n_columns)| {
                n_rows as f64 * n_columns as f64 * expected_in_cell(self.n_samples(), a, b)
            });
            cells.sum()
        };
        let sums: Vec<f64> = rows.par_iter().map(of_row).collect();
        sums.iter().sum()
    }
}

/// Returns every size once, with the number of its occurrences. Fewer than √(2n) distinct sizes can
/// sum to n, so there are at most 2n pairs of them.
fn distinct_sizes(sizes: &[u64]) -> Vec<(u64, usize)> {
    let mut sizes = sizes.to_vec();
    sizes.sort_unstable();
    sizes.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len())).collect()
}

/// The expected contribution of a cell with marginals `a` and `b`.
///
/// Its count k is hypergeometric with mean ab/n. So the mean of (k/n)·ln(nk/ab) equals ab/n² times the
/// mean of [`excess`], which is never negative: nothing cancels.
fn expected_in_cell(n: u64, a: u64, b: u64) -> f64 {
    let lowest = (a + b).saturating_sub(n);
    let highest = a.min(b);
    let mode = most_likely(n, a, b).clamp(lowest, highest);
    let independent = u128::from(a) * u128::from(b);
    let excess_of = |k: u64| excess(u128::from(n) * u128::from(k), independent);
    // P(k) / P(k-1)
    let ratio =
        |k: u64| (a - k + 1) as f64 * (b - k + 1) as f64 / (k as f64 * (n + k - a - b) as f64);

    let mut sum = Weighted { weights: 1.0, values: excess_of(mode) };
    sum.add_outward((mode + 1..=highest).map(|k| (ratio(k), excess_of(k))));
    sum.add_outward((lowest..mode).rev().map(|k| (ratio(k + 1).recip(), excess_of(k))));
    sum.values / sum.weights * independent as f64 / (n as f64 * n as f64)
}

/// The mode of the hypergeometric distribution.
fn most_likely(n: u64, a: u64, b: u64) -> u64 {
    let mode = (u128::from(a) + 1) * (u128::from(b) + 1) / (u128::from(n) + 2);
    u64::try_from(mode).unwrap_or(u64::MAX)
}

/// Running sums of a weighted mean. The weight of the mode is 1.
struct Weighted {
    weights: f64,
    values: f64,
}

impl Weighted {
    /// Adds terms while walking away from the mode. Each step gives its weight relative to the step
    /// before. The walk ends when later terms no longer change either sum.
    ///
    /// Each weight is smaller than the one before, and the ratio falls from step to step. So once a term is
    /// below 1e-20 of the sum, all later terms add up to a few standard deviations of the count times that
    /// term. No standard deviation exceeds √n/4, at most 2¹⁴ for n up to 2³², so they are at most about 1e-15 of the sum.
    fn add_outward(&mut self, steps: impl Iterator<Item = (f64, f64)>) {
        const LOST: f64 = 1e-20;
        let mut weight = 1.0;
        for (ratio, value) in steps {
            weight *= ratio;
            self.weights += weight;
            self.values += weight * value;
            if weight < LOST * self.weights && weight * value < LOST * self.values {
                break;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn binomial(n: u64, k: u64) -> u128 {
        (0..k).fold(1, |product, i| product * u128::from(n - i) / u128::from(i + 1))
    }

    /// The definition, with exact probabilities.
    fn naive_in_cell(n: u64, a: u64, b: u64) -> f64 {
        let ways = |k: u64| binomial(b, k) * binomial(n - b, a - k);
        let counts = (a + b).saturating_sub(n).max(1)..=a.min(b);
        let terms = counts.map(|k| {
            let probability = ways(k) as f64 / binomial(n, a) as f64;
            probability * k as f64 / n as f64 * ((n * k) as f64 / (a * b) as f64).ln()
        });
        terms.sum()
    }

    #[test]
    fn every_cell_of_up_to_40_samples_is_what_its_definition_says() {
        for n in 1..=40 {
            for (a, b) in (1..=n).flat_map(|a| (1..=n).map(move |b| (a, b))) {
                let (found, expected) = (expected_in_cell(n, a, b), naive_in_cell(n, a, b));
                assert!((found - expected).abs() < 4e-16, "{n} {a} {b}: {found} {expected}");
            }
        }
    }

    #[test]
    fn the_mode_is_where_the_weights_turn() {
        for n in 1..=30 {
            for (a, b) in (1..=n).flat_map(|a| (1..=n).map(move |b| (a, b))) {
                let mode = most_likely(n, a, b);
                let ways = |k: u64| {
                    if k > b || a > n - b + k { 0 } else { binomial(b, k) * binomial(n - b, a - k) }
                };
                let largest = (0..=a).map(ways).max();
                assert_eq!(Some(ways(mode)), largest, "{n} {a} {b}");
            }
        }
    }
}
