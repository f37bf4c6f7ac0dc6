use std::io::{self, BufWriter, Write};

use anyhow::Result;
use serde::Serialize;

use crate::cli::{LabelsOutArgs, OutputFormat};
use crate::text::plain::{PlainJson, plain_json, plain_lines};

/// Prints the results of a command on standard output: as text for people, or as one JSON object.
pub(crate) fn print<R: Serialize>(
    format: OutputFormat,
    results: &R,
    text: impl FnOnce(&R) -> String,
) -> Result<()> {
    Ok(io::stdout().write_all(rendered(format, results, text)?.as_bytes())?)
}

/// Prints the text of a command that may print labels. Then standard output holds the labels alone,
/// and the text goes to standard error.
pub(crate) fn print_beside(labels: &LabelsOutArgs, text: &str) -> io::Result<()> {
    let text = plain_lines(text);
    if labels.are_printed() {
        io::stderr().write_all(text.as_bytes())
    } else {
        io::stdout().write_all(text.as_bytes())
    }
}

/// Prints a JSON object in one line, as [`print_beside`] prints text.
pub(crate) fn print_line_beside<R: Serialize>(labels: &LabelsOutArgs, results: &R) -> Result<()> {
    if labels.are_printed() {
        write_line(io::stderr().lock(), results)
    } else {
        print_line(results)
    }
}

/// Prints a JSON object in one line.
pub(crate) fn print_line<R: Serialize>(results: &R) -> Result<()> {
    write_line(io::stdout().lock(), results)
}

fn write_line<R: Serialize>(out: impl Write, results: &R) -> Result<()> {
    let mut out = BufWriter::new(out);
    serde_json::to_writer(PlainJson(&mut out), results).map_err(io::Error::from)?;
    writeln!(out)?;
    Ok(out.flush()?)
}

/// Prints names and rows as CSV.
pub(crate) fn print_records(
    names: Vec<&str>,
    rows: impl Iterator<Item = Vec<String>>,
) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(io::stdout().lock());
    out.write_record(names)?;
    for row in rows {
        out.write_record(row)?;
    }
    out.flush()
}

/// The results as text for people, or as one JSON object.
pub(crate) fn rendered<R: Serialize>(
    format: OutputFormat,
    results: &R,
    text: impl FnOnce(&R) -> String,
) -> Result<String> {
    Ok(match format {
        OutputFormat::Table => plain_lines(&text(results)),
        OutputFormat::Json => plain_json(&serde_json::to_string_pretty(results)?) + "\n",
    })
}
