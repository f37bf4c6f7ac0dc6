use digits_data::random::Generator;

use super::learner::Learner;
use super::stopping::MiniBatchStopReason;
use crate::samples::Scale;

/// The result of a fit.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) offset: Vec<f64>,
    pub(super) learner: Learner,
    pub(super) generator: Generator,
    /// `None` if the centres were rounded after the samples got their labels.
    pub(super) labels: Option<Vec<u32>>,
    pub(super) n_iter: usize,
    pub(super) n_steps: usize,
    pub(super) stop_reason: MiniBatchStopReason,
}

impl Found {
    /// Brings the centres back to the samples' own scale.
    pub(super) fn unscaled(self, scale: Scale) -> Self {
        let offset = self.offset.iter().map(|&x| scale.undo(x)).collect();
        Self { offset, learner: self.learner.unscaled(scale), labels: None, ..self }
    }
}
