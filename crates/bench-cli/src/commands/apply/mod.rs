//! Stored models applied to a table: [`predict`] gives labels, [`transform`] gives distances. Both
//! start with the steps in this file.

pub(crate) mod predict;
pub(crate) mod transform;

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use digits_data::files::{Missing, OneHot, TableOptions};
use digits_data::{Samples, Scalar};
use kmeans_core::ClusterModel as _;
use serde::Serialize;

use crate::cli::{ApplyArgs, InputArgs, MissingArg, word};
use crate::files::OutputFiles;
use crate::files::input::{Input, Keys, TableSummary};
use crate::files::model::{AnyModel, Model, OneHotWords, source_columns};
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
    keys: Option<Keys>,
    /// The options that read the table.
    options: TableOptions,
    summary: Summary,
}

/// Fields that the JSON of both commands starts with.
#[derive(Debug, Serialize)]
struct Summary {
    #[serde(flatten)]
    table: TableSummary,
    n_clusters: usize,
    /// One key per sample, if a column of keys was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    ids: Option<Vec<String>>,
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

/// The options that read what the model knows: its features by name, its words, and its values in
/// place of missing ones. Arguments come first.
fn options_for<F: Scalar>(arguments: &InputArgs, model: &Model<F>) -> Result<TableOptions> {
    let mut options = arguments.table.options();
    if let (None, Some(names)) = (&arguments.table.columns, &model.feature_names) {
        options.columns = source_columns(names, &model.one_hot).unwrap_or_default();
    }
    ensure!(
        arguments.table.one_hot.is_none() || !model.one_hot.is_empty(),
        "the model has no columns of words; fit it with `--one-hot`, or leave that out"
    );
    options.one_hot = OneHot::Known(model.one_hot.iter().map(OneHotWords::column).collect());
    options.missing = match (arguments.table.missing, &model.fill) {
        (None, Some(fill)) => Missing::Values(fill.values.clone()),
        (Some(asked @ (MissingArg::Mean | MissingArg::Median)), fill) => {
            let fill = fill.as_ref().filter(|fill| fill.strategy == word(&asked));
            let strategy = word(&asked);
            let fill = fill.with_context(|| {
                format!(
                    "the model has no {strategy} of each feature; fit it with `--missing {strategy}`, \
                     or leave rows out with `--missing drop-rows`"
                )
            })?;
            Missing::Values(fill.values.clone())
        }
        (asked, _) => asked.unwrap_or_default().into(),
    };
    Ok(options)
}

impl<F: Scalar> Prepared<F> {
    fn read(arguments: &InputArgs, model: &Model<F>) -> Result<Self> {
        let options = options_for(arguments, model)?;
        let input = Input::<F>::read_by(arguments, None, options.clone())?;
        let (table, n_rows) = (input.summary(), input.n_rows);
        let samples = model
            .prepare(input.samples, input.feature_names.as_deref())
            .with_context(|| cannot_apply(arguments))?;
        let n_clusters = model.centers.n_clusters();
        let ids = input.keys.as_ref().map(|keys| keys.kept(table.kept_rows.as_deref()));
        let summary = Summary { table, n_clusters, ids };
        let (true_labels, keys) = (input.labels, input.keys);
        Ok(Self { samples, true_labels, n_rows, keys, options, summary })
    }
}
