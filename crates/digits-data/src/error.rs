use thiserror::Error;

/// A fault in data that is read or made.
///
/// Rows and columns count from 0; lines of a file count from 1, as editors show them.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no sample, or samples have no feature.
    #[error("no data: {n_samples} samples of {n_features} features; at least 1 of each is needed")]
    Empty {
        /// Rows that were given.
        n_samples: usize,
        /// Columns that were given.
        n_features: usize,
    },

    /// Data of the requested size do not fit the memory.
    #[error("{n_rows} {what} of {n_features} features do not fit in memory")]
    TooLarge {
        /// Rows that were asked for.
        n_rows: usize,
        /// The kind of rows, such as `"samples"` or `"centres"`.
        what: &'static str,
        /// Columns that were asked for.
        n_features: usize,
    },

    /// The system has no memory that the data need.
    #[error(transparent)]
    Memory(#[from] crate::memory::OutOfMemory),

    /// The length of the buffer does not match its shape.
    #[error(
        "a buffer of {len} values does not hold exactly {n_samples} samples of {n_features} features"
    )]
    ShapeMismatch {
        /// Values in the buffer.
        len: usize,
        /// Rows that were asked for.
        n_samples: usize,
        /// Columns that were asked for.
        n_features: usize,
    },

    /// One row is longer or shorter than the first.
    #[error("row {row} has {found} features, but the rows before it have {expected}")]
    Ragged {
        /// The first row that differs.
        row: usize,
        /// Features in that row.
        found: usize,
        /// Features in the rows before it.
        expected: usize,
    },

    /// A value is NaN or infinite.
    #[error("row {row}, column {column} is {value}; every value must be finite")]
    NotFinite {
        /// The first row with such a value.
        row: usize,
        /// Its first column with such a value.
        column: usize,
        /// The value.
        value: f64,
    },

    /// A requested row does not exist.
    #[error("row {row} does not exist; the {n_samples} rows count from 0")]
    RowOutOfRange {
        /// The row that was asked for.
        row: usize,
        /// Rows in all.
        n_samples: usize,
    },

    /// A list has the wrong length.
    #[error("{found} {what} were given, but {expected} are needed")]
    LengthMismatch {
        /// The things counted, such as `"labels"` or `"feature names"`.
        what: &'static str,
        /// The number given.
        found: usize,
        /// The number needed.
        expected: usize,
    },

    /// A label has no name.
    #[error("sample {sample} has label {label}, but only {n_names} target names are given")]
    UnnamedLabel {
        /// The first such sample.
        sample: usize,
        /// Its label.
        label: u32,
        /// Names that were given.
        n_names: usize,
    },

    /// A field of a file has the wrong contents.
    #[error("{source_name}, line {line}, field {field}: expected {expected}, found {found:?}")]
    Field {
        /// The file or other source of the text.
        source_name: String,
        /// Line, from 1.
        line: u64,
        /// Field in that line, from 1.
        field: usize,
        /// The expected contents.
        expected: &'static str,
        /// The contents found.
        found: String,
    },

    /// A file could not be read as a table at all.
    #[error("{source_name}: {message}")]
    Table {
        /// The file or other source of the text.
        source_name: String,
        /// The message of the reader, with its position.
        message: String,
    },

    /// A parameter is out of its range.
    #[error("{name} is {value}; it must be {expected}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// The value given.
        value: f64,
        /// The values accepted.
        expected: &'static str,
    },

    /// An array is not in C order without gaps, so it cannot be borrowed.
    #[cfg(feature = "ndarray")]
    #[error(
        "this {n_samples} by {n_features} array is not in C order without gaps; copy it with \
         Samples::copy_ndarray"
    )]
    Layout {
        /// Rows of the array.
        n_samples: usize,
        /// Columns of the array.
        n_features: usize,
    },

    /// A file could not be read.
    #[cfg(feature = "files")]
    #[error(transparent)]
    Read(Box<crate::files::ReadError>),

    /// A file could not be written.
    #[cfg(feature = "files")]
    #[error("{}: {message}", path.display())]
    Write {
        /// The file.
        path: std::path::PathBuf,
        /// The message of the system, or the fault in the file name.
        message: String,
    },

    /// A text does not name a column.
    #[cfg(feature = "files")]
    #[error(
        "{text:?} does not name a column; give a number from 0, a name, or a range such as 0..63"
    )]
    Column {
        /// The text.
        text: String,
    },
}
