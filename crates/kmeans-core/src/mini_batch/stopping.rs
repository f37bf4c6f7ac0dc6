use std::fmt;

use super::learner::Step;

/// Reason why a mini-batch fit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum MiniBatchStopReason {
    /// A batch moved the centres no farther than `tol` allows.
    CenterShift,
    /// The smoothed inertia did not fall for `max_no_improvement` batches in a row.
    NoImprovement,
    /// `max_iter` passes are complete.
    MaxIter,
}

impl MiniBatchStopReason {
    /// Returns true unless the fit ended at `max_iter`.
    pub fn converged(self) -> bool {
        matches!(self, Self::CenterShift | Self::NoImprovement)
    }
}

impl fmt::Display for MiniBatchStopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CenterShift => "center shift within tol",
            Self::NoImprovement => "no improvement of the smoothed inertia",
            Self::MaxIter => "max_iter reached",
        })
    }
}

/// The rule by which a mini-batch fit ends.
#[derive(Debug, Clone, Copy)]
pub(super) struct StoppingRule {
    /// The largest Σ‖Δc‖² that counts as standing still; 0 never does.
    pub(super) squared_shift: f64,
    pub(super) max_no_improvement: Option<usize>,
    pub(super) max_steps: usize,
    /// The weight of one batch in the smoothed inertia, from 0 to 1.
    pub(super) smoothing: f64,
}

/// The progress of a fit. An exponentially weighted average evens out the chance in single batches.
#[derive(Debug)]
pub(super) struct Progress {
    rule: StoppingRule,
    pub(super) n_steps: usize,
    smoothed: Option<f64>,
    least: f64,
    n_without_improvement: usize,
}

impl Progress {
    pub(super) fn new(rule: StoppingRule) -> Self {
        let least = f64::INFINITY;
        Self { rule, n_steps: 0, smoothed: None, least, n_without_improvement: 0 }
    }

    /// Returns the reason to stop after a step, if there is one.
    ///
    /// The first batch's inertia is ignored, because it measures the first centres only.
    pub(super) fn decide(&mut self, step: Step) -> Option<MiniBatchStopReason> {
        self.n_steps += 1;
        if self.n_steps > 1 {
            let weight = self.rule.smoothing;
            let smoothed = self
                .smoothed
                .map_or(step.inertia, |smoothed| smoothed * (1.0 - weight) + step.inertia * weight);
            self.smoothed = Some(smoothed);
            if self.rule.squared_shift > 0.0 && step.squared_shift <= self.rule.squared_shift {
                return Some(MiniBatchStopReason::CenterShift);
            }
            if smoothed < self.least {
                self.least = smoothed;
                self.n_without_improvement = 0;
            } else {
                self.n_without_improvement += 1;
            }
            let most = self.rule.max_no_improvement;
            if most.is_some_and(|most| self.n_without_improvement >= most) {
                return Some(MiniBatchStopReason::NoImprovement);
            }
        }
        (self.n_steps >= self.rule.max_steps).then_some(MiniBatchStopReason::MaxIter)
    }
}
