use serde::Serialize;

use super::runs::{InitRuns, Run};
use super::signed_rank;

/// A figure over all seeds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) mean: f64,
    /// Of a sample, divisor n − 1; not of one seed.
    pub(crate) standard_deviation: Option<f64>,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// `None` of nothing.
    pub(crate) fn of(values: &[f64]) -> Option<Self> {
        let n_values = values.len() as f64;
        let min = values.iter().copied().reduce(f64::min)?;
        let max = values.iter().copied().reduce(f64::max)?;
        // About the first: equal values have exactly their mean, and no deviation.
        let first = values[0];
        let mean = first + values.iter().map(|value| value - first).sum::<f64>() / n_values;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let standard_deviation = (values.len() > 1).then(|| (squares / (n_values - 1.0)).sqrt());
        Some(Self { mean, standard_deviation, min, max })
    }

    /// Of what every run has; `None` if one has not.
    pub(crate) fn of_runs(runs: &[Run], figure: impl Fn(&Run) -> Option<f64>) -> Option<Self> {
        Self::of(&runs.iter().map(figure).collect::<Option<Vec<f64>>>()?)
    }
}

/// An initialisation less the first, seed by seed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Differences {
    #[serde(flatten)]
    pub(crate) spread: Spread,
    pub(crate) n_lower: usize,
    pub(crate) n_equal: usize,
    pub(crate) n_higher: usize,
    /// Two-sided; none where no seed makes a difference, or where seeds have no say in either.
    pub(crate) wilcoxon_p_value: Option<f64>,
}

impl Differences {
    pub(crate) fn of(
        these: &InitRuns,
        first: &InitRuns,
        figure: impl Fn(&Run) -> Option<f64>,
    ) -> Option<Self> {
        let pairs = these.runs.iter().zip(&first.runs);
        let differences: Vec<f64> = pairs
            .map(|(one, other)| Some(difference(figure(one)?, figure(other)?)))
            .collect::<Option<_>>()?;
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

/// None where it may be rounding alone: the same clusters in another order are summed in another
/// order, in `f32` with seven digits.
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

    #[test]
    fn a_spread_is_of_a_sample() {
        let spread = Spread::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert_eq!((spread.mean, spread.min, spread.max), (5.0, 2.0, 9.0));
        assert_eq!(spread.standard_deviation, Some((32.0_f64 / 7.0).sqrt()));
        let same = Spread::of(&[0.1; 10]).unwrap();
        assert_eq!((same.mean, same.standard_deviation), (0.1, Some(0.0)));
        assert_eq!(Spread::of(&[3.0]).unwrap().standard_deviation, None);
        assert_eq!(Spread::of(&[]), None);
    }
}
