use super::{ColumnPosition, Filled, LeftOut, LikelyId, OneHotColumn};
use crate::Samples;

/// Samples read from a file, with their names, labels and weights.
///
/// `S` is [`Samples`], or `()` where [`read_blocks`](super::read_blocks) handed the samples over.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Table<S = Samples> {
    /// The features, one sample per row.
    pub samples: S,
    /// The names of the features, if the file has names or columns of words became features.
    pub feature_names: Option<Vec<String>>,
    /// The number of each feature's column in the file.
    pub feature_columns: Vec<usize>,
    /// The columns of words that became features, in the order of the features.
    pub one_hot: Vec<OneHotColumn>,
    /// The columns that are not features because of their contents.
    pub left_out: Vec<LeftOut>,
    /// The features that look like row numbers or keys.
    pub likely_ids: Vec<LikelyId>,
    /// The features in which missing values were replaced.
    pub filled: Vec<Filled>,
    /// The value for each feature that replaces missing ones, here or in a later table by
    /// [`Missing::Values`](super::Missing::Values); `None` if they are not replaced.
    pub fill_values: Option<Vec<f64>>,
    /// The key of each row, dropped rows included, if a column of keys was requested. A key is a field
    /// without blanks around it.
    pub ids: Option<Vec<String>>,
    /// The column of keys.
    pub id_column: Option<ColumnPosition>,
    /// The label of each sample, if a label column was requested: the text of its field without
    /// blanks around it, or the digits of a whole number.
    pub labels: Option<Vec<String>>,
    /// The weight of each sample, if a weight column was requested.
    pub weights: Option<Vec<f64>>,
    /// Rows of samples in the file.
    pub n_rows: usize,
    /// The rows kept, counted from 0; `None` if no row was dropped for a missing value.
    pub kept_rows: Option<Vec<usize>>,
    /// The format the file was read as.
    pub format: Format,
    /// True if the file was gzipped.
    pub gzip: bool,
}

/// The format a file was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Text, one sample per line.
    Delimited {
        /// The delimiter; a space stands for any number of spaces.
        delimiter: u8,
        /// True if the first row was read as names.
        has_header: bool,
    },
    /// NumPy's format of one array.
    Npy,
    /// An archive of such arrays.
    Npz {
        /// The name of the array that was read.
        array: String,
    },
    /// The format of MNIST.
    Idx,
    /// Columns in groups of rows, with the feature `parquet`.
    Parquet,
}

impl<S> Table<S> {
    /// The column of a feature in the file.
    ///
    /// # Panics
    ///
    /// If `feature` is not below the number of features.
    pub fn feature_column(&self, feature: usize) -> ColumnPosition {
        let name = self.feature_names.as_ref().map(|names| names[feature].clone());
        let name = name.filter(|name| !name.is_empty());
        ColumnPosition { index: self.feature_columns[feature], name }
    }

    /// Number of rows dropped for a missing value.
    pub fn n_dropped_rows(&self) -> usize {
        self.kept_rows.as_ref().map_or(0, |kept| self.n_rows - kept.len())
    }

    /// Puts samples in the place of those that were there.
    pub(super) fn with<T>(self, samples: T) -> Table<T> {
        let Self { feature_names, feature_columns, one_hot, left_out, .. } = self;
        let Self { likely_ids, filled, fill_values, ids, id_column, labels, weights, .. } = self;
        let Self { n_rows, kept_rows, format, gzip, .. } = self;
        Table {
            samples,
            feature_names,
            feature_columns,
            one_hot,
            left_out,
            likely_ids,
            filled,
            fill_values,
            ids,
            id_column,
            labels,
            weights,
            n_rows,
            kept_rows,
            format,
            gzip,
        }
    }
}
