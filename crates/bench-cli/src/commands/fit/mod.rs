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
use crate::files::input::{Input, WeightSource};
use crate::files::row_clusters::check_copy;
use crate::files::row_store::RowStore;
use crate::files::table_rows::TableRows;
use crate::files::{OutputFiles, fits_in_memory};
use crate::report::sections::{Study, Subject};
use crate::report::stage;
use crate::text::counted;
use crate::trials::Contestant;

/// Fits, writes the files, prints the format.
pub(crate) fn command(arguments: &FitArgs) -> Result<()> {
    #[cfg(feature = "distributed")]
    if arguments.distributed.is_asked() {
        return crate::distributed::command(arguments);
    }
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
    let weights = arguments.weights.as_deref().map(WeightSource::of);
    // The page needs all samples.
    let may_be_on_disk = arguments.report.report.is_none();
    if arguments.out_of_core.out_of_core
        || (may_be_on_disk && !fits_in_memory::<F>(&arguments.input))
    {
        return fit_on_disk::<F>(arguments, weights.as_ref());
    }
    let random_state = arguments.run.random_state();
    let input = Input::<F>::read_weighted(&arguments.input, weights.as_ref())?;
    let image_width = arguments.report.image_width(input.n_features)?;
    let n_rows = input.n_rows;
    let fitted = Fitted::in_memory(arguments, input, random_state)
        .with_context(|| cannot_fit(arguments, n_rows, weights.as_ref()))?;
    let report = Report::new(arguments, &fitted, None)?;
    write(arguments, weights.as_ref(), &fitted, report, |files, report| {
        let Some(path) = arguments.report.report.as_deref() else { return Ok(()) };
        let (input, scaling) = (&fitted.input, fitted.scaler.as_ref());
        let (name, kmeans) = (arguments.init.name(), fitted.kmeans.clone());
        let contestants = [Contestant { name, kmeans, is_random: arguments.init.is_random() }];
        let study =
            Study::new(Subject { input, scaling, image_width }, &contestants, random_state)?;
        let study = match arguments.order {
            OrderArg::Found => study,
            OrderArg::Size => study.numbered_by_size()?,
        };
        stage(files, path, &page::report(report, &study)?, Vec::new())?;
        report.files.push(path.join("report.html").display().to_string());
        Ok(())
    })
}

/// Fits a table whose samples stay on disk.
fn fit_on_disk<F: Scalar>(arguments: &FitArgs, weights: Option<&WeightSource>) -> Result<Report> {
    let random_state = arguments.run.random_state();
    let folder = arguments.out_of_core.spool.as_deref();
    let input = RowStore::open::<F>(&arguments.input, weights, folder)?;
    let (n_rows, place) = (input.n_rows, input.samples.place());
    let fitted = Fitted::on_disk(arguments, input, random_state)
        .with_context(|| cannot_fit(arguments, n_rows, weights))?;
    let report = Report::new(arguments, &fitted, Some(place))?;
    write(arguments, weights, &fitted, report, |_, _| Ok(()))
}

fn cannot_fit(arguments: &FitArgs, n_rows: usize, weights: Option<&WeightSource>) -> String {
    let (file, rows) = (arguments.input.file.display(), counted(n_rows, "row"));
    let weighted = weights
        .map(|it| format!(", weighted by {it}; rows of weight 0 do not count"))
        .unwrap_or_default();
    format!("cannot fit {file} ({rows}){weighted}")
}

/// Writes all files that were asked for, `page` those of the page.
fn write<F: Scalar, S: TableRows<F>>(
    arguments: &FitArgs,
    weights: Option<&WeightSource>,
    fitted: &Fitted<F, S>,
    mut report: Report,
    page: impl FnOnce(&mut OutputFiles, &mut Report) -> Result<()>,
) -> Result<Report> {
    let inputs = arguments.input.files().chain(arguments.init.file());
    let mut files = OutputFiles::beside(inputs.chain(weights.and_then(WeightSource::file)));
    report.files = stage_files(&mut files, arguments, fitted)?;
    let asked = &arguments.labels;
    let clusters =
        asked.is_asked().then(|| fitted.row_clusters(asked.have_distances())).transpose()?;
    if let Some(clusters) = &clusters {
        let options = arguments.input.table.options();
        clusters.stage(&mut files, asked, &arguments.input, &options)?;
        report.files.extend(asked.files().map(|path| path.display().to_string()));
    }
    page(&mut files, &mut report)?;
    // Everything is ready, so only moving the files can still fail.
    files.commit()?;
    if asked.are_printed() {
        clusters.iter().try_for_each(|it| print_records(it.names(), it.records()))?;
    }
    Ok(report)
}

/// Stages the files that were asked for, and lists them.
fn stage_files<F: Scalar, S: TableRows<F>>(
    files: &mut OutputFiles,
    arguments: &FitArgs,
    fitted: &Fitted<F, S>,
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
