use digits_data::{Samples, Scalar};
use linalg_pca::distance::{Centers, LANES, Panels};
use rayon::prelude::*;

use super::algorithm::Algorithm;
use super::bounded::Bounded;
use super::moves::{Move, Moves, relabel};
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::problem::Problem;

/// Samples that are labelled as one piece of work. Any multiple of `LANES` gives the same labels.
pub(super) const PIECE: usize = 64 * LANES;

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

    /// Labels every sample with its nearest centre, the lowest of those equally near.
    pub(super) fn assign(
        &mut self,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        labels: &mut [u32],
    ) -> Result<Moves, Error> {
        let all = labels.len() as u64 * centers.n_samples() as u64;
        let (moves, n_distances) = match &mut self.bounds {
            Some(bounds) => {
                let (moves, n_distances) = bounds.assign(problem, centers, labels)?;
                self.n_bounded += 1;
                if self.algorithm == Algorithm::Auto && !paid(n_distances, all, centers.n_samples())
                {
                    self.bounds = None;
                    self.plain_rounds = self.patience;
                    self.patience *= 2;
                }
                (moves, n_distances)
            }
            None if self.algorithm == Algorithm::Lloyd || self.plain_rounds > 0 => {
                self.plain_rounds = self.plain_rounds.saturating_sub(1);
                (self.assign_all(problem, centers, labels)?, all)
            }
            None => {
                let n_groups = self.algorithm.n_groups(centers.n_samples());
                let (bounds, outcome) = Bounded::start(n_groups, problem, centers, labels)?;
                self.n_groups = bounds.n_groups();
                self.bounds = Some(bounds);
                outcome
            }
        };
        self.n_distances += n_distances;
        let first = std::mem::replace(&mut self.first, false);
        Ok(if first { Moves::All } else { Moves::Some(moves) })
    }

    /// By the dense kernel, whatever was known.
    fn assign_all(
        &self,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        labels: &mut [u32],
    ) -> Result<Vec<Vec<Move>>, Error> {
        if self.first {
            assign(&problem.panels, centers, labels)?;
            return Ok(Vec::new());
        }
        let packed = Centers::pack(centers.view());
        let relabel_piece = |new: &mut Vec<u32>, (piece, labels): (usize, &mut [u32])| {
            new.resize(labels.len(), 0);
            problem.panels.nearest(&packed, piece * PIECE, new)?;
            let mut moves = Vec::new();
            let blocks = labels.chunks_mut(LANES).zip(new.chunks(LANES));
            for (start, (labels, new)) in (piece * PIECE..).step_by(LANES).zip(blocks) {
                relabel(start, labels, new, &mut moves);
            }
            Ok(moves)
        };
        if problem.work(centers.n_samples()) < PARALLEL_WORK {
            let mut new = Vec::new();
            labels
                .chunks_mut(PIECE)
                .enumerate()
                .map(|piece| relabel_piece(&mut new, piece))
                .collect()
        } else {
            let pieces = labels.par_chunks_mut(PIECE).enumerate();
            pieces.map_init(Vec::new, relabel_piece).collect()
        }
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
