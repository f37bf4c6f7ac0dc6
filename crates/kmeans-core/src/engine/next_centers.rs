use digits_data::{Samples, Scalar};

use super::cluster_sums::ClusterSums;
use super::pieces::PIECE;
use super::relocation::{Move, relocations};
use super::round::{Clustering, Round};
use super::total::Total;
use crate::Error;
use crate::chunks::PARALLEL_WORK;

/// Returns the next centre of every cluster, in centred coordinates: the mean of its samples.
///
/// An empty cluster takes a sample away from another one, for its centre alone: the clustering
/// stays as it is. Where no sample can be taken, it gets the heaviest cluster's centre, where it
/// does no harm.
pub(super) fn next_centers<F: Scalar>(
    round: Round<'_, F>,
    clustering: &mut Clustering,
) -> Result<Samples<F>, Error> {
    let Clustering { labels, sums } = clustering;
    recalculate_faded(round, labels, sums)?;
    if sums.totals.iter().all(|total| total.n_samples > 0) {
        return sums.means();
    }
    // A cluster without samples holds only the rounding of former ones.
    sums.clear(|total| total.n_samples == 0);
    let moves = relocations(round, labels, &sums.totals);
    let mut relocated = sums.clone();
    for &Move { sample, to } in &moves {
        let mut part = round.part();
        round.move_sample(sample, Some(labels[sample]), to, &mut part);
        relocated.merge(&part);
    }
    if relocated.totals.iter().any(Total::has_faded) {
        let mut labels = labels.clone();
        for Move { sample, to } in moves {
            labels[sample] = to;
        }
        recalculate_faded(round, &labels, &mut relocated)?;
    }
    relocated.means()
}

/// Recalculates the sums that have faded, in the same pieces as the first round.
fn recalculate_faded<F: Scalar>(
    round: Round<'_, F>,
    labels: &[u32],
    sums: &mut ClusterSums,
) -> Result<(), Error> {
    if !sums.totals.iter().any(Total::has_faded) {
        return Ok(());
    }
    let faded: Vec<bool> = sums.totals.iter().map(Total::has_faded).collect();
    sums.clear(Total::has_faded);
    let visit = |(): &mut (), (piece, labels): &mut (usize, &[u32])| {
        let mut part = round.part();
        let samples = (*piece * PIECE..).zip(*labels);
        for (sample, &label) in samples.filter(|(_, label)| faded[**label as usize]) {
            round.move_sample(sample, None, label, &mut part);
        }
        Ok(part)
    };
    let pieces = labels.chunks(PIECE).enumerate().collect();
    sums.update(pieces, round.problem.work(1) >= PARALLEL_WORK, visit)?;
    Ok(())
}
