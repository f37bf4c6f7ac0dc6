use std::path::{Path, PathBuf};

use super::usage::UsageError;
use super::{Precision, RunArgs};
use clap::builder::{PathBufValueParser, TypedValueParser};
use clap::{Args, ValueEnum};
use digits_data::files::{Column, Columns, Header, Missing, Notation, OneHot, TableOptions};

/// A table in a file, and how it is read, for every command that takes one.
#[derive(Debug, Args)]
pub(crate) struct InputArgs {
    /// Table of numbers with one sample per row: CSV, TSV, NPY, NPZ or IDX, gzipped or not; Parquet
    /// if built with that feature. The contents tell the format, not the name. `-` is standard
    /// input.
    #[arg(value_name = "FILE", value_parser = table_source(), group = LINES)]
    pub(crate) file: PathBuf,

    /// File of the true labels, one per line, or as NPY or IDX.
    #[arg(long, value_name = "FILE", help_heading = INPUT, conflicts_with = "label_column")]
    pub(crate) label_file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) table: TableArgs,
}

/// Options for reading the table in the argument `file`.
#[derive(Debug, Clone, Args)]
pub(crate) struct TableArgs {
    /// Column of the true labels, by name or by number from 0. It is not a feature.
    #[arg(long, value_name = "COLUMN", help_heading = INPUT, requires = "file")]
    pub(crate) label_column: Option<Column>,

    /// Is the first row a header?
    #[arg(long, value_enum, default_value_t, help_heading = INPUT, requires = LINES)]
    pub(crate) header: HeaderArg,

    /// Character between the fields, or `tab` or `space` [default: detected].
    #[arg(
        long,
        value_name = "CHAR",
        help_heading = INPUT,
        requires = "file",
        value_parser = parse_delimiter
    )]
    pub(crate) delimiter: Option<u8>,

    /// Columns that are features, by name or by number from 0, such as `0..4,width..height`. Ranges
    /// include their end. `!` before a column excludes it, `name:2019` is a column called 2019
    /// [default: every numeric column].
    #[arg(long, value_name = "LIST", help_heading = INPUT, requires = "file")]
    pub(crate) columns: Option<Columns>,

    /// Columns of words that become features 0 and 1, one per word, called `column=word`. They need not be
    /// in `--columns`. A model keeps the words, so `predict` and `transform` make the same features.
    #[arg(long, value_name = "LIST", help_heading = INPUT, requires = "file")]
    pub(crate) one_hot: Option<OneHot>,

    /// Column of keys, such as customer numbers. It is not a feature. Rows that are written keep their keys.
    #[arg(long, value_name = "COLUMN", help_heading = INPUT, requires = "file")]
    pub(crate) id: Option<Column>,

    /// Name of the array in an NPZ archive [default: the only one, or `X`, `data` or `arr_0`].
    #[arg(long, value_name = "NAME", help_heading = INPUT, requires = "file")]
    pub(crate) array: Option<String>,

    /// How to treat missing values [default: error].
    #[arg(long, value_enum, help_heading = INPUT, requires = "file")]
    pub(crate) missing: Option<MissingArg>,

    #[command(flatten)]
    pub(crate) text: TextArgs,
}

/// Options for tables as spreadsheets and other programs write them.
#[derive(Debug, Clone, Args)]
pub(crate) struct TextArgs {
    /// Words for a missing value, separated by commas, such as `-,unknown,-999`, in addition to
    /// those that pandas knows.
    #[arg(
        long,
        value_name = "LIST",
        help_heading = NOTATION,
        value_delimiter = ',',
        allow_hyphen_values = true
    )]
    pub(crate) na: Vec<String>,

    /// Decimal separator, the character before the fraction [default: `.`, and an error if the points
    /// may be thousands separators].
    #[arg(long, value_name = "CHAR", help_heading = NOTATION, value_parser = parse_mark)]
    pub(crate) decimal: Option<char>,

    /// Thousands separator, the character between groups of digits, such as `,` in 1,234,567; or
    /// `space` for any kind of space.
    #[arg(long, value_name = "CHAR", help_heading = NOTATION, value_parser = parse_mark)]
    pub(crate) thousands: Option<char>,

    /// Further sign of negative numbers, such as `−` (U+2212).
    #[arg(long, value_name = "CHAR", help_heading = NOTATION)]
    pub(crate) minus: Option<char>,

    /// Texts before or after numbers, separated by commas, such as `$,%,kg`. They do not change the
    /// number: 12 % is 12.
    #[arg(long, value_name = "LIST", help_heading = NOTATION, value_delimiter = ',')]
    pub(crate) strip: Vec<String>,

    /// First character of lines to skip [default: `#`, before the first row only].
    #[arg(long, value_name = "CHAR", help_heading = NOTATION, value_parser = parse_ascii)]
    pub(crate) comment: Option<u8>,

    /// Number of lines to skip at the start of the file.
    #[arg(long, value_name = "N", help_heading = NOTATION, default_value_t, hide_default_value = true)]
    pub(crate) skip_lines: usize,
}

const NOTATION: &str = "How the text is written";

