//! The samples that a command works on, read from files of the user.

use std::fmt;
use std::marker::PhantomData;
use std::path::Path;

use anyhow::{Result, ensure};
use digits_data::files::{
    ColumnOptions, ColumnPosition, OneHotColumn, Table, TableBlock, TableOptions, read_blocks,
    read_column, read_labels, read_table,
};
use digits_data::{Samples, Scalar};
use serde::Serialize;

use super::column_use::ColumnUse;
use super::one_per_row::{MayBeName, hint_at_header, one_per_row};
pub(crate) use super::weights::WeightSource;
use crate::cli::InputArgs;
use crate::text::counted;
use crate::text::progress::Progress;

/// Samples of type `F`, and the labels, weights and keys that the arguments ask for.
///
/// `S` is [`Samples`], or `()` if the samples were handed over a block at a time.
#[derive(Debug)]
pub(crate) struct Input<F: Scalar, S = Samples<F>> {
    /// Name of the file without its folder, for titles.
    pub(crate) name: String,
    pub(crate) samples: S,
    pub(crate) scalar: PhantomData<F>,
    pub(crate) n_features: usize,
    pub(crate) feature_names: Option<Vec<String>>,
    /// The columns of words that became features.
    pub(crate) one_hot: Vec<OneHotColumn>,
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

/// Bytes of samples that are read at a time.
const BLOCK_BYTES: usize = 8 << 20;

/// Returns the rows of a block of samples.
pub(crate) fn rows_per_block<F: Scalar>(n_features: usize) -> usize {
    BLOCK_BYTES / size_of::<F>() / n_features.max(1)
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
            scalar: PhantomData,
            n_features: samples.n_features(),
            samples,
            feature_names: None,
            one_hot: Vec::new(),
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
        let _progress = Progress::of(&format!("reading {}", arguments.file.display()));
        let options = options_for(arguments, weights);
        let table = read_table(&arguments.file, &options).map_err(|error| match weights {
            Some(weights) => weights.explain(error),
            None => error,
        })?;
        Self::of_table(arguments, table)?.weighted(arguments, weights)
    }
}

fn options_for(arguments: &InputArgs, weights: Option<&WeightSource>) -> TableOptions {
    let mut options = arguments.table.options();
    if let Some(WeightSource::Column(column)) = weights {
        options.weight_column = Some(column.clone());
    }
    options
}

impl<F: Scalar> Input<F, ()> {
    /// Reads the table by these options, a block at a time.
    pub(crate) fn read_blocks(
        arguments: &InputArgs,
        options: &TableOptions,
        rows_per_block: impl Fn(usize) -> usize,
        take: impl FnMut(TableBlock<'_, F>) -> Result<()>,
    ) -> Result<Self> {
        let _progress = Progress::of(&format!("reading {}", arguments.file.display()));
        Self::of_table(arguments, read_blocks(&arguments.file, options, rows_per_block, take)?)
    }

    /// Reads the table, its labels and its weights; `take` gets the samples, a block at a time.
    pub(crate) fn read_blocks_weighted(
        arguments: &InputArgs,
        weights: Option<&WeightSource>,
        rows_per_block: impl Fn(usize) -> usize,
        mut take: impl FnMut(Samples<F>) -> Result<()>,
    ) -> Result<Self> {
        let options = options_for(arguments, weights);
        let take = |block: TableBlock<'_, F>| take(block.samples);
        let input = Self::read_blocks(arguments, &options, rows_per_block, take);
        let explained = |error: anyhow::Error| match (weights, error.downcast()) {
            (Some(weights), Ok(error)) => weights.explain(error).into(),
            (None, Ok(error)) => error.into(),
            (_, Err(error)) => error,
        };
        input.map_err(explained)?.weighted(arguments, weights)
    }

    /// Adds the samples.
    pub(crate) fn with<S>(self, samples: S) -> Input<F, S> {
        Input {
            name: self.name,
            samples,
            scalar: PhantomData,
            n_features: self.n_features,
            feature_names: self.feature_names,
            one_hot: self.one_hot,
            labels: self.labels,
            weights: self.weights,
            keys: self.keys,
            fill_values: self.fill_values,
            columns: self.columns,
            n_rows: self.n_rows,
            kept_rows: self.kept_rows,
        }
    }
}

impl<F: Scalar, S> Input<F, S> {
    /// Adds the labels to a table, if they have a file of their own.
    fn of_table(arguments: &InputArgs, table: Table<S>) -> Result<Self> {
        let mut input = Self {
            name: arguments.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            scalar: PhantomData,
            n_features: table.feature_columns.len(),
            n_rows: table.n_rows,
            columns: ColumnUse::new(&table),
            keys: Keys::new(table.ids, table.id_column),
            fill_values: table.fill_values,
            samples: table.samples,
            feature_names: table.feature_names,
            one_hot: table.one_hot,
            labels: table.labels,
            weights: table.weights,
            kept_rows: table.kept_rows,
        };
        if let Some(file) = &arguments.label_file {
            input.labels = Some(input.read_values("label", file, arguments, read_labels)?);
        }
        Ok(input)
    }

    /// Adds the weights to a table, if they have a file of their own.
    fn weighted(mut self, arguments: &InputArgs, weights: Option<&WeightSource>) -> Result<Self> {
        if let Some(WeightSource::File(file)) = weights {
            self.weights = Some(self.read_values("weight", file, arguments, read_column)?);
        }
        Ok(self)
    }

    /// The name of a feature, or its number where the table has no names.
    pub(crate) fn feature_name(&self, feature: usize) -> String {
        let name = self.feature_names.as_ref().and_then(|names| names.get(feature));
        name.map_or_else(|| format!("feature {feature}"), Clone::clone)
    }

    /// The row of a sample in the table, from 0.
    pub(crate) fn row(&self, sample: usize) -> usize {
        self.kept_rows.as_ref().map_or(sample, |rows| rows[sample])
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
            n_samples: self.kept_rows.as_ref().map_or(self.n_rows, Vec::len),
            n_features: self.n_features,
            dropped_rows: self.kept_rows.as_ref().map_or(0, |kept| self.n_rows - kept.len()),
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
            "one-hot" => ("Columns of words", value),
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
