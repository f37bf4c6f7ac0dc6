use super::{Column, Columns, Notation, OneHot};

/// Options of [`read_table`](super::read_table).
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
#[derive(Debug, Clone, PartialEq)]
pub struct TableOptions {
    /// The rule for the header of a text file. Binary files ignore it, since the same options may
    /// serve a text file of labels beside them.
    pub header: Header,
    /// The delimiter of a text file; `None` finds it. A space stands for any number of spaces. With
    /// a delimiter, a binary file is an error.
    pub delimiter: Option<u8>,
    /// Lines at the start of a text file that are skipped, as a text editor counts them.
    pub skip_lines: usize,
    /// The first character of lines that are skipped in a text file. Without it, lines that start
    /// with `#` are skipped before the first row only. If the last of them has as many words as the
    /// first row has numbers, it names the columns, as `numpy.savetxt` writes them.
    pub comment: Option<u8>,
    /// The notation of numbers in a text file.
    pub notation: Notation,
    /// The column of keys, which is not a feature. [`Table::ids`](super::Table::ids) carries them
    /// along.
    pub id_column: Option<Column>,
    /// The column of labels, which is not a feature.
    pub label_column: Option<Column>,
    /// The column of sample weights, which is not a feature.
    pub weight_column: Option<Column>,
    /// The columns that are features, in this order.
    pub columns: Columns,
    /// The columns of words that become features 0 and 1. In binary files and in columns of numbers, each
    /// different number is a word.
    pub one_hot: OneHot,
    /// The treatment of missing values.
    pub missing: Missing,
    /// The name of the array to read from an NPZ archive. `None` takes the only array, or the first
    /// of `X`, `data` and `arr_0` that exists. If you give a name, any other kind of file is an
    /// error.
    pub array: Option<String>,
}

/// The rule that decides if the first row of a text file names the columns.
///
/// [`Auto`](Self::Auto) never guesses. If the first row has one reading, it decides; if it has two,
/// it is an error:
///
/// - If a column is asked for by name, the first row is a header.
/// - If at least one field of the first row is text and none is a number, it is a header.
/// - If some fields are text and some are numbers, both readings are possible: an error.
/// - If all fields are numbers (or missing), the first row is a sample, unless they look like names.
///   Then both readings are possible: an error.
///
/// The rule looks at the whole first row, whichever columns are read. A word that comes again below
/// it is a value, so the first row is a sample. A number in another notation, such as `1,5`, counts as
/// a number.
///
/// Numbers over two columns or more look like names in three cases:
///
/// - They count up by one from 0 (`0,1,2`), or are three years or more (`2019,2020,2021`).
/// - They are different whole numbers, and every row below has a fraction.
/// - They are eight or more that rise or fall throughout, as wavelengths do above spectra, and no row
///   below does.
///
/// A column of labels or weights makes the first row a header in two cases. Its first field is a
/// word above numbers (or missing labels) only. Or its first field is a usual name that is not
/// itself a label: `label`, `labels`, `target`, `targets`, `class`, `cluster` or `y`.
///
/// The rule looks at the first hundred rows, as far as they are in the first megabyte. If only a
/// column of labels makes the first row a header, all later labels must agree; otherwise it is an
/// error. A first row of numbers that fills that megabyte alone is an error too, because no other
/// row can show that it is a sample. Other numbers above similar numbers cannot be recognised as a
/// header.
///
/// A first column of whole numbers without a name (or with pandas' `Unnamed: 0`) is an error,
/// because it could be a feature or the row numbers that pandas and R write. The same holds if no
/// second row lies within the first megabyte, and for pandas' index in a Parquet file,
/// `__index_level_0__`. To settle it, name the columns to read in [`TableOptions::columns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Header {
    /// Decides by the rule above. A first row with two readings is an error.
    #[default]
    Auto,
    /// The first row names the columns.
    Yes,
    /// The first row is a sample like the others.
    No,
}

/// The treatment of missing values.
///
/// In text, missing values are empty fields and the words that pandas takes for them: `NA`, `N/A`,
/// `NaN`, `null`, `None`, `<NA>`, `#N/A`, `#NA`, `#N/A N/A`, `1.#IND`, `-1.#IND`, `1.#QNAN`, `-1.#QNAN`;
/// also `?`. Capitals make no difference, and [`Notation::missing_words`] adds others. In binary files
/// they are NaN. Among labels these words count as missing only if all other labels are numbers. Among
/// words they may be classes, and only an empty field is missing.
///
/// Labels and weights are never replaced: with [`Mean`](Self::Mean), [`Median`](Self::Median) and
/// [`Values`](Self::Values) a missing one is an error.
#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub enum Missing {
    /// Missing values are an error that names the first and counts them all.
    #[default]
    Error,
    /// Rows with missing values are dropped; [`Table::kept_rows`](super::Table::kept_rows) lists
    /// the others.
    DropRows,
    /// The mean of the feature's other values replaces them; [`Table::filled`](super::Table::filled)
    /// lists it.
    Mean,
    /// The median of the feature's other values replaces them.
    Median,
    /// These values replace them, one per feature, such as those of an earlier table.
    Values(Vec<f64>),
}

impl TableOptions {
    /// Finds header and delimiter, takes all columns as features and refuses missing values.
    pub fn new() -> Self {
        Self {
            header: Header::Auto,
            delimiter: None,
            skip_lines: 0,
            comment: None,
            notation: Notation::new(),
            id_column: None,
            label_column: None,
            weight_column: None,
            columns: Columns::All,
            one_hot: OneHot::default(),
            missing: Missing::Error,
            array: None,
        }
    }
}

/// Options of [`read_labels`](super::read_labels) and [`read_column`](super::read_column).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnOptions {
    /// The column to read; `None` if there is only one.
    pub column: Option<Column>,
    /// The rule for the header of a text file. Binary files ignore it.
    pub header: Header,
    /// The delimiter of a text file; `None` finds it. With a delimiter, a binary file is an error.
    pub delimiter: Option<u8>,
    /// True if a missing label is an empty text in the result of
    /// [`read_labels`](super::read_labels), and not an error.
    pub may_be_missing: bool,
    /// The name of the array to read from an NPZ archive. `None` takes the only array, or the first
    /// usual name that exists: `y`, `labels`, `target` for labels; `weights`, `sample_weight` for
    /// numbers; or `arr_0`. If you give a name, any other kind of file is an error.
    pub array: Option<String>,
}

impl ColumnOptions {
    /// Takes the only column of the file, and finds header and delimiter.
    pub fn new() -> Self {
        Self::default()
    }
}

impl Default for TableOptions {
    fn default() -> Self {
        Self::new()
    }
}
