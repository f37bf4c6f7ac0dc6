use serde::Serialize;

use super::runs::{Figure, InitRuns};
use super::signed_rank;
use super::statistics::Spread;

/// A figure of one initialisation minus that of another, seed by seed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Differences {
    #[serde(flatten)]
    pub(crate) spread: Spread,
    pub(crate) n_lower: usize,
    pub(crate) n_equal: usize,
    pub(crate) n_higher: usize,
    /// Two-sided; `None` if all differences are 0, or if neither initialisation draws random numbers.
    pub(crate) wilcoxon_p_value: Option<f64>,
}

impl Differences {
    /// `None` if a run lacks the figure.
    pub(crate) fn of(these: &InitRuns, first: &InitRuns, figure: Figure) -> Option<Self> {
        let (these_figures, first_figures) = (these.figures(figure)?, first.figures(figure)?);
        let pairs = these_figures.iter().zip(&first_figures);
        let differences: Vec<f64> = pairs.map(|(&one, &other)| difference(one, other)).collect();
        let count = |is: fn(&f64) -> bool| differences.iter().filter(|d| is(d)).count();
        Some(Self {
            spread: Spread::of(&differences)?,
            n_lower: count(|d| *d < 0.0),
            n_equal: count(|d| *d == 0.0),
            n_higher: count(|d| *d > 0.0),
            wilcoxon_p_value: (these.is_drawn || first.is_drawn)
                .then(|| signed_rank::p_value(&differences))
                .flatten(),
        })
    }
}

/// 0 where it may be rounding alone: the same clusters in another order are summed in another order,
/// in `f32` with seven digits.
fn difference(one: f64, other: f64) -> f64 {
    const ROUNDING: f64 = 1e-7;
    let difference = one - other;
    if difference.abs() <= ROUNDING * one.abs().max(other.abs()) { 0.0 } else { difference }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_is_no_difference() {
        assert_eq!(difference(78.851_441_426_146_1, 78.851_441_426_146_08).to_bits(), 0);
        assert_eq!(difference(0.0, 0.0).to_bits(), 0);
        assert!(difference(78.8557, 78.8514) > 0.004);
        assert!(difference(0.0, 1e-300) < 0.0);
    }
}
