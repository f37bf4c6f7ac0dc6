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
use crate::files::column_use::listed;
use crate::files::input::{Input, TableSummary};
use crate::files::model::{AnyModel, Model, OneHotWords, source_columns};
use crate::text::counted;
use crate::text::plain::plain;

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

/// A table on its way to a model.
struct Application<'a, F: Scalar> {
    input: &'a InputArgs,
    model: &'a Model<F>,
    /// The options that read the table.
    options: TableOptions,
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

impl<'a, F: Scalar> Application<'a, F> {
    fn new(input: &'a InputArgs, model: &'a Model<F>) -> Result<Self> {
        Ok(Self { input, model, options: options_for(input, model)? })
    }

    /// Reads the table a block at a time. `take` gets the samples, scaled if the model has a scaler.
    fn read(
        &self,
        rows_per_block: impl Fn(usize) -> usize,
        mut take: impl FnMut(Samples<F>) -> Result<()>,
    ) -> Result<Input<F, ()>> {
        let Self { input, model, options } = self;
        Input::read_blocks(input, options, rows_per_block, |block| {
            let samples = model.prepare(block.samples, block.feature_names);
            samples.and_then(&mut take).with_context(|| cannot_apply(input))
        })
    }

    /// The summary of a table. Tells on standard error if a model without names took the columns of a
    /// table by position.
    fn told_summary(&self, input: &Input<F, ()>) -> io::Result<Summary> {
        if let (None, Some(names)) = (&self.model.feature_names, &input.feature_names) {
            let names = plain(&listed(names.iter().cloned()));
            let note = "note: the model has no names, so it takes the columns by position";
            writeln!(io::stderr(), "{note}: {names}")?;
        }
        Ok(self.summary(input))
    }

    fn summary(&self, input: &Input<F, ()>) -> Summary {
        let table = input.summary();
        let n_clusters = self.model.centers.n_clusters();
        let ids = input.keys.as_ref().map(|keys| keys.kept(table.kept_rows.as_deref()));
        Summary { table, n_clusters, ids }
    }
}
