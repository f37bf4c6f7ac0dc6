use digits_data::Scalar;

use super::potential::Potential;
use super::random::first_sample;
use crate::Error;
use crate::problem::Problem;
use crate::random_state::Generator;

/// Candidates that are tried for each centre after the first: 2 + ⌊ln k⌋.
fn n_local_trials(n_clusters: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 ≤ ln k < 45")]
    let logarithm = (n_clusters as f64).ln() as usize;
    2 + logarithm
}

/// Uniform numbers that one seeding takes.
pub(super) fn n_draws(n_clusters: usize) -> usize {
    1 + (n_clusters - 1) * n_local_trials(n_clusters)
}

/// Greedy k-means++: the samples that become the first centres.
///
/// The first is drawn by weight. For each further one, several candidates are drawn with a
/// probability in proportion to weight × squared distance to the nearest centre so far, and the one
/// that leaves the smallest sum of these (the potential) is taken, the first if several do.
///
/// D. Arthur and S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007, with
/// the greedy choice that the authors mention and scikit-learn makes; draw by draw as
/// scikit-learn's `_kmeans_plusplus`.
pub(super) fn choose<F: Scalar>(
    problem: &Problem<'_, F>,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, Error> {
    let first = first_sample(problem, generator.uniform());
    complete(problem, vec![first], n_clusters, generator)
}

/// Adds to the samples chosen already, of which there is at least one, until they are enough.
pub(super) fn complete<F: Scalar>(
    problem: &Problem<'_, F>,
    mut chosen: Vec<usize>,
    n_clusters: usize,
    generator: &mut Generator,
) -> Result<Vec<usize>, Error> {
    let mut potential = Potential::of(problem, &chosen)?;
    while chosen.len() < n_clusters {
        let candidates = potential.draw(n_local_trials(n_clusters), generator)?;
        chosen.push(potential.take_best(&candidates)?);
    }
    Ok(chosen)
}
