//! The command `transform`.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::Result;
use digits_data::files::write_table;
use digits_data::{Samples, Scalar};
use serde::Serialize;

use crate::cli::{OutputFormat, TransformArgs};
use crate::input::Input;
use crate::model::{AnyModel, Model};
use crate::output_files::OutputFiles;
use crate::threads;

/// Measures, writes the file, prints the format.
pub(crate) fn command(arguments: &TransformArgs) -> Result<()> {
    OutputFiles::check(arguments.out.iter().map(AsRef::<Path>::as_ref))?;
    threads::start(arguments.apply.threads)?;
    match AnyModel::read(&arguments.apply.model)?.of_precision(arguments.apply.precision)? {
        AnyModel::F64(model) => transform(arguments, &model),
        AnyModel::F32(model) => transform(arguments, &model),
    }
}

/// What a program is told.
#[derive(Debug, Serialize)]
struct Distances {
    file: String,
    n_samples: usize,
    n_features: usize,
    n_clusters: usize,
    dropped_rows: usize,
    precision: &'static str,
    /// The rows of the file that the distances are of, if some were dropped.
    kept_rows: Option<Vec<usize>>,
    /// To each centre, a list a sample; not where they go to a file.
    distances: Option<Vec<Vec<f64>>>,
}

fn transform<F: Scalar>(arguments: &TransformArgs, model: &Model<F>) -> Result<()> {
    let input = Input::<F>::read(&arguments.input)?;
    let (dropped_rows, n_features) = (input.dropped_rows(), input.samples.n_features());
    let samples = model.prepare(input.samples, input.feature_names.as_deref())?;
    let distances = model.centers.transform(samples.view())?;
    let names = names(distances.n_features());
    if let Some(path) = &arguments.out {
        let mut files = OutputFiles::default();
        files.stage(path, |path| Ok(write_table(path, distances.view(), Some(&names))?))?;
        files.commit()?;
    }
    match (arguments.apply.format, &arguments.out) {
        (OutputFormat::Json, out) => {
            let summary = Distances {
                file: input.name,
                n_samples: distances.n_samples(),
                n_features,
                n_clusters: distances.n_features(),
                dropped_rows,
                precision: F::NAME,
                kept_rows: input.kept_rows,
                distances: out.is_none().then(|| rows(&distances)),
            };
            writeln!(io::stdout(), "{}", serde_json::to_string(&summary)?)?;
        }
        (OutputFormat::Table, None) => print(&names, &distances)?,
        (OutputFormat::Table, Some(path)) => {
            let (n_samples, n_clusters) = distances.shape();
            let (file, path) = (input.name, path.display());
            let text = format!(
                "{file}: {n_samples} samples, distances to {n_clusters} centres\nwrote {path}"
            );
            writeln!(io::stdout(), "{text}")?;
        }
    }
    Ok(())
}

fn names(n_clusters: usize) -> Vec<String> {
    (0..n_clusters).map(|cluster| format!("cluster_{cluster}")).collect()
}

fn rows<F: Scalar>(samples: &Samples<F>) -> Vec<Vec<f64>> {
    samples.rows().map(|row| row.iter().map(|value| value.to_f64()).collect()).collect()
}

/// CSV, the shortest digits that read back to the same bits.
fn print<F: Scalar>(names: &[String], samples: &Samples<F>) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    writeln!(out, "{}", names.join(","))?;
    for row in samples.rows() {
        for (column, value) in row.iter().enumerate() {
            write!(out, "{}{value}", if column == 0 { "" } else { "," })?;
        }
        writeln!(out)?;
    }
    out.flush()
}
