use std::io::Read;

use super::faults::Faults;
use super::header::Ground;
use super::layout::{Layout, text};
use super::number::{NoNumber, parse};
use super::plain::plain;
use super::records::Records;
use super::unlabelled::{Unlabelled, Unlikely};
use crate::Scalar;
use crate::files::fill::{Fills, fill};
use crate::files::likely_id::likely_ids;
use crate::files::missing::{keep_rows, samples_left};
use crate::files::read_error::shown;
use crate::files::{ColumnPosition, Format, Missing, Position, ReadError, ReadErrorKind, Table};

/// The rows of a text file, while they become a table.
pub(super) struct Rows<'a, F> {
    layout: &'a Layout,
    /// True if numbers are written as Rust writes them.
    is_plain: bool,
    policy: &'a Missing,
    faults: Faults,
    /// The evidence for the header that no row has refuted.
    grounds: Vec<Ground>,
    values: Vec<F>,
    ids: Vec<String>,
    labels: Vec<String>,
    unlabelled: Unlabelled,
    weights: Vec<f64>,
    kept: Vec<usize>,
    n_rows: usize,
    n_missing: usize,
    n_incomplete: usize,
    first_missing: Option<Box<ReadError>>,
}

impl<'a, F: Scalar> Rows<'a, F> {
    pub(super) fn new(layout: &'a Layout, policy: &'a Missing) -> Self {
        Self {
            layout,
            is_plain: layout.notation.is_plain(),
            policy,
            faults: Faults::new(&layout.selection),
            grounds: layout.grounds.clone(),
            values: Vec::new(),
            ids: Vec::new(),
            labels: Vec::new(),
            unlabelled: Unlabelled::default(),
            weights: Vec::new(),
            kept: Vec::new(),
            n_rows: 0,
            n_missing: 0,
            n_incomplete: 0,
            first_missing: None,
        }
    }

    /// Takes the current row of `records`.
    pub(super) fn push<R: Read>(&mut self, records: &Records<R>) -> Result<(), Box<ReadError>> {
        self.push_blank_lines(records);
        let n_columns = self.layout.selection.n_columns;
        if records.len() != n_columns && !self.has_trailing(records) {
            let first = self.layout.first_line;
            let expected = format!("{n_columns} fields, as in line {first}");
            let found = records.len().to_string();
            let at = Position::Line(records.line());
            return Err(ReadError::new(ReadErrorKind::Ragged, at, expected, found));
        }
        self.check_header(records)?;
        let start = self.values.len();
        let n_missing = self.n_missing;
        self.ids.extend(self.id(records)?);
        self.push_features(records)?;
        self.faults.look_at_left_out(self.layout, records);
        let label = self.label(records)?;
        let weight = self.weight(records)?;
        if self.n_missing > n_missing {
            self.values.truncate(start);
            self.drop_row();
        } else {
            if let Some(label) = label {
                let notation = &self.layout.notation;
                let plain = plain(notation, label.as_bytes());
                let plain = plain.as_deref().unwrap_or(label.as_bytes());
                self.unlabelled.look_at(plain, self.labels.len(), records.line());
                self.labels.push(label);
            }
            self.weights.extend(weight);
            self.keep_row();
        }
        Ok(())
    }

    /// True if a row ends with a delimiter, as all rows below the names do.
    fn has_trailing<R: Read>(&self, records: &Records<R>) -> bool {
        let n_columns = self.layout.selection.n_columns;
        self.layout.has_trailing
            && records.len() == n_columns + 1
            && records.field(n_columns).trim_ascii().is_empty()
    }

    /// Returns the error of the first field that is not a number, if there is one.
    pub(super) fn first_fault(&self) -> Option<Box<ReadError>> {
        self.faults.error(self.layout, self.n_rows)
    }

    /// Checks that a row agrees with the header that the first rows suggest. If it does not, the first row
    /// may be a sample after all, so that is an error.
    fn check_header<R: Read>(&mut self, records: &Records<R>) -> Result<(), Box<ReadError>> {
        if self.grounds.is_empty() {
            return Ok(());
        }
        let field = |ground: &Ground| records.field(ground.column());
        let gainsaid = self.grounds.extract_if(.., |ground| !ground.stands(field(ground))).last();
        match gainsaid {
            Some(last) if self.grounds.is_empty() => {
                Err(last.gainsaid(self.layout.first_line, field(&last), records.line()))
            }
            _ => Ok(()),
        }
    }

