//! Results as files: a table for programs, tables for people, and charts.

mod against_the_best;
mod charts;
mod csv;
mod everyone;
mod overview;

use anyhow::Result;

use super::results::Results;
pub(super) use overview::overview;

/// Every file's name and text. A chart without anything to show is left out.
pub(super) fn files(results: &Results) -> Result<Vec<(&'static str, String)>> {
    let markdown = overview(results) + &everyone::markdown(results);
    let mut files = vec![("results.csv", csv::text(results)?), ("results.md", markdown)];
    files.extend(charts::ratios(results).map(|text| ("ratios.svg", text)));
    files.extend(charts::growth(results).map(|text| ("growth.svg", text)));
    Ok(files)
}

fn number(value: Option<f64>, digits: usize, unit: &str) -> String {
    value.map_or_else(|| "–".to_owned(), |value| format!("{value:.digits$}{unit}"))
}

fn ms(seconds: Option<f64>) -> String {
    number(seconds.map(|seconds| seconds * 1e3), 2, "")
}

#[expect(clippy::cast_precision_loss, reason = "a table shows one digit")]
fn megabytes(bytes: Option<u64>) -> String {
    number(bytes.map(|bytes| bytes as f64 / 1e6), 1, "")
}
