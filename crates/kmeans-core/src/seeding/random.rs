use digits_data::Scalar;

use crate::samples::Problem;
use digits_data::memory::{self, OutOfMemory};
use digits_data::random::Generator;

/// Draws `n_clusters` different samples, with a probability proportional to their weight.
///
/// It follows `numpy.random.RandomState.choice(n, k, replace=False, p=w/Σw)` draw by draw: each
/// turn draws as many as are missing, drops repeats, and excludes those found before. It needs at
/// least `n_clusters` samples of positive probability to end.
pub(super) fn draw<F: Scalar>(
    problem: &Problem<'_, F>,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, OutOfMemory> {
    let n_samples = problem.samples.n_samples();
    let total: f64 = (0..n_samples).map(|sample| problem.weights.of(sample)).sum();
    let probabilities = (0..n_samples).map(|sample| problem.weights.of(sample) / total);
    let mut probabilities = memory::collected(probabilities)?;
    let mut found = Vec::with_capacity(n_clusters);
    while found.len() < n_clusters {
        let cumulative = cumulative(&probabilities)?;
        for _ in found.len()..n_clusters {
            let uniform = generator.uniform();
            let sample = cumulative.partition_point(|&sum| sum <= uniform).min(n_samples - 1);
            if probabilities[sample] > 0.0 {
                probabilities[sample] = 0.0;
                found.push(sample);
            }
        }
    }
    Ok(found)
}

/// The first sample whose share of the cumulative weight exceeds `uniform`, as in
/// `numpy.random.RandomState.choice(n, p=w/Σw)`.
pub(super) fn first_sample<F: Scalar>(problem: &Problem<'_, F>, uniform: f64) -> usize {
    let n_samples = problem.samples.n_samples();
    let total: f64 = (0..n_samples).map(|sample| problem.weights.of(sample)).sum();
    let probability = |sample| problem.weights.of(sample) / total;
    let all: f64 = (0..n_samples).map(probability).sum();
    let mut sum = 0.0;
    let exceeds = |&sample: &usize| {
        sum += probability(sample);
        sum / all > uniform
    };
    (0..n_samples).find(exceeds).unwrap_or(n_samples - 1)
}

/// Cumulative sums, divided by the last.
fn cumulative(probabilities: &[f64]) -> Result<Vec<f64>, OutOfMemory> {
    let mut sum = 0.0;
    let mut sums = memory::collected(probabilities.iter().map(|probability| {
        sum += probability;
        sum
    }))?;
    for value in &mut sums {
        *value /= sum;
    }
    Ok(sums)
}
