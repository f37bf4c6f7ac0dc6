use digits_data::{Samples, Scalar};

use crate::problem::{Problem, uncenter};
use crate::seeding::Method;
use crate::{Error, Init, moments};
use digits_data::random::Generator;

/// First centres, in centred coordinates, from a generator that has more to draw afterwards.
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
    // The axes stand at the mean of these very samples, wherever the problem is centred.
    let mean = moments::mean(problem.samples);
    let around_mean = Problem::new(problem.samples, problem.weights, &mean)?;
    let method = Method::new(&around_mean, init, n_clusters)?;
    let start = method.start(&around_mean, n_clusters, generator);
    let axes = start.found(&around_mean, n_clusters)?.centers(&around_mean)?;
    problem.center(uncenter(axes.view(), &mean)?.view())
}
