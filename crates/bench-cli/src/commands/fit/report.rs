use std::fmt::Write as _;

use anyhow::Result;
use cluster_metrics::{Average, Contingency};
use digits_data::Scalar;
use kmeans_core::{ClusterModel as _, KMeansModel, StopReason};
use serde::Serialize;

use crate::files::input::TableSummary;
use crate::files::model::Model;
use crate::text::counted::counted;
use crate::trials::clustering::{algorithm_name, stop_reason};

/// What `fit` has to say.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    #[serde(flatten)]
    pub(super) table: TableSummary,
    pub(super) n_clusters: usize,
    pub(super) init: String,
    n_init: usize,
    rng: String,
    seed: u64,
    scale: String,
    weighted: bool,
    tol: f64,
    max_iter: usize,
    /// What ran, where `auto` was asked for.
    algorithm: String,
    pub(super) n_iter: usize,
    converged: bool,
    stop_reason: &'static str,
    #[serde(skip)]
    pub(super) why: StopReason,
    /// Of the samples as they were clustered, that is scaled.
    pub(super) inertia: f64,
    n_distances: u64,
    pub(super) fit_seconds: f64,
    cluster_sizes: Vec<usize>,
    #[serde(flatten)]
    pub(super) scores: Option<Scores>,
    pub(super) files: Vec<String>,
}

/// Agreement with the true labels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Scores {
    pub(crate) adjusted_rand_score: f64,
    pub(crate) adjusted_mutual_info_score: f64,
    pub(crate) v_measure_score: f64,
}

impl Scores {
    pub(crate) fn new(true_labels: &[String], labels: &[u32]) -> Result<Self> {
        let contingency = Contingency::new(true_labels, labels)?;
        Ok(Self {
            adjusted_rand_score: contingency.adjusted_rand_score(),
            adjusted_mutual_info_score: contingency.adjusted_mutual_info_score(Average::Arithmetic),
            v_measure_score: contingency.v_measure_score(1.0)?,
        })
    }
}

impl Report {
    /// The files are named when they are written.
    pub(super) fn new<F: Scalar>(
        table: TableSummary,
        model: &Model<F>,
        found: &KMeansModel<F>,
        true_labels: Option<&[String]>,
        fit_seconds: f64,
    ) -> Result<Self> {
        let settings = &model.settings;
        Ok(Self {
            table,
            n_clusters: found.n_clusters(),
            init: settings.init.clone(),
            n_init: settings.n_init,
            rng: settings.rng.clone(),
            seed: settings.seed,
            scale: settings.scale.clone(),
            weighted: settings.weighted,
            tol: settings.tol,
            max_iter: settings.max_iter,
            algorithm: algorithm_name(found.algorithm()),
            n_iter: found.n_iter(),
            converged: found.converged(),
            stop_reason: stop_reason(found.stop_reason()),
            why: found.stop_reason(),
            inertia: found.inertia(),
            n_distances: found.n_distances(),
            fit_seconds,
            cluster_sizes: found.cluster_sizes(),
            scores: true_labels.map(|labels| Scores::new(labels, found.labels())).transpose()?,
            files: Vec::new(),
        })
    }

    /// Names and values, for people.
    pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
        let starts = counted(self.n_init, "start");
        let fit = [
            ("Starts", format!("{starts}, {}", self.init)),
            ("Random numbers", format!("{}, seed {}", self.rng, self.seed)),
            ("Scale", self.scale.clone()),
            ("Weights", if self.weighted { "yes" } else { "none" }.into()),
            ("Tolerance", self.tol.to_string()),
            ("Rounds at most", self.max_iter.to_string()),
            ("Algorithm", self.algorithm.clone()),
        ];
        self.table.facts().into_iter().chain(fit).collect()
    }

    /// For people.
    pub(super) fn to_table(&self) -> String {
        let Self { table, n_clusters, .. } = self;
        let mut text = format!("{table}\n");
        let starts = if self.n_init == 1 { "1 start" } else { &format!("{} starts", self.n_init) };
        let weights = if self.weighted { ", weighted" } else { "" };
        line(
            &mut text,
            "fit",
            &format!("{n_clusters} clusters from {}, {starts}{weights}", self.init),
        );
        line(&mut text, "random", &format!("{}, seed {}", self.rng, self.seed));
        line(&mut text, "scale", &self.scale);
        line(&mut text, "inertia", &self.inertia.to_string());
        line(&mut text, "rounds", &format!("{}, {}", self.n_iter, self.why));
        line(
            &mut text,
            "algorithm",
            &format!("{}, {:.0} % of the distances saved", self.algorithm, self.saved() * 100.0),
        );
        line(&mut text, "time", &format!("{:.3} s for scaling and fit", self.fit_seconds));
        if let Some(scores) = self.scores {
            line(&mut text, "ARI", &format!("{:.3}", scores.adjusted_rand_score));
            line(&mut text, "AMI", &format!("{:.3}", scores.adjusted_mutual_info_score));
            line(&mut text, "V-measure", &format!("{:.3}", scores.v_measure_score));
        }
        line(&mut text, "sizes", &sizes(&self.cluster_sizes));
        let n_empty = self.cluster_sizes.iter().filter(|&&size| size == 0).count();
        if n_empty > 0 {
            let empty = counted(n_empty, "empty cluster");
            line(
                &mut text,
                "note",
                &format!("{empty}: fewer samples that count differ than clusters were asked for"),
            );
        }
        if !self.files.is_empty() {
            line(&mut text, "wrote", &self.files.join(", "));
        }
        text
    }

    /// The share of the distances that plain Lloyd would have taken: all in each round, and once more
    /// where the last round moved a centre.
    fn saved(&self) -> f64 {
        let last = usize::from(self.why != StopReason::LabelsUnchanged);
        let plain =
            self.table.n_samples as f64 * self.n_clusters as f64 * (self.n_iter + last) as f64;
        (1.0 - self.n_distances as f64 / plain).max(0.0)
    }
}

/// The first few, for there may be thousands.
pub(crate) fn sizes(cluster_sizes: &[usize]) -> String {
    const MOST: usize = 20;
    let shown = cluster_sizes.iter().take(MOST).map(ToString::to_string);
    let shown = shown.collect::<Vec<_>>().join(" ");
    match cluster_sizes.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

fn line(text: &mut String, name: &str, value: &str) {
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{name:<10} {value}");
}
