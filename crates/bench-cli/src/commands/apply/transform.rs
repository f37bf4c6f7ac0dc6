//! The command `transform`.

use std::io::{self, BufWriter, Write};
use std::path::Path;

use anyhow::{Context as _, Result};
use digits_data::files::{stem_extension, write_blocks, write_records};
use digits_data::{Samples, Scalar, memory};
use kmeans_core::ClusterModel;
use serde::Serialize;

use super::{Application, Summary, begin, write};
use crate::cli::{OutputFormat, TransformArgs};
use crate::commands::print::{print_line, print_records};
use crate::files::input::rows_per_block;
use crate::files::model::{AnyModel, Model};
use crate::text::plain::plain_lines;

/// Measures the distances, writes the file, prints the distances.
pub(crate) fn command(arguments: &TransformArgs) -> Result<()> {
    match begin(&arguments.apply, &arguments.input, arguments.out.as_deref())? {
        AnyModel::F64(model) => transform(arguments, &model),
        AnyModel::F32(model) => transform(arguments, &model),
    }
}

#[derive(Debug, Serialize)]
struct Distances<'a> {
    #[serde(flatten)]
    summary: &'a Summary,
    /// One row per sample, one column per centre. `None` if they go to a file.
    distances: Option<Samples<f64>>,
}

fn transform<F: Scalar>(arguments: &TransformArgs, model: &Model<F>) -> Result<()> {
    let application = Application::new(&arguments.input, model)?;
    let names: Vec<String> =
        (0..model.centers.n_clusters()).map(|cluster| format!("cluster_{cluster}")).collect();
    let out = arguments.out.as_deref();
    let has_keys = arguments.input.table.id.is_some();
    match (out, arguments.apply.format) {
        (Some(out), format) if !has_keys || stem_extension(out) == "npy" => {
            let summary = write_in_blocks(&application, out, &names)?;
            return tell(&summary, format, out);
        }
        (None, OutputFormat::Table) if !has_keys => return print_in_blocks(&application, &names),
        _ => {}
    }
    let mut values = Vec::new();
    let input = application.read(rows_per_block::<F>, |samples| {
        let distances = model.centers.transform(samples.view())?.into_vec();
        memory::make_room(&mut values, distances.len())?;
        values.extend(distances);
        Ok(())
    })?;
    let summary = application.told_summary(&input)?;
    let distances = Samples::new(values, summary.table.n_samples, summary.n_clusters)?;
    let keys = input.keys;
    let keys = keys.as_ref().map(|keys| keys.name.as_str()).zip(summary.ids.as_deref());
    let records = keys.map(|keys| keyed(keys, &names, &distances));
    match (records, out) {
        (Some((names, rows)), Some(out)) => {
            write(Some(out), |path| Ok(write_records(path, names, rows)?))?;
            tell(&summary, arguments.apply.format, out)
        }
        (Some((names, rows)), None) if arguments.apply.format == OutputFormat::Table => {
            summary.tell_dropped()?;
            Ok(print_records(names, rows)?)
        }
        (_, _) => {
            let distances = Some(distances.cast()?);
            print_line(&Distances { summary: &summary, distances })
        }
    }
}

/// Writes the distances while the table is read.
fn write_in_blocks<F: Scalar>(
    application: &Application<'_, F>,
    out: &Path,
    names: &[String],
) -> Result<Summary> {
    let is_file = application.input.file.is_file();
    // An NPY file begins with the number of rows, which only its last row tells. A pipe can be read
    // only once, so it is read as a whole.
    let needs_n_samples = stem_extension(out) == "npy";
    let rows_per_block =
        if is_file || !needs_n_samples { rows_per_block::<F> } else { |_| usize::MAX };
    let n_samples = if needs_n_samples && is_file {
        Some(application.summary(&application.read(rows_per_block, |_| Ok(()))?).table.n_samples)
    } else {
        None
    };
    let mut input = None;
    write(Some(out), |path| {
        write_blocks(path, n_samples, Some(names), |rows| {
            input = Some(application.read(rows_per_block, |samples| {
                let distances = application.model.centers.transform(samples.view())?;
                Ok(rows.write(distances.view())?)
            })?);
            Ok(())
        })
    })?;
    let input = input.context("the output was not written")?;
    Ok(application.told_summary(&input)?)
}

/// Prints CSV while the table is read, with the shortest digits that read back to the same bits.
fn print_in_blocks<F: Scalar>(application: &Application<'_, F>, names: &[String]) -> Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut begins = true;
    let input = application.read(rows_per_block::<F>, |samples| {
        let distances = application.model.centers.transform(samples.view())?;
        if std::mem::take(&mut begins) {
            writeln!(out, "{}", names.join(","))?;
        }
        Ok(print(&mut out, &distances)?)
    })?;
    out.flush()?;
    Ok(application.told_summary(&input)?.tell_dropped()?)
}

/// Prints what was written.
fn tell(summary: &Summary, format: OutputFormat, out: &Path) -> Result<()> {
    match format {
        OutputFormat::Json => print_line(&Distances { summary, distances: None }),
        OutputFormat::Table => {
            let Summary { table, n_clusters, .. } = summary;
            let wrote =
                format!("wrote the distances to {n_clusters} centres into {}", out.display());
            Ok(writeln!(io::stdout(), "{}", plain_lines(&format!("{table}\n{wrote}")))?)
        }
    }
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

fn print<F: Scalar>(out: &mut impl Write, samples: &Samples<F>) -> io::Result<()> {
    for row in samples.rows() {
        for (column, value) in row.iter().enumerate() {
            write!(out, "{}{value}", if column == 0 { "" } else { "," })?;
        }
        writeln!(out)?;
    }
    Ok(())
}
