use std::ops::ControlFlow;

use digits_data::{Samples, Scalar};

use super::algorithm::Algorithm;
use super::assignment::Assignment;
use super::clusters::Clusters;
use super::inertia::{inertia, squared_distance};
use super::stopping::{StopReason, StoppingRule};
use crate::Error;
use crate::observer::{Iteration, Observer};
use crate::problem::Problem;

/// What one run came to.
#[derive(Debug, Clone)]
pub(crate) struct Run<F: Scalar> {
    /// In centred coordinates.
    pub(crate) centers: Samples<F>,
    /// The centre nearest to each sample.
    pub(crate) labels: Vec<u32>,
    pub(crate) inertia: f64,
    pub(crate) n_iter: usize,
    pub(crate) stop_reason: StopReason,
    pub(crate) algorithm: Algorithm,
    pub(crate) n_distances: u64,
}

/// Lloyd's algorithm from the given centres on: assign, take means, until the rule says stop.
///
/// Rounds, stopping and the final assignment are those of scikit-learn's `_kmeans_single_lloyd`.
pub(crate) fn run<F: Scalar>(
    problem: &Problem<'_, F>,
    rule: StoppingRule,
    algorithm: Algorithm,
    mut centers: Samples<F>,
    restart: usize,
    observer: &mut Option<Observer<'_, F>>,
) -> Result<Run<F>, Error> {
    let (n_samples, n_features) = problem.samples.shape();
    let mut clusters = Clusters::empty(centers.n_samples(), n_features);
    let mut labels = vec![0; n_samples];
    let mut assignment = Assignment::new(algorithm, problem, centers.n_samples());
    let mut n_iter = 0;
    let stop_reason = loop {
        n_iter += 1;
        let n_changed = assignment.assign(problem, &centers, &mut labels, &mut clusters)?;
        let means = clusters.means(problem, &labels, &centers)?;
        let squared_shift = squared_shift(&centers, &means);
        let watched = match observer {
            None => ControlFlow::Continue(()),
            Some(observer) => observer(&Iteration {
                restart,
                n_iter,
                // Later rounds can bring it down to what can be calculated with.
                inertia: inertia_of(problem, &centers, &labels).unwrap_or(f64::INFINITY),
                center_shift: squared_shift.sqrt(),
                n_changed,
                labels: &labels,
                centers: &centers,
                offset: problem.offset,
            }),
        };
        // Not by the square, which underflows.
        let has_moved = means != centers;
        centers = means;
        let stop = match watched {
            ControlFlow::Continue(()) => rule.decide(n_iter, n_changed, squared_shift),
            ControlFlow::Break(()) => Some(StopReason::Observer),
        };
        if let Some(reason) = stop {
            if has_moved {
                // The labels are those of the centres before; a model's must fit its own.
                assignment.assign(problem, &centers, &mut labels, &mut clusters)?;
            }
            break reason;
        }
    };
    let inertia = inertia_of(problem, &centers, &labels)?;
    let (algorithm, n_distances) = (assignment.ran(), assignment.n_distances());
    Ok(Run { centers, labels, inertia, n_iter, stop_reason, algorithm, n_distances })
}

fn inertia_of<F: Scalar>(
    problem: &Problem<'_, F>,
    centers: &Samples<F>,
    labels: &[u32],
) -> Result<f64, Error> {
    inertia(problem.samples, problem.weights, problem.offset, centers, labels)
}

/// Σ‖Δc‖², the squared Frobenius norm of the move.
fn squared_shift<F: Scalar>(before: &Samples<F>, after: &Samples<F>) -> f64 {
    let zeros = vec![0.0; before.n_features()];
    let rows = before.rows().zip(after.rows());
    rows.map(|(before, after)| squared_distance(after, &zeros, before)).sum()
}
