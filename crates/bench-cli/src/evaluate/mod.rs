//! The command `evaluate`: labels against labels, and against the samples.

mod report;
mod sample_scores;

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use cluster_metrics::{ContingencyTable, Evaluation};
use digits_data::Scalar;
use digits_data::files::{Column, ColumnOptions, Header, Table, read_labels, read_table};

use self::report::Report;
use self::sample_scores::SampleScores;
use crate::cli::{EvaluateArgs, HeaderArg, OutputFormat, Precision};
use crate::input::one_a_row;
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
    let (labels_true, labels_pred) = pair(arguments, data.as_ref())?;
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

/// A file of labels.
struct LabelFile<'a> {
    path: &'a Path,
    column: Option<&'a Column>,
}

impl LabelFile<'_> {
    fn read(&self, header: Header) -> Result<Vec<Label>> {
        let options =
            ColumnOptions { header, column: self.column.cloned(), ..ColumnOptions::new() };
        Ok(read_labels(self.path, &options)?.into_iter().map(Label::from).collect())
    }

    fn read_for(&self, n_rows: usize) -> Result<Vec<Label>> {
        one_a_row(n_rows, |header| self.read(header))
    }

    /// Whether the first of the labels is a word that is not met again, as the name of a column would
    /// be, and no line before it is known for a header.
    fn may_begin_with_a_header(&self, labels: &[Label]) -> bool {
        let [first @ Label::Word(_), rest @ ..] = labels else { return false };
        let all_lines = self.read(Header::No).map_or(0, |all| all.len());
        !rest.contains(first) && all_lines == labels.len()
    }
}

/// True and predicted labels, sample by sample. If rows of the data were dropped, the scores of the
/// labels are of all rows still, unless the data is where the true ones come from.
fn pair<F: Scalar>(
    arguments: &EvaluateArgs,
    data: Option<&Table<F>>,
) -> Result<(Vec<Label>, Vec<Label>)> {
    let pred = LabelFile { path: &arguments.labels_pred, column: arguments.pred_column.as_ref() };
    let labels_pred = match data {
        Some(data) => pred.read_for(data.n_rows)?,
        None => pred.read(arguments.table.header.into())?,
    };
    if let (Some(file), Some(data)) = (&arguments.data, data)
        && !is_of_kept_rows(data, &labels_pred)
    {
        check_length(file, "rows", data.n_rows, pred.path, labels_pred.len())?;
    }
    if let Some(path) = &arguments.labels_true {
        let truth = LabelFile { path, column: arguments.true_column.as_ref() };
        return match (data, arguments.table.header) {
            (None, header @ (HeaderArg::Yes | HeaderArg::No)) => {
                same_length(&truth, truth.read(header.into())?, &pred, labels_pred)
            }
            (None, HeaderArg::Auto) => without_data(&truth, &pred, labels_pred),
            (Some(_), _) => {
                let labels_true = truth.read_for(labels_pred.len())?;
                same_length(&truth, labels_true, &pred, labels_pred)
            }
        };
    }
    let data = data.context("`--label-column` needs `--data`, the file that has it")?;
    let labels_true = data.labels.clone().unwrap_or_default();
    Ok((labels_true.into_iter().map(Label::from).collect(), kept(data, &labels_pred)))
}

/// Two files alone: each tells of the other whether its first line is a header, unless it may be one
/// in both.
fn without_data(
    truth: &LabelFile<'_>,
    pred: &LabelFile<'_>,
    mut labels_pred: Vec<Label>,
) -> Result<(Vec<Label>, Vec<Label>)> {
    let mut labels_true = truth.read(Header::Auto)?;
    if labels_true.len() != labels_pred.len() {
        labels_true = truth.read_for(labels_pred.len())?;
        labels_pred = pred.read_for(labels_true.len())?;
    } else if truth.may_begin_with_a_header(&labels_true)
        && pred.may_begin_with_a_header(&labels_pred)
    {
        bail!(
            "`{}` in {} and `{}` in {} may be labels or headers: say `--header yes` or \
             `--header no`",
            labels_true[0],
            truth.path.display(),
            labels_pred[0],
            pred.path.display()
        );
    }
    same_length(truth, labels_true, pred, labels_pred)
}

fn same_length(
    truth: &LabelFile<'_>,
    labels_true: Vec<Label>,
    pred: &LabelFile<'_>,
    labels_pred: Vec<Label>,
) -> Result<(Vec<Label>, Vec<Label>)> {
    check_length(truth.path, "labels", labels_true.len(), pred.path, labels_pred.len())?;
    Ok((labels_true, labels_pred))
}

fn check_length(file: &Path, what: &str, n: usize, pred: &Path, n_pred: usize) -> Result<()> {
    let (file, pred) = (file.display(), pred.display());
    ensure!(n == n_pred, "{file} has {n} {what}, but {pred} has {n_pred} labels");
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
