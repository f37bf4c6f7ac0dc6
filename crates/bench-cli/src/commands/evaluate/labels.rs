use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use digits_data::files::{
    Column, ColumnOptions, Header, LabelCodes, ReadErrorKind, Table, read_label_codes,
};
use digits_data::{Error, Scalar};

use super::data::Data;
use crate::cli::{EvaluateArgs, HeaderArg};
use crate::files::label::Label;
use crate::files::one_per_row::{MayBeName as _, PerRow, hint_at_header, one_per_row};

/// The labels to score, row by row.
pub(super) struct Labels {
    /// True and predicted labels of the rows that have both; `None` if nothing names true labels.
    pub(super) pairs: Option<(LabelColumn, LabelColumn)>,
    /// Numbers of the predicted labels of the samples in the data, if there is data.
    pub(super) of_samples: Option<Vec<u32>>,
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
    let of_samples = Some(labels_pred.of_samples(data, pred.path)?);
    let labels_true = match truth {
        Some(truth) => truth.read_for_data(data)?,
        None => match &data.table.labels {
            Some(labels) => LabelColumn::of_texts(labels)?,
            None => return Ok(Labels { pairs: None, of_samples, n_unlabelled: 0 }),
        },
    };
    let labels = if labels_true.n_rows() == labels_pred.n_rows() {
        Labels::of_pairs(labels_true, labels_pred)
    } else {
        Labels::of_pairs(labels_true.kept(&data.table), labels_pred.kept(&data.table))
    };
    Ok(Labels { of_samples, ..labels })
}

/// The labels of rows, as numbers: 4 bytes per row.
pub(super) struct LabelColumn {
    /// The number of each row's label.
    pub(super) codes: Vec<u32>,
    /// The label of each number.
    pub(super) labels: Vec<Label>,
    /// The number that stands for an empty field, if there is any.
    missing: Option<u32>,
}

impl LabelColumn {
    fn new(labels: LabelCodes) -> Self {
        let (codes, names) = labels.into_parts();
        let missing = names.iter().position(String::is_empty);
        let missing = missing.and_then(|code| u32::try_from(code).ok());
        Self { codes, labels: names.into_iter().map(Label::from).collect(), missing }
    }

    fn of_texts(texts: &[String]) -> Result<Self> {
        let mut labels = LabelCodes::new();
        texts.iter().try_for_each(|text| labels.push(text))?;
        Ok(Self::new(labels))
    }

    /// The first label, for a message; `None` for an empty field.
    fn first(&self) -> Option<&Label> {
        let code = self.codes.first().filter(|&&code| Some(code) != self.missing)?;
        self.labels.get(*code as usize)
    }

    /// Keeps the rows for which `is_kept` returns true.
    fn retain(&mut self, is_kept: impl Fn(usize) -> bool) {
        let mut row = 0;
        self.codes.retain(|_| {
            row += 1;
            is_kept(row - 1)
        });
    }
}

impl PerRow for LabelColumn {
    fn n_rows(&self) -> usize {
        self.codes.len()
    }

    fn may_begin_with_name(&self) -> bool {
        self.first().is_some_and(Label::may_be_name)
    }

    fn has_words_below(&self) -> bool {
        let is_word: Vec<bool> = self.labels.iter().map(Label::may_be_name).collect();
        let is_word = |&code: &u32| Some(code) != self.missing && is_word[code as usize];
        self.codes.iter().skip(1).any(is_word)
    }
}

impl Labels {
    /// Keeps the pairs of which both labels are there.
    fn of_pairs(mut truth: LabelColumn, mut pred: LabelColumn) -> Self {
        let n_rows = truth.n_rows();
        if truth.missing.is_some() || pred.missing.is_some() {
            let pairs = truth.codes.iter().zip(&pred.codes);
            let is_there = |(&one, &other): (&u32, &u32)| {
                Some(one) != truth.missing && Some(other) != pred.missing
            };
            let is_kept: Vec<bool> = pairs.map(is_there).collect();
            truth.retain(|row| is_kept[row]);
            pred.retain(|row| is_kept[row]);
        }
        let n_unlabelled = n_rows - truth.n_rows();
        Self { pairs: Some((truth, pred)), of_samples: None, n_unlabelled }
    }
}

