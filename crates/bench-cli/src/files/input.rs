//! The samples that a command works on, out of the user's files.

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use digits_data::files::{
    Column, ColumnOptions, Header, ReadErrorKind, read_column, read_labels, read_table,
};
use digits_data::{Error, Samples, Scalar};
use serde::Serialize;

use crate::cli::InputArgs;
use crate::text::counted;
use crate::text::progress::Progress;

/// What was read.
#[derive(Debug)]
pub(crate) struct Input<F: Scalar> {
    /// The file's name, for titles.
    pub(crate) name: String,
    pub(crate) samples: Samples<F>,
    pub(crate) feature_names: Option<Vec<String>>,
    /// The true label of each sample, if they were asked for.
    pub(crate) labels: Option<Vec<String>>,
    /// How much each sample counts, if that was asked for.
    pub(crate) weights: Option<Vec<f64>>,
    /// Rows of the file, of which some may have been dropped.
    pub(crate) n_rows: usize,
    /// Which are left, if some were.
    pub(crate) kept_rows: Option<Vec<usize>>,
}

/// What a file has for the rows of another, of which there may be as many as `lengths` says.
///
/// Whether its first line is a header, its own lines may not tell, and their number does: a word too
/// many is a header, unless it was one already. A number too many is one only where `header` says so,
/// since it may as well be that the file is too long.
pub(crate) fn one_a_row<T: MayBeName>(
    lengths: &[usize],
    header: Header,
    read: impl Fn(Header) -> Result<Vec<T>>,
) -> Result<Vec<T>> {
    let fits = |values: &Vec<T>| lengths.contains(&values.len());
    // What has no lines, or cannot be read twice, is left as it was found.
    let again = |header| read(header).ok().filter(fits);
    let found = match read(Header::Auto) {
        Err(error) if is_ambiguous(&error) => {
            let readings = match header {
                Header::Auto => [again(Header::Yes), again(Header::No)],
                told => [again(told), None],
            };
            return match readings {
                [Some(only), None] | [None, Some(only)] => Ok(only),
                _ => Err(error),
            };
        }
        found => found?,
    };
    if fits(&found) {
        return Ok(found);
    }
    let may_be_named = header == Header::Yes || found.first().is_some_and(T::may_be_name);
    let named = may_be_named.then(|| again(Header::Yes)).flatten();
    let of_words = |all: &Vec<T>| all.iter().skip(1).any(T::may_be_name);
    Ok(named.or_else(|| again(Header::No).filter(of_words)).unwrap_or(found))
}

fn is_ambiguous(error: &anyhow::Error) -> bool {
    let read = match error.downcast_ref() {
        Some(Error::Read(read)) => read.kind,
        _ => return false,
    };
    read == ReadErrorKind::AmbiguousHeader
}

/// What may as well be the name of a column.
pub(crate) trait MayBeName {
    fn may_be_name(&self) -> bool;
}

impl MayBeName for f64 {
    fn may_be_name(&self) -> bool {
        false
    }
}

impl MayBeName for String {
    fn may_be_name(&self) -> bool {
        self.parse::<f64>().is_err()
    }
}

/// What to say of a file that is one line longer than another, if a number begins it.
pub(crate) fn hint_at_header(n_found: usize, n_expected: usize) -> &'static str {
    if n_found == n_expected + 1 {
        " (if the first is the name of the column, say `--header yes`)"
    } else {
        ""
    }
}

/// What every report says of the table that it is about.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct TableSummary {
    pub(crate) file: String,
    pub(crate) n_samples: usize,
    pub(crate) n_features: usize,
    pub(crate) dropped_rows: usize,
    /// The rows of the file that the results are of, if some were dropped.
    pub(crate) kept_rows: Option<Vec<usize>>,
    pub(crate) precision: &'static str,
}

impl TableSummary {
    /// Names and values, for people.
    pub(crate) fn facts(&self) -> Vec<(&'static str, String)> {
        let Self { file, n_samples, n_features, .. } = self;
        let samples = counted(*n_samples, "sample");
        let features = counted(*n_features, "feature");
        let mut facts = vec![("File", format!("{file}: {samples}, {features}"))];
        if self.dropped_rows > 0 {
            let rows = counted(self.dropped_rows, "row");
            facts.push(("Left out", format!("{rows} with missing values")));
        }
        facts.push(("Numbers", self.precision.to_owned()));
        facts
    }
}

/// A line for people, without its end.
impl fmt::Display for TableSummary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, n_samples, n_features, .. } = self;
        let samples = counted(*n_samples, "sample");
        write!(f, "{file}: {samples}, {}", counted(*n_features, "feature"))?;
        match self.dropped_rows {
            0 => Ok(()),
            n => write!(f, "; {} dropped for missing values", counted(n, "row")),
        }
    }
}

