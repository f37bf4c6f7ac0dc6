//! The samples that a command works on, out of the user's files.

use anyhow::{Result, ensure};
use digits_data::files::{read_labels, read_table};
use digits_data::{Samples, Scalar};

use crate::cli::InputArgs;

/// What was read.
#[derive(Debug)]
pub(crate) struct Input<F: Scalar> {
    /// The file's name, for titles.
    pub(crate) name: String,
    pub(crate) samples: Samples<F>,
    pub(crate) feature_names: Option<Vec<String>>,
    /// The true label of each sample, if they were asked for.
    pub(crate) labels: Option<Vec<String>>,
    /// Rows of the file, of which some may have been dropped.
    pub(crate) n_rows: usize,
    /// Which are left, if some were.
    pub(crate) kept_rows: Option<Vec<usize>>,
}

impl<F: Scalar> Input<F> {
    /// Reads the table, and the labels if they are in a file of their own.
    pub(crate) fn read(arguments: &InputArgs) -> Result<Self> {
        let table = read_table(&arguments.file, &arguments.table.options())?;
        let mut input = Self {
            name: arguments.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            n_rows: table.n_rows,
            samples: table.samples,
            feature_names: table.feature_names,
            labels: table.labels,
            kept_rows: table.kept_rows,
        };
        if let Some(file) = &arguments.label_file {
            let labels = read_labels(file, &arguments.label_options())?;
            ensure!(
                labels.len() == input.n_rows,
                "{} labels in {} for {} rows in {}",
                labels.len(),
                file.display(),
                input.n_rows,
                arguments.file.display()
            );
            input.labels = Some(input.kept(labels));
        }
        Ok(input)
    }

    /// Of something that every row of the file has, what belongs to the samples.
    pub(crate) fn kept<T: Clone>(&self, of_rows: Vec<T>) -> Vec<T> {
        match &self.kept_rows {
            None => of_rows,
            Some(rows) => rows.iter().map(|&row| of_rows[row].clone()).collect(),
        }
    }

    /// Rows that were left out for a missing value.
    pub(crate) fn dropped_rows(&self) -> usize {
        self.n_rows - self.samples.n_samples()
    }
}
