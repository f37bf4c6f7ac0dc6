use super::{Column, Columns};

/// How [`read_table`](super::read_table) is to read a file.
///
/// ```
/// use digits_data::files::{Header, TableOptions};
///
/// let options = TableOptions {
///     header: Header::Yes,
///     label_column: Some("species".parse()?),
///     columns: "!id".parse()?,
///     ..TableOptions::new()
/// };
/// # Ok::<(), digits_data::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableOptions {
    /// Whether the first row of a text file names the columns. Binary files pay it no heed, since the
    /// same options may serve labels in a text file beside them.
    pub header: Header,
    /// What separates the fields of a text file, or `None` to find out. A space stands for any
    /// number of spaces. With a delimiter, a binary file is an error.
    pub delimiter: Option<u8>,
    /// The column that holds the labels; it is no feature.
    pub label_column: Option<Column>,
    /// The column that holds sample weights; it is no feature.
    pub weight_column: Option<Column>,
    /// Which of the others are features, in which order.
    pub columns: Columns,
    /// What to do about missing values.
    pub missing: Missing,
    /// The array to read of an NPZ archive; `None` takes the only one, or the one of the first of
    /// the names `X`, `data` and `arr_0` that is there. With a name, another file is an error.
    pub array: Option<String>,
}

/// Whether the first row of a text file names the columns.
///
/// A program that guesses is sometimes wrong and does not say so; [`Auto`](Self::Auto) therefore
/// decides only where there is one reading, and is an error where there are two:
///
/// - Where a column is asked for by name, the first row is a header.
/// - Where no feature of the first row is a number and one at least is text, it is a header.
/// - Where some are text and some are numbers, it could be either: an error.
/// - Where all are numbers (or missing), it is a sample, unless it looks like a header of numbers
///   over two columns or more: numbers that count up by one from 0 (`0,1,2`) or are three years or more
///   (`2019,2020,2021`); different whole numbers over rows that all have a fraction; or eight numbers or
///   more that rise or fall throughout, as wavelengths do above spectra, over rows of which none does.
///   Then it could be either: an error.
///
/// A column of labels or weights says no more than this: a word above nothing but numbers (or missing
/// labels) makes the first row a header, and so does a usual name (`label`, `labels`, `target`, `targets`,
/// `class`, `cluster`, `y`) that is no label. What is dropped by number has no say.
///
/// The first hundred rows are looked at, as far as they are in the first megabyte. Where nothing but a
/// column of labels makes the first row a header, all other labels must agree, or it is an error. Where
/// the first row leaves no room for another, numbers that the others could show to be a sample are an
/// error too. What this rule cannot see is a header of other numbers over numbers like them.
///
/// A first column that has no name (or `Unnamed: 0`, which pandas makes of none) and nothing but whole
/// numbers, be it in a single row, or of which no row is near enough to be looked at, could be a feature
/// or the numbers of the rows, as pandas and R write them: an error too, unless [`TableOptions::columns`]
/// says which to read. So is pandas' index in a Parquet file, `__index_level_0__`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Header {
    /// By the rule above; an error where it leaves two readings.
    #[default]
    Auto,
    /// It does.
    Yes,
    /// It is a sample like the others.
    No,
}

/// What to do about missing values: empty fields, `NA`, `N/A`, `NaN`, `null`, `None` and `?` in text,
/// in small or capital letters; NaN in binary files. As a label these words count only where all other
/// labels are numbers: among words they may be classes like any other, and only an empty field is not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Missing {
    /// An error that names the first of them and counts them all.
    #[default]
    Error,
    /// Leave out their rows; [`Table::kept_rows`](super::Table::kept_rows) says which are left.
    DropRows,
}

impl TableOptions {
    /// Header and delimiter as the file has them, all columns features, no missing values.
    pub fn new() -> Self {
        Self {
            header: Header::Auto,
            delimiter: None,
            label_column: None,
            weight_column: None,
            columns: Columns::All,
            missing: Missing::Error,
            array: None,
        }
    }
}

/// How [`read_labels`](super::read_labels) and [`read_column`](super::read_column) are to read a
/// file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnOptions {
    /// The column to read; `None` if there is only one.
    pub column: Option<Column>,
    /// Whether the first row of a text file names the columns. Binary files pay it no heed.
    pub header: Header,
    /// What separates the fields of a text file, or `None` to find out. With a delimiter, a binary file
    /// is an error.
    pub delimiter: Option<u8>,
    /// The array to read of an NPZ archive; `None` takes the only one, or the one of the first of
    /// the usual names that is there: `y`, `labels`, `target` for labels; `weights`, `sample_weight`
    /// for numbers; or `arr_0`. With a name, another file is an error.
    pub array: Option<String>,
}

impl ColumnOptions {
    /// The only column there is, header and delimiter as the file has them.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Default for TableOptions {
    fn default() -> Self {
        Self::new()
    }
}
