use digits_data::{Samples, Scalar};
use rayon::prelude::*;

use super::nested_sample::NestedSample;
use super::parameters::KMeans;
use crate::Error;
use crate::chunks::PARALLEL_WORK;
use crate::engine::{Lloyd, Restart, Run, StopReason, Watch};
use crate::samples::{SampleBlocks, Scale};
use crate::seeding::{FirstCenters, Start, Starts};

/// The best of all restarts, and a summary of each.
#[derive(Debug)]
pub(super) struct Best<F: Scalar> {
    pub(super) run: Run<F>,
    /// The number of the best restart.
    pub(super) restart: usize,
    pub(super) restarts: Vec<Restart>,
    /// The fits to nested samples that came before.
    pub(super) nested_samples: Vec<NestedSample>,
}

impl<F: Scalar> Best<F> {
    /// Brings the restart of a scaled problem back to the samples' own scale.
    ///
    /// # Errors
    ///
    /// [`Error::Inertia`] if an inertia is not finite there.
    pub(super) fn unscaled(mut self, scale: Scale) -> Result<Self, Error> {
        self.run.centers = scale.undo_in(self.run.centers.view())?;
        let of_samples = self.nested_samples.iter_mut().flat_map(|sample| &mut sample.restarts);
        let restarts = self.restarts.iter_mut().chain(of_samples);
        for restart in restarts.chain([&mut self.run.summary]) {
            restart.inertia = scale.undo_square(restart.inertia);
            if !restart.inertia.is_finite() {
                return Err(Error::Inertia);
            }
        }
        Ok(self)
    }
}

/// Runs all restarts and keeps the best.
///
/// Restarts of small problems run in parallel, each on one thread. Those of large ones run one after the
/// other, each on all threads. The result is the same either way.
pub(super) fn best<F: Scalar>(
    kmeans: &KMeans,
    blocks: &mut dyn SampleBlocks<F>,
    lloyd: Lloyd,
    watch: Watch<'_, F>,
) -> Result<Best<F>, Error> {
    let is_small = blocks.work(kmeans.n_clusters) < PARALLEL_WORK;
    let best = if watch.observer.is_none() && is_small && blocks.can_be_shared() {
        best_side_by_side(kmeans, blocks, lloyd)?
    } else {
        best_in_turn(kmeans, blocks, lloyd, watch)?
    };
    best.ok_or(Error::Parameter { name: "n_init", value: 0.0, expected: "at least 1" })
}

/// Runs once, from given centres in centred coordinates.
pub(super) fn only<F: Scalar>(
    blocks: &dyn SampleBlocks<F>,
    centers: Samples<F>,
    lloyd: Lloyd,
    mut watch: Watch<'_, F>,
) -> Result<Best<F>, Error> {
    let run = lloyd.run(blocks, centers, &mut watch)?;
    Ok(better(None, run, 1))
}

/// Returns how many restarts run in parallel. The number changes no result.
fn at_once(n_samples: usize) -> usize {
    (4 * rayon::current_num_threads()).min(PARALLEL_WORK / n_samples).max(1)
}

fn best_side_by_side<F: Scalar>(
    kmeans: &KMeans,
    blocks: &dyn SampleBlocks<F>,
    lloyd: Lloyd,
) -> Result<Option<Best<F>>, Error> {
    let n_clusters = kmeans.n_clusters;
    let starts = Starts::new(blocks, &kmeans.init, n_clusters, kmeans.random_state)?;
    blocks.pack(starts.take_distances())?;
    let run = |start: Start<F>| {
        let centers = start.found(blocks, n_clusters)?.centers(blocks)?;
        lloyd.run(blocks, centers, &mut Watch::nobody())
    };
    let mut starts = starts.take(kmeans.n_init());
    let at_once = at_once(blocks.shape().0);
    let mut best = None;
    loop {
        let some: Vec<_> = starts.by_ref().take(at_once).collect();
        if some.is_empty() {
            return Ok(best);
        }
        let runs: Vec<Run<F>> = some.into_par_iter().map(run).collect::<Result<_, Error>>()?;
        best = runs.into_iter().fold(best, |best, run| Some(better(best, run, n_clusters)));
    }
}

fn best_in_turn<F: Scalar>(
    kmeans: &KMeans,
    blocks: &mut dyn SampleBlocks<F>,
    lloyd: Lloyd,
    mut watch: Watch<'_, F>,
) -> Result<Option<Best<F>>, Error> {
    let n_clusters = kmeans.n_clusters;
    let starts = Starts::new(blocks, &kmeans.init, n_clusters, kmeans.random_state)?;
    let found = starts.take(kmeans.n_init()).map(|start| start.found(blocks, n_clusters));
    let found: Vec<FirstCenters<F>> = found.collect::<Result<_, Error>>()?;
    blocks.end_seeding();
    let mut best = None;
    for (restart, first) in found.into_iter().enumerate() {
        watch.restart = restart;
        let run = lloyd.run(blocks, first.centers(blocks)?, &mut watch)?;
        let stopped = run.summary.stop_reason == StopReason::Observer;
        best = Some(better(best, run, n_clusters));
        if stopped {
            break;
        }
    }
    Ok(best)
}

/// Keeps the later restart only if it has a smaller inertia and another clustering. The same clusters
/// with other numbers may have a smaller inertia by rounding alone.
fn better<F: Scalar>(best: Option<Best<F>>, run: Run<F>, n_clusters: usize) -> Best<F> {
    let Some(mut best) = best else {
        let restarts = vec![run.summary];
        return Best { run, restart: 0, restarts, nested_samples: Vec::new() };
    };
    best.restarts.push(run.summary);
    if run.summary.inertia < best.run.summary.inertia
        && !is_same_clustering(&run.labels, &best.run.labels, n_clusters)
    {
        best.run = run;
        best.restart = best.restarts.len() - 1;
    }
    best
}

/// Returns true if every cluster of one clustering lies within a single cluster of the other, like
/// scikit-learn's `_is_same_clustering`.
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
