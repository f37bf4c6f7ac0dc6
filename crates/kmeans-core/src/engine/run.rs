use digits_data::{Samples, Scalar};

use super::algorithm::Algorithm;
use super::stopping::StopReason;

/// One run of Lloyd's algorithm that has ended.
#[derive(Debug, Clone)]
pub(crate) struct Run<F: Scalar> {
    /// One centre per row, in centred coordinates.
    pub(crate) centers: Samples<F>,
    /// The centre nearest to each sample.
    pub(crate) labels: Vec<u32>,
    pub(crate) summary: Restart,
}

/// The figures of one restart.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Restart {
    /// Weighted sum of squared distances to the nearest centre.
    pub inertia: f64,
    /// Rounds it took.
    pub n_iter: usize,
    /// The reason why it ended.
    pub stop_reason: StopReason,
    /// The algorithm that ran.
    pub algorithm: Algorithm,
    /// Distances that were taken in its rounds, from samples to centres and from centres to
    /// centres. Without bounds: samples × clusters per round.
    pub n_distances: u64,
}
