//! The command `evaluate`: labels against labels, and against the samples.

mod report;
mod sample_scores;

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use cluster_metrics::{ContingencyTable, Evaluation};
use digits_data::Scalar;
use digits_data::files::{
    Column, ColumnOptions, Header, Table, TableOptions, read_labels, read_table,
};

use self::report::Report;
use self::sample_scores::SampleScores;
use crate::cli::{EvaluateArgs, HeaderArg, OutputFormat, Precision};
use crate::commands::threads;
use crate::files::input::{hint_at_header, one_a_row};
use crate::files::label::Label;
use crate::text::progress::Progress;

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
    let options = arguments.table.options();
    let data = arguments.data.as_deref().map(|file| Data::<F>::read(file, &options)).transpose()?;
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

    fn read_for(&self, n_labels: usize) -> Result<Vec<Label>> {
        one_a_row(&[n_labels], Header::Auto, |header| self.read(header))
    }

    /// As many as the data has rows, or as it has left.
    fn read_for_data<F: Scalar>(&self, data: &Data<'_, F>) -> Result<Vec<Label>> {
        let Data { file, header, table } = data;
        let (n_rows, n_left) = (table.n_rows, table.samples.n_samples());
        let labels = one_a_row(&[n_rows, n_left], *header, |header| self.read(header))?;
        let (n_found, path) = (labels.len(), self.path.display());
        ensure!(
            n_found == n_rows || n_found == n_left,
            "{} has {n_rows} rows{}, but {path} has {n_found} labels{}",
            file.display(),
            if n_left == n_rows { String::new() } else { format!(", of which {n_left} are left") },
            hint_at_header(n_found, n_rows)
        );
        // A header and a label for each row that is left are as many lines as there are rows.
        let is_told = *header != Header::Auto || n_found != n_left + 1;
        ensure!(
            is_told || !self.may_begin_with_a_header(&labels),
            "`{}` in {path} may be a label or a header: say `--header yes` or `--header no`",
            labels[0]
        );
        Ok(labels)
    }

    /// Whether the first of the labels is a word that is not met again, as the name of a column would
    /// be, and no line before it is known for a header.
    fn may_begin_with_a_header(&self, labels: &[Label]) -> bool {
        let [first @ Label::Word(_), rest @ ..] = labels else { return false };
        let all_lines = self.read(Header::No).map_or(0, |all| all.len());
        !rest.contains(first) && all_lines == labels.len()
    }
}

/// The samples, and how they were read.
struct Data<'a, F: Scalar> {
    file: &'a Path,
    header: Header,
    table: Table<F>,
}

impl<'a, F: Scalar> Data<'a, F> {
    fn read(file: &'a Path, options: &TableOptions) -> Result<Self> {
        Ok(Self { file, header: options.header, table: read_table(file, options)? })
    }

    /// Of the labels of all rows, those of the rows that are left; or these, as `fit` writes them.
    fn kept(&self, labels: &[Label]) -> Vec<Label> {
        match &self.table.kept_rows {
            Some(rows) if labels.len() == self.table.n_rows => {
                rows.iter().map(|&row| labels[row].clone()).collect()
            }
            _ => labels.to_vec(),
        }
    }
}

/// True and predicted labels, sample by sample. Where rows of the data were dropped and both files have
/// labels for all rows, the scores of the labels are of all rows still.
fn pair<F: Scalar>(
    arguments: &EvaluateArgs,
    data: Option<&Data<'_, F>>,
) -> Result<(Vec<Label>, Vec<Label>)> {
    let pred = LabelFile { path: &arguments.labels_pred, column: arguments.pred_column.as_ref() };
    let truth = arguments.labels_true.as_deref();
    let truth = truth.map(|path| LabelFile { path, column: arguments.true_column.as_ref() });
    let Some(data) = data else {
        let truth = truth.context("`--label-column` needs `--data`, the file that has it")?;
        return match arguments.table.header {
            header @ (HeaderArg::Yes | HeaderArg::No) => {
                let labels_pred = pred.read(header.into())?;
                same_length(&truth, truth.read(header.into())?, &pred, labels_pred)
            }
            HeaderArg::Auto => without_data(&truth, &pred, pred.read(Header::Auto)?),
        };
    };
    let labels_pred = pred.read_for_data(data)?;
    let labels_true = match truth {
        Some(truth) => truth.read_for_data(data)?,
        None => {
            data.table.labels.iter().flatten().map(|label| Label::from(label.clone())).collect()
        }
    };
    if labels_true.len() == labels_pred.len() {
        return Ok((labels_true, labels_pred));
    }
    Ok((data.kept(&labels_true), data.kept(&labels_pred)))
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
    let (n_true, n_pred) = (labels_true.len(), labels_pred.len());
    let (file, pred) = (truth.path.display(), pred.path.display());
    ensure!(n_true == n_pred, "{file} has {n_true} labels, but {pred} has {n_pred} labels");
    Ok((labels_true, labels_pred))
}
