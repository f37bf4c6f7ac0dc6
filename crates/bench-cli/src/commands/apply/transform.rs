//! The command `transform`.

use std::io::{self, BufWriter, Write};

use anyhow::{Context as _, Result};
use digits_data::files::write_table;
use digits_data::{Samples, Scalar};
use serde::Serialize;

use crate::cli::{OutputFormat, TransformArgs};
use crate::commands::apply::{Prepared, Summary, begin, cannot_apply};
use crate::files::OutputFiles;
use crate::files::model::{AnyModel, Model};

/// Measures, writes the file, prints the format.
pub(crate) fn command(arguments: &TransformArgs) -> Result<()> {
    match begin(&arguments.apply, &arguments.input, arguments.out.as_deref())? {
        AnyModel::F64(model) => transform(arguments, &model),
        AnyModel::F32(model) => transform(arguments, &model),
    }
}

/// What a program is told.
#[derive(Debug, Serialize)]
struct Distances {
    #[serde(flatten)]
    summary: Summary,
    /// To each centre, a list a sample; not where they go to a file.
    distances: Option<Samples<f64>>,
}

fn transform<F: Scalar>(arguments: &TransformArgs, model: &Model<F>) -> Result<()> {
    let Prepared { samples, summary, .. } = Prepared::read(&arguments.input, model)?;
    let distances =
        model.centers.transform(samples.view()).with_context(|| cannot_apply(&arguments.input))?;
    let names = names(summary.n_clusters);
    if let Some(path) = &arguments.out {
        let mut files = OutputFiles::default();
        files.stage(path, |path| Ok(write_table(path, distances.view(), Some(&names))?))?;
        files.commit()?;
    }
    match (arguments.apply.format, &arguments.out) {
        (OutputFormat::Json, out) => {
            let distances = out.is_none().then(|| distances.cast()).transpose()?;
            let text = serde_json::to_string(&Distances { summary, distances })?;
            writeln!(io::stdout(), "{text}")?;
        }
        (OutputFormat::Table, None) => {
            summary.tell_dropped()?;
            print(&names, &distances)?;
        }
        (OutputFormat::Table, Some(path)) => {
            let Summary { table, n_clusters, .. } = summary;
            let path = path.display();
            writeln!(io::stdout(), "{table}\nwrote distances to {n_clusters} centres to {path}")?;
        }
    }
    Ok(())
}

fn names(n_clusters: usize) -> Vec<String> {
    (0..n_clusters).map(|cluster| format!("cluster_{cluster}")).collect()
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