    /// Counts blank lines as missing values in a table of one column; in other tables they are
    /// skipped.
    fn push_blank_lines<R: Read>(&mut self, records: &Records<R>) {
        if !self.layout.counts_blank_lines(self.n_rows) {
            return;
        }
        let n_blank_lines = records.n_blank_lines() as u64;
        for line in records.line() - n_blank_lines..records.line() {
            if self.policy.fills() && !self.layout.selection.features.is_empty() {
                self.values.push(F::from_f64(f64::NAN));
                self.keep_row();
                continue;
            }
            self.missing(Position::Line(line), 0, "a blank line".to_owned());
            self.drop_row();
        }
    }

    fn push_features<R: Read>(&mut self, records: &Records<R>) -> Result<(), Box<ReadError>> {
        let layout = self.layout;
        for &column in &layout.selection.features {
            match self.number(records.field(column)) {
                Ok(value) => self.values.push(value),
                Err(NoNumber::Text) => {
                    self.faults.no_number(column, records);
                    self.values.push(F::ZERO); // the table is an error
                }
                Err(NoNumber::Missing) if self.policy.fills() => {
                    self.values.push(F::from_f64(f64::NAN));
                }
                Err(found) => self.no_number(found, records, column, F::NAME)?,
            }
        }
        Ok(())
    }

    fn number<T: Scalar>(&self, field: &[u8]) -> Result<T, NoNumber> {
        if self.is_plain {
            return parse(field);
        }
        plain(&self.layout.notation, field).map_or(Err(NoNumber::Text), |text| parse(&text))
    }

    fn id<R: Read>(&self, records: &Records<R>) -> Result<Option<String>, Box<ReadError>> {
        let Some(column) = self.layout.selection.id else { return Ok(None) };
        let names = self.layout.names.as_deref();
        let id = text(records.field(column), Position::Line(records.line()));
        id.map(Some).map_err(|error| error.in_column(column, names))
    }

    fn weight<R: Read>(&mut self, records: &Records<R>) -> Result<Option<f64>, Box<ReadError>> {
        let Some(column) = self.layout.selection.weight else { return Ok(None) };
        let weight = self.number(records.field(column));
        if let Err(found) = weight {
            self.no_number(found, records, column, f64::NAME)?;
        }
        Ok(weight.ok())
    }

    fn label<R: Read>(&mut self, records: &Records<R>) -> Result<Option<String>, Box<ReadError>> {
        let Some(column) = self.layout.selection.label else { return Ok(None) };
        let at = Position::Line(records.line());
        let names = self.layout.names.as_deref();
        let label =
            text(records.field(column), at).map_err(|error| error.in_column(column, names))?;
        if label.is_empty() {
            self.missing(at, column, "an empty field".to_owned());
            return Ok(None);
        }
        Ok(Some(label))
    }

    fn no_number<R: Read>(
        &mut self,
        found: NoNumber,
        records: &Records<R>,
        column: usize,
        type_name: &str,
    ) -> Result<(), Box<ReadError>> {
        let at = Position::Line(records.line());
        let field = records.field(column);
        let (kind, expected) = match found {
            NoNumber::Missing => {
                let is_empty = field.trim_ascii().is_empty();
                let found = if is_empty { "an empty field".to_owned() } else { shown(field) };
                self.missing(at, column, found);
                return Ok(());
            }
            NoNumber::Infinite => {
                (ReadErrorKind::Infinite, format!("a finite number that fits {type_name}"))
            }
            NoNumber::Text => (ReadErrorKind::Value, "a number".to_owned()),
        };
        let error = ReadError::new(kind, at, expected, shown(field));
        Err(error.in_column(column, self.layout.names.as_deref()))
    }

    fn missing(&mut self, at: Position, column: usize, found: String) {
        self.n_missing += 1;
        if self.first_missing.is_none() && *self.policy != Missing::DropRows {
            let expected =
                if self.layout.selection.label == Some(column) { "a label" } else { "a number" };
            // The counts are filled in when they are known.
            let error = ReadError::new(ReadErrorKind::Empty, at, expected, found);
            self.first_missing = Some(error.in_column(column, self.layout.names.as_deref()));
        }
    }

