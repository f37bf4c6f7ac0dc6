use digits_data::{Samples, Scalar};

use crate::problem::{Problem, uncenter};
use crate::random_state::{Generator, RandomState};
use crate::seeding::{Start, Starts};
use crate::{Error, Init, moments};

/// First centres, in centred coordinates, from a generator that has more to draw afterwards.
///
/// Draw by draw what [`Starts`] does, which keeps its generator to itself.
pub(crate) fn first_centers<F: Scalar>(
    problem: &Problem<'_, F>,
    init: &Init,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Samples<F>, Error> {
    let start = match init {
        Init::KMeansPlusPlus => {
            let start = Start::KMeansPlusPlus(generator.clone());
            generator.skip(n_draws(n_clusters));
            start
        }
        Init::Random => Start::Samples(weighted_choice(problem, n_clusters, generator)),
        Init::Pca => return principal_axes(problem, n_clusters),
        Init::Centers(_) => return drawn_from_nothing(problem, init, n_clusters),
    };
    start.centers(problem, n_clusters)
}

/// Uniform numbers that greedy k-means++ takes: 1, and 2 + ⌊ln k⌋ for each further centre.
fn n_draws(n_clusters: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ ln k < 45")]
    let logarithm = (n_clusters as f64).ln() as usize;
    1 + (n_clusters - 1) * (2 + logarithm)
}

/// What `numpy.random.RandomState.choice(n, k, replace=False, p=w/Σw)` gives. There are at least
/// `n_clusters` samples of positive weight.
fn weighted_choice<F: Scalar>(
    problem: &Problem<'_, F>,
    n_clusters: usize,
    generator: &mut Generator,
) -> Vec<usize> {
    let n_samples = problem.samples.n_samples();
    let total: f64 = (0..n_samples).map(|sample| problem.weights.of(sample)).sum();
    let mut probabilities: Vec<f64> =
        (0..n_samples).map(|sample| problem.weights.of(sample) / total).collect();
    let mut found = Vec::with_capacity(n_clusters);
    while found.len() < n_clusters {
        let mut sum = 0.0;
        let mut cumulative = probabilities.clone();
        for value in &mut cumulative {
            sum += *value;
            *value = sum;
        }
        for _ in found.len()..n_clusters {
            let uniform = generator.uniform();
            let sample = cumulative.partition_point(|&below| below / sum <= uniform);
            let sample = sample.min(n_samples - 1);
            if probabilities[sample] > 0.0 {
                probabilities[sample] = 0.0;
                found.push(sample);
            }
        }
    }
    found
}

/// The axes stand at the mean of these very samples, wherever the problem is centred.
fn principal_axes<F: Scalar>(
    problem: &Problem<'_, F>,
    n_clusters: usize,
) -> Result<Samples<F>, Error> {
    let mean = moments::mean(problem.samples);
    let around_mean = Problem::new(problem.samples, problem.weights, &mean)?;
    let axes = drawn_from_nothing(&around_mean, &Init::Pca, n_clusters)?;
    problem.center(uncenter(axes.view(), &mean)?.view())
}

fn drawn_from_nothing<F: Scalar>(
    problem: &Problem<'_, F>,
    init: &Init,
    n_clusters: usize,
) -> Result<Samples<F>, Error> {
    let mut starts = Starts::new(problem, init, n_clusters, RandomState::default())?;
    let n_samples = problem.samples.n_samples();
    let start = starts.next().ok_or(Error::NumberOfClusters { n_clusters, n_samples })?;
    start.centers(problem, n_clusters)
}
