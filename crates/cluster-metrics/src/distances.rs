/// Samples compared at once.
pub(crate) const LANES: usize = 8;

/// Samples packed eight a panel, feature after feature, for distances to one sample at a time.
///
/// With samples in the lanes a sum over features never crosses lanes, so that the compiler finds
/// SIMD code in plain arrays, and every distance is one chain of additions over ascending features.
/// Distances come from differences: exactly 0 for equal samples, no cancellation for near ones.
#[derive(Debug)]
pub(crate) struct Panels {
    /// Panel `p`, feature `f` at `p * n_features + f`; missing samples of the last panel are 0.
    values: Vec<[f64; LANES]>,
    n_features: usize,
}

impl Panels {
    /// `rows` yields one iterator over `n_features` values for each of `n_samples` samples.
    pub(crate) fn pack<R: Iterator<Item = f64>>(
        rows: impl Iterator<Item = R>,
        n_samples: usize,
        n_features: usize,
    ) -> Self {
        let mut values = vec![[0.0; LANES]; n_samples.div_ceil(LANES) * n_features];
        for (sample, row) in rows.enumerate() {
            let panel = &mut values[sample / LANES * n_features..][..n_features];
            for (lanes, x) in panel.iter_mut().zip(row) {
                lanes[sample % LANES] = x;
            }
        }
        Self { values, n_features }
    }

    /// Euclidean distances from each of `samples` (row-major) to the samples of each panel in turn:
    /// `take` gets the panel's number and a row of distances for each of `samples`.
    pub(crate) fn distances_from(
        &self,
        samples: &[f64],
        mut take: impl FnMut(usize, &[[f64; LANES]]),
    ) {
        let mut distances = vec![[0.0; LANES]; samples.len() / self.n_features];
        for (number, panel) in self.values.chunks_exact(self.n_features).enumerate() {
            for (sample, lanes) in samples.chunks_exact(self.n_features).zip(&mut distances) {
                *lanes = squared_distances(sample, panel).map(f64::sqrt);
            }
            take(number, &distances);
        }
    }
}

#[inline]
fn squared_distances(sample: &[f64], panel: &[[f64; LANES]]) -> [f64; LANES] {
    let mut sums = [0.0; LANES];
    for (x, lanes) in sample.iter().zip(panel) {
        for (sum, y) in sums.iter_mut().zip(lanes) {
            let difference = x - y;
            *sum += difference * difference;
        }
    }
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_is_met_in_its_lane() {
        let rows: Vec<[f64; 2]> = (0..19).map(|i| [f64::from(i), f64::from(i * i)]).collect();
        let panels = Panels::pack(rows.iter().map(|row| row.iter().copied()), 19, 2);
        let mut met = 0;
        panels.distances_from(&rows[3..5].concat(), |panel, distances| {
            for (from, lanes) in rows[3..5].iter().zip(distances) {
                for (to, found) in rows[panel * LANES..].iter().zip(lanes) {
                    let expected = (from[0] - to[0]).hypot(from[1] - to[1]);
                    assert!((found - expected).abs() <= 1e-15 * expected);
                    met += 1;
                }
            }
        });
        assert_eq!(met, 2 * 19);
    }
}