/// The path that `-` stands for.
const STANDARD_INPUT: &str = "/dev/stdin";

const INPUT: &str = "Reading the file";

/// The group of arguments whose files may start with a header: the table, or labels without one.
pub(crate) const LINES: &str = "lines";

impl InputArgs {
    /// Every file that is read, so that no output overwrites one.
    pub(crate) fn files(&self) -> impl Iterator<Item = &Path> {
        let label_file = self.label_file.as_deref();
        std::iter::once(self.file.as_path()).chain(label_file)
    }

    /// True if the table comes through a pipe of the shell.
    pub(crate) fn is_standard_input(&self) -> bool {
        self.file == Path::new(STANDARD_INPUT)
    }

    /// The type to calculate with: the one that was asked for, or that of the file.
    pub(crate) fn precision(&self, run: &RunArgs) -> Precision {
        run.precision_for(&self.file, &self.table.options())
    }

    /// True if the arguments name true labels.
    pub(crate) fn has_labels(&self) -> bool {
        self.table.label_column.is_some() || self.label_file.is_some()
    }
}

impl TableArgs {
    /// Refuses options that contradict each other.
    pub(crate) fn check(&self) -> Result<(), UsageError> {
        self.text.check()
    }

    /// The options of the reader.
    pub(crate) fn options(&self) -> TableOptions {
        TableOptions {
            header: self.header.into(),
            delimiter: self.delimiter,
            skip_lines: self.text.skip_lines,
            comment: self.text.comment,
            notation: self.text.notation(),
            id_column: self.id.clone(),
            label_column: self.label_column.clone(),
            weight_column: None,
            columns: self.columns.clone().unwrap_or_default(),
            one_hot: self.one_hot.clone().unwrap_or_default(),
            missing: self.missing.unwrap_or_default().into(),
            array: self.array.clone(),
        }
    }
}

impl TextArgs {
    /// Refuses one mark in two roles, with which `1,234` would be two numbers.
    fn check(&self) -> Result<(), UsageError> {
        let decimal = self.notation().decimal;
        if self.thousands != Some(decimal) {
            return Ok(());
        }
        let other = if decimal == '.' {
            "give the mark before the fraction with `--decimal`"
        } else {
            "give them different marks"
        };
        Err(UsageError(format!(
            "`--decimal` and `--thousands` are both {decimal:?}, so numbers with it have two meanings; {other}"
        )))
    }

    fn notation(&self) -> Notation {
        Notation {
            decimal: self.decimal.unwrap_or('.'),
            checks_points: self.decimal.is_none(),
            thousands: self.thousands,
            minus: self.minus,
            strip: self.strip.clone(),
            missing_words: self.na.clone(),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum HeaderArg {
    /// Detected: words are names, numbers are a sample. An error if the row has both, or if its
    /// numbers look like names (0,1,2; years such as 2019,2020,2021; whole numbers over fractions).
    #[default]
    Auto,
    /// The first row names the columns.
    Yes,
    /// The first row is a sample.
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
    /// Stop with an error that counts them and names the first.
    #[default]
    Error,
    /// Leave out rows with missing values, and report how many.
    DropRows,
    /// Replace them by the mean of the other values in the column. A model uses the mean of its fit.
    Mean,
    /// Replace them by the median of the other values in the column. A model uses that of its fit.
    Median,
}

impl From<MissingArg> for Missing {
    fn from(missing: MissingArg) -> Self {
        match missing {
            MissingArg::Error => Self::Error,
            MissingArg::DropRows => Self::DropRows,
            MissingArg::Mean => Self::Mean,
            MissingArg::Median => Self::Median,
        }
    }
}

/// Parses the path of a file, or `-` for standard input.
pub(crate) fn table_source() -> impl TypedValueParser<Value = PathBuf> {
    PathBufValueParser::new().try_map(|file| match file.to_str() {
        Some("-") if cfg!(unix) => Ok(PathBuf::from(STANDARD_INPUT)),
        Some("-") => Err("`-` for standard input works on Unix only; give a file name"),
        _ => Ok(file),
    })
}

fn parse_delimiter(text: &str) -> Result<u8, String> {
    match (text, text.as_bytes()) {
        ("tab" | "\\t", _) => Ok(b'\t'),
        ("space", _) => Ok(b' '),
        (_, &[byte]) if byte.is_ascii() && !is_of_a_field(byte) => Ok(byte),
        _ => Err(
            "expected `tab`, `space` or one other character that cannot be part of a number, a \
                  word, a quote or a line end"
                .into(),
        ),
    }
}

/// Parses a decimal or thousands separator.
fn parse_mark(text: &str) -> Result<char, String> {
    let mut characters = text.chars();
    match (text, characters.next(), characters.next()) {
        ("space", ..) => Ok(' '),
        (_, Some(mark), None) if !mark.is_ascii_digit() => Ok(mark),
        _ => Err("expected one character that is not a digit, or `space`".into()),
    }
}

fn parse_ascii(text: &str) -> Result<u8, String> {
    match text.as_bytes() {
        &[byte] if byte.is_ascii_graphic() => Ok(byte),
        _ => Err("expected one ASCII character such as `#`".into()),
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
