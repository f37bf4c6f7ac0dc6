use digits_data::{Samples, Scalar};

use super::algorithm::Algorithm;
use super::fold::Fold;
use super::inertia_change::InertiaChange;
use super::iteration::{Iteration, Watch};
use super::labeling::Labeling;
use super::run::{Restart, Run};
use super::stopping::{StopReason, StoppingRule};
use crate::Error;
use crate::samples::SampleBlocks;

/// Lloyd's algorithm: assigns all samples and moves the centres to the means, until the rule says stop.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Lloyd {
    pub(crate) algorithm: Algorithm,
    pub(crate) rule: StoppingRule,
}

impl Lloyd {
    /// Runs from the given centres until the rule or the observer stops it. `centers` are relative
    /// to the offset of the blocks.
    ///
    /// Iterations, stopping and the final assignment are those of scikit-learn's
    /// `_kmeans_single_lloyd`.
    pub(crate) fn run<F: Scalar>(
        self,
        blocks: &dyn SampleBlocks<F>,
        mut centers: Samples<F>,
        watch: &mut Watch<'_, F>,
    ) -> Result<Run<F>, Error> {
        let (n_clusters, n_features) = centers.shape();
        let mut labeling = Labeling::new(blocks.shape().0, self.algorithm)?;
        let mut fold = Fold::on(blocks.grid()?, n_features, n_clusters, self.rule);
        let mut change = InertiaChange::watched(blocks, self.rule.inertia_tol)?;
        loop {
            // 1. Assign the samples. The fold adds up the changes to the cluster sums.
            labeling.assign(blocks, &centers, &mut fold)?;
            // 2. Move the centres to the means. Empty clusters get the farthest samples.
            let n_empty = fold.n_empty();
            let candidates = || labeling.candidates(blocks, &centers, n_empty);
            let candidates = (n_empty > 0).then(candidates).transpose()?;
            let step = fold.step(&centers, candidates)?;
            let stop = match step.stop {
                None | Some(StopReason::MaxIter) if change.is_small(&fold) => {
                    Some(StopReason::InertiaChange)
                }
                stop => stop,
            };
            // 3. Show the iteration: its labels, and the centres that they belong to.
            let goes_on = watch.show(|restart, scale| Iteration {
                restart,
                scale,
                n_iter: step.n_iter,
                // The inertia may overflow now and be finite after later iterations.
                inertia: labeling.inertia(blocks, &centers, false).unwrap_or(f64::INFINITY),
                center_shift: step.squared_shift.sqrt(),
                n_changed: step.n_changed,
                labels: &labeling.labels,
                centers: &centers,
                offset: blocks.offset(),
            });
            // 4. Stop, if there is a reason.
            let stop = if goes_on { stop } else { Some(StopReason::Observer) };
            // Compared one by one, because the squared shift can underflow to 0.
            let has_moved = step.centers != centers;
            centers = step.centers;
            if let Some(stop_reason) = stop {
                // The labels belong to the centres before the move. A model's labels must belong to
                // its own centres.
                let inertia = labeling.inertia(blocks, &centers, has_moved)?;
                let (algorithm, n_distances) = labeling.effort();
                let n_iter = step.n_iter;
                let summary = Restart { inertia, n_iter, stop_reason, algorithm, n_distances };
                return Ok(Run { centers, labels: labeling.labels, summary });
            }
        }
    }
}
