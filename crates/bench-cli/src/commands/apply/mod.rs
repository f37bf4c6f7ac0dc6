//! Stored models applied to a table: [`predict`] gives labels, [`transform`] gives distances. Both
//! start with the steps in this file.

pub(crate) mod predict;
pub(crate) mod transform;

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use digits_data::{Samples, Scalar};
use kmeans_core::ClusterModel as _;
use serde::Serialize;

use crate::cli::{ApplyArgs, InputArgs};
use crate::files::OutputFiles;
use crate::files::input::{Input, TableSummary};
use crate::files::model::{AnyModel, Model};
use crate::text::counted;

/// Checks that the results can be written, and reads the model.
fn begin<'a>(
    arguments: &'a ApplyArgs,
    input: &'a InputArgs,
    out: impl IntoIterator<Item = &'a Path>,
) -> Result<AnyModel> {
    OutputFiles::check(input.files().chain([arguments.model.as_path()]), out)?;
    AnyModel::read(&arguments.model)?.of_precision(arguments.precision)
}

/// Writes a file of results, if one was asked for.
fn write(out: Option<&Path>, write: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let mut files = OutputFiles::default();
    files.stage_if(out, write)?;
    files.commit()
}

/// Context of an error where a valid model does not fit a table.
fn cannot_apply(input: &InputArgs) -> String {
    format!("cannot apply the model to {}", input.file.display())
}

/// A table in the coordinates of a model.
struct Prepared<F: Scalar> {
    /// Scaled, if the model has a scaler.
    samples: Samples<F>,
    true_labels: Option<Vec<String>>,
    /// Number of rows in the table, dropped ones included.
    n_rows: usize,
    summary: Summary,
}

/// Fields that the JSON of both commands starts with.
#[derive(Debug, Serialize)]
struct Summary {
    #[serde(flatten)]
    table: TableSummary,
    n_clusters: usize,
}

impl Summary {
    /// Reports dropped rows on standard error, because standard output holds only the results.
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
        let (table, n_rows) = (input.summary(), input.n_rows);
        let samples = model
            .prepare(input.samples, input.feature_names.as_deref())
            .with_context(|| cannot_apply(arguments))?;
        let n_clusters = model.centers.n_clusters();
        Ok(Self {
            samples,
            true_labels: input.labels,
            n_rows,
            summary: Summary { table, n_clusters },
        })
    }
}
