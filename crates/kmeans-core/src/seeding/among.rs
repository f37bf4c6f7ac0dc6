use digits_data::Scalar;
use digits_data::random::Generator;

use super::init::Init;
use super::kmeans_parallel::Oversampling;
use super::kmeans_plus_plus;
use crate::Error;
use crate::parameters::check_at_least_1;
use crate::samples::Problem;

/// Chooses first centres among the samples of one block by greedy k-means++, and returns their rows.
///
/// `chosen` are rows chosen before, if there are any. Without them the first row is drawn by weight.
/// The generator moves on.
///
/// # Errors
///
/// [`Error::Parameter`] for 0 clusters, [`Error::Data`] for a row that does not exist,
/// [`Error::Memory`].
pub fn choose_among<F: Scalar>(
    block: &Problem<'_, F>,
    chosen: Vec<usize>,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, Error> {
    check_at_least_1("n_clusters", n_clusters)?;
    if chosen.is_empty() {
        kmeans_plus_plus::choose(block, n_clusters, generator)
    } else {
        kmeans_plus_plus::complete(block, chosen, n_clusters, generator)
    }
}

/// Returns how many uniform numbers [`KMeans`](crate::KMeans) reserves for one restart. A generator
/// that serves several restarts skips so many. 0 for an initialisation that reserves none.
pub fn n_reserved_draws(init: &Init, n_samples: usize, n_clusters: usize) -> usize {
    match *init {
        Init::KMeansPlusPlus => kmeans_plus_plus::n_draws(n_clusters.max(1)),
        Init::KMeansParallel { oversampling_factor: factor, n_rounds } => {
            Oversampling { factor, n_rounds }.n_draws(n_samples, n_clusters.max(1))
        }
        _ => 0,
    }
}
