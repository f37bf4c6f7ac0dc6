use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, LANES, Panels};
use rayon::prelude::*;

use super::algorithm::Algorithm;
use super::bounded::Bounded;
use super::changes::Changes;
use super::clusters::Clusters;
use super::lanes::lanes;
use super::pieces::{PIECE, visit_all};
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::problem::Problem;

/// Labels every sample with its nearest centre, the lowest of those equally near.
pub(crate) fn assign<F: Scalar>(
    panels: &Panels<F>,
    centers: &Samples<F>,
    labels: &mut [u32],
) -> Result<(), Error> {
    let packed = Centers::pack(centers.view());
    let work = panels.n_samples().saturating_mul(centers.as_slice().len());
    if work < PARALLEL_WORK {
        panels.nearest(&packed, 0, labels)?;
    } else {
        labels
            .par_chunks_mut(PIECE)
            .enumerate()
            .try_for_each(|(piece, labels)| panels.nearest(&packed, piece * PIECE, labels))?;
    }
    Ok(())
}

/// Labels samples round after round, by one algorithm or by the one that pays.
///
/// Which one that is is read off counters, never off a clock, so that a run does the same work
/// wherever it runs. Labels are the same whatever it is.
#[derive(Debug)]
pub(super) struct Assignment<F: Scalar> {
    algorithm: Algorithm,
    first: bool,
    bounds: Option<Bounded<F>>,
    /// Rounds of plain Lloyd before bounds are tried (again).
    plain_rounds: usize,
    /// How many it will be next time.
    patience: usize,
    /// Sample-to-centre distances taken.
    n_distances: u64,
    /// Rounds that bounds were of use in.
    n_bounded: usize,
    /// Groups of centres that they were of.
    n_groups: usize,
}

impl<F: Scalar> Assignment<F> {
    pub(super) fn new(algorithm: Algorithm, problem: &Problem<'_, F>, n_clusters: usize) -> Self {
        let auto = algorithm == Algorithm::Auto;
        let never = auto && !bounds_can_pay(problem.samples.n_features(), n_clusters);
        Self {
            algorithm: if never { Algorithm::Lloyd } else { algorithm },
            first: true,
            bounds: None,
            plain_rounds: if auto { FIRST_PLAIN_ROUNDS } else { 0 },
            patience: FIRST_PLAIN_ROUNDS,
            n_distances: 0,
            n_bounded: 0,
            n_groups: 0,
        }
    }

    /// Labels every sample with its nearest centre, the lowest of those equally near, and brings
    /// the clusters up to date; how many samples have another label than before.
    pub(super) fn assign(
        &mut self,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        labels: &mut [u32],
        clusters: &mut Clusters,
    ) -> Result<usize, Error> {
        let all = labels.len() as u64 * centers.n_samples() as u64;
        let first = std::mem::replace(&mut self.first, false);
        let (n_moved, n_distances) = match &mut self.bounds {
            Some(bounds) => {
                let (n_moved, n_distances) = bounds.assign(problem, centers, labels, clusters)?;
                self.n_bounded += 1;
                if self.algorithm == Algorithm::Auto && !paid(n_distances, all, centers.n_samples())
                {
                    self.bounds = None;
                    self.plain_rounds = self.patience;
                    self.patience *= 2;
                }
                (n_moved, n_distances)
            }
            None if self.algorithm == Algorithm::Lloyd || self.plain_rounds > 0 => {
                self.plain_rounds = self.plain_rounds.saturating_sub(1);
                assign_all(problem, centers, first, labels, clusters)?
            }
            None => {
                let n_groups = self.algorithm.n_groups(centers.n_samples());
                let (bounds, outcome) =
                    Bounded::start(n_groups, problem, centers, first, labels, clusters)?;
                self.n_groups = bounds.n_groups();
                self.bounds = Some(bounds);
                outcome
            }
        };
        self.n_distances += n_distances;
        Ok(n_moved)
    }

    /// What ran: a bounded algorithm if bounds were of use in any round.
    pub(super) fn ran(&self) -> Algorithm {
        match (self.n_bounded, self.n_groups) {
            (0, _) => Algorithm::Lloyd,
            (_, 1) => Algorithm::Hamerly,
            _ => Algorithm::Yinyang,
        }
    }

    pub(super) fn n_distances(&self) -> u64 {
        self.n_distances
    }
}

/// Labels all samples by the dense kernel, whatever was known.
fn assign_all<F: Scalar>(
    problem: &Problem<'_, F>,
    centers: &Samples<F>,
    first: bool,
    labels: &mut [u32],
    clusters: &mut Clusters,
) -> Result<(usize, u64), Error> {
    let (n_clusters, n_features) = centers.shape();
    let packed = Centers::pack(centers.view());
    let at_once = LANES * (NEAR / (LANES * n_features * size_of::<F>())).max(1);
    let visit = |new: &mut Vec<u32>, (piece, labels): &mut (usize, &mut [u32])| {
        let mut changes = Changes::none(n_clusters, n_features);
        new.resize(at_once, 0);
        let starts = (*piece * PIECE..).step_by(at_once);
        for (start, labels) in starts.zip(labels.chunks_mut(at_once)) {
            let new = &mut new[..labels.len()];
            problem.panels.nearest(&packed, start, new)?;
            relabel(problem, first, start, labels, new, &mut changes);
        }
        Ok((changes, labels.len() as u64 * n_clusters as u64))
    };
    let pieces = labels.chunks_mut(PIECE).enumerate().collect();
    visit_all(pieces, problem.work(n_clusters) >= PARALLEL_WORK, clusters, visit)
}

/// Bytes of samples that are still near, in the first cache, when their labels are known and those
/// that moved are read again.
const NEAR: usize = 16 << 10;

/// Overwrites the labels of the samples from `start` on, and notes those that differ.
fn relabel<F: Scalar>(
    problem: &Problem<'_, F>,
    first: bool,
    start: usize,
    labels: &mut [u32],
    new: &[u32],
    changes: &mut Changes,
) {
    for (block, (labels, new)) in labels.chunks_mut(LANES).zip(new.chunks(LANES)).enumerate() {
        for lane in lanes(moved(labels, new, first)) {
            let sample = start + block * LANES + lane;
            let from = (!first).then_some(labels[lane]);
            let weight = problem.weights.of(sample);
            let x = problem.panels.sample(sample).map(F::to_f64);
            changes.moved(from, new[lane], weight, x);
        }
        labels.copy_from_slice(new);
    }
}

/// The lanes whose labels differ, or all in the first round: a bit each.
fn moved(labels: &[u32], new: &[u32], first: bool) -> u32 {
    let bits = labels.iter().zip(new).enumerate();
    bits.fold(0, |bits, (lane, (label, new))| bits | u32::from(first || label != new) << lane)
}

/// In the first rounds the centres move too far for any bound.
const FIRST_PLAIN_ROUNDS: usize = 2;

/// Whether a sample's comparison with all centres costs more than keeping its bounds.
fn bounds_can_pay(n_features: usize, n_clusters: usize) -> bool {
    n_clusters > 1 && n_features.saturating_mul(n_clusters) >= 256
}

/// Whether bounds saved more than they cost: what is left is gathered at the price of some 24
/// centres a sample.
fn paid(n_distances: u64, all: u64, n_clusters: usize) -> bool {
    let share = n_distances as f64 / all as f64;
    share < 0.8 * n_clusters as f64 / (n_clusters as f64 + 24.0)
}
