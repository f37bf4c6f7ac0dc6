use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use digits_data::Scalar;
use digits_data::files::{
    Column, ColumnOptions, Header, Table, TableOptions, read_labels, read_table,
};

use crate::cli::{EvaluateArgs, HeaderArg};
use crate::files::label::Label;
use crate::files::one_per_row::{hint_at_header, one_per_row};

/// Reads true and predicted labels, one pair per sample.
///
/// If rows of the data were dropped, and both files have labels for all rows, the pairs cover all
/// rows.
pub(super) fn read_pair<F: Scalar>(
    arguments: &EvaluateArgs,
    data: Option<&Data<'_, F>>,
) -> Result<(Vec<Label>, Vec<Label>)> {
    let pred = LabelFile { path: &arguments.labels_pred, column: arguments.pred_column.as_ref() };
    let truth = arguments.labels_true.as_deref();
    let truth = truth.map(|path| LabelFile { path, column: arguments.true_column.as_ref() });
    let Some(data) = data else {
        let truth = truth
            .context("`--label-column` names a column of the data; give the file with `--data`")?;
        return read_files(&truth, &pred, arguments.table.header);
    };
    let labels_pred = pred.read_for_data(data)?;
    let labels_true = match truth {
        Some(truth) => truth.read_for_data(data)?,
        None => data.table.labels.iter().flatten().cloned().map(Label::from).collect(),
    };
    if labels_true.len() == labels_pred.len() {
        return Ok((labels_true, labels_pred));
    }
    Ok((data.kept(&labels_true), data.kept(&labels_pred)))
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

    /// Selects the labels of rows that were not dropped. Labels that `fit` wrote are for these rows
    /// already.
    pub(super) fn kept(&self, labels: &[Label]) -> Vec<Label> {
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
) -> Result<(Vec<Label>, Vec<Label>)> {
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
                "`{}` in {} and `{}` in {} could be labels or headers; say `--header yes` or `--header no`",
                labels_true[0],
                truth.path.display(),
                labels_pred[0],
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
    fn read(&self, header: Header) -> Result<Vec<Label>> {
        let options =
            ColumnOptions { header, column: self.column.cloned(), ..ColumnOptions::new() };
        Ok(read_labels(self.path, &options)?.into_iter().map(Label::from).collect())
    }

    fn read_for(&self, n_labels: usize) -> Result<Vec<Label>> {
        one_per_row(&[n_labels], Header::Auto, |header| self.read(header))
    }

    /// Reads one label per row of the data, or per row that was not dropped.
    fn read_for_data<F: Scalar>(&self, data: &Data<'_, F>) -> Result<Vec<Label>> {
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
        // A header and one label per row that is left can be as many lines as there are rows.
        let is_told = *header != Header::Auto || n_found != n_left + 1;
        ensure!(
            is_told || !self.may_begin_with_a_header(&labels),
            "`{}` in {path} could be a label or a header; say `--header yes` or `--header no`",
            labels[0]
        );
        Ok(labels)
    }

    /// True if the first label is a word that does not come again, like the name of a column, and no
    /// header was found before it.
    fn may_begin_with_a_header(&self, labels: &[Label]) -> bool {
        let [first @ Label::Word(_), rest @ ..] = labels else { return false };
        let all_lines = self.read(Header::No).map_or(0, |all| all.len());
        !rest.contains(first) && all_lines == labels.len()
    }
}
