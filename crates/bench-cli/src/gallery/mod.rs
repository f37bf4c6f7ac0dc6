//! The command `gallery`, scikit-learn's page on the digits. [`experiment`] defines the
//! comparisons. [`row`] fits, times and scores, and [`mod@tutorial`] does the same for a shorter
//! tutorial. [`mod@results`] holds everything as plain data. [`formats`] prints it, [`page`] with
//! its [`tables`] and [`pictures`] is the report, [`shown`] draws in the terminal.

mod experiment;
mod formats;
mod page;
mod pictures;
mod results;
mod row;
mod shown;
mod tables;
mod tutorial;

use std::io::{self, Write as _};

use anyhow::{Context as _, Result};
use clap::error::ErrorKind;
use digits_data::{Dataset, Samples, Scalar, load_digits};
use kmeans_core::RandomState;

use self::experiment::{Comparison, Experiment, IMAGE_WIDTH, Initialisation};
use self::results::{DatasetSummary, Results, Settings};
use self::row::Row;
use crate::cli::{Format, GalleryArgs, Precision, ScaleArg, usage_error};
use crate::files::OutputFiles;
use crate::files::input::Input;
use crate::files::scaling::scaled;
use crate::report;
use crate::report::document::Report;
use crate::report::environment::Environment;
use crate::report::sections::{Study, Subject};
use crate::text::plain::plain_lines;
use crate::trials::{Scorer, over_seeds};

/// Makes the comparisons, writes the files, prints the format.
pub(crate) fn command(arguments: &GalleryArgs) -> Result<()> {
    if !arguments.show.is_empty() && arguments.format != Format::Table {
        usage_error(
            ErrorKind::ArgumentConflict,
            "--show draws below the table; it needs --format table",
        );
    }
    let experiments = experiments(arguments);
    let rng = looked_into(&experiments)?.rng;
    let states = rng.with_seeds(arguments.seed, arguments.trials.seeds);
    let digits = load_digits()?;
    let samples = digits.samples();
    let (results, report, shown) = match arguments.precision {
        Precision::F64 => measure(arguments, &experiments, &states, &digits, samples)?,
        Precision::F32 => {
            measure(arguments, &experiments, &states, &digits, &samples.cast::<f32>()?)?
        }
    };
    let page_figure = pictures::pca_plane(&digits, &experiments[0])?;
    let json = serde_json::to_string_pretty(&results)? + "\n";
    let csv = formats::csv::results(&results)?;

    let (mut files, folder) = (OutputFiles::default(), arguments.out.as_path());
    files.stage_in(folder, "results.json", &json)?;
    files.stage_in(folder, "results.csv", &csv)?;
    files.stage_in(folder, "labels.csv", formats::csv::labels(&results)?)?;
    report::stage(&mut files, folder, &report, page_figure.into_iter().collect())?;
    let message =
        plain_lines(&format!("Wrote {} to {}\n", files.names().join(", "), folder.display()));
    files.commit()?;
    let text = match arguments.format {
        Format::Table => formats::table::write(&results) + &shown,
        Format::Markdown => formats::markdown::write(&results),
        Format::Csv => csv,
        Format::Json => json,
    };
    io::stdout().write_all(text.as_bytes())?;
    // After the table. For machine formats it goes to standard error.
    match arguments.format {
        Format::Table => io::stdout().write_all(format!("\n{message}").as_bytes())?,
        _ => io::stderr().write_all(message.as_bytes())?,
    }
    Ok(())
}

/// The comparisons that were asked for.
fn experiments(arguments: &GalleryArgs) -> Vec<Experiment> {
    let asked =
        [(Comparison::Faithful, !arguments.honest), (Comparison::Honest, !arguments.faithful)];
    let asked = asked.into_iter().filter(|(_, is_asked)| *is_asked);
    asked.map(|(comparison, _)| Experiment::new(comparison, arguments)).collect()
}

/// The comparison that the report looks into: the honest one if it was asked for.
fn looked_into(experiments: &[Experiment]) -> Result<&Experiment> {
    experiments.last().context("there is nothing to compare")
}

/// Results, report, and pictures for the terminal.
fn measure<F: Scalar>(
    arguments: &GalleryArgs,
    experiments: &[Experiment],
    states: &[(u64, RandomState)],
    digits: &Dataset,
    samples: &Samples<F>,
) -> Result<(Results, Report, String)> {
    let samples = samples.view();
    let experiment = looked_into(experiments)?;
    let mut rows = Vec::new();
    for experiment in experiments {
        let row = |init| Row::measure(experiment, init, samples, digits.labels());
        rows.extend(Initialisation::ALL.into_iter().map(row).collect::<Result<Vec<_>>>()?);
    }
    let (scaled, scaling) = scaled(ScaleArg::Standard, samples.to_owned())?;
    let input = Input {
        labels: Some(digits.labels().iter().map(ToString::to_string).collect()),
        feature_names: Some(digits.feature_names().to_vec()),
        ..Input::of(scaled)
    };
    let contestants = experiment.contestants(samples)?;
    let true_labels = input.labels.as_deref();
    let scorer = Scorer { samples: input.samples.view(), true_labels, silhouette: None };
    let results = Results {
        dataset: DatasetSummary::of(digits),
        settings: Settings::new(arguments, F::NAME, experiments),
        environment: Environment::here(),
        results: rows,
        tutorial: tutorial::run(samples, digits.labels())?,
        seeds: over_seeds(&contestants, &scorer, states)?,
    };
    let image_width = Some(IMAGE_WIDTH);
    let subject = Subject { input: &input, scaling: scaling.as_ref(), image_width };
    let study = Study::new(subject, &contestants, experiment.random_state)?;
    let study = study.with_seeds(&results.seeds);
    let plane = pictures::clusters_of_plane(experiment, &subject, samples)?;
    let report = page::report(&results, experiment, &study, plane)?;
    let shown = shown::draw(&arguments.show, &study)?;
    Ok((results, report, shown))
}
