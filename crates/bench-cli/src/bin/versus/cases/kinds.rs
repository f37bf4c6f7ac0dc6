//! The words of a file of cases.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// Cases that belong together and have a table of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Group {
    /// scikit-learn's gallery page on the digits.
    Page,
    /// The kernel, iterations and whole fits over a grid of shapes.
    Engine,
    /// k-means++ alone.
    Seeding,
    /// Time to a good answer, on the fit grid.
    Default,
    /// Time to a good answer, where features are many, as in embeddings.
    Embeddings,
    /// Iterations while samples, features or clusters grow.
    Growth,
    /// Iterations and fits on one thread, two, four, …
    Threads,
    /// The MNIST digits, if their files are given.
    Mnist,
    /// Scores of labels and of samples.
    Metrics,
    /// Principal components.
    Pca,
}

impl Group {
    /// The heading of the group's table.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Page => "The page",
            Self::Engine => "Rounds and fits",
            Self::Seeding => "Seeding",
            Self::Default => "Time to a good answer",
            Self::Embeddings => "Time to a good answer on embeddings",
            Self::Growth => "Rounds that grow",
            Self::Threads => "Threads",
            Self::Mnist => "MNIST",
            Self::Metrics => "Scores",
            Self::Pca => "Principal components",
        }
    }
}

/// The size that grows in a series of cases; its number is the size's place in a shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) enum Axis {
    #[serde(rename = "n_samples")]
    Samples,
    #[serde(rename = "n_features")]
    Features,
    #[serde(rename = "n_clusters")]
    Clusters,
}

impl Axis {
    pub(crate) fn name(self) -> &'static str {
        ["n_samples", "n_features", "n_clusters"][self as usize]
    }
}

/// The kind of samples.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Data {
    /// One Gaussian per cluster.
    Blobs,
    /// One Gaussian: noise without structure.
    Normal,
    /// Noise without structure that fills a cube.
    Uniform,
    /// One Gaussian whose variance falls from axis to axis, as unit vectors: like sentence embeddings.
    Decaying,
    /// The vectors that `--embeddings` brings.
    Embeddings,
    /// The handwritten digits.
    Digits,
    /// The 28 × 28 digits that `--mnist` brings.
    Mnist,
    /// Two labelings of the same samples, half of them alike: one column each.
    Labels,
}

/// The type of the samples' numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Dtype {
    F32,
    F64,
}

/// The kind of measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// The distance kernel alone, ours only.
    Tile,
    /// One iteration of Lloyd's algorithm.
    Round,
    /// A whole fit from given centres to convergence.
    Fit,
    /// k-means++ alone.
    Seeding,
    /// Fits as everyone comes out of the box: inertia as time goes on.
    Quality,
    /// The gallery page's three rows: scaler plus fit.
    Page,
    /// Counting pairs of labels; the value is the sum of the squared counts.
    Contingency,
    AdjustedMutualInfo,
    Silhouette,
    CalinskiHarabasz,
    DaviesBouldin,
    /// Principal components; the number of clusters is their number.
    Pca,
}

impl Kind {
    /// True for a fit of k-means.
    pub(crate) fn fits(self) -> bool {
        matches!(self, Self::Round | Self::Fit | Self::Seeding | Self::Quality | Self::Page)
    }

    /// scikit-learn's name of a score.
    pub(crate) fn metric(self) -> Option<&'static str> {
        Some(match self {
            Self::Contingency => "contingency_matrix",
            Self::AdjustedMutualInfo => "adjusted_mutual_info_score",
            Self::Silhouette => "silhouette_score",
            Self::CalinskiHarabasz => "calinski_harabasz_score",
            Self::DaviesBouldin => "davies_bouldin_score",
            Self::Tile
            | Self::Round
            | Self::Fit
            | Self::Seeding
            | Self::Quality
            | Self::Page
            | Self::Pca => return None,
        })
    }

    /// True for a score that needs a label for each sample.
    pub(crate) fn scores_samples(self) -> bool {
        matches!(self, Self::Silhouette | Self::CalinskiHarabasz | Self::DaviesBouldin)
    }

    /// True for a score of two labelings.
    pub(crate) fn wants_labelings(self) -> bool {
        matches!(self, Self::Contingency | Self::AdjustedMutualInfo)
    }
}
