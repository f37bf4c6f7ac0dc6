use digits_data::Scalar;
use digits_data::random::Generator;

use super::init::Init;
use super::kmeans_parallel::Oversampling;
use super::{kmeans_plus_plus, random};
use crate::Error;
use crate::parameters::{check_at_least_1, check_n_clusters};
use crate::samples::{Problem, Weights};

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

/// Draws the rows of different samples at random, with a probability proportional to their weight, as
/// [`Init::Random`] does. `sample_weight` are those of all blocks; without them all weights are 1.
///
/// # Errors
///
/// [`Error::NumberOfClusters`] if fewer than `n_clusters` samples have a weight above 0, and the errors
/// of weights.
pub fn draw_rows(
    n_samples: usize,
    sample_weight: Option<&[f64]>,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, Error> {
    let weights = Weights::of_block(sample_weight, n_samples)?;
    check_n_clusters(n_clusters, weights.n_positive(n_samples))?;
    Ok(random::draw(n_samples, weights, n_clusters, generator))
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
