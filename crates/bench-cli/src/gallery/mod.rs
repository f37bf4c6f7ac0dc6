//! The command `gallery`, scikit-learn's page on the digits: [`experiment`] fits, times and scores;
//! [`tutorial`] does what the shorter tutorial does; [`mod@results`] holds their results as plain data.

mod experiment;
pub(crate) mod formats;
mod page;
mod page_tables;
mod pictures;
mod published;
pub(crate) mod results;
mod shown;
mod tutorial;

use std::io::{self, Write as _};

use anyhow::{Context as _, Result};
use clap::error::ErrorKind;
use digits_data::{Dataset, Samples, Scalar, load_digits};
use kmeans_core::RandomState;

use self::experiment::Experiment;
use self::page::Page;
use self::results::{Comparison, DatasetSummary, Results, Settings};
use crate::cli::{Format, GalleryArgs, Precision, Rng, ScaleArg, usage_error};
use crate::commands::threads;
use crate::files::output_dir::OutputDir;
use crate::files::scaling::Scaling;
use crate::report;
use crate::report::document::Report;
use crate::report::environment::Environment;

/// Runs what was asked, writes the files, prints the format.
pub(crate) fn command(arguments: &GalleryArgs) -> Result<()> {
    if !arguments.show.is_empty() && arguments.format != Format::Table {
        usage_error(ErrorKind::ArgumentConflict, "--show is for the table, no other format");
    }
    let experiments = experiments(arguments);
    let seeds = looked_into(&experiments)?.rng.with_seeds(arguments.seed, arguments.trials.seeds);
    threads::start(arguments.threads)?;
    let digits = load_digits()?;
    let samples = digits.samples();
    let Measured { results, report, shown } = match arguments.precision {
        Precision::F64 => measure(arguments, &experiments, &seeds, &digits, samples)?,
        Precision::F32 => {
            measure(arguments, &experiments, &seeds, &digits, &samples.cast::<f32>()?)?
        }
    };
    let out = write_files(arguments, &experiments, &digits, &results, &report)?;
    let text = match arguments.format {
        Format::Table => formats::table::write(&results) + &shown,
        Format::Markdown => formats::markdown::write(&results),
        Format::Csv => formats::csv::write(&results)?,
        Format::Json => formats::json::write(&results)?,
    };
    io::stdout().write_all(text.as_bytes())?;
    tell_where(&out, arguments.format)
}

/// The comparisons that were asked for. A seed that does not fit is a usage error.
fn experiments(arguments: &GalleryArgs) -> Vec<Experiment> {
    let mut asked = vec![(Comparison::Faithful, Rng::Numpy), (Comparison::Honest, Rng::Pcg64)];
    asked.retain(|(comparison, _)| match comparison {
        Comparison::Faithful => !arguments.honest,
        Comparison::Honest => !arguments.faithful,
    });
    let experiment = |(comparison, default_rng): (Comparison, Rng)| {
        let rng = arguments.rng.unwrap_or(default_rng);
        let random_state = rng
            .with_seed(arguments.seed)
            .unwrap_or_else(|message| usage_error(ErrorKind::ValueValidation, &message));
        Experiment {
            comparison,
            rng,
            seed: arguments.seed,
            random_state,
            n_init: arguments.trials.n_init.get(),
            repeats: arguments.repeats.get(),
            silhouette: arguments.silhouette,
        }
    };
    asked.into_iter().map(experiment).collect()
}

/// What comes out.
#[derive(Debug)]
struct Measured {
    results: Results,
    report: Report,
    /// What was asked for below the table.
    shown: String,
}

fn measure<F: Scalar>(
    arguments: &GalleryArgs,
    experiments: &[Experiment],
    seeds: &[(u64, RandomState)],
    digits: &Dataset,
    samples: &Samples<F>,
) -> Result<Measured> {
    let mut rows = Vec::new();
    for experiment in experiments {
        rows.extend(experiment.run(samples.view(), digits.labels())?);
    }
    let scaling =
        Scaling::fit(ScaleArg::Standard, samples.view())?.context("there is no scaler")?;
    let scaled = scaling.transform(samples.clone())?;
    let labels: Vec<String> = digits.labels().iter().map(ToString::to_string).collect();
    let experiment = looked_into(experiments)?;
    let page = Page {
        experiment,
        contestants: experiment.contestants(samples.view())?,
        samples: samples.view(),
        scaled: scaled.view(),
        scaling: &scaling,
        digits: &labels,
    };
    let results = Results {
        dataset: DatasetSummary::of(digits),
        settings: Settings::new(arguments, experiments),
        environment: Environment::here(),
        results: rows,
        tutorial: tutorial::run(samples.view(), digits.labels())?,
        seeds: page.over_seeds(seeds)?,
    };
    let traced = page.traced()?;
    let report = page.report(&results, &traced, digits)?;
    let shown = shown::draw(&arguments.show, &page, &traced)?;
    Ok(Measured { results, report, shown })
}

/// The comparison that the report looks into: the honest one if it is there.
fn looked_into(experiments: &[Experiment]) -> Result<&Experiment> {
    let honest = experiments.iter().find(|one| one.comparison == Comparison::Honest);
    honest.or(experiments.first()).context("there is nothing to compare")
}

/// The digits are 8×8 images.
const IMAGE_WIDTH: usize = 8;

fn write_files(
    arguments: &GalleryArgs,
    experiments: &[Experiment],
    digits: &Dataset,
    results: &Results,
    report: &Report,
) -> Result<OutputDir> {
    let mut out = OutputDir::new(&arguments.out)?;
    out.stage("results.json", formats::json::write(results)?)?;
    out.stage("results.csv", formats::csv::write(results)?)?;
    out.stage("labels.csv", formats::labels::write(results)?)?;
    let page_figure = match experiments.first() {
        Some(experiment) => pictures::pca_plane(digits, experiment)?,
        None => None,
    };
    report::stage(&mut out, report, page_figure.into_iter().collect())?;
    out.commit()?;
    Ok(out)
}

/// On the terminal, after the table; beside a machine's format, on standard error.
fn tell_where(out: &OutputDir, format: Format) -> Result<()> {
    let message = format!("Wrote {} to {}\n", out.names().join(", "), out.path().display());
    match format {
        Format::Table => io::stdout().write_all(format!("\n{message}").as_bytes())?,
        _ => io::stderr().write_all(message.as_bytes())?,
    }
    Ok(())
}