    fn keep_row(&mut self) {
        if self.n_incomplete > 0 {
            self.kept.push(self.n_rows);
        }
        self.n_rows += 1;
    }

    fn drop_row(&mut self) {
        self.begin_to_drop();
        self.n_incomplete += 1;
        self.n_rows += 1;
    }

    /// Lists the rows kept so far. Until a row is dropped there is no such list.
    fn begin_to_drop(&mut self) {
        if self.n_incomplete == 0 {
            self.kept.extend(0..self.n_rows);
        }
    }

    /// Drops rows whose label counts as missing only now that all labels are known.
    fn drop_unlabelled(&mut self) {
        let unlabelled = self.unlabelled.take();
        let (Some(first), Some(column)) = (unlabelled.first(), self.layout.selection.label) else {
            return;
        };
        let is_later = |error: &ReadError| error.position > Position::Line(first.line);
        if self.first_missing.as_deref().is_some_and(is_later) {
            self.first_missing = None;
        }
        for &Unlikely { index, line } in &unlabelled {
            let found = shown(self.labels[index].as_bytes());
            self.missing(Position::Line(line), column, found);
        }
        self.begin_to_drop();
        self.n_incomplete += unlabelled.len();
        let mut is_left = vec![true; self.labels.len()];
        for Unlikely { index, .. } in unlabelled {
            is_left[index] = false;
        }
        let left: Vec<usize> = (0..is_left.len()).filter(|&index| is_left[index]).collect();
        keep_rows(&mut self.values, self.layout.selection.features.len(), &left);
        keep_rows(&mut self.kept, 1, &left);
        if !self.weights.is_empty() {
            keep_rows(&mut self.weights, 1, &left);
        }
        self.labels = left.iter().map(|&index| std::mem::take(&mut self.labels[index])).collect();
    }

    /// Returns the labels, after the last row.
    pub(super) fn into_labels(mut self) -> Result<Vec<String>, Box<ReadError>> {
        self.drop_unlabelled();
        self.check_missing()?;
        if self.labels.is_empty() {
            let (kind, at) = (ReadErrorKind::Empty, Position::File);
            return Err(ReadError::new(kind, at, "rows of labels", "none"));
        }
        if self.n_incomplete == 0 {
            return Ok(self.labels);
        }
        let mut labels = vec![String::new(); self.n_rows];
        for (row, label) in self.kept.into_iter().zip(self.labels) {
            labels[row] = label;
        }
        Ok(labels)
    }

    fn check_missing(&mut self) -> Result<(), Box<ReadError>> {
        let (n_missing, n_rows, of_rows) = (self.n_missing, self.n_incomplete, self.n_rows);
        let kind = ReadErrorKind::Missing { n_missing, n_rows, of_rows };
        self.first_missing
            .take()
            .map_or(Ok(()), |error| Err(Box::new(ReadError { kind, ..*error })))
    }

    /// Returns the table, after the last row.
    pub(super) fn into_table(
        mut self,
        format: Format,
        gzip: bool,
    ) -> Result<Table<F>, Box<ReadError>> {
        if let Some(fault) = self.first_fault() {
            return Err(fault);
        }
        self.drop_unlabelled();
        self.check_missing()?;
        let (n_rows, n_incomplete) = (self.n_rows, self.n_incomplete);
        let Layout { names, selection, .. } = self.layout;
        let n_features = selection.features.len();
        let Fills { values: fill_values, filled } =
            fill(&mut self.values, n_features, self.policy, |feature| {
                ColumnPosition::new(selection.features[feature], names.as_deref())
            })?;
        let samples = samples_left(self.values, n_incomplete, n_features)?;
        let feature_names = names.as_ref().map(|names| selection.feature_names(names));
        Ok(Table {
            likely_ids: likely_ids(samples.view(), feature_names.as_deref()),
            samples,
            feature_names,
            feature_columns: selection.features.clone(),
            left_out: self.faults.into_left_out(selection),
            filled,
            fill_values,
            ids: selection.id.map(|_| self.ids),
            id_column: selection.id.map(|id| ColumnPosition::new(id, names.as_deref())),
            labels: selection.label.map(|_| self.labels),
            weights: selection.weight.map(|_| self.weights),
            n_rows,
            kept_rows: (n_incomplete > 0).then_some(self.kept),
            format,
            gzip,
        })
    }
}
