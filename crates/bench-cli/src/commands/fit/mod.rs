//! The command `fit`: [`clustering`] scales and fits, for whoever fits a table; [`mod@report`] says what
//! came out, [`page`] shows it.

mod page;
mod report;

use std::io::{self, Write as _};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use digits_data::Scalar;
use digits_data::files::{write_labels, write_table};
use kmeans_core::ClusterModel;

use self::report::Report;
pub(crate) use self::report::Scores;
use crate::cli::{FitArgs, OutputFormat, Precision};
use crate::commands::threads;
use crate::files::input::{Input, WeightSource};
use crate::files::model::{FitSummary, Model, Settings};
use crate::files::output_dir::OutputDir;
use crate::files::output_files::OutputFiles;
use crate::report::sections::Subject;
use crate::report::stage;
use crate::text::counted::counted;
use crate::trials::Contestant;
use crate::trials::clustering::{Clustering, algorithm_name, stop_reason};

/// Fits, writes the files, prints the format.
pub(crate) fn command(arguments: &FitArgs) -> Result<()> {
    let targets = [&arguments.model, &arguments.labels_out, &arguments.centers_out];
    let weights = arguments.weights.as_deref().map(WeightSource::of);
    let inputs = arguments.input.files().chain(arguments.init.file());
    OutputFiles::check(
        inputs.chain(weights.as_ref().and_then(WeightSource::file)),
        targets.into_iter().flatten().map(AsRef::<Path>::as_ref),
    )?;
    let report = match arguments.run.precision {
        Precision::F64 => fit::<f64>(arguments)?,
        Precision::F32 => fit::<f32>(arguments)?,
    };
    let text = match arguments.run.format {
        OutputFormat::Table => report.to_table(),
        OutputFormat::Json => serde_json::to_string_pretty(&report)? + "\n",
    };
    Ok(io::stdout().write_all(text.as_bytes())?)
}

fn fit<F: Scalar>(arguments: &FitArgs) -> Result<Report> {
    let random_state = arguments.run.random_state();
    threads::start(arguments.run.threads)?;
    let weights = arguments.weights.as_deref().map(WeightSource::of);
    let input = Input::<F>::read_weighted(&arguments.input, weights.as_ref())?;
    let clustering = Clustering {
        n_clusters: arguments.n_clusters.get(),
        init: &arguments.init,
        arguments: &arguments.clustering,
        random_state,
        feature_names: input.feature_names.as_deref(),
    };
    let labels = input.labels.as_deref();
    let table = input.summary();
    let image_width = arguments.report.image_width(input.samples.n_features())?;
    let start = Instant::now();
    let fitted = clustering.fit(input.samples, input.weights.as_deref()).with_context(|| {
        let (file, rows) = (arguments.input.file.display(), counted(input.n_rows, "row"));
        let weighted = weights.as_ref().map(|it| format!(", weighted by {it}")).unwrap_or_default();
        format!("cannot fit {file} ({rows}){weighted}")
    })?;
    let fit_seconds = start.elapsed().as_secs_f64();

    let found = &fitted.model;
    let model = Model {
        centers: found.fitted_centers().clone(),
        scaler: fitted.scaler,
        feature_names: input.feature_names,
        settings: Settings {
            init: arguments.init.name(),
            n_init: found.restarts().len(),
            max_iter: arguments.clustering.max_iter.get(),
            tol: arguments.clustering.tol,
            algorithm: algorithm_name(arguments.clustering.algorithm.into()),
            scale: arguments.clustering.scale.name().to_owned(),
            weighted: input.weights.is_some(),
            rng: arguments.run.rng.name().to_owned(),
            seed: arguments.run.seed,
        },
        fit: FitSummary {
            n_samples: found.labels().len(),
            n_iter: found.n_iter(),
            converged: found.converged(),
            stop_reason: stop_reason(found.stop_reason()).to_owned(),
            inertia: found.inertia(),
            cluster_sizes: found.cluster_sizes(),
        },
    };
    let mut report = Report::new(table, &model, found, labels, fit_seconds)?;
    let mut files = OutputFiles::default();
    report.files = stage_files(&mut files, arguments, &model, found.labels())?;
    let mut folder = None;
    if let Some(path) = arguments.report.report.as_deref() {
        let subject = Subject {
            samples: fitted.samples.view(),
            scaling: model.scaler.as_ref(),
            weights: input.weights.as_deref(),
            true_labels: labels,
            feature_names: model.feature_names.as_deref(),
            kept_rows: input.kept_rows.as_deref(),
            image_width,
        };
        let contestant =
            Contestant { name: arguments.init.name(), kmeans: fitted.kmeans, is_drawn: true };
        let page = page::report(&report, subject, &contestant, random_state)?;
        let out = folder.insert(OutputDir::new(path)?);
        stage(out, &page, Vec::new())?;
        report.files.push(path.join("report.html").display().to_string());
    }
    // Only now can nothing go wrong but the moves themselves.
    files.commit()?;
    folder.as_mut().map_or(Ok(()), OutputDir::commit)?;
    Ok(report)
}

/// Adds what was asked for to what is to be written, and says what that is.
fn stage_files<F: Scalar>(
    files: &mut OutputFiles,
    arguments: &FitArgs,
    model: &Model<F>,
    labels: &[u32],
) -> Result<Vec<String>> {
    let mut names = Vec::new();
    if let Some(path) = &arguments.model {
        files.stage(path, |path| model.write(path))?;
        names.push(path.display().to_string());
    }
    if let Some(path) = &arguments.labels_out {
        files.stage(path, |path| Ok(write_labels(path, labels)?))?;
        names.push(path.display().to_string());
    }
    if let Some(path) = &arguments.centers_out {
        let centers = model.centers_as_given()?;
        let feature_names = model.feature_names.as_deref();
        files.stage(path, |path| Ok(write_table(path, centers.view(), feature_names)?))?;
        names.push(path.display().to_string());
    }
    Ok(names)
}
