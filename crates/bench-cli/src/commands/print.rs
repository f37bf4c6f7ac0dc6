use std::io::{self, Write as _};

use anyhow::Result;
use serde::Serialize;

use crate::cli::{LabelsOutArgs, OutputFormat};

/// Prints the results of a command on standard output: as text for people, or as one JSON object.
pub(crate) fn print<R: Serialize>(
    format: OutputFormat,
    results: &R,
    text: impl FnOnce(&R) -> String,
) -> Result<()> {
    Ok(io::stdout().write_all(rendered(format, results, text)?.as_bytes())?)
}

/// Prints the results of a command that may print labels. Then standard output holds the labels
/// alone, and the results go to standard error.
pub(crate) fn print_beside<R: Serialize>(
    labels: &LabelsOutArgs,
    format: OutputFormat,
    results: &R,
    text: impl FnOnce(&R) -> String,
) -> Result<()> {
    if !labels.are_printed() {
        return print(format, results, text);
    }
    Ok(io::stderr().write_all(rendered(format, results, text)?.as_bytes())?)
}

fn rendered<R: Serialize>(
    format: OutputFormat,
    results: &R,
    text: impl FnOnce(&R) -> String,
) -> Result<String> {
    Ok(match format {
        OutputFormat::Table => text(results),
        OutputFormat::Json => serde_json::to_string_pretty(results)? + "\n",
    })
}
