//! Tables in Markdown, and the numbers in their cells.

/// Columns that are aligned left; all others have numbers.
const COLUMNS_OF_WORDS: [&str; 6] = ["case", "series", "contender", "who", "work", ""];

/// Writes a table in Markdown.
pub(super) fn table(columns: &[&str], rows: &[Vec<String>]) -> String {
    let rule = |column: &&str| if COLUMNS_OF_WORDS.contains(column) { "---|" } else { "--:|" };
    let rule: String = columns.iter().map(rule).collect();
    let rows: String = rows.iter().map(|row| line(row)).collect();
    format!("{}|{rule}\n{rows}", line(columns))
}

fn line(cells: &[impl AsRef<str>]) -> String {
    cells.iter().fold("|".to_owned(), |line, cell| line + " " + cell.as_ref() + " |") + "\n"
}

pub(super) fn or_dash(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "–".to_owned(), |value| value.to_string())
}

pub(super) fn number(value: Option<f64>, digits: usize, unit: &str) -> String {
    or_dash(value.map(|value| format!("{value:.digits$}{unit}")))
}

pub(super) fn ms(seconds: Option<f64>) -> String {
    number(seconds.map(|seconds| seconds * 1e3), 2, "")
}

#[expect(clippy::cast_precision_loss, reason = "a table shows one digit")]
pub(super) fn megabytes(bytes: Option<u64>) -> String {
    number(bytes.map(|bytes| bytes as f64 / 1e6), 1, "")
}
