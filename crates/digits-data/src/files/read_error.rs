use std::fmt;
use std::path::{Path, PathBuf};

use super::Notation;
use crate::memory::OutOfMemory;

/// The reason why a file was not read, and the place in it.
///
/// Its text is one line: the file, the place in it, what was expected and what was found. If the system
/// cannot read the file, the line says so: `cannot read flowers.csv: no such file`.
///
/// ```
/// use digits_data::{Error, files::{TableOptions, Position, read_table}};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("flowers.csv");
/// std::fs::write(&path, "length,width\n5.1,3.5\n4.9,three\n")?;
///
/// let Err(Error::Read(error)) = read_table::<f64>(&path, &TableOptions::new()) else { panic!() };
/// assert_eq!(error.position, Position::Line(3));
/// assert!(error.to_string().ends_with(
///     "flowers.csv, line 3, column 1 (\"width\"): expected a number, found \"three\""
/// ));
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ReadError {
    /// The file.
    pub path: PathBuf,
    /// The array in it, if the file is an archive of several.
    pub array: Option<String>,
    /// The place in the file, or in its unpacked contents if it is compressed.
    pub position: Position,
    /// The column of the table.
    pub column: Option<ColumnPosition>,
    /// The kind of fault, for a program.
    pub kind: ReadErrorKind,
    /// The expected contents, in words.
    pub expected: String,
    /// The contents found, in words.
    pub found: String,
    /// Every column with a field that is not a number, the first one included, if that is the fault.
    pub no_numbers: Vec<NoNumber>,
    /// Number of features that are numbers in every row that was read, if that is the fault.
    pub n_numeric: usize,
    /// The notations that read all these columns. There are two if `1,234` may be either number.
    pub readings: Vec<Notation>,
}

/// The first field of a column that is not a number.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoNumber {
    /// The place of the field.
    pub position: Position,
    /// The column.
    pub column: ColumnPosition,
    /// The field, in quotes and shortened if it is long.
    pub found: String,
}

/// A place in a file. Among places of one kind, the earlier one is smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Position {
    /// The file as a whole.
    File,
    /// A line of text, from 1, as editors show it.
    Line(u64),
    /// A byte of a binary file, from 0.
    Byte(u64),
    /// A group of rows of a Parquet file, from 0.
    RowGroup(usize),
    /// A row of a Parquet file, from 0.
    Row(usize),
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ColumnPosition {
    /// Its number in the file, from 0.
    pub index: usize,
    /// Its name, if the file has names.
    pub name: Option<String>,
}

/// A kind of fault in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReadErrorKind {
    /// The system cannot read it: the file is missing, forbidden or a folder.
    Io(std::io::ErrorKind),
    /// The format is unknown, or not the requested one.
    Format,
    /// Text that is not UTF-8.
    Encoding,
    /// A compressed stream, an archive or a Parquet page is damaged, or uses a compression that we
    /// do not read.
    Compression,
    /// The header of a binary file is damaged or contradicts the file.
    Header,
    /// Values of a type that we do not read.
    DataType,
    /// The file ends too early.
    Truncated,
    /// The file goes on where it should end.
    TrailingData,
    /// The file was changed while it was read.
    Changed,
    /// No rows, or no columns.
    Empty,
    /// A requested column does not exist, or its name is not unique.
    Column,
    /// The first row could be names or a sample, or the first column could be a feature or row
    /// numbers.
    AmbiguousHeader,
    /// A row has more or fewer fields than the first.
    Ragged,
    /// A quote is opened and never closed.
    Quote,
    /// A word that is no feature of the earlier table whose words were given.
    UnknownWord,
    /// A column has too many different words to become features, or a different one in every row.
    TooManyWords,
    /// A field is not a number, or a label not text or a whole number.
    Value,
    /// A sparse matrix of `scipy.sparse`, whose arrays are not a table.
    Sparse,
    /// The system has no memory for the contents.
    Memory {
        /// Bytes that were asked for.
        bytes: usize,
    },
    /// A number is infinite or too large for its type.
    Infinite,
    /// Values are missing, and dropping rows was not allowed.
    Missing {
        /// Values that are missing.
        n_missing: usize,
        /// Rows with such a value.
        n_rows: usize,
        /// All rows that were read.
        of_rows: usize,
    },
}

