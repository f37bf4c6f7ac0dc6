use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::kinds::Dtype;

/// Samples in a file: row-major little-endian numbers and nothing else, so that every runner reads
/// the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Block {
    pub(crate) path: PathBuf,
    pub(crate) n_samples: usize,
    pub(crate) n_features: usize,
    pub(crate) dtype: Dtype,
}

/// One call, the same for every contender, on the samples that were loaded.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Job {
    Fit(Fit),
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

/// One score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Score {
    pub(crate) metric: Metric,
    /// The samples' labels in a file, as `f64`; none where the samples are two labelings.
    pub(crate) labels: Option<PathBuf>,
}

/// By scikit-learn's names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Metric {
    /// Judged by the sum of its squares.
    #[serde(rename = "contingency_matrix")]
    Contingency,
    #[serde(rename = "adjusted_mutual_info_score")]
    AdjustedMutualInfo,
    #[serde(rename = "silhouette_score")]
    Silhouette,
    #[serde(rename = "calinski_harabasz_score")]
    CalinskiHarabasz,
    #[serde(rename = "davies_bouldin_score")]
    DaviesBouldin,
}

/// A fit of principal components, judged by their variances.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Decompose {
    pub(crate) n_components: usize,
    /// By scikit-learn's name.
    pub(crate) solver: String,
}

/// What came of a job.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum Reply {
    Done(Done),
    /// Why this contender has no such thing.
    Cannot {
        cannot: String,
    },
}

/// What a call took.
#[derive(Debug, Clone, PartialEq, Default, Deserialize)]
pub(crate) struct Done {
    pub(crate) seconds: f64,
    /// By how many bytes the process grew at its peak, if that was watched and the system tells.
    #[serde(default)]
    pub(crate) memory: Option<u64>,
    /// Rounds of a fit.
    #[serde(default)]
    pub(crate) n_iter: Option<usize>,
    /// What the call is judged by; of a fit, that is the inertia of its centres.
    #[serde(default)]
    pub(crate) values: Vec<f64>,
    /// Why it may come to another result than all others.
    #[serde(default)]
    pub(crate) differs: Option<String>,
}

impl Job {
    /// What is asked for, as workers name it.
    pub(crate) fn task(&self) -> &'static str {
        match self {
            Self::Fit(_) => "fit",
            Self::Score(_) => "score",
            Self::Pca(_) => "pca",
        }
    }

    /// What its result is, for people.
    pub(crate) fn result(&self) -> &'static str {
        match self {
            Self::Fit(_) => "inertia",
            Self::Score(_) => "score",
            Self::Pca(_) => "variance",
        }
    }
}
