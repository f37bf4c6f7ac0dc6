use digits_data::Dataset;
use serde::Serialize;

use super::experiment::{Experiment, N_CLUSTERS};
use crate::cli::{GalleryArgs, Precision, Silhouette};
use crate::report::environment::Environment;
use crate::text::seconds::Seconds;
use crate::trials::InitRuns;

/// All that a run of `gallery` found out: what `results.json` holds.
#[derive(Debug, Serialize)]
pub(crate) struct Results {
    pub(crate) dataset: DatasetSummary,
    pub(crate) settings: Settings,
    pub(crate) environment: Environment,
    pub(crate) results: Vec<Row>,
    pub(crate) tutorial: Vec<TutorialFit>,
    /// The initialisations over many seeds, each scored against the digits.
    pub(crate) seeds: Vec<InitRuns>,
}

impl Results {
    /// The rows of one comparison.
    pub(crate) fn rows(&self, comparison: Comparison) -> impl Iterator<Item = &Row> {
        self.results.iter().filter(move |row| row.comparison == comparison)
    }
}

#[derive(Debug, Serialize)]
pub(crate) struct DatasetSummary {
    pub(crate) name: String,
    pub(crate) n_samples: usize,
    pub(crate) n_features: usize,
    pub(crate) n_classes: usize,
}

impl DatasetSummary {
    pub(super) fn of(dataset: &Dataset) -> Self {
        let (n_samples, n_features) = dataset.samples().shape();
        let n_classes = dataset.n_classes();
        Self { name: dataset.name().to_owned(), n_samples, n_features, n_classes }
    }
}

/// What was asked for.
#[derive(Debug, Serialize)]
pub(crate) struct Settings {
    n_clusters: usize,
    pub(crate) n_init: usize,
    pub(crate) repeats: usize,
    pub(crate) precision: &'static str,
    /// `"full"` or the number of samples.
    silhouette: serde_json::Value,
    pub(crate) comparisons: Vec<ComparisonSettings>,
}

/// In what the comparisons differ.
#[derive(Debug, Serialize)]
pub(crate) struct ComparisonSettings {
    pub(crate) comparison: Comparison,
    pub(crate) rng: &'static str,
    pub(crate) seed: u64,
    /// Where the PCA of the PCA-based initialisation is fitted.
    pca_fitted_on: &'static str,
    /// Where the silhouette and the other scores of samples are measured.
    scored_on: &'static str,
    #[serde(skip)]
    pub(crate) n_scored: Option<usize>,
}

impl Settings {
    pub(super) fn new(arguments: &GalleryArgs, experiments: &[Experiment]) -> Self {
        let silhouette = match arguments.silhouette {
            Silhouette::Full => "full".into(),
            Silhouette::Subset(n_samples) => n_samples.into(),
        };
        Self {
            n_clusters: N_CLUSTERS,
            n_init: arguments.trials.n_init.get(),
            repeats: arguments.repeats.get(),
            precision: match arguments.precision {
                Precision::F64 => "f64",
                Precision::F32 => "f32",
            },
            silhouette,
            comparisons: experiments.iter().map(ComparisonSettings::of).collect(),
        }
    }
}

impl ComparisonSettings {
    fn of(experiment: &Experiment) -> Self {
        let (pca_fitted_on, scored_on) = match experiment.comparison {
            Comparison::Faithful => ("raw samples", "raw samples"),
            Comparison::Honest => ("scaled samples", "scaled samples"),
        };
        let n_scored = match experiment.silhouette {
            Silhouette::Full => None,
            Silhouette::Subset(n_samples) => Some(n_samples),
        };
        Self {
            comparison: experiment.comparison,
            rng: experiment.rng.name(),
            seed: experiment.seed,
            pca_fitted_on,
            scored_on,
            n_scored,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Comparison {
    /// As scikit-learn's page does it.
    Faithful,
    /// As it should be done.
    Honest,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(crate) enum Initialisation {
    #[serde(rename = "k-means++")]
    KMeansPlusPlus,
    #[serde(rename = "random")]
    Random,
    #[serde(rename = "PCA-based")]
    PcaBased,
}

impl Initialisation {
    /// In the order of the page.
    pub(super) const ALL: [Self; 3] = [Self::KMeansPlusPlus, Self::Random, Self::PcaBased];

    /// As the page calls it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::KMeansPlusPlus => "k-means++",
            Self::Random => "random",
            Self::PcaBased => "PCA-based",
        }
    }
}

/// One initialisation of one comparison.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    pub(crate) comparison: Comparison,
    pub(crate) init: Initialisation,
    /// How long scaler plus fit took.
    pub(crate) fit_seconds: Seconds,
    pub(crate) inertia: f64,
    pub(crate) n_iter: usize,
    pub(crate) homogeneity: f64,
    pub(crate) completeness: f64,
    pub(crate) v_measure: f64,
    pub(crate) adjusted_rand: f64,
    pub(crate) adjusted_mutual_info: f64,
    pub(crate) silhouette: f64,
    pub(crate) mutual_info: f64,
    pub(crate) normalized_mutual_info: f64,
    pub(crate) rand: f64,
    pub(crate) fowlkes_mallows: f64,
    pub(crate) calinski_harabasz: f64,
    pub(crate) davies_bouldin: f64,
    pub(crate) cluster_sizes: Vec<usize>,
    #[serde(skip)]
    pub(crate) labels: Vec<u32>,
}

/// One fit of the tutorial.
#[derive(Debug, Serialize)]
pub(crate) struct TutorialFit {
    pub(crate) n_init: usize,
    pub(crate) random_state: u32,
    pub(crate) inertia: f64,
    pub(crate) n_iter: usize,
    pub(crate) silhouette: f64,
    pub(crate) adjusted_rand: f64,
    pub(crate) adjusted_mutual_info: f64,
    pub(crate) normalized_mutual_info: f64,
    pub(crate) homogeneity: f64,
    pub(crate) completeness: f64,
    pub(crate) v_measure: f64,
    pub(crate) cluster_sizes: Vec<usize>,
    #[serde(skip)]
    pub(crate) labels: Vec<u32>,
    #[serde(skip)]
    pub(crate) cluster_centers: digits_data::Samples,
}