impl ColumnPosition {
    /// Looks up the name of the column. An empty name counts as none.
    pub(super) fn new(index: usize, names: Option<&[String]>) -> Self {
        let name = names.and_then(|names| names.get(index)).filter(|name| !name.is_empty());
        Self { index, name: name.cloned() }
    }
}

impl ReadError {
    /// Makes an error without a path. [`Self::in_file`] adds it where it is known.
    pub(super) fn new(
        kind: ReadErrorKind,
        position: Position,
        expected: impl Into<String>,
        found: impl Into<String>,
    ) -> Box<Self> {
        Box::new(Self {
            path: PathBuf::new(),
            array: None,
            position,
            column: None,
            kind,
            expected: expected.into(),
            found: found.into(),
            no_numbers: Vec::new(),
            n_numeric: 0,
            readings: Vec::new(),
        })
    }

    pub(super) fn in_column(
        mut self: Box<Self>,
        index: usize,
        names: Option<&[String]>,
    ) -> Box<Self> {
        self.column = Some(ColumnPosition::new(index, names));
        self
    }

    pub(super) fn in_array(mut self: Box<Self>, array: &str) -> Box<Self> {
        self.array = Some(array.to_owned());
        self
    }

    pub(super) fn in_file(mut self: Box<Self>, path: &Path) -> Box<Self> {
        path.clone_into(&mut self.path);
        self
    }
}

impl From<OutOfMemory> for Box<ReadError> {
    fn from(OutOfMemory { bytes }: OutOfMemory) -> Self {
        let (kind, expected) =
            (ReadErrorKind::Memory { bytes }, format!("memory for {bytes} bytes more"));
        ReadError::new(kind, Position::File, expected, "none")
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_unread = matches!(self.kind, ReadErrorKind::Io(_));
        let start = if is_unread { "cannot read " } else { "" };
        write!(f, "{start}{}", self.path.display())?;
        if let Some(array) = &self.array {
            write!(f, ", array {array:?}")?;
        }
        write_place(f, self.position, self.column.as_ref(), ", ")?;
        if is_unread {
            return write!(f, ": {}", self.found);
        }
        write!(f, ": expected {}, found {}", self.expected, self.found)?;
        for other in self.no_numbers.iter().skip(1).take(MOST_SHOWN) {
            f.write_str("; also ")?;
            write_place(f, other.position, Some(&other.column), "")?;
            write!(f, ": {}", other.found)?;
        }
        let n_others = self.no_numbers.len().saturating_sub(1 + MOST_SHOWN);
        if n_others > 0 {
            write!(f, "; also in {n_others} more columns")?;
        }
        if let ReadErrorKind::Missing { n_missing, n_rows, of_rows } = self.kind {
            let values = if n_missing == 1 { "value is" } else { "values are" };
            write!(f, "; {n_missing} {values} missing, in {n_rows} of {of_rows} rows")?;
        }
        Ok(())
    }
}

/// Columns that an error lists after the first.
const MOST_SHOWN: usize = 11;

/// Writes position and column with `start` before them, if there are any.
fn write_place(
    f: &mut fmt::Formatter<'_>,
    position: Position,
    column: Option<&ColumnPosition>,
    start: &str,
) -> fmt::Result {
    match position {
        Position::File => {}
        Position::Line(line) => write!(f, "{start}line {line}")?,
        Position::Byte(byte) => write!(f, "{start}byte {byte}")?,
        Position::RowGroup(group) => write!(f, "{start}row group {group}")?,
        Position::Row(row) => write!(f, "{start}row {row}")?,
    }
    let Some(ColumnPosition { index, name }) = column else { return Ok(()) };
    let comma = if position == Position::File { start } else { ", " };
    write!(f, "{comma}column {index}")?;
    match name {
        Some(name) => write!(f, " ({name:?})"),
        None => Ok(()),
    }
}

impl std::error::Error for ReadError {}

/// Quotes a piece of the file for a message, with odd bytes escaped and a limited length.
pub(super) fn shown(bytes: &[u8]) -> String {
    const LONGEST: usize = 40;
    let text = String::from_utf8_lossy(bytes);
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{:?}…", &text[..end]),
        None => format!("{text:?}"),
    }
}
