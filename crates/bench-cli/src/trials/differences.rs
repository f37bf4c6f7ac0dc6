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
    /// Two-sided; `None` if all differences are 0, or if an initialisation draws no random numbers: it has
    /// no spread that a paired test could compare.
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
            wilcoxon_p_value: (these.is_random && first.is_random)
                .then(|| signed_rank::p_value(&differences))
                .flatten(),
        })
    }
}

/// 0 where it may be rounding alone.
fn difference(one: f64, other: f64) -> f64 {
    if is_rounding(one, other) { 0.0 } else { one - other }
}

/// True if two figures are equal but for rounding: the same clusters in another order are summed in
/// another order, in `f32` with seven digits.
pub(crate) fn is_rounding(one: f64, other: f64) -> bool {
    const ROUNDING: f64 = 1e-7;
    (one - other).abs() <= ROUNDING * one.abs().max(other.abs())
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
