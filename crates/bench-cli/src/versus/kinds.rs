//! The words of a file of cases.

use clap::ValueEnum;
use serde::{Deserialize, Serialize};

/// What belongs together, to be asked for by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Group {
    /// scikit-learn's gallery page on the digits.
    Page,
    /// The kernel, rounds and whole fits over a grid of shapes.
    Engine,
    /// k-means++ alone.
    Seeding,
    /// Rounds while samples, features or clusters grow.
    Growth,
    /// Rounds and fits on one thread, two, four, …
    Threads,
    /// The MNIST digits, if their files are given.
    Mnist,
    /// Scores of labels and of samples.
    Metrics,
    /// Principal components.
    Pca,
}

impl Group {
    /// Above the table of its cases.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::Page => "The page",
            Self::Engine => "Rounds and fits",
            Self::Seeding => "Seeding",
            Self::Growth => "Rounds that grow",
            Self::Threads => "Threads",
            Self::Mnist => "MNIST",
            Self::Metrics => "Scores",
            Self::Pca => "Principal components",
        }
    }
}

/// What grows in a series of cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
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
        match self {
            Self::Samples => "n_samples",
            Self::Features => "n_features",
            Self::Clusters => "n_clusters",
        }
    }
}

/// What the samples are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Data {
    /// As many Gaussians as clusters.
    Blobs,
    /// One Gaussian: noise without structure.
    Normal,
    /// Noise without structure that fills a cube.
    Uniform,
    /// The handwritten digits.
    Digits,
    /// The 28 × 28 digits that `--mnist` brings.
    Mnist,
    /// Two labelings of the same samples, half of them alike: a column each.
    Labels,
}

/// The type of the samples' numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Dtype {
    F32,
    F64,
}

impl Dtype {
    pub(crate) fn size(self) -> usize {
        match self {
            Self::F32 => size_of::<f32>(),
            Self::F64 => size_of::<f64>(),
        }
    }
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// The distance kernel alone, ours only.
    Tile,
    /// One round of Lloyd's algorithm.
    Round,
    /// A whole fit from given centres to convergence.
    Fit,
    /// k-means++ alone.
    Seeding,
    /// The gallery page's three rows: scaler plus fit.
    Page,
    /// Counting pairs of labels.
    Contingency,
    AdjustedMutualInfo,
    Silhouette,
    CalinskiHarabasz,
    DaviesBouldin,
    /// As many principal components as clusters.
    Pca,
}

impl Kind {
    /// As in a file of cases.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tile => "tile",
            Self::Round => "round",
            Self::Fit => "fit",
            Self::Seeding => "seeding",
            Self::Page => "page",
            Self::Contingency => "contingency",
            Self::AdjustedMutualInfo => "adjusted-mutual-info",
            Self::Silhouette => "silhouette",
            Self::CalinskiHarabasz => "calinski-harabasz",
            Self::DaviesBouldin => "davies-bouldin",
            Self::Pca => "pca",
        }
    }

    /// Whether it is a fit of k-means.
    pub(crate) fn fits(self) -> bool {
        matches!(self, Self::Round | Self::Fit | Self::Seeding | Self::Page)
    }

    /// Whether it wants a label for each sample.
    pub(crate) fn scores_samples(self) -> bool {
        matches!(self, Self::Silhouette | Self::CalinskiHarabasz | Self::DaviesBouldin)
    }

    pub(crate) fn wants_labelings(self) -> bool {
        matches!(self, Self::Contingency | Self::AdjustedMutualInfo)
    }
}
