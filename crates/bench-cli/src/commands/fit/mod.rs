//! The command `fit`: [`fitted`] scales and fits, [`mod@report`] holds the results, [`profile_text`]
//! and [`restarts`] put two of them into words, [`page`] makes the HTML report.

mod fitted;
mod page;
mod profile_text;
mod report;
mod restarts;

use std::path::Path;

use anyhow::{Context as _, Result};
use digits_data::Scalar;
use digits_data::files::write_table;

use self::fitted::Fitted;
use self::report::Report;
use crate::cli::{FitArgs, OrderArg, Precision};
use crate::commands::print::{print_beside, print_records, rendered};
use crate::files::OutputFiles;
use crate::files::input::{Input, WeightSource};
use crate::files::row_clusters::check_copy;
use crate::report::sections::{Study, Subject};
use crate::report::stage;
use crate::text::counted;
use crate::trials::Contestant;

/// Fits, writes the files, prints the format.
pub(crate) fn command(arguments: &FitArgs) -> Result<()> {
    let targets = [&arguments.model, &arguments.centers_out];
    let weights = arguments.weights.as_deref().map(WeightSource::of);
    let inputs = arguments.input.files().chain(arguments.init.file());
    arguments.labels.check(&arguments.input)?;
    OutputFiles::check(
        inputs.chain(weights.as_ref().and_then(WeightSource::file)),
        targets.into_iter().flatten().map(AsRef::<Path>::as_ref).chain(arguments.labels.files()),
    )?;
    check_copy(&arguments.labels, &arguments.input)?;
    let report = match arguments.input.precision(&arguments.run) {
        Precision::F64 => fit::<f64>(arguments)?,
        Precision::F32 => fit::<f32>(arguments)?,
    };
    let text = rendered(arguments.run.format, &report, Report::to_table)?;
    Ok(print_beside(&arguments.labels, &text)?)
}

fn fit<F: Scalar>(arguments: &FitArgs) -> Result<Report> {
    let random_state = arguments.run.random_state();
    let weights = arguments.weights.as_deref().map(WeightSource::of);
    let input = Input::<F>::read_weighted(&arguments.input, weights.as_ref())?;
    let table = input.summary();
    let image_width = arguments.report.image_width(input.samples.n_features())?;
    let n_rows = input.n_rows;
    let fitted = Fitted::new(arguments, input, random_state).with_context(|| {
        let (file, rows) = (arguments.input.file.display(), counted(n_rows, "row"));
        let weighted = weights
            .as_ref()
            .map(|it| format!(", weighted by {it}; rows of weight 0 do not count"))
            .unwrap_or_default();
        format!("cannot fit {file} ({rows}){weighted}")
    })?;

    let subject = Subject { input: &fitted.input, scaling: fitted.scaler.as_ref(), image_width };
    let mut report = Report::new(table, arguments, &fitted, &subject)?;
    let inputs = arguments.input.files().chain(arguments.init.file());
    let weights = weights.as_ref().and_then(WeightSource::file);
    let mut files = OutputFiles::beside(inputs.chain(weights));
    report.files = stage_files(&mut files, arguments, &fitted)?;
    let clusters = arguments.labels.is_asked().then(|| fitted.row_clusters());
    if let Some(clusters) = &clusters {
        let options = arguments.input.table.options();
        clusters.stage(&mut files, &arguments.labels, &arguments.input, &options)?;
        report.files.extend(arguments.labels.files().map(|path| path.display().to_string()));
    }
    if let Some(path) = arguments.report.report.as_deref() {
        let (name, kmeans) = (arguments.init.name(), fitted.kmeans.clone());
        let contestants = [Contestant { name, kmeans, is_random: arguments.init.is_random() }];
        let study = Study::new(subject, &contestants, random_state)?;
        let study = match arguments.order {
            OrderArg::Found => study,
            OrderArg::Size => study.numbered_by_size()?,
        };
        stage(&mut files, path, &page::report(&report, &study)?, Vec::new())?;
        report.files.push(path.join("report.html").display().to_string());
    }
    // Everything is ready, so only moving the files can still fail.
    files.commit()?;
    if arguments.labels.are_printed() {
        clusters.iter().try_for_each(|it| print_records(it.names(), it.records()))?;
    }
    Ok(report)
}

/// Stages the files that were asked for, and lists them.
fn stage_files<F: Scalar>(
    files: &mut OutputFiles,
    arguments: &FitArgs,
    fitted: &Fitted<F>,
) -> Result<Vec<String>> {
    let model = fitted.to_file(arguments)?;
    let feature_names = model.feature_names.as_deref();
    let FitArgs { model: model_out, centers_out, .. } = arguments;
    files.stage_if(model_out.as_deref(), |path| model.write(path))?;
    files.stage_if(centers_out.as_deref(), |path| {
        Ok(write_table(path, model.centers_as_given()?.view(), feature_names)?)
    })?;
    let targets = [model_out, centers_out].into_iter().flatten();
    Ok(targets.map(|path| path.display().to_string()).collect())
}
