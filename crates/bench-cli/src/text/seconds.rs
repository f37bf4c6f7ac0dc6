use serde::Serialize;

/// Time of several runs, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Seconds {
    /// The fastest run.
    pub min: f64,
    /// The median; of an even number of runs, the mean of the middle two.
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
        let runs = times.len();
        let (&min, &max) = (times.first()?, times.last()?);
        let median = f64::midpoint(times[(runs - 1) / 2], times[runs / 2]);
        Some(Self { min, median, max, runs })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_of_the_sorted_times() {
        let odd = Seconds::of([0.009, 0.001, 0.002]).unwrap();
        assert_eq!((odd.min, odd.median, odd.max, odd.runs), (0.001, 0.002, 0.009, 3));
        assert!((Seconds::of([0.004, 0.001, 0.002, 0.009]).unwrap().median - 0.003).abs() < 1e-12);
        let one = Seconds::of([5.0]).unwrap();
        assert_eq!((one.min, one.median, one.max, one.runs), (5.0, 5.0, 5.0, 1));
        assert_eq!(Seconds::of([]), None);
    }
}
