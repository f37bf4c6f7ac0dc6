use std::path::{Path, PathBuf};

use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use digits_data::files::{Column, Columns, Header, Missing, TableOptions};

/// A table in a file, and how it is read, for every command that takes one.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// A table of numbers, one sample a row: CSV or TSV, NPY, NPZ or IDX, gzipped or not; Parquet in a
    /// build with that feature. What it is the file says, not its name. `-` is standard input.
    #[arg(value_name = "FILE", value_parser = table_source(), group = LINES)]
    pub(crate) file: PathBuf,

    /// The true labels in a file of their own, one a line, or NPY or IDX.
    #[arg(long, value_name = "FILE", help_heading = INPUT, conflicts_with = "label_column")]
    pub(crate) label_file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) table: TableArgs,
}

/// Options for reading the table in the argument `file`.
#[derive(Debug, Clone, Args)]
pub(crate) struct TableArgs {
    /// The column that holds the true labels, by name or by number from 0. It is no feature.
    #[arg(long, value_name = "COLUMN", help_heading = INPUT, requires = "file")]
    pub(crate) label_column: Option<Column>,

    /// Whether the first row names the columns.
    #[arg(long, value_enum, default_value_t, help_heading = INPUT, requires = LINES)]
    pub(crate) header: HeaderArg,

    /// What separates the fields; `tab` and `space` are names [default: found out].
    #[arg(
        long,
        value_name = "CHAR",
        help_heading = INPUT,
        requires = "file",
        value_parser = parse_delimiter
    )]
    pub(crate) delimiter: Option<u8>,

    /// The features, such as `0..4,7,width`; with `!` in front, what is none.
    #[arg(long, value_name = "LIST", help_heading = INPUT, requires = "file")]
    pub(crate) columns: Option<Columns>,

    /// The array of an NPZ archive [default: the only one, or else `X`, `data` or `arr_0`].
    #[arg(long, value_name = "NAME", help_heading = INPUT, requires = "file")]
    pub(crate) array: Option<String>,

    /// What to do about missing values.
    #[arg(long, value_enum, default_value_t, help_heading = INPUT, requires = "file")]
    pub(crate) missing: MissingArg,
}

const INPUT: &str = "Reading the file";

/// The group of arguments whose files may start with a header: the table, or labels without one.
pub(crate) const LINES: &str = "lines";

impl InputArgs {
    /// Every file that is read, so that no output overwrites one.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        let label_file = self.label_file.as_deref();
        std::iter::once(self.file.as_path()).chain(label_file)
    }

    /// True if the arguments name true labels.
    pub(crate) fn has_labels(&self) -> bool {
        self.table.label_column.is_some() || self.label_file.is_some()
    }
}

impl TableArgs {
    /// The options of the reader.
    pub(crate) fn options(&self) -> TableOptions {
        TableOptions {
            header: self.header.into(),
            delimiter: self.delimiter,
            label_column: self.label_column.clone(),
            columns: self.columns.clone().unwrap_or_default(),
            missing: self.missing.into(),
            array: self.array.clone(),
            ..TableOptions::new()
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum HeaderArg {
    /// Found out; an error where it could be either.
    #[default]
    Auto,
    /// It does.
    Yes,
    /// It is a sample like the others.
    No,
}

impl From<HeaderArg> for Header {
    fn from(header: HeaderArg) -> Self {
        match header {
            HeaderArg::Auto => Self::Auto,
            HeaderArg::Yes => Self::Yes,
            HeaderArg::No => Self::No,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum MissingArg {
    /// Count them, name the first and stop.
    #[default]
    Error,
    /// Leave out their rows, and say how many.
    DropRows,
}

impl From<MissingArg> for Missing {
    fn from(missing: MissingArg) -> Self {
        match missing {
            MissingArg::Error => Self::Error,
            MissingArg::DropRows => Self::DropRows,
        }
    }
}

/// Parses the path of a file, or `-` for standard input.
pub(crate) fn table_source() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|file| match file.to_str() {
        Some("-") if cfg!(unix) => Ok(PathBuf::from("/dev/stdin")),
        Some("-") => Err("standard input can be read on Unix alone"),
        _ => Ok(file),
    })
}

fn parse_delimiter(text: &str) -> Result<u8, String> {
    match (text, text.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        ("space", _) => Ok(b' '),
        (_, &[byte]) if byte.is_ascii() && !is_of_a_field(byte) => Ok(byte),
        _ => Err("expected one character that is no part of numbers, words, quotes or lines, or \
                  `tab` or `space`"
            .into()),
    }
}

/// True for bytes that occur in fields or end a line.
fn is_of_a_field(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'-' | b'"' | b'\r' | b'\n' | 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn delimiters_are_one_character_or_a_name() {
        for (text, byte) in
            [(",", b','), (";", b';'), ("tab", b'\t'), ("\\t", b'\t'), ("space", b' ')]
        {
            assert_eq!(parse_delimiter(text), Ok(byte));
        }
        for bad in ["", ",,", "a", "7", "é", ".", "+", "-", "\"", "\n"] {
            assert!(parse_delimiter(bad).is_err(), "{bad}");
        }
    }
}