/// Where weights are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum WeightSource {
    Column(Column),
    File(PathBuf),
}

/// As it is asked for.
impl fmt::Display for WeightSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Column(Column::Name(name)) => write!(f, "column {name:?}"),
            Self::Column(Column::Index(index)) => write!(f, "column {index}"),
            Self::Column(_) => f.write_str("a column"),
            Self::File(file) => file.display().fmt(f),
        }
    }
}

impl WeightSource {
    /// A file that is there, or a pipe, is a file; all else is a column.
    pub(crate) fn of(text: &str) -> Self {
        let is_file = std::fs::metadata(text).is_ok_and(|found| !found.is_dir());
        match text.parse() {
            Ok(column) if !is_file => Self::Column(column),
            _ => Self::File(text.into()),
        }
    }

    /// The file, if it is one of its own.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self {
            Self::Column(_) => None,
            Self::File(file) => Some(file),
        }
    }
}

/// A name of weights that is no column is no file either, or it would have been taken for one.
fn with_weights_in_mind(error: Error, weights: Option<&WeightSource>) -> Error {
    match (error, weights) {
        (Error::Read(mut error), Some(WeightSource::Column(Column::Name(name))))
            if error.kind == ReadErrorKind::Column
                && error.expected.contains(&format!("{name:?}")) =>
        {
            error.found += "; there is no file of this name either";
            Error::Read(error)
        }
        (error, _) => error,
    }
}

impl<F: Scalar> Input<F> {
    /// Reads the table, and the labels if they are in a file of their own.
    pub(crate) fn read(arguments: &InputArgs) -> Result<Self> {
        Self::read_weighted(arguments, None)
    }

    /// The same, and weights.
    pub(crate) fn read_weighted(
        arguments: &InputArgs,
        weights: Option<&WeightSource>,
    ) -> Result<Self> {
        let _progress = Progress::of(format!("reading {}", arguments.file.display()));
        let mut options = arguments.reading.table.options();
        if let Some(WeightSource::Column(column)) = weights {
            options.weight_column = Some(column.clone());
        }
        let table = read_table(&arguments.file, &options)
            .map_err(|error| with_weights_in_mind(error, weights))?;
        let mut input = Self {
            name: arguments.file.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            n_rows: table.n_rows,
            samples: table.samples,
            feature_names: table.feature_names,
            labels: table.labels,
            weights: table.weights,
            kept_rows: table.kept_rows,
        };
        if let Some(file) = &arguments.reading.label_file {
            let labels = one_a_row(&[input.n_rows], options.header, |header| {
                Ok(read_labels(file, &ColumnOptions { header, ..ColumnOptions::new() })?)
            })?;
            input.labels = Some(input.of_samples("label", labels, file, &arguments.file)?);
        }
        if let Some(WeightSource::File(file)) = weights {
            let weights = one_a_row(&[input.n_rows], options.header, |header| {
                Ok(read_column(file, &ColumnOptions { header, ..ColumnOptions::new() })?)
            })?;
            input.weights = Some(input.of_samples("weight", weights, file, &arguments.file)?);
        }
        Ok(input)
    }

    /// Of what a file has for every row of the table, what belongs to the samples.
    fn of_samples<T: Clone>(
        &self,
        what: &str,
        of_rows: Vec<T>,
        file: &Path,
        table: &Path,
    ) -> Result<Vec<T>> {
        ensure!(
            of_rows.len() == self.n_rows,
            "{} in {} for {} in {}{}",
            counted(of_rows.len(), what),
            file.display(),
            counted(self.n_rows, "row"),
            table.display(),
            hint_at_header(of_rows.len(), self.n_rows)
        );
        Ok(self.kept(of_rows))
    }

    /// Of something that every row of the file has, what belongs to the samples.
    pub(crate) fn kept<T: Clone>(&self, of_rows: Vec<T>) -> Vec<T> {
        match &self.kept_rows {
            None => of_rows,
            Some(rows) => rows.iter().map(|&row| of_rows[row].clone()).collect(),
        }
    }

    /// What a report says of it.
    pub(crate) fn summary(&self) -> TableSummary {
        TableSummary {
            file: self.name.clone(),
            n_samples: self.samples.n_samples(),
            n_features: self.samples.n_features(),
            dropped_rows: self.dropped_rows(),
            kept_rows: self.kept_rows.clone(),
            precision: F::NAME,
        }
    }

    /// Rows that were left out for a missing value.
    pub(crate) fn dropped_rows(&self) -> usize {
        self.n_rows - self.samples.n_samples()
    }
}
