//! Results as files: a table for programs, tables for people, and charts.

mod against_the_best;
mod charts;
mod csv;
mod everyone;
mod growth;
mod markdown;
mod overview;
mod quality;
mod results;
mod summary;

use anyhow::Result;

pub(crate) use self::overview::overview;
pub(crate) use self::results::{Contest, Race, Results};

/// Gives every file's name and text. A chart without anything to show is left out.
pub(crate) fn files(results: &Results) -> Result<Vec<(&'static str, String)>> {
    let mut files = vec![
        ("results.csv", csv::text(results)?),
        ("tables.md", overview(results)),
        ("everyone.md", everyone::tables(results)),
    ];
    files.extend(charts::ratios(results).map(|text| ("ratios.svg", text)));
    files.extend(quality::csv(&results.races)?.map(|text| ("quality.csv", text)));
    files.extend(charts::quality(&results.races).map(|text| ("quality.svg", text)));
    files.extend(charts::growth(results).map(|text| ("growth.svg", text)));
    Ok(files)
}