impl LabelColumn {
    /// Selects the labels of rows that were not dropped, which must be there.
    fn of_samples<F: Scalar>(&self, data: &Data<'_, F>, path: &Path) -> Result<Vec<u32>> {
        let kept = self.kept_codes(&data.table);
        let row_of = |sample| data.table.kept_rows.as_ref().map_or(sample, |rows| rows[sample]);
        match kept.iter().position(|&code| Some(code) == self.missing) {
            Some(sample) => bail!("{} has no label for row {}", path.display(), row_of(sample)),
            None => Ok(kept),
        }
    }

    /// Selects the labels of rows that were not dropped. All labels are kept if there are just as
    /// many.
    fn kept(self, table: &Table<()>) -> Self {
        Self { codes: self.kept_codes(table), ..self }
    }

    fn kept_codes(&self, table: &Table<()>) -> Vec<u32> {
        match &table.kept_rows {
            Some(rows) if self.codes.len() == table.n_rows => {
                rows.iter().map(|&row| self.codes[row]).collect()
            }
            _ => self.codes.clone(),
        }
    }
}

/// Reads two files of labels without data. The length of each shows if the other starts with a
/// header. It is an error if both could.
fn read_files(
    truth: &LabelFile<'_>,
    pred: &LabelFile<'_>,
    header: HeaderArg,
) -> Result<(LabelColumn, LabelColumn)> {
    let mut labels_pred = pred.read(header.into())?;
    let mut labels_true = truth.read(header.into())?;
    if header == HeaderArg::Auto {
        if labels_true.n_rows() != labels_pred.n_rows() {
            labels_true = truth.read_for(labels_pred.n_rows())?;
            labels_pred = pred.read_for(labels_true.n_rows())?;
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
    let (n_true, n_pred) = (labels_true.n_rows(), labels_pred.n_rows());
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
    fn read(&self, header: Header) -> Result<LabelColumn> {
        let of_column = |column: Option<Column>| {
            let options =
                ColumnOptions { header, column, may_be_missing: true, ..ColumnOptions::new() };
            Ok(LabelColumn::new(read_label_codes(self.path, &options)?))
        };
        match of_column(self.column.cloned()) {
            Err(error) if self.column.is_none() && wants_a_column(&error) => {
                of_column(Some(Column::Name("cluster".into()))).map_err(|_| error)
            }
            result => result,
        }
    }

    fn read_for(&self, n_labels: usize) -> Result<LabelColumn> {
        one_per_row(&[n_labels], Header::Auto, |header| self.read(header))
    }

    /// Reads one label per row of the data, or per row that was not dropped.
    fn read_for_data<F: Scalar>(&self, data: &Data<'_, F>) -> Result<LabelColumn> {
        let Data { file, table, .. } = data;
        let (n_rows, n_left, header) = (table.n_rows, data.n_samples(), &data.options.header);
        let labels = one_per_row(&[n_rows, n_left], *header, |header| self.read(header))?;
        let (n_found, path) = (labels.n_rows(), self.path.display());
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
    fn may_begin_with_a_header(&self, labels: &LabelColumn) -> bool {
        let Some(Label::Word(_)) = labels.first() else { return false };
        let repeats = labels.codes.iter().skip(1).any(|code| *code == labels.codes[0]);
        let all_lines = || self.read(Header::No).map_or(0, |all| all.n_rows());
        !repeats && all_lines() == labels.n_rows()
    }
}

fn wants_a_column(error: &anyhow::Error) -> bool {
    let error = error.downcast_ref();
    matches!(error, Some(Error::Read(read)) if read.kind == ReadErrorKind::Column)
}

/// The first label, for a message.
fn shown(labels: &LabelColumn) -> String {
    labels.first().map(Label::to_string).unwrap_or_default()
}
