//! The command `transform`.

use std::io::{self, BufWriter, Write};

use anyhow::{Context as _, Result};
use digits_data::files::{stem_extension, write_records, write_table};
use digits_data::{Samples, Scalar};
use kmeans_core::ClusterModel;
use serde::Serialize;

use super::{Prepared, Summary, begin, cannot_apply, write};
use crate::cli::{OutputFormat, TransformArgs};
use crate::commands::print::print_records;
use crate::files::model::{AnyModel, Model};

/// Measures the distances, writes the file, prints the distances.
pub(crate) fn command(arguments: &TransformArgs) -> Result<()> {
    match begin(&arguments.apply, &arguments.input, arguments.out.as_deref())? {
        AnyModel::F64(model) => transform(arguments, &model),
        AnyModel::F32(model) => transform(arguments, &model),
    }
}

#[derive(Debug, Serialize)]
struct Distances {
    #[serde(flatten)]
    summary: Summary,
    /// One row per sample, one column per centre. `None` if they go to a file.
    distances: Option<Samples<f64>>,
}

fn transform<F: Scalar>(arguments: &TransformArgs, model: &Model<F>) -> Result<()> {
    let Prepared { samples, keys, summary, .. } = Prepared::read(&arguments.input, model)?;
    let distances =
        model.centers.transform(samples.view()).with_context(|| cannot_apply(&arguments.input))?;
    let names: Vec<String> =
        (0..summary.n_clusters).map(|cluster| format!("cluster_{cluster}")).collect();
    let out = arguments.out.as_deref();
    let keys = keys.as_ref().map(|keys| keys.name.as_str()).zip(summary.ids.as_deref());
    write(out, |path| match keys {
        // NPY holds numbers alone, so it has no keys.
        Some(keys) if stem_extension(path) != "npy" => {
            let (names, rows) = keyed(keys, &names, &distances);
            Ok(write_records(path, names, rows)?)
        }
        _ => Ok(write_table(path, distances.view(), Some(&names))?),
    })?;
    match (arguments.apply.format, out) {
        (OutputFormat::Json, out) => {
            let distances = out.is_none().then(|| distances.cast()).transpose()?;
            let text = serde_json::to_string(&Distances { summary, distances })?;
            writeln!(io::stdout(), "{text}")?;
        }
        (OutputFormat::Table, None) => {
            summary.tell_dropped()?;
            match keys {
                Some(keys) => {
                    let (names, rows) = keyed(keys, &names, &distances);
                    print_records(names, rows)?;
                }
                None => print(&names, &distances)?,
            }
        }
        (OutputFormat::Table, Some(path)) => {
            let Summary { table, n_clusters, .. } = summary;
            let path = path.display();
            writeln!(
                io::stdout(),
                "{table}\nwrote the distances to {n_clusters} centres into {path}"
            )?;
        }
    }
    Ok(())
}

/// The names and rows of a table with the keys before the distances.
fn keyed<'a, F: Scalar>(
    (name, ids): (&'a str, &'a [String]),
    names: &'a [String],
    distances: &'a Samples<F>,
) -> (Vec<&'a str>, impl Iterator<Item = Vec<String>>) {
    let names = [name].into_iter().chain(names.iter().map(String::as_str)).collect();
    let rows = distances.rows().zip(ids).map(|(row, id)| {
        let distances = row.iter().map(ToString::to_string);
        [id.clone()].into_iter().chain(distances).collect()
    });
    (names, rows)
}

/// Prints CSV with the shortest digits that read back to the same bits.
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
