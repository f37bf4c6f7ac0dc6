use std::collections::BTreeSet;

use crate::samples::Weights;
use digits_data::random::Generator;

/// Draws `n_clusters` different samples, with a probability proportional to their weight.
///
/// It follows `numpy.random.RandomState.choice(n, k, replace=False, p=w/Σw)` draw by draw: each
/// turn draws as many as are missing, drops repeats, and excludes those found before. It needs at
/// least `n_clusters` samples of positive probability to end.
///
/// NumPy stores the cumulative probabilities. Here they are added up again in each turn, so that the
/// memory does not grow with the number of samples.
pub(super) fn draw(
    n_samples: usize,
    weights: Weights<'_>,
    n_clusters: usize,
    generator: &mut Generator,
) -> Vec<usize> {
    let total: f64 = (0..n_samples).map(|sample| weights.of(sample)).sum();
    let mut found = Vec::with_capacity(n_clusters);
    let mut excluded = BTreeSet::new();
    while found.len() < n_clusters {
        // 1. The uniform numbers of this turn, in ascending order.
        let mut uniforms: Vec<(usize, f64)> =
            (found.len()..n_clusters).map(|at| (at, generator.uniform())).collect();
        uniforms.sort_by(|a, b| a.1.total_cmp(&b.1));
        // 2. The sample of each: the first whose share of the cumulative probability exceeds it.
        let probabilities = Probabilities { n_samples, weights, total, excluded: &excluded };
        let mut drawn = probabilities.samples_at(&uniforms);
        // 3. The new ones, in the order in which they were drawn.
        drawn.sort_unstable();
        for (_, sample) in drawn {
            if weights.of(sample) / total > 0.0 && excluded.insert(sample) {
                found.push(sample);
            }
        }
    }
    found
}

/// The probability of each sample; 0 for those that are excluded.
struct Probabilities<'a> {
    n_samples: usize,
    weights: Weights<'a>,
    total: f64,
    excluded: &'a BTreeSet<usize>,
}

impl Probabilities<'_> {
    /// Calls `visit(sample, cumulative probability)` for all samples, until it returns false.
    fn accumulate(&self, mut visit: impl FnMut(usize, f64) -> bool) {
        let mut excluded = self.excluded.iter().peekable();
        let mut sum = 0.0;
        for sample in 0..self.n_samples {
            if excluded.next_if_eq(&&sample).is_none() {
                sum += self.weights.of(sample) / self.total;
            }
            if !visit(sample, sum) {
                break;
            }
        }
    }

    /// Returns the sample of each uniform number. These are in ascending order, each with its place.
    fn samples_at(&self, uniforms: &[(usize, f64)]) -> Vec<(usize, usize)> {
        let mut all = 0.0;
        self.accumulate(|_, sum| {
            all = sum;
            true
        });
        let mut rest = uniforms.iter().peekable();
        let mut drawn = Vec::with_capacity(uniforms.len());
        self.accumulate(|sample, sum| {
            while let Some((place, _)) = rest.next_if(|(_, uniform)| sum / all > *uniform) {
                drawn.push((*place, sample));
            }
            rest.peek().is_some()
        });
        drawn.extend(rest.map(|(place, _)| (*place, self.n_samples - 1)));
        drawn
    }
}

/// The first sample whose share of the cumulative weight exceeds `uniform`, as in
/// `numpy.random.RandomState.choice(n, p=w/Σw)`.
pub(super) fn first_sample(n_samples: usize, weights: Weights<'_>, uniform: f64) -> usize {
    let total: f64 = (0..n_samples).map(|sample| weights.of(sample)).sum();
    let probabilities = Probabilities { n_samples, weights, total, excluded: &BTreeSet::new() };
    probabilities.samples_at(&[(0, uniform)])[0].1
}
