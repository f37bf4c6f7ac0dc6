//! The command `sweep`: how many clusters? [`measure`] fits and scores. [`scores`] lists every score,
//! [`criteria`] says what each one votes for, and [`votes`] counts; [`recommendation`] draws the conclusion. [`mod@report`],
//! [`picture`] and [`page`] show the outcome.

mod criteria;
mod measure;
mod page;
mod picture;
mod recommendation;
mod report;
mod score;
mod scores;
mod votes;

use anyhow::{Context as _, Result};
use digits_data::Scalar;

use self::measure::Sweep;
use self::recommendation::Recommendation;
use self::report::Report;
use crate::cli::{Precision, SweepArgs};
use crate::commands::print::print;
use crate::files::OutputFiles;
use crate::files::input::Input;
use crate::files::scale_warnings::ScaleWarning;
use crate::files::scaling::Scaled;
use crate::report::sections::Subject;
use crate::report::stage;

/// Fits k-means for every k, writes the picture, prints scores and recommendation.
pub(crate) fn command(arguments: &SweepArgs) -> Result<()> {
    match arguments.input.precision(&arguments.run) {
        Precision::F64 => sweep::<f64>(arguments),
        Precision::F32 => sweep::<f32>(arguments),
    }
}

fn sweep<F: Scalar>(arguments: &SweepArgs) -> Result<()> {
    let input = Input::<F>::read(&arguments.input)?;
    let (table, n_rows) = (input.summary(), input.n_rows);
    let image_width = arguments.report.image_width(input.samples.n_features())?;
    let scaled = Scaled::new(arguments.scale, input)?;
    let scale_warnings = ScaleWarning::of(&scaled)?;
    let Scaled { input, scaler, .. } = scaled;

    let sweep = Sweep::new(arguments, input.samples.view(), input.labels.as_deref()).with_context(
        || format!("cannot sweep {} ({n_rows} rows)", arguments.input.file.display()),
    )?;
    let recommendation = Recommendation::of(&sweep);

    let curves = picture::draw(&table.file, &sweep, &recommendation);
    let report = Report {
        table,
        scale: arguments.scale.name(),
        n_init: arguments.n_init.get(),
        gap_references: arguments.gap_references,
        scale_warnings,
        sweep: &sweep,
        recommendation: &recommendation,
    };
    let mut files = OutputFiles::beside(arguments.input.files());
    if let Some(folder) = &arguments.out {
        files.stage_in(folder, "sweep.svg", &curves)?;
    }
    if let Some(folder) = &arguments.report.report {
        let subject = Subject { input: &input, scaling: scaler.as_ref(), image_width };
        let page = page::report(&report, &arguments.run, subject, curves)?;
        stage(&mut files, folder, &page, Vec::new())?;
    }
    // Only now can nothing go wrong but the moves themselves.
    files.commit()?;
    print(arguments.run.format, &report, Report::to_table)
}
