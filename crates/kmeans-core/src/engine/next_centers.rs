use digits_data::{Samples, Scalar};

use super::relocation::{Move, relocations};
use super::round::{Clustering, Round};
use crate::Error;

/// Returns the next centre of every cluster, in centred coordinates: the mean of its samples.
///
/// An empty cluster takes a sample away from another one, for its centre alone: the clustering
/// stays as it is. Where no sample can be taken, it gets the heaviest cluster's centre, where it
/// does no harm.
pub(super) fn next_centers<F: Scalar>(
    round: Round<'_, F>,
    clustering: &Clustering,
) -> Result<Samples<F>, Error> {
    let Clustering { labels, sums } = clustering;
    let (grid, n_features) = (round.problem.grid()?, round.centers.n_features());
    if sums.n_samples.iter().all(|&n_samples| n_samples > 0) {
        return sums.means(grid, n_features);
    }
    let mut part = round.part()?;
    for Move { sample, to } in relocations(round, labels, &sums.n_samples) {
        part.move_sample(round.problem, sample, Some(labels[sample]), to);
    }
    let mut relocated = sums.clone();
    relocated.merge(&mut part);
    relocated.means(grid, n_features)
}
