use crate::{Samples, Scalar};

/// Samples out of a file, with what else the file says of them.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Table<F: Scalar = f64> {
    /// The features, one sample a row.
    pub samples: Samples<F>,
    /// Their names, if the file has names.
    pub feature_names: Option<Vec<String>>,
    /// The label of each sample, if a label column was asked for: the field as it stands in text,
    /// blanks around it taken off; a whole number as its digits.
    pub labels: Option<Vec<String>>,
    /// The weight of each sample, if a weight column was asked for.
    pub weights: Option<Vec<f64>>,
    /// Rows of samples in the file.
    pub n_rows: usize,
    /// Which of them are left, counted from 0, if any were dropped for a missing value.
    pub kept_rows: Option<Vec<usize>>,
    /// What the file was taken for.
    pub format: Format,
    /// Whether it was gzipped.
    pub gzip: bool,
}

/// What a file was taken for.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Format {
    /// Text, a sample a line.
    Delimited {
        /// What separates the fields; a space stands for any number of spaces.
        delimiter: u8,
        /// Whether the first row was taken for names.
        has_header: bool,
    },
    /// NumPy's format of one array.
    Npy,
    /// An archive of such arrays.
    Npz {
        /// The one that was read.
        array: String,
    },
    /// The format of MNIST.
    Idx,
    /// Columns in groups of rows, with the feature `parquet`.
    Parquet,
}

impl<F: Scalar> Table<F> {
    /// Rows that were left out for a missing value.
    pub fn n_dropped_rows(&self) -> usize {
        self.n_rows - self.samples.n_samples()
    }
}
