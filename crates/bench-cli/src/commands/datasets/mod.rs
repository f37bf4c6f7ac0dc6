//! The command `datasets`: the built-in data sets, as a list or written to a file.

mod export;

use std::path::PathBuf;

use anyhow::Result;
use clap::CommandFactory as _;
use digits_data::{
    Blobs, Dataset, Error, Moons, Rings, Scalar, Uniform, load_digits, make_blobs, make_moons,
    make_rings, make_uniform,
};
use serde::Serialize;

use super::print::print;
use crate::cli::usage::UsageError;
use crate::cli::{BuiltIn, Cli, DatasetsArgs, OutputFormat, Precision};
use crate::files::OutputFiles;
use crate::text::table::{Align, Columns};

/// Lists the data sets, or writes the one that is named.
pub(crate) fn command(arguments: &DatasetsArgs) -> Result<()> {
    let Some(built_in) = &arguments.dataset else {
        return list(arguments.run.format);
    };
    let target = built_in.target();
    let targets = [Some(&target.out), target.labels_out.as_ref()];
    OutputFiles::check([], targets.into_iter().flatten().map(PathBuf::as_path))?;
    match target.run.precision.unwrap_or_default() {
        Precision::F64 => export::write(&make::<f64>(built_in).map_err(told)?, target),
        Precision::F32 => export::write(&make::<f32>(built_in).map_err(told)?, target),
    }
}

/// Reports a parameter out of its range as a usage error, because it comes from the command line.
fn told(error: Error) -> anyhow::Error {
    match error {
        Error::Parameter { .. } => UsageError(error.to_string()).into(),
        _ => error.into(),
    }
}

fn make<F: Scalar>(built_in: &BuiltIn) -> Result<Dataset<F>, Error> {
    let seed = built_in.target().run.seed;
    match *built_in {
        BuiltIn::Digits(_) => digits(),
        BuiltIn::Blobs {
            n_samples, n_features, n_centers, cluster_std, ref center_box, ..
        } => {
            let blobs = Blobs::new(n_samples.get(), n_features.get(), n_centers.get());
            let center_box = (center_box[0], center_box[1]);
            make_blobs(&Blobs { cluster_std, center_box, seed, ..blobs })
        }
        BuiltIn::Moons { n_samples, noise, .. } => {
            make_moons(&Moons { noise, seed, ..Moons::new(n_samples.get()) })
        }
        BuiltIn::Rings { n_samples, noise, factor, .. } => {
            make_rings(&Rings { noise, factor, seed, ..Rings::new(n_samples.get()) })
        }
        BuiltIn::Uniform { n_samples, n_features, .. } => {
            make_uniform(&Uniform { seed, ..Uniform::new(n_samples.get(), n_features.get()) })
        }
    }
}

fn digits<F: Scalar>() -> Result<Dataset<F>, Error> {
    let digits = load_digits()?;
    Dataset::new(
        digits.name(),
        digits.samples().cast()?,
        digits.labels().to_vec(),
        digits.feature_names().to_vec(),
        digits.target_names().to_vec(),
    )
}

#[derive(Serialize)]
struct List {
    datasets: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    about: String,
    name: String,
    /// Options that only this data set has, with their dashes.
    parameters: Vec<String>,
}

fn list(format: OutputFormat) -> Result<()> {
    print(format, &List { datasets: listed() }, List::to_table)
}

/// Reads the command line's own definition, so that the list is always complete.
fn listed() -> Vec<Listed> {
    let program = Cli::command();
    let commands = program.find_subcommand("datasets").into_iter();
    let commands = commands.flat_map(clap::Command::get_subcommands);
    let shared = ["out", "labels-out", "format", "threads", "seed", "rng", "precision"];
    let one = |command: &clap::Command| {
        let names = command.get_arguments().filter_map(clap::Arg::get_long);
        let parameters = names.filter(|name| !shared.contains(name));
        Listed {
            about: command.get_about().map(ToString::to_string).unwrap_or_default(),
            name: command.get_name().to_owned(),
            parameters: parameters.map(|name| format!("--{name}")).collect(),
        }
    };
    commands.map(one).collect()
}

impl List {
    fn to_table(&self) -> String {
        let columns = Columns { align: &[Align::Left(8), Align::Left(0)], gap: 2 };
        let mut text = String::new();
        for Listed { about, name, parameters } in &self.datasets {
            text += &columns.line([name, about]);
            if !parameters.is_empty() {
                text += &columns.line(["", &parameters.join(" ")]);
            }
        }
        text + "\nTo write one to a file: kmeans-bench datasets NAME --out FILE\n"
    }
}
