use serde::Serialize;

/// Mean, median, spread and range of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Spread {
    pub(crate) mean: f64,
    pub(crate) median: f64,
    /// Divisor n − 1; `None` for a single value.
    pub(crate) standard_deviation: Option<f64>,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Spread {
    /// `None` for no values.
    pub(crate) fn of(values: &[f64]) -> Option<Self> {
        let n_values = values.len() as f64;
        let min = values.iter().copied().reduce(f64::min)?;
        let max = values.iter().copied().reduce(f64::max)?;
        // Deviations from the first value: equal values have exactly their mean, and no deviation.
        let first = values[0];
        let mean = first + values.iter().map(|value| value - first).sum::<f64>() / n_values;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        let standard_deviation = (values.len() > 1).then(|| (squares / (n_values - 1.0)).sqrt());
        let mut sorted = values.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        Some(Self { mean, median: median(&sorted)?, standard_deviation, min, max })
    }
}

/// Run times of one job, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Seconds {
    /// The fastest run.
    pub min: f64,
    /// The median; for an even number of runs, the mean of the middle two.
    pub median: f64,
    /// The slowest run.
    pub max: f64,
    /// Number of runs.
    pub runs: usize,
}

impl Seconds {
    /// Sorts the times of all runs; `None` for no run.
    pub fn of(times: impl IntoIterator<Item = f64>) -> Option<Self> {
        let mut times: Vec<f64> = times.into_iter().collect();
        times.sort_unstable_by(f64::total_cmp);
        let (&min, &max) = (times.first()?, times.last()?);
        Some(Self { min, median: median(&times)?, max, runs: times.len() })
    }
}

/// The middle of sorted values, or the mean of the middle two; `None` for no values.
pub(crate) fn median(sorted: &[f64]) -> Option<f64> {
    let n_values = sorted.len();
    let upper = sorted.get(n_values / 2)?;
    Some(f64::midpoint(sorted[(n_values - 1) / 2], *upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_of_a_sample() {
        let spread = Spread::of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]).unwrap();
        assert_eq!((spread.mean, spread.min, spread.max), (5.0, 2.0, 9.0));
        assert_eq!(spread.median.to_bits(), 4.5_f64.to_bits());
        assert_eq!(spread.standard_deviation, Some((32.0_f64 / 7.0).sqrt()));
        let same = Spread::of(&[0.1; 10]).unwrap();
        assert_eq!((same.mean, same.standard_deviation), (0.1, Some(0.0)));
        assert_eq!(Spread::of(&[3.0]).unwrap().standard_deviation, None);
        assert_eq!(Spread::of(&[]), None);
    }

    #[test]
    fn the_median_is_the_middle_of_the_sorted_times() {
        let odd = Seconds::of([0.009, 0.001, 0.002]).unwrap();
        assert_eq!((odd.min, odd.median, odd.max, odd.runs), (0.001, 0.002, 0.009, 3));
        assert!((Seconds::of([0.004, 0.001, 0.002, 0.009]).unwrap().median - 0.003).abs() < 1e-12);
        let one = Seconds::of([5.0]).unwrap();
        assert_eq!((one.min, one.median, one.max, one.runs), (5.0, 5.0, 5.0, 1));
        assert_eq!(Seconds::of([]), None);
    }

    #[test]
    fn a_median_does_not_overflow() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[1.0, 2.0, 9.0]), Some(2.0));
        assert_eq!(median(&[1.0, 2.0, 3.0, 9.0]), Some(2.5));
        assert_eq!(median(&[f64::MAX, f64::MAX]), Some(f64::MAX));
    }
}
