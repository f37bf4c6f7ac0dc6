//! Models that were kept, applied to a table: the command [`predict`] gives labels, [`transform`]
//! distances. How both begin is here.

pub(crate) mod predict;
pub(crate) mod transform;

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use digits_data::{Samples, Scalar};
use serde::Serialize;

use crate::cli::{ApplyArgs, InputArgs};
use crate::commands::threads;
use crate::files::OutputFiles;
use crate::files::input::{Input, TableSummary};
use crate::files::model::{AnyModel, Model};
use crate::text::counted;

/// The model that was asked for, when it is certain that results can be written.
fn begin(arguments: &ApplyArgs, input: &InputArgs, out: Option<&Path>) -> Result<AnyModel> {
    OutputFiles::check(input.files().chain([arguments.model.as_path()]), out)?;
    threads::start(arguments.threads)?;
    AnyModel::read(&arguments.model)?.of_precision(arguments.precision)
}

/// Whose fault it is if a model that was read without one does not go with a table.
fn cannot_apply(input: &InputArgs) -> String {
    format!("cannot apply the model to {}", input.file.display())
}

/// A table as a model knows it.
struct Prepared<F: Scalar> {
    /// Scaled, if the model has a scaler.
    samples: Samples<F>,
    true_labels: Option<Vec<String>>,
    summary: Summary,
}

/// What a program is told in any case.
#[derive(Debug, Serialize)]
struct Summary {
    #[serde(flatten)]
    table: TableSummary,
    n_clusters: usize,
}

impl Summary {
    /// Says on standard error that rows were dropped, where standard output is the results alone.
    fn tell_dropped(&self) -> io::Result<()> {
        match self.table.dropped_rows {
            0 => Ok(()),
            n => writeln!(io::stderr(), "{} dropped for missing values", counted(n, "row")),
        }
    }
}

impl<F: Scalar> Prepared<F> {
    fn read(arguments: &InputArgs, model: &Model<F>) -> Result<Self> {
        let input = Input::<F>::read(arguments)?;
        let table = input.summary();
        let samples = model
            .prepare(input.samples, input.feature_names.as_deref())
            .with_context(|| cannot_apply(arguments))?;
        let n_clusters = model.centers.n_clusters();
        Ok(Self { samples, true_labels: input.labels, summary: Summary { table, n_clusters } })
    }
}
