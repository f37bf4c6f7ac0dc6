//! One call, the same for every contender. A [`Runner`] does the job on samples in files ([`numbers`]).

pub(crate) mod numbers;

use std::path::PathBuf;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::cases::{Dtype, Kind};

/// Something that does jobs: this process, or the process of a peer.
pub(crate) trait Runner {
    /// Names the contenders that do jobs of this kind.
    fn contenders(&self, job: &Job) -> Vec<String>;

    /// Reads the samples for all later jobs.
    fn load(&mut self, block: &Block) -> Result<()>;

    /// Does the job and tells its time and, if `watch`, its memory. A watched run may be slower.
    ///
    /// A contender that cannot do the job fails with the reason.
    fn run(&mut self, contender: &str, job: &Job, watch: bool) -> Result<Done>;
}

/// Samples in a file: row-major little-endian numbers and nothing else, so every runner reads the same
/// bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Block {
    pub(crate) path: PathBuf,
    pub(crate) n_samples: usize,
    pub(crate) n_features: usize,
    pub(crate) dtype: Dtype,
}

/// One call on the samples that were loaded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Job {
    Fit(Fit),
    Quality(Quality),
    Score(Score),
    Pca(Decompose),
}

/// One fit of k-means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Fit {
    pub(crate) n_clusters: usize,
    pub(crate) init: Start,
    pub(crate) n_init: usize,
    pub(crate) seed: u32,
    pub(crate) max_iter: usize,
    pub(crate) tol: f64,
    /// The iterations that we took, for contenders without a `tol`.
    pub(crate) rounds: usize,
    /// Scales the samples first, within the clock.
    pub(crate) scale: bool,
    /// File for the centres, `f64`, written once the clock has stopped.
    pub(crate) centers_to: PathBuf,
}

/// The start of a fit.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Start {
    /// Centres in a file, `f64`.
    Centers(PathBuf),
    #[serde(rename = "k-means++")]
    KMeansPlusPlus,
    Random,
}

/// One fit as the contender comes out of the box: its own start, its own rule to end, its own way there.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Quality {
    pub(crate) n_clusters: usize,
    pub(crate) seed: u32,
    /// Iterations at most; `None` for as many as the contender does by itself.
    pub(crate) max_iter: Option<usize>,
    /// File for the centres, `f64`, written once the clock has stopped.
    pub(crate) centers_to: PathBuf,
}

/// One score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Score {
    #[serde(skip)]
    pub(crate) kind: Kind,
    /// scikit-learn's name of it.
    pub(crate) metric: &'static str,
    /// File of the samples' labels, `f64`; `None` where the samples are two labelings.
    pub(crate) labels: Option<PathBuf>,
}

/// One fit of principal components.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Decompose {
    pub(crate) n_components: usize,
    /// The solver, by scikit-learn's name.
    pub(crate) solver: String,
}

/// Time, memory and result of a call.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub(crate) struct Done {
    pub(crate) seconds: f64,
    /// Bytes by which the process grew at its peak, if that was watched and the system tells.
    #[serde(default)]
    pub(crate) memory: Option<u64>,
    /// Iterations of a fit.
    #[serde(default)]
    pub(crate) n_iter: Option<usize>,
    /// A score or explained variances. A fit has none: its centres are judged.
    #[serde(default)]
    pub(crate) values: Vec<f64>,
    /// The reason why the result may differ from all others.
    #[serde(default)]
    pub(crate) differs: Option<String>,
}

impl Job {
    /// The name by which workers know this kind of job.
    pub(crate) fn task(&self) -> &'static str {
        match self {
            Self::Fit(_) => "fit",
            Self::Quality(_) => "quality",
            Self::Score(_) => "score",
            Self::Pca(_) => "pca",
        }
    }

    /// The name of its result, for people.
    pub(crate) fn result(&self) -> &'static str {
        match self {
            Self::Fit(_) | Self::Quality(_) => "inertia",
            Self::Score(_) => "score",
            Self::Pca(_) => "variance",
        }
    }
}
