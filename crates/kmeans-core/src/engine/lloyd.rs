use digits_data::{Samples, Scalar};

use super::algorithm::Algorithm;
use super::assignment::Assignment;
use super::inertia::inertia;
use super::iteration::{Iteration, Watch};
use super::next_centers::next_centers;
use super::round::{Clustering, Round};
use super::run::{Restart, Run};
use super::stopping::{StopReason, StoppingRule};
use crate::Error;
use crate::samples::Problem;
use crate::squared_distance::squared_distance;

/// Lloyd's algorithm: assign all samples, take means, until the rule says stop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lloyd {
    pub(crate) algorithm: Algorithm,
    pub(crate) rule: StoppingRule,
}

impl Lloyd {
    /// Runs from the given centres on, which are in centred coordinates.
    ///
    /// Rounds, stopping and the final assignment are those of scikit-learn's
    /// `_kmeans_single_lloyd`.
    pub(crate) fn run<F: Scalar>(
        self,
        problem: &Problem<'_, F>,
        mut centers: Samples<F>,
        watch: &mut Watch<'_, F>,
    ) -> Result<Run<F>, Error> {
        let n_clusters = centers.n_samples();
        let mut clustering = Clustering::unlabeled(problem, n_clusters)?;
        let mut assignment = Assignment::new(self.algorithm, problem, n_clusters);
        let mut n_iter = 0;
        loop {
            n_iter += 1;
            let round = Round { problem, centers: &centers, is_first: n_iter == 1 };
            let n_changed = assignment.assign(round, &mut clustering)?;
            let next = next_centers(round, &clustering)?;
            let squared_shift = squared_shift(&centers, &next);
            let goes_on = watch.show(|restart, scale| Iteration {
                restart,
                scale,
                n_iter,
                // Later rounds can bring it down to what can be calculated with.
                inertia: inertia_of(round, &clustering.labels).unwrap_or(f64::INFINITY),
                center_shift: squared_shift.sqrt(),
                n_changed,
                labels: &clustering.labels,
                centers: &centers,
                offset: problem.offset,
            });
            let stop = self.rule.decide(n_iter, n_changed, squared_shift);
            let stop = if goes_on { stop } else { Some(StopReason::Observer) };
            // The squared shift would underflow.
            let has_moved = next != centers;
            centers = next;
            if let Some(stop_reason) = stop {
                let round = Round { problem, centers: &centers, is_first: false };
                if has_moved {
                    // The labels are those of the centres before; a model's must fit its own.
                    assignment.assign(round, &mut clustering)?;
                }
                let inertia = inertia_of(round, &clustering.labels)?;
                let (algorithm, n_distances) = (assignment.algorithm(), assignment.n_distances());
                let summary = Restart { inertia, n_iter, stop_reason, algorithm, n_distances };
                return Ok(Run { centers, labels: clustering.labels, summary });
            }
        }
    }
}

fn inertia_of<F: Scalar>(round: Round<'_, F>, labels: &[u32]) -> Result<f64, Error> {
    let problem = round.problem;
    inertia(problem.samples, problem.weights, problem.offset, round.centers, labels)
}

/// Returns Σ‖Δc‖², the squared Frobenius norm of the move.
fn squared_shift<F: Scalar>(before: &Samples<F>, after: &Samples<F>) -> f64 {
    let zeros = vec![0.0; before.n_features()];
    let rows = before.rows().zip(after.rows());
    rows.map(|(before, after)| squared_distance(after, &zeros, before)).sum()
}
