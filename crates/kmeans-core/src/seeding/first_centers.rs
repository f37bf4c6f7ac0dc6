use digits_data::random::Generator;
use digits_data::{Samples, Scalar};

use super::init::Init;
use super::starts::Method;
use crate::Error;
use crate::samples::{Problem, center, mean, uncenter};

/// Finds first centres, in centred coordinates, with a generator that the fit goes on using.
pub(crate) fn first_centers<F: Scalar>(
    problem: &Problem<'_, F>,
    init: &Init,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Samples<F>, Error> {
    if !init.stands_at_the_mean() {
        let method = Method::new(problem, init, n_clusters)?;
        let start = method.start(problem, n_clusters, generator);
        return start.found(problem, n_clusters)?.centers(problem);
    }
    // The axes start at the mean of these samples, wherever the problem is centred.
    let mean = mean(problem.samples);
    let around_mean = Problem::new(problem.samples, problem.weights, &mean)?;
    let method = Method::new(&around_mean, init, n_clusters)?;
    let start = method.start(&around_mean, n_clusters, generator);
    let axes = start.found(&around_mean, n_clusters)?.centers(&around_mean)?;
    center(uncenter(axes.view(), &mean)?.view(), problem.offset)
}
