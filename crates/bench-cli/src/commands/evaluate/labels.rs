use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use digits_data::files::{
    Column, ColumnOptions, Header, ReadErrorKind, Table, TableOptions, read_labels, read_table,
};
use digits_data::{Error, Scalar};

use crate::cli::{EvaluateArgs, HeaderArg};
use crate::files::label::Label;
use crate::files::one_per_row::{hint_at_header, one_per_row};

/// The labels to score, row by row.
pub(super) struct Labels {
    /// True and predicted labels of the rows that have both; `None` if nothing names true labels.
    pub(super) pairs: Option<(Vec<Label>, Vec<Label>)>,
    /// Predicted labels of the samples in the data, if there is data.
    pub(super) of_samples: Option<Vec<Label>>,
    /// Rows that are in no pair, because one of their labels is missing.
    pub(super) n_unlabelled: usize,
}

/// Reads true and predicted labels.
///
/// Without data, every row that has both labels is a pair. With data, the same holds if both files have one
/// label per row of the data, dropped rows included. Otherwise the pairs are those of the samples.
pub(super) fn read_labels_of<F: Scalar>(
    arguments: &EvaluateArgs,
    data: Option<&Data<'_, F>>,
) -> Result<Labels> {
    let pred = LabelFile { path: &arguments.labels_pred, column: arguments.pred_column.as_ref() };
    let truth = arguments.labels_true.as_deref();
    let truth = truth.map(|path| LabelFile { path, column: arguments.true_column.as_ref() });
    let Some(data) = data else {
        let truth = truth
            .context("`--label-column` names a column of the data; give the file with `--data`")?;
        let (labels_true, labels_pred) = read_files(&truth, &pred, arguments.table.header)?;
        return Ok(Labels::of_pairs(labels_true, labels_pred));
    };
    let labels_pred = pred.read_for_data(data)?;
    let of_samples = Some(data.kept_labels(&labels_pred, pred.path)?);
    let labels_true = match truth {
        Some(truth) => truth.read_for_data(data)?,
        None => match &data.table.labels {
            Some(labels) => labels.iter().map(|text| as_label(text)).collect(),
            None => return Ok(Labels { pairs: None, of_samples, n_unlabelled: 0 }),
        },
    };
    let labels = if labels_true.len() == labels_pred.len() {
        Labels::of_pairs(labels_true, labels_pred)
    } else {
        Labels::of_pairs(data.kept(&labels_true), data.kept(&labels_pred))
    };
    Ok(Labels { of_samples, ..labels })
}

/// A label, or `None` where the file has an empty field.
type MaybeLabel = Option<Label>;

impl Labels {
    /// Keeps the pairs that have both labels.
    fn of_pairs(labels_true: Vec<MaybeLabel>, labels_pred: Vec<MaybeLabel>) -> Self {
        let n_rows = labels_true.len();
        let pairs = labels_true.into_iter().zip(labels_pred);
        let pairs: (Vec<_>, Vec<_>) = pairs.filter_map(|(truth, pred)| truth.zip(pred)).unzip();
        let n_unlabelled = n_rows - pairs.0.len();
        Self { pairs: Some(pairs), of_samples: None, n_unlabelled }
    }
}

fn as_label(text: &str) -> MaybeLabel {
    (!text.is_empty()).then(|| Label::from(text.to_owned()))
}

/// The samples, and how they were read.
pub(super) struct Data<'a, F: Scalar> {
    file: &'a Path,
    header: Header,
    pub(super) table: Table<F>,
}

impl<'a, F: Scalar> Data<'a, F> {
    pub(super) fn read(file: &'a Path, options: &TableOptions) -> Result<Self> {
        Ok(Self { file, header: options.header, table: read_table(file, options)? })
    }

    /// Selects the labels of rows that were not dropped, which must be there.
    pub(super) fn kept_labels(&self, labels: &[MaybeLabel], path: &Path) -> Result<Vec<Label>> {
        let kept = self.kept(labels);
        let row_of = |sample| self.table.kept_rows.as_ref().map_or(sample, |rows| rows[sample]);
        let label = |(sample, label): (usize, MaybeLabel)| {
            label.with_context(|| {
                format!("{} has no label for row {}", path.display(), row_of(sample))
            })
        };
        kept.into_iter().enumerate().map(label).collect()
    }

