use std::path::{Path, PathBuf};

use anyhow::Result;
use digits_data::Scalar;
use digits_data::files::write_labels;
use kmeans_core::{FittedCenters, KMeans};
use serde::Serialize;

use super::exchange::Exchange;
use super::fit::Found;
use super::launched::launcher_folder;
use super::listing::Layout;
use crate::cli::FitArgs;
use crate::files::OutputFiles;
use crate::files::model::{FitSummary, Model, Settings};
use crate::text::counted;
use crate::text::numbers::in_full;
use crate::text::table::FACTS;
use crate::trials::clustering::{algorithm_name, stop_reason};

/// The results of a fit over several processes, as JSON shows them.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    file: String,
    n_samples: usize,
    n_features: usize,
    precision: &'static str,
    n_processes: usize,
    n_clusters: usize,
    init: String,
    rng: String,
    seed: u64,
    weighted: bool,
    n_iter: usize,
    converged: bool,
    stop_reason: &'static str,
    inertia: f64,
    restart_inertias: Vec<f64>,
    cluster_sizes: Vec<usize>,
    /// Bytes that each process has sent.
    bytes_sent: Vec<u64>,
    seconds: f64,
    files: Vec<String>,
}

/// Stages the labels of the own rows, and in process 0 the model. Returns the report in process 0.
pub(super) fn stage<F: Scalar>(
    files: &mut OutputFiles,
    exchange: &mut Exchange,
    arguments: &FitArgs,
    (kmeans, layout, found): (&KMeans, &Layout, &Found<F>),
    seconds: f64,
) -> Result<Option<Report>> {
    let mut sizes = vec![0_usize; kmeans.n_clusters];
    for &label in &found.run.labels {
        sizes[label as usize] += 1;
    }
    let gathered = exchange.gather(&(sizes, exchange.n_sent()))?;
    // A process without rows has no labels.
    let labels_out = arguments.labels.file().filter(|_| !found.run.labels.is_empty());
    let launcher = launcher_folder();
    let labels_out = labels_out.map(|path| part_of(path, exchange.me(), launcher.as_deref()));
    files.stage_if(labels_out.as_deref(), |path| Ok(write_labels(path, &found.run.labels)?))?;
    if exchange.me() > 0 {
        return Ok(None);
    }
    let (sizes, bytes_sent): (Vec<Vec<usize>>, Vec<u64>) = gathered.into_iter().unzip();
    let sizes = (0..kmeans.n_clusters).map(|at| sizes.iter().map(|it| it[at]).sum()).collect();
    let model = model(arguments, kmeans, found, layout.n_samples, sizes)?;
    files.stage_if(arguments.model.as_deref(), |path| model.write(path))?;
    let written = arguments.model.iter().map(|path| path.display().to_string());
    let joined = arguments.labels.file().filter(|_| launcher.is_some());
    let labels = joined.or(labels_out.as_deref()).map(|path| path.display().to_string());
    Ok(Some(Report {
        file: arguments.input.file.display().to_string(),
        n_samples: layout.n_samples,
        n_features: layout.n_features,
        precision: F::NAME,
        n_processes: exchange.n_processes(),
        n_clusters: kmeans.n_clusters,
        init: model.settings.init,
        rng: model.settings.rng,
        seed: model.settings.seed,
        weighted: model.settings.weighted,
        n_iter: model.fit.n_iter,
        converged: model.fit.converged,
        stop_reason: stop_reason(found.run.stop_reason),
        inertia: model.fit.inertia,
        restart_inertias: found.inertias.clone(),
        cluster_sizes: model.fit.cluster_sizes,
        bytes_sent,
        seconds,
        files: written.chain(labels).collect(),
    }))
}

/// Returns the file for the labels of one process: `labels.part2.npy` for `labels.npy`. It is in the
/// folder of the program that launched the processes, if there is one, which joins them.
pub(super) fn part_of(path: &Path, process: usize, launcher: Option<&Path>) -> PathBuf {
    let extension = path.extension().unwrap_or_default().to_string_lossy();
    let part = path.with_extension(format!("part{process}.{extension}"));
    match (launcher, part.file_name()) {
        (Some(folder), Some(name)) => folder.join(name),
        _ => part,
    }
}

impl Report {
    /// Names and values for people, one per line.
    pub(super) fn to_table(&self) -> String {
        let weights = if self.weighted { ", weighted" } else { "" };
        let clusters = counted(self.n_clusters, "cluster");
        let (rows, features) =
            (counted(self.n_samples, "sample"), counted(self.n_features, "feature"));
        let facts = [
            ("file", format!("{}: {rows}, {features}, {}", self.file, self.precision)),
            ("processes", self.n_processes.to_string()),
            ("fit", format!("{clusters} from {}{weights}", self.init)),
            ("restarts", self.restart_inertias.len().to_string()),
            ("generator", format!("{}, seed {}", self.rng, self.seed)),
            ("inertia", in_full(self.inertia)),
            ("iterations", format!("{} ({})", self.n_iter, self.stop_reason.replace('_', " "))),
            ("sent", format!("{} bytes in all", self.bytes_sent.iter().sum::<u64>())),
            ("time", format!("{:.3} s", self.seconds)),
            ("files", self.files.join(", ")),
        ];
        let facts = facts.into_iter().filter(|(_, value)| !value.is_empty());
        facts.map(|(name, value)| FACTS.line([name.to_owned(), value])).collect()
    }
}

/// The contents of a model file. They hold nothing that depends on the number of processes.
fn model<F: Scalar>(
    arguments: &FitArgs,
    kmeans: &KMeans,
    found: &Found<F>,
    n_samples: usize,
    cluster_sizes: Vec<usize>,
) -> Result<Model<F>> {
    let FitArgs { clustering, run, .. } = arguments;
    Ok(Model {
        centers: FittedCenters::new(found.run.centers.clone(), found.offset.clone())?,
        scaler: None,
        feature_names: None,
        fill: None,
        one_hot: Vec::new(),
        settings: Settings {
            init: arguments.init.name(),
            n_init: found.inertias.len(),
            max_iter: kmeans.max_iter,
            tol: kmeans.tol,
            inertia_tol: kmeans.inertia_tol,
            nested_samples: Vec::new(),
            algorithm: algorithm_name(kmeans.algorithm),
            scale: clustering.scale.name(),
            weighted: arguments.weights.is_some(),
            rng: run.rng.name(),
            seed: run.seed,
        },
        fit: FitSummary {
            n_samples,
            n_iter: found.run.n_iter,
            converged: found.run.stop_reason.converged(),
            stop_reason: stop_reason(found.run.stop_reason).to_owned(),
            inertia: found.run.inertia,
            cluster_sizes,
        },
    })
}
