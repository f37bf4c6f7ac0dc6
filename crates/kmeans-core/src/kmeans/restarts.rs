use digits_data::Scalar;
use rayon::prelude::*;

use crate::chunks::PARALLEL_WORK;
use crate::engine::StoppingRule;
use crate::engine::lloyd::{self, Run};
use crate::observer::Observer;
use crate::problem::Problem;
use crate::seeding::{FirstCenters, Start, Starts};
use crate::{Algorithm, Error, KMeans, StopReason};

/// What became of one restart.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Restart {
    /// Weighted sum of squared distances to the nearest centre.
    pub inertia: f64,
    /// Rounds it took.
    pub n_iter: usize,
    /// Why it ended.
    pub stop_reason: StopReason,
    /// What ran.
    pub algorithm: Algorithm,
    /// Sample-to-centre distances taken in its rounds; without bounds samples × clusters a round.
    pub n_distances: u64,
}

/// The best run and what became of all.
#[derive(Debug)]
pub(crate) struct Best<F: Scalar> {
    pub(crate) run: Run<F>,
    /// Which one it is.
    pub(crate) restart: usize,
    pub(crate) restarts: Vec<Restart>,
}

/// Runs all restarts and keeps the best.
///
/// Small problems run side by side, each on one thread; large ones one after the other, each on
/// all threads. It is the same result either way.
pub(crate) fn best<F: Scalar>(
    kmeans: &KMeans,
    problem: &mut Problem<'_, F>,
    rule: StoppingRule,
    n_init: usize,
    observer: Option<Observer<'_, F>>,
) -> Result<Best<F>, Error> {
    let best = if observer.is_none() && problem.work(kmeans.n_clusters) < PARALLEL_WORK {
        best_side_by_side(kmeans, problem, rule, n_init)?
    } else {
        best_in_turn(kmeans, problem, rule, n_init, observer)?
    };
    best.ok_or(Error::Parameter { name: "n_init", value: 0.0, expected: "at least 1" })
}

/// Restarts that run side by side and hold their labels at a time; how many changes no result.
fn at_once(n_samples: usize) -> usize {
    (4 * rayon::current_num_threads()).min(PARALLEL_WORK / n_samples).max(1)
}

fn best_side_by_side<F: Scalar>(
    kmeans: &KMeans,
    problem: &Problem<'_, F>,
    rule: StoppingRule,
    n_init: usize,
) -> Result<Option<Best<F>>, Error> {
    let n_clusters = kmeans.n_clusters;
    let starts = Starts::new(problem, &kmeans.init, n_clusters, kmeans.random_state)?;
    problem.pack(starts.take_distances())?;
    let run = |start: Start<F>| {
        let centers = start.found(problem, n_clusters)?.centers(problem)?;
        lloyd::run(problem, rule, kmeans.algorithm, centers, 0, &mut None)
    };
    let mut starts = starts.take(n_init);
    let at_once = at_once(problem.samples.n_samples());
    let mut best = None;
    loop {
        let some: Vec<Start<F>> = starts.by_ref().take(at_once).collect();
        if some.is_empty() {
            return Ok(best);
        }
        let runs: Vec<Run<F>> = some.into_par_iter().map(run).collect::<Result<_, Error>>()?;
        best = runs.into_iter().fold(best, |best, run| Some(better(best, run, n_clusters)));
    }
}

fn best_in_turn<F: Scalar>(
    kmeans: &KMeans,
    problem: &mut Problem<'_, F>,
    rule: StoppingRule,
    n_init: usize,
    mut observer: Option<Observer<'_, F>>,
) -> Result<Option<Best<F>>, Error> {
    let n_clusters = kmeans.n_clusters;
    let starts = Starts::new(problem, &kmeans.init, n_clusters, kmeans.random_state)?;
    let found = starts.take(n_init).map(|start| start.found(problem, n_clusters));
    let found: Vec<FirstCenters<F>> = found.collect::<Result<_, Error>>()?;
    // Seeding needs them exact; the rounds of a wider type do with less memory.
    problem.forget_panels();
    let mut best = None;
    for (restart, first) in found.into_iter().enumerate() {
        let centers = first.centers(problem)?;
        let run = lloyd::run(problem, rule, kmeans.algorithm, centers, restart, &mut observer)?;
        let stopped = run.stop_reason == StopReason::Observer;
        best = Some(better(best, run, n_clusters));
        if stopped {
            break;
        }
    }
    Ok(best)
}

/// A later run wins only with a smaller inertia and another clustering: the same clusters under
/// other numbers may come out smaller by rounding alone.
fn better<F: Scalar>(best: Option<Best<F>>, run: Run<F>, n_clusters: usize) -> Best<F> {
    let restart = Restart {
        inertia: run.inertia,
        n_iter: run.n_iter,
        stop_reason: run.stop_reason,
        algorithm: run.algorithm,
        n_distances: run.n_distances,
    };
    let Some(mut best) = best else {
        return Best { run, restart: 0, restarts: vec![restart] };
    };
    best.restarts.push(restart);
    if run.inertia < best.run.inertia
        && !is_same_clustering(&run.labels, &best.run.labels, n_clusters)
    {
        best.run = run;
        best.restart = best.restarts.len() - 1;
    }
    best
}

/// Whether every cluster of the one lies within a single cluster of the other, as scikit-learn's
/// `_is_same_clustering` asks.
fn is_same_clustering(labels: &[u32], others: &[u32], n_clusters: usize) -> bool {
    let mut other_of = vec![None; n_clusters];
    labels
        .iter()
        .zip(others)
        .all(|(&label, &other)| *other_of[label as usize].get_or_insert(other) == other)
}

#[cfg(test)]
mod tests {
    use std::ops::ControlFlow;

    use digits_data::{Blobs, make_blobs};

    use super::*;
    use crate::Init;

    /// More than are held at a time, and those in turn, as a watched fit runs them.
    #[test]
    fn many_restarts_side_by_side_are_those_in_turn() {
        let blobs = make_blobs::<f64>(&Blobs::new(30, 2, 3)).unwrap();
        let samples = blobs.samples().view();
        let n_init = 2 * at_once(samples.n_samples()) + 3;
        let kmeans = KMeans { init: Init::Random, n_init: Some(n_init), ..KMeans::new(3) };
        let side_by_side = kmeans.fit(samples).unwrap();
        let in_turn = kmeans.fit_observed(samples, None, &mut |_| ControlFlow::Continue(()));
        assert_eq!(side_by_side.restarts().len(), n_init);
        assert_eq!(side_by_side, in_turn.unwrap());
    }

    #[test]
    fn clusterings_are_compared_up_to_the_names() {
        assert!(is_same_clustering(&[0, 0, 1, 2], &[2, 2, 0, 1], 3));
        assert!(!is_same_clustering(&[0, 0, 1, 2], &[2, 1, 0, 1], 3));
    }
}