    /// Selects the labels of rows that were not dropped. All labels are kept if there are just as
    /// many.
    fn kept(&self, labels: &[MaybeLabel]) -> Vec<MaybeLabel> {
        match &self.table.kept_rows {
            Some(rows) if labels.len() == self.table.n_rows => {
                rows.iter().map(|&row| labels[row].clone()).collect()
            }
            _ => labels.to_vec(),
        }
    }
}

/// Reads two files of labels without data. The length of each shows if the other starts with a
/// header. It is an error if both could.
fn read_files(
    truth: &LabelFile<'_>,
    pred: &LabelFile<'_>,
    header: HeaderArg,
) -> Result<(Vec<MaybeLabel>, Vec<MaybeLabel>)> {
    let mut labels_pred = pred.read(header.into())?;
    let mut labels_true = truth.read(header.into())?;
    if header == HeaderArg::Auto {
        if labels_true.len() != labels_pred.len() {
            labels_true = truth.read_for(labels_pred.len())?;
            labels_pred = pred.read_for(labels_true.len())?;
        } else if truth.may_begin_with_a_header(&labels_true)
            && pred.may_begin_with_a_header(&labels_pred)
        {
            bail!(
                "`{}` in {} and `{}` in {} could be labels or headers; say `--header yes` or \
                 `--header no`",
                shown(&labels_true),
                truth.path.display(),
                shown(&labels_pred),
                pred.path.display()
            );
        }
    }
    let (n_true, n_pred) = (labels_true.len(), labels_pred.len());
    let (truth, pred) = (truth.path.display(), pred.path.display());
    ensure!(n_true == n_pred, "{truth} has {n_true} labels, but {pred} has {n_pred} labels");
    Ok((labels_true, labels_pred))
}

/// A file of labels.
struct LabelFile<'a> {
    path: &'a Path,
    column: Option<&'a Column>,
}

impl LabelFile<'_> {
    /// Reads the only column, or `cluster` if there are several, as `fit` writes them.
    fn read(&self, header: Header) -> Result<Vec<MaybeLabel>> {
        let of_column = |column: Option<Column>| {
            let options =
                ColumnOptions { header, column, may_be_missing: true, ..ColumnOptions::new() };
            Ok(read_labels(self.path, &options)?.iter().map(|text| as_label(text)).collect())
        };
        match of_column(self.column.cloned()) {
            Err(error) if self.column.is_none() && wants_a_column(&error) => {
                of_column(Some(Column::Name("cluster".into()))).map_err(|_| error)
            }
            result => result,
        }
    }

    fn read_for(&self, n_labels: usize) -> Result<Vec<MaybeLabel>> {
        one_per_row(&[n_labels], Header::Auto, |header| self.read(header))
    }

    /// Reads one label per row of the data, or per row that was not dropped.
    fn read_for_data<F: Scalar>(&self, data: &Data<'_, F>) -> Result<Vec<MaybeLabel>> {
        let Data { file, header, table } = data;
        let (n_rows, n_left) = (table.n_rows, table.samples.n_samples());
        let labels = one_per_row(&[n_rows, n_left], *header, |header| self.read(header))?;
        let (n_found, path) = (labels.len(), self.path.display());
        ensure!(
            n_found == n_rows || n_found == n_left,
            "{} has {n_rows} rows{}, but {path} has {n_found} labels{}",
            file.display(),
            if n_left == n_rows { String::new() } else { format!(", of which {n_left} are left") },
            hint_at_header(n_found, n_rows)
        );
        // If one row was dropped, a header and the labels of the samples are as many lines as there are rows.
        let is_told = *header != Header::Auto || n_found != n_left + 1;
        ensure!(
            is_told || !self.may_begin_with_a_header(&labels),
            "`{}` in {path} could be a label or a header; say `--header yes` or `--header no`",
            shown(&labels)
        );
        Ok(labels)
    }

    /// True if the first label is a word that does not come again, like the name of a column, and no
    /// header was found before it.
    fn may_begin_with_a_header(&self, labels: &[MaybeLabel]) -> bool {
        let [first @ Some(Label::Word(_)), rest @ ..] = labels else { return false };
        let all_lines = self.read(Header::No).map_or(0, |all| all.len());
        !rest.contains(first) && all_lines == labels.len()
    }
}

fn wants_a_column(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref();
    matches!(error, Some(Error::Read(read)) if read.kind == ReadErrorKind::Column)
}

/// The first label, for a message.
fn shown(labels: &[MaybeLabel]) -> String {
    labels.first().into_iter().flatten().map(Label::to_string).collect()
}
