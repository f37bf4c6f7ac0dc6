//! The command `evaluate`: labels against labels, and against the samples.

mod report;
mod sample_scores;

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use cluster_metrics::{ContingencyTable, Evaluation};
use digits_data::Scalar;
use digits_data::files::{Column, ColumnOptions, Table, read_labels, read_table};

use self::report::Report;
use self::sample_scores::SampleScores;
use crate::cli::{EvaluateArgs, OutputFormat, Precision};
use crate::input::header_hint;
use crate::label::Label;
use crate::progress::Progress;
use crate::threads;

/// Reads what is compared, scores it, prints the scores.
pub(crate) fn command(arguments: &EvaluateArgs) -> Result<()> {
    threads::start(arguments.run.threads)?;
    match arguments.run.precision {
        Precision::F64 => evaluate::<f64>(arguments),
        Precision::F32 => evaluate::<f32>(arguments),
    }
}

fn evaluate<F: Scalar>(arguments: &EvaluateArgs) -> Result<()> {
    let progress = Progress::of("reading".into());
    let data = data::<F>(arguments)?;
    let labels_pred = labels(&arguments.labels_pred, arguments.pred_column.as_ref())?;
    let (labels_true, labels_pred) = pair(arguments, data.as_ref(), labels_pred)?;
    progress.say("scoring".into());
    let evaluation = Evaluation::new(&labels_true, &labels_pred)?;
    let table = ContingencyTable::new(&labels_true, &labels_pred)?.aligned();
    let sample_scores = match &data {
        Some(data) => Some(SampleScores::new(arguments, data, &labels_pred)?),
        None => None,
    };
    drop(progress);
    let report = Report { evaluation: &evaluation, table: &table, sample_scores };
    let text = match arguments.run.format {
        OutputFormat::Table => report.to_string(),
        OutputFormat::Json => report.to_json()?,
    };
    Ok(io::stdout().write_all(text.as_bytes())?)
}

fn data<F: Scalar>(arguments: &EvaluateArgs) -> Result<Option<Table<F>>> {
    let options = arguments.table.options();
    arguments.data.as_ref().map(|file| Ok(read_table(file, &options)?)).transpose()
}

fn labels(file: &Path, column: Option<&Column>) -> Result<Vec<Label>> {
    let options = ColumnOptions { column: column.cloned(), ..ColumnOptions::new() };
    Ok(read_labels(file, &options)?.into_iter().map(Label::from).collect())
}

/// True and predicted labels, sample by sample. If rows of the data were dropped, the scores of the
/// labels are of all rows still, unless the data is where the true ones come from.
fn pair<F: Scalar>(
    arguments: &EvaluateArgs,
    data: Option<&Table<F>>,
    labels_pred: Vec<Label>,
) -> Result<(Vec<Label>, Vec<Label>)> {
    if let (Some(file), Some(data)) = (&arguments.data, data)
        && !is_of_kept_rows(data, &labels_pred)
    {
        check_length(file, "rows", data.n_rows, &arguments.labels_pred, labels_pred.len())?;
    }
    if let Some(file) = &arguments.labels_true {
        let labels_true = labels(file, arguments.true_column.as_ref())?;
        check_length(file, "labels", labels_true.len(), &arguments.labels_pred, labels_pred.len())?;
        return Ok((labels_true, labels_pred));
    }
    let data = data.context("`--label-column` needs `--data`, the file that has it")?;
    let labels_true = data.labels.clone().unwrap_or_default();
    Ok((labels_true.into_iter().map(Label::from).collect(), kept(data, &labels_pred)))
}

fn check_length(file: &Path, what: &str, n: usize, pred: &Path, n_pred: usize) -> Result<()> {
    let (file, pred) = (file.display(), pred.display());
    let hint = if what == "labels" { header_hint(n, n_pred) } else { "" };
    ensure!(n == n_pred, "{file} has {n} {what}, but {pred} has {n_pred} labels{hint}");
    Ok(())
}

/// Of the labels of all rows, those of the rows that are left; or these, as `fit` writes them.
fn kept<F: Scalar>(data: &Table<F>, labels: &[Label]) -> Vec<Label> {
    match &data.kept_rows {
        Some(rows) if !is_of_kept_rows(data, labels) => {
            rows.iter().map(|&row| labels[row].clone()).collect()
        }
        _ => labels.to_vec(),
    }
}

fn is_of_kept_rows<F: Scalar>(data: &Table<F>, labels: &[Label]) -> bool {
    labels.len() == data.samples.n_samples()
}
