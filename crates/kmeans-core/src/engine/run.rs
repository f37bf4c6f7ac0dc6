use digits_data::{Samples, Scalar};

use super::algorithm::Algorithm;
use super::stopping::StopReason;

/// The result of one run of Lloyd's algorithm.
#[derive(Debug, Clone)]
pub(crate) struct Run<F: Scalar> {
    /// One centre per row, in centred coordinates.
    pub(crate) centers: Samples<F>,
    /// The centre nearest to each sample.
    pub(crate) labels: Vec<u32>,
    pub(crate) summary: Restart,
}

/// Inertia, number of iterations and stop reason of one restart.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct Restart {
    /// Weighted sum of squared distances to the nearest centre.
    pub inertia: f64,
    /// Number of iterations.
    pub n_iter: usize,
    /// The reason why it ended.
    pub stop_reason: StopReason,
    /// The algorithm that ran.
    pub algorithm: Algorithm,
    /// Distances that its iterations computed, from samples to centres and from centres to
    /// centres. Without bounds: samples × clusters per iteration.
    pub n_distances: u64,
}
