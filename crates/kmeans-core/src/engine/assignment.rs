use digits_data::{Samples, Scalar};

use super::algorithm::Algorithm;
use super::bounded::Bounded;
use super::clusters::Clusters;
use super::dense;
use super::pieces::Outcome;
use crate::Error;
use crate::problem::Problem;

/// Labels samples round after round, by one algorithm or by the one that pays.
///
/// Which one that is is read off counters, never off a clock, so that a run does the same work
/// wherever it runs. Labels are the same whatever it is.
#[derive(Debug)]
pub(super) struct Assignment<F: Scalar> {
    algorithm: Algorithm,
    first: bool,
    /// Whether it pays to look at wider samples in `f32` first.
    screens: bool,
    bounds: Option<Bounded<F>>,
    /// Rounds of plain Lloyd before bounds are tried (again).
    plain_rounds: usize,
    /// How many it will be next time.
    patience: usize,
    /// Rounds in a row that bounds did not pay in, and how many those may be.
    n_unpaid: usize,
    most_unpaid: usize,
    /// Distances taken.
    n_distances: u64,
    /// Rounds that bounds were of use in.
    n_bounded: usize,
    /// Groups of centres that they were of.
    n_groups: usize,
}

impl<F: Scalar> Assignment<F> {
    pub(super) fn new(algorithm: Algorithm, problem: &Problem<'_, F>, n_clusters: usize) -> Self {
        let auto = algorithm == Algorithm::Auto;
        let n_features = problem.samples.n_features();
        let never = auto && !bounds_can_pay(n_features, n_clusters);
        let plain_rounds = first_plain_rounds(n_features, n_clusters);
        Self {
            algorithm: if never { Algorithm::Lloyd } else { algorithm },
            first: true,
            screens: true,
            bounds: None,
            plain_rounds: if auto { plain_rounds } else { 0 },
            patience: plain_rounds.max(1) * PATIENCE,
            n_unpaid: 0,
            most_unpaid: most_unpaid_rounds(n_features, n_clusters),
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
                let has_paid = paid(n_distances, all, centers.n_samples());
                self.n_unpaid = if has_paid { 0 } else { self.n_unpaid + 1 };
                if self.algorithm == Algorithm::Auto && self.n_unpaid == self.most_unpaid {
                    self.n_unpaid = 0;
                    self.bounds = None;
                    self.plain_rounds = self.patience;
                    self.patience = self.patience.saturating_mul(PATIENCE);
                }
                (n_moved, n_distances)
            }
            None if self.algorithm == Algorithm::Lloyd || self.plain_rounds > 0 => {
                self.plain_rounds = self.plain_rounds.saturating_sub(1);
                self.assign_all(problem, centers, first, labels, clusters)?
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

    /// By the dense kernel, whatever was known.
    fn assign_all(
        &mut self,
        problem: &Problem<'_, F>,
        centers: &Samples<F>,
        first: bool,
        labels: &mut [u32],
        clusters: &mut Clusters,
    ) -> Result<Outcome, Error> {
        let screen = if self.screens { problem.screen()? } else { None };
        let Some(screen) = screen else {
            return dense::assign_all(problem, centers, first, labels, clusters);
        };
        let (outcome, n_uncertain) =
            screen.assign_all(problem, centers, first, labels, clusters)?;
        self.screens = n_uncertain <= labels.len() / MOST_UNCERTAIN;
        Ok(outcome)
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

/// The share of samples that may be left uncertain: settling one costs as much as labelling two.
const MOST_UNCERTAIN: usize = 4;

/// Rounds before bounds are tried for the first time: in the first the centres move too far.
fn first_plain_rounds(n_features: usize, n_clusters: usize) -> usize {
    if bounds_cost_little(n_features, n_clusters) { 0 } else { 6 }
}

/// In how many rounds, one after the other, bounds may save too little before they are given up.
fn most_unpaid_rounds(n_features: usize, n_clusters: usize) -> usize {
    if bounds_cost_little(n_features, n_clusters) { 4 } else { 1 }
}

/// Whether a sample's comparison with all centres costs so much that keeping its bounds, even in
/// vain, is hardly seen beside it: it came to some 3 % on noise.
fn bounds_cost_little(n_features: usize, n_clusters: usize) -> bool {
    n_features.saturating_mul(n_clusters) >= 1 << 14
}

/// How many times longer each next trial is waited for, so that all together cost little.
const PATIENCE: usize = 8;

/// Whether a sample's comparison with all centres costs enough more than keeping its bounds: below,
/// bounds lost even where they left a third of the distances.
fn bounds_can_pay(n_features: usize, n_clusters: usize) -> bool {
    n_clusters > 1 && n_features.saturating_mul(n_clusters) >= 1 << 12
}

/// Whether bounds saved more than they cost: what is left is gathered at the price of some 24
/// centres a sample.
fn paid(n_distances: u64, all: u64, n_clusters: usize) -> bool {
    let share = n_distances as f64 / all as f64;
    share < 0.8 * n_clusters as f64 / (n_clusters as f64 + 24.0)
}
