use std::f64::consts::{PI, TAU};

/// Returns the number of components that the samples make most likely, at least 1 and at most all but one
/// of several.
///
/// `squares` are the squared singular values of all components, descending, in any unit. Values up to
/// `rounding` times the first count as 0, so they cannot be components.
///
/// T. Minka, "Automatic choice of dimensionality for PCA", NIPS 2000, equation 30. scikit-learn counts
/// variances below 1e-15 as 0, in whatever unit, and lets equal variances make any number infinitely
/// likely.
pub(super) fn likely_dimension(squares: &[f64], n_samples: usize, rounding: f64) -> usize {
    let n_features = squares.len();
    let n_above = squares.iter().take_while(|&&square| square > rounding * squares[0]).count();
    let mut evidence = Evidence { squares, n_samples: n_samples as f64, rounding, pairs: 0.0 };
    let mut best = (f64::NEG_INFINITY, 1);
    for rank in 1..n_features.min(n_above + 1) {
        evidence.add_component(rank - 1);
        let log_evidence = evidence.of_rank(rank);
        if log_evidence > best.0 {
            best = (log_evidence, rank);
        }
    }
    best.1
}

/// The evidence for growing numbers of components.
struct Evidence<'a> {
    squares: &'a [f64],
    n_samples: f64,
    rounding: f64,
    /// Σ log((λᵢ − λⱼ)·(1/λⱼ − 1/λᵢ)) over all pairs of components, and Σ log(λᵢ − λⱼ) over pairs of a
    /// component and any other direction.
    pairs: f64,
}

impl Evidence<'_> {
    /// Adds the next component to the pairs.
    fn add_component(&mut self, component: usize) {
        let own = self.squares[component];
        let after = self.squares[component + 1..].iter();
        self.pairs += after.map(|&other| self.log_gap(own, other)).sum::<f64>();
        let before = self.squares[..component].iter();
        self.pairs += before.map(|&other| self.log_gap_of_inverses(other, own)).sum::<f64>();
    }

    /// Returns the logarithm of the evidence, without terms that are the same for every rank.
    fn of_rank(&self, rank: usize) -> f64 {
        let n_features = self.squares.len();
        let (kept, rest) = self.squares.split_at(rank);
        let (n_kept, n_rest) = (rank as f64, rest.len() as f64);
        let noise = (rest.iter().sum::<f64>() / n_rest).max(self.rounding * self.squares[0]);
        // 1. The prior of the axes: areas of spheres.
        let spheres = (n_features - rank + 1..=n_features)
            .map(|dimension| log_gamma_of_half(dimension) - dimension as f64 / 2.0 * PI.ln());
        let prior = spheres.sum::<f64>() - n_kept * 2.0_f64.ln();
        // 2. The likelihood at its maximum.
        let of_kept: f64 = kept.iter().map(|square| square.ln()).sum();
        let likelihood = -self.n_samples / 2.0 * (of_kept + n_rest * noise.ln());
        // 3. The width of that maximum, by Laplace's method.
        let n_angles = n_kept * n_features as f64 - n_kept * (n_kept + 1.0) / 2.0;
        let with_noise: f64 =
            kept.iter().map(|&square| n_rest * self.log_gap_of_inverses(square, noise)).sum();
        let curvature = self.pairs + with_noise + n_angles * self.n_samples.ln();
        prior + likelihood + f64::midpoint(n_angles, n_kept) * TAU.ln()
            - curvature / 2.0
            - n_kept / 2.0 * self.n_samples.ln()
    }

    /// Returns log(larger − smaller). Equal values differ by their rounding.
    fn log_gap(&self, larger: f64, smaller: f64) -> f64 {
        (larger - smaller).max(self.rounding * larger).ln()
    }

    /// Returns log(1/smaller − 1/larger).
    fn log_gap_of_inverses(&self, larger: f64, smaller: f64) -> f64 {
        self.log_gap(larger, smaller) - smaller.ln() - larger.ln()
    }
}

/// Returns log Γ(n/2).
fn log_gamma_of_half(n: usize) -> f64 {
    let first = if n.is_multiple_of(2) { 0.0 } else { PI.ln() / 2.0 };
    // Γ(x + 1) = x·Γ(x), from Γ(1) = 1 or Γ(1/2) = √π.
    let steps = (1..n).rev().skip(1).step_by(2).map(|twice| (twice as f64 / 2.0).ln());
    first + steps.sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_evidence_is_scikit_learns() {
        let squares = [9.0, 7.0, 5.0, 1.2, 1.1, 1.0, 0.9];
        let mut evidence =
            Evidence { squares: &squares, n_samples: 500.0, rounding: 1e-13, pairs: 0.0 };
        // _assess_dimension(squares, rank, 500)
        let expected = [-2_059.137_177_308, -1_836.363_143_286, -1_542.669_002_080];
        for (rank, expected) in (1..).zip(expected) {
            evidence.add_component(rank - 1);
            assert!((evidence.of_rank(rank) - expected).abs() < 1e-9, "{rank}");
        }
    }

    #[test]
    fn gamma_of_halves() {
        let sqrt_pi = PI.sqrt();
        let gammas = [sqrt_pi, 1.0, sqrt_pi / 2.0, 1.0, 0.75 * sqrt_pi, 2.0, 1.875 * sqrt_pi, 6.0];
        for (n, gamma) in (1..).zip(gammas) {
            assert!((log_gamma_of_half(n) - gamma.ln()).abs() < 1e-14, "{n}");
        }
    }

    /// scikit-learn 1.7.0's `_infer_dimension` of these variances.
    #[test]
    fn a_clear_step_is_found_in_any_unit() {
        let cases = [
            ([9.0, 7.0, 5.0, 1.02, 1.01, 1.0, 0.99], 4),
            ([9.0, 7.0, 5.0, 1.2, 1.1, 1.0, 0.9], 3),
            ([9.0, 7.0, 5.0, 0.2, 0.15, 0.1, 0.05], 6),
        ];
        for unit in [1e-200, 1.0, 1e150] {
            for (squares, expected) in cases {
                let squares = squares.map(|square: f64| square * unit);
                assert_eq!(likely_dimension(&squares, 500, 1e-13), expected);
            }
        }
        assert_eq!(likely_dimension(&[3.0], 500, 1e-13), 1);
        assert_eq!(likely_dimension(&[3.0, 0.0, 0.0], 500, 1e-13), 1);
        assert!((1..=2).contains(&likely_dimension(&[3.0, 3.0, 3.0], 500, 1e-13)));
    }
}
