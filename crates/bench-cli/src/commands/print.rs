use std::io::{self, Write as _};

use anyhow::Result;
use serde::Serialize;

use crate::cli::OutputFormat;

/// Prints the results of a command on standard output: as text for people, or as one JSON object.
pub(crate) fn print<R: Serialize>(
    format: OutputFormat,
    results: &R,
    text: impl FnOnce(&R) -> String,
) -> Result<()> {
    let text = match format {
        OutputFormat::Table => text(results),
        OutputFormat::Json => serde_json::to_string_pretty(results)? + "\n",
    };
    Ok(io::stdout().write_all(text.as_bytes())?)
}
