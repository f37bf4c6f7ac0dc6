//! The command `compare`: [`experiment`] fits, times and scores; [`tutorial`] does what the shorter
//! tutorial does; [`mod@results`] is what comes out, as plain data. [`table`] does the same on a table of
//! the user's.

mod experiment;
mod pictures;
pub(crate) mod results;
mod table;
mod tutorial;

use std::io::{self, Write as _};

use anyhow::Result;
use clap::error::ErrorKind;
use digits_data::{Dataset, Scalar, load_digits};

use self::experiment::Experiment;
use self::results::{Comparison, DatasetSummary, Environment, Results, Settings};
use crate::cli::{CompareArgs, Format, InputArgs, Precision, Rng, Silhouette, usage_error};
use crate::formats;
use crate::output_dir::OutputDir;
use crate::threads;

/// Runs what was asked, writes the files, prints the format.
pub(crate) fn command(arguments: &CompareArgs) -> Result<()> {
    if let Some(file) = &arguments.file {
        let input = InputArgs { file: file.clone(), reading: arguments.reading.clone() };
        return table::command(arguments, &input);
    }
    let experiments = experiments(arguments);
    threads::start(arguments.threads)?;
    let digits = load_digits()?;
    let samples = digits.samples();
    let results = match arguments.precision {
        Precision::F64 => measure(arguments, &experiments, &digits, samples)?,
        Precision::F32 => measure(arguments, &experiments, &digits, &samples.cast::<f32>()?)?,
    };
    let out = write_files(arguments, &experiments, &digits, &results)?;
    let text = match arguments.format {
        Format::Table => formats::table::write(&results),
        Format::Markdown => formats::markdown::write(&results),
        Format::Csv => formats::csv::write(&results)?,
        Format::Json => formats::json::write(&results)?,
    };
    io::stdout().write_all(text.as_bytes())?;
    tell_where(&out, arguments.format)
}

/// The comparisons that were asked for. A seed that does not fit is a usage error.
fn experiments(arguments: &CompareArgs) -> Vec<Experiment> {
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
            random_state,
            n_init: arguments.n_init.get(),
            repeats: arguments.repeats.get(),
            silhouette: arguments.silhouette.unwrap_or(Silhouette::Full),
        }
    };
    asked.into_iter().map(experiment).collect()
}

fn measure<F: Scalar>(
    arguments: &CompareArgs,
    experiments: &[Experiment],
    digits: &Dataset,
    samples: &digits_data::Samples<F>,
) -> Result<Results> {
    let mut rows = Vec::new();
    for experiment in experiments {
        rows.extend(experiment.run(samples.view(), digits.labels())?);
    }
    Ok(Results {
        dataset: DatasetSummary::of(digits),
        settings: Settings::new(arguments, experiments),
        environment: Environment::here(),
        results: rows,
        tutorial: tutorial::run(samples.view(), digits.labels())?,
    })
}

fn write_files(
    arguments: &CompareArgs,
    experiments: &[Experiment],
    digits: &Dataset,
    results: &Results,
) -> Result<OutputDir> {
    let mut out = OutputDir::new(&arguments.out)?;
    out.stage("results.json", &formats::json::write(results)?)?;
    out.stage("results.csv", &formats::csv::write(results)?)?;
    out.stage("labels.csv", &formats::labels::write(results)?)?;
    if let Some(experiment) = experiments.first()
        && let Some(figure) = pictures::pca_plane(digits, experiment)?
    {
        out.stage("pca_plane.svg", &figure)?;
    }
    if let Some(figure) = pictures::centroids(results) {
        out.stage("centroids.svg", &figure)?;
    }
    let page = crate::report::page(&crate::report::report(digits, results)?)?;
    out.stage("report.html", &page)?;
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
