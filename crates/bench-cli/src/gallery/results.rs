use digits_data::Dataset;
use serde::Serialize;

use super::experiment::{Comparison, Experiment, N_CLUSTERS};
use super::row::Row;
use super::tutorial::TutorialFit;
use crate::cli::{GalleryArgs, Silhouette};
use crate::report::environment::Environment;
use crate::trials::InitRuns;

/// The results of a run of `gallery`, as `results.json` holds them.
#[derive(Debug, Serialize)]
pub(super) struct Results {
    pub(super) dataset: DatasetSummary,
    pub(super) settings: Settings,
    pub(super) environment: Environment,
    pub(super) results: Vec<Row>,
    pub(super) tutorial: Vec<TutorialFit>,
    /// The initialisations over many seeds, each scored against the digits.
    pub(super) seeds: Vec<InitRuns>,
}

impl Results {
    /// The heading of a fit's column in `labels.csv`. The columns of a second comparison say so.
    pub(super) fn column(&self, comparison: Comparison, init: &str) -> String {
        let first = self.settings.comparisons.first().map(|settings| settings.comparison);
        match comparison {
            Comparison::Honest if first != Some(Comparison::Honest) => format!("{init} (honest)"),
            _ => init.to_owned(),
        }
    }

    /// The rows of one comparison.
    pub(super) fn rows(&self, comparison: Comparison) -> Vec<&Row> {
        self.results.iter().filter(|row| row.comparison == comparison).collect()
    }
}

#[derive(Debug, Serialize)]
pub(super) struct DatasetSummary {
    name: String,
    pub(super) n_samples: usize,
    pub(super) n_features: usize,
    pub(super) n_classes: usize,
}

impl DatasetSummary {
    pub(super) fn of(dataset: &Dataset) -> Self {
        let (n_samples, n_features) = dataset.samples().shape();
        let n_classes = dataset.n_classes();
        Self { name: dataset.name().to_owned(), n_samples, n_features, n_classes }
    }
}

/// The arguments that change results.
#[derive(Debug, Serialize)]
pub(super) struct Settings {
    n_clusters: usize,
    pub(super) n_init: usize,
    pub(super) repeats: usize,
    pub(super) precision: &'static str,
    /// `"full"` or the number of samples.
    silhouette: serde_json::Value,
    pub(super) comparisons: Vec<Experiment>,
}

impl Settings {
    pub(super) fn new(
        arguments: &GalleryArgs,
        precision: &'static str,
        experiments: &[Experiment],
    ) -> Self {
        Self {
            n_clusters: N_CLUSTERS,
            n_init: arguments.trials.n_init.get(),
            repeats: arguments.repeats.get(),
            precision,
            silhouette: match arguments.silhouette {
                Silhouette::Full => "full".into(),
                Silhouette::Subset(n_samples) => n_samples.into(),
            },
            comparisons: experiments.to_vec(),
        }
    }
}
