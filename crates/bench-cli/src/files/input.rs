//! The samples that a command works on, read from files of the user.

use std::fmt;
use std::path::Path;

use anyhow::{Result, ensure};
use digits_data::files::{
    ColumnOptions, ColumnPosition, TableOptions, read_column, read_labels, read_table,
};
use digits_data::{Samples, Scalar};
use serde::Serialize;

use super::column_use::ColumnUse;
use super::one_per_row::{MayBeName, hint_at_header, one_per_row};
pub(crate) use super::weights::WeightSource;
use crate::cli::InputArgs;
use crate::text::counted;
use crate::text::progress::Progress;

/// Samples, and the labels, weights and keys that the arguments ask for.
#[derive(Debug)]
pub(crate) struct Input<F: Scalar> {
    /// Name of the file without its folder, for titles.
    pub(crate) name: String,
    pub(crate) samples: Samples<F>,
    pub(crate) feature_names: Option<Vec<String>>,
    /// One true label per sample.
    pub(crate) labels: Option<Vec<String>>,
    /// One weight per sample.
    pub(crate) weights: Option<Vec<f64>>,
    /// The keys of all rows.
    pub(crate) keys: Option<Keys>,
    /// The value for each feature that replaces missing ones, if they are replaced.
    pub(crate) fill_values: Option<Vec<f64>>,
    pub(crate) columns: ColumnUse,
    /// Number of rows in the file, dropped ones included.
    pub(crate) n_rows: usize,
    /// Row numbers of the samples in the file; `None` if no row was dropped.
    pub(crate) kept_rows: Option<Vec<usize>>,
}

/// A column that carries a key for each row.
#[derive(Debug, Clone)]
pub(crate) struct Keys {
    /// The name of the column, or `id` if it has none.
    pub(crate) name: String,
    /// One key per row of the file, dropped ones included.
    pub(crate) values: Vec<String>,
}

impl Keys {
    fn new(values: Option<Vec<String>>, column: Option<ColumnPosition>) -> Option<Self> {
        let name = column.and_then(|column| column.name).unwrap_or_else(|| "id".to_owned());
        values.map(|values| Self { name, values })
    }

    /// The keys of the rows that were kept.
    pub(crate) fn kept(&self, kept_rows: Option<&[usize]>) -> Vec<String> {
        match kept_rows {
            Some(rows) => rows.iter().map(|&row| self.values[row].clone()).collect(),
            None => self.values.clone(),
        }
    }
}

impl<F: Scalar> Input<F> {
    /// Samples of no file, without anything else.
    pub(crate) fn of(samples: Samples<F>) -> Self {
        Self {
            name: String::new(),
            n_rows: samples.n_samples(),
            samples,
            feature_names: None,
            labels: None,
            weights: None,
            keys: None,
            fill_values: None,
            columns: ColumnUse::default(),
            kept_rows: None,
        }
    }

    /// Reads the table, and the labels if they have a file of their own.
    pub(crate) fn read(arguments: &InputArgs) -> Result<Self> {
        Self::read_weighted(arguments, None)
    }

    /// Reads the table, its labels and its weights.
    pub(crate) fn read_weighted(
        arguments: &InputArgs,
        weights: Option<&WeightSource>,
    ) -> Result<Self> {
        Self::read_by(arguments, weights, arguments.table.options())
    }

    /// Reads the table by these options.
    pub(crate) fn read_by(
        arguments: &InputArgs,
        weights: Option<&WeightSource>,
        mut options: TableOptions,
    ) -> Result<Self> {
        let _progress = Progress::of(format!("reading {}", arguments.file.display()));
        if let Some(WeightSource::Column(column)) = weights {
            options.weight_column = Some(column.clone());
        }
        let table = read_table(&arguments.file, &options).map_err(|error| match weights {
            Some(weights) => weights.explain(error),
            None => error,
        })?;
        let mut input = Self {
            name: arguments.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            n_rows: table.n_rows,
            columns: ColumnUse::new(&table),
            keys: Keys::new(table.ids, table.id_column),
            fill_values: table.fill_values,
            samples: table.samples,
            feature_names: table.feature_names,
            labels: table.labels,
            weights: table.weights,
            kept_rows: table.kept_rows,
        };
        if let Some(file) = &arguments.label_file {
            input.labels = Some(input.read_values("label", file, arguments, read_labels)?);
        }
        if let Some(WeightSource::File(file)) = weights {
            input.weights = Some(input.read_values("weight", file, arguments, read_column)?);
        }
        Ok(input)
    }

    /// Reads one value per row of the table and returns those of the samples.
    fn read_values<'a, T: MayBeName + Clone>(
        &self,
        noun: &str,
        file: &'a Path,
        arguments: &InputArgs,
        read: impl Fn(&'a Path, &ColumnOptions) -> Result<Vec<T>, digits_data::Error>,
    ) -> Result<Vec<T>> {
        // `--header` says something about the table, not about this file.
        let values = one_per_row(&[self.n_rows], arguments.table.header.into(), |header| {
            Ok(read(file, &ColumnOptions { header, ..ColumnOptions::new() })?)
        })?;
        ensure!(
            values.len() == self.n_rows,
            "{} in {} for {} in {}{}",
            counted(values.len(), noun),
            file.display(),
            counted(self.n_rows, "row"),
            arguments.file.display(),
            hint_at_header(values.len(), self.n_rows)
        );
        Ok(match &self.kept_rows {
            None => values,
            Some(rows) => rows.iter().map(|&row| values[row].clone()).collect(),
        })
    }

    pub(crate) fn summary(&self) -> TableSummary {
        TableSummary {
            file: self.name.clone(),
            n_samples: self.samples.n_samples(),
            n_features: self.samples.n_features(),
            dropped_rows: self.n_rows - self.samples.n_samples(),
            kept_rows: self.kept_rows.clone(),
            precision: F::NAME,
            columns: self.columns.clone(),
        }
    }
}

/// Facts about a table that every report states.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TableSummary {
    pub(crate) file: String,
    pub(crate) n_samples: usize,
    pub(crate) n_features: usize,
    pub(crate) dropped_rows: usize,
    /// Row numbers of the samples in the file; `None` if no row was dropped.
    pub(crate) kept_rows: Option<Vec<usize>>,
    pub(crate) precision: &'static str,
    #[serde(flatten)]
    pub(crate) columns: ColumnUse,
}

impl TableSummary {
    /// Names and values, for people.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        let mut facts = vec![("File", self.shape())];
        if self.dropped_rows > 0 {
            let rows = counted(self.dropped_rows, "row");
            facts.push(("Left out", format!("{rows} with missing values")));
        }
        facts.push(("Numbers", self.precision.to_owned()));
        facts.extend(self.columns.facts().into_iter().map(|(name, value)| match name {
            "features" => ("Features", value),
            "left out" => ("Columns left out", value),
            "filled" => ("Missing values", value),
            _ => ("Likely ids", value),
        }));
        facts
    }

    /// File and shape in one line, for people.
    pub(crate) fn line(&self) -> String {
        match self.dropped_rows {
            0 => self.shape(),
            n => format!("{}; {} dropped for missing values", self.shape(), counted(n, "row")),
        }
    }

    fn shape(&self) -> String {
        let Self { file, n_samples, n_features, .. } = self;
        let samples = counted(*n_samples, "sample");
        format!("{file}: {samples}, {}", counted(*n_features, "feature"))
    }
}

/// Shape, features and columns left out for people, without a line break at the end.
impl fmt::Display for TableSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.line(), self.columns.lines())
    }
}
