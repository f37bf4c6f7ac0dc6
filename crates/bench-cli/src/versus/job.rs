use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::cases::Dtype;

/// Samples in a file: row-major little-endian numbers and nothing else, so that every runner reads
/// the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Block {
    pub(crate) path: PathBuf,
    pub(crate) n_samples: usize,
    pub(crate) n_features: usize,
    pub(crate) dtype: Dtype,
}

/// One fit, the same for every contender.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Job {
    pub(crate) n_clusters: usize,
    pub(crate) init: Start,
    pub(crate) n_init: usize,
    pub(crate) seed: u32,
    pub(crate) max_iter: usize,
    pub(crate) tol: f64,
    /// The rounds that we took, for who knows no `tol`.
    pub(crate) rounds: usize,
    /// Whether the samples are scaled first, as part of what is timed.
    pub(crate) scale: bool,
    /// Where the centres go, `f64`, once the clock has stopped.
    pub(crate) centers_to: PathBuf,
}

/// Where a fit starts.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Start {
    /// Centres in a file, `f64`.
    Centers(PathBuf),
    #[serde(rename = "k-means++")]
    KMeansPlusPlus,
    Random,
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Reply {
    Fitted(Fitted),
    /// Why this contender has no such fit.
    Cannot {
        cannot: String,
    },
}

/// What a fit took.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Fitted {
    pub(crate) seconds: f64,
    pub(crate) n_iter: usize,
    /// Why it may come to another result than all others.
    pub(crate) differs: Option<String>,
}
