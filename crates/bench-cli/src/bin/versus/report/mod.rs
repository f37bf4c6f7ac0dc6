//! Results as files: a table for programs, tables for people, and charts.

mod against_the_best;
mod charts;
mod csv;
mod everyone;
mod growth;
mod overview;
mod results;

use anyhow::Result;

pub(crate) use self::overview::overview;
pub(crate) use self::results::{Contest, Results};

/// Columns that are aligned left; all others have numbers.
const COLUMNS_OF_WORDS: [&str; 5] = ["case", "series", "contender", "who", ""];

/// Gives every file's name and text. A chart without anything to show is left out.
pub(crate) fn files(results: &Results) -> Result<Vec<(&'static str, String)>> {
    let markdown = overview(results) + &everyone::tables(results);
    let mut files = vec![("results.csv", csv::text(results)?), ("results.md", markdown)];
    files.extend(charts::ratios(results).map(|text| ("ratios.svg", text)));
    files.extend(charts::growth(results).map(|text| ("growth.svg", text)));
    Ok(files)
}

/// Writes a table in Markdown.
fn table(columns: &[&str], rows: &[Vec<String>]) -> String {
    let rule = |column: &&str| if COLUMNS_OF_WORDS.contains(column) { "---|" } else { "--:|" };
    let rule: String = columns.iter().map(rule).collect();
    let rows: String = rows.iter().map(|row| line(row)).collect();
    format!("{}|{rule}\n{rows}", line(columns))
}

fn line(cells: &[impl AsRef<str>]) -> String {
    cells.iter().fold("|".to_owned(), |line, cell| line + " " + cell.as_ref() + " |") + "\n"
}

fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

fn number(value: Option<f64>, digits: usize, unit: &str) -> String {
    or_dash(value.map(|value| format!("{value:.digits$}{unit}")))
}

fn ms(seconds: Option<f64>) -> String {
    number(seconds.map(|seconds| seconds * 1e3), 2, "")
}

#[expect(clippy::cast_precision_loss, reason = "a table shows one digit")]
fn megabytes(bytes: Option<u64>) -> String {
    number(bytes.map(|bytes| bytes as f64 / 1e6), 1, "")
}
