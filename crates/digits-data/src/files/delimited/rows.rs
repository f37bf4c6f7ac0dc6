use std::io::Read;

use super::faults::Faults;
use super::header::Ground;
use super::layout::{Layout, text};
use super::number::{NoNumber, parse};
use super::plain::{is_missing, plain};
use super::points::Points;
use super::records::Records;
use super::unlabelled::{Unlabelled, Unlikely};
use crate::Scalar;
use crate::files::blocks::Blocks;
use crate::files::missing::keep_rows;
use crate::files::read_error::shown;
use crate::files::selection::Selection;
use crate::files::word_encoder::Encoder;
use crate::files::{
    ColumnPosition, Format, LabelCodes, Missing, Position, ReadError, ReadErrorKind, Table,
};
use crate::memory::{self, OutOfMemory};

/// The rows of a text file, while they become a table.
pub(super) struct Rows<'a, 'b, F: Scalar> {
    blocks: &'a mut Blocks<'b, F>,
    rows_per_block: usize,
    layout: &'a Layout,
    /// True if numbers are written as Rust writes them.
    is_plain: bool,
    policy: &'a Missing,
    faults: Faults,
    /// The points that may be thousands separators; `None` once they cannot.
    points: Option<Points>,
    /// The evidence for the header that no row has refuted.
    grounds: Vec<Ground>,
    values: Vec<F>,
    ids: Vec<String>,
    labels: LabelCodes,
    unlabelled: Unlabelled,
    weights: Vec<f64>,
    kept: Vec<usize>,
    n_rows: usize,
    n_missing: usize,
    n_incomplete: usize,
    first_missing: Option<Box<ReadError>>,
}

impl<'a, 'b, F: Scalar> Rows<'a, 'b, F> {
    pub(super) fn new(
        layout: &'a Layout,
        policy: &'a Missing,
        blocks: &'a mut Blocks<'b, F>,
    ) -> Self {
        // All labels decide which of them are missing.
        let waits = *policy == Missing::DropRows && layout.selection.label.is_some();
        let n_features = layout.selection.features.len();
        let has_new_words = layout.selection.has_new_words();
        let rows_per_block =
            if waits { usize::MAX } else { blocks.n_rows(n_features, policy, has_new_words) };
        blocks.encoder = Encoder::new(&layout.selection);
        Self {
            blocks,
            rows_per_block,
            layout,
            is_plain: layout.notation.is_plain(),
            policy,
            faults: Faults::new(&layout.selection),
            points: Points::new(layout),
            grounds: layout.grounds.clone(),
            values: Vec::new(),
            ids: Vec::new(),
            labels: LabelCodes::new(),
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
        self.push_blank_lines(records)?;
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
        memory::make_room(&mut self.ids, 1)?;
        self.ids.extend(self.id(records)?);
        self.push_features(records)?;
        self.points.take_if(|points| !points.look_at(records));
        self.faults.look_at_left_out(self.layout, records);
        let label = self.label(records)?;
        let weight = self.weight(records)?;
        if self.n_missing > n_missing {
            self.values.truncate(start);
            self.drop_row()?;
        } else {
            if let Some(label) = label {
                let notation = &self.layout.notation;
                let plain = plain(notation, label.as_bytes());
                let plain = plain.as_deref().unwrap_or(label.as_bytes());
                self.unlabelled.look_at(plain, self.labels.n_rows(), records.line())?;
                self.labels.add(&label)?;
            }
            memory::make_room(&mut self.weights, 1)?;
            self.weights.extend(weight);
            self.keep_row()?;
        }
        let n_features = self.layout.selection.features.len();
        if self.values.len() >= self.rows_per_block.saturating_mul(n_features.max(1)) {
            self.hand_over()?;
        }
        Ok(())
    }

    /// Hands over the rows since the last block, unless the table is an error.
    fn hand_over(&mut self) -> Result<(), Box<ReadError>> {
        let values = std::mem::take(&mut self.values);
        if self.faults.is_fault() || self.first_missing.is_some() {
            return Ok(());
        }
        let Layout { names, selection, .. } = self.layout;
        self.blocks.hand_over(values, selection, names.as_deref(), self.policy)
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
    fn push_blank_lines<R: Read>(&mut self, records: &Records<R>) -> Result<(), OutOfMemory> {
        if !self.layout.counts_blank_lines(self.n_rows) {
            return Ok(());
        }
        let n_blank_lines = records.n_blank_lines() as u64;
        for line in records.line() - n_blank_lines..records.line() {
            if self.policy.fills() && !self.layout.selection.features.is_empty() {
                memory::make_room(&mut self.values, 1)?;
                self.values.push(F::from_f64(f64::NAN));
                self.keep_row()?;
                continue;
            }
            self.missing(Position::Line(line), 0, "a blank line".to_owned());
            self.drop_row()?;
        }
        Ok(())
    }

    fn push_features<R: Read>(&mut self, records: &Records<R>) -> Result<(), Box<ReadError>> {
        let layout = self.layout;
        memory::make_room(&mut self.values, layout.selection.features.len())?;
        // Most tables have no words, and then no cell asks for them.
        let has_words = !layout.selection.one_hot.is_empty();
        for (place, &column) in layout.selection.features.iter().enumerate() {
            if has_words && self.blocks.encoder.is_at(place) {
                self.push_word(place, column, records)?;
                continue;
            }
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

    /// Pushes the number of a word, which becomes features at the end.
    fn push_word<R: Read>(
        &mut self,
        place: usize,
        column: usize,
        records: &Records<R>,
    ) -> Result<(), Box<ReadError>> {
        let (field, at) = (records.field(column), Position::Line(records.line()));
        if is_missing(&self.layout.notation, field) {
            if self.policy.fills() {
                self.values.push(F::from_f64(f64::NAN));
                return Ok(());
            }
            return self.no_number(NoNumber::Missing, records, column, F::NAME);
        }
        let number = text(field, at).and_then(|word| self.blocks.encoder.number(place, &word, at));
        let number = number.map_err(|error| error.in_column(column, self.layout.names.as_deref()));
        self.values.push(number?);
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
            let Selection { label, one_hot, .. } = &self.layout.selection;
            let expected = if *label == Some(column) {
                "a label"
            } else if one_hot.contains_key(&column) {
                "a word"
            } else {
                "a number"
            };
            // The counts are filled in when they are known.
            let error = ReadError::new(ReadErrorKind::Empty, at, expected, found);
            self.first_missing = Some(error.in_column(column, self.layout.names.as_deref()));
        }
    }

    fn keep_row(&mut self) -> Result<(), OutOfMemory> {
        if self.n_incomplete > 0 {
            memory::make_room(&mut self.kept, 1)?;
            self.kept.push(self.n_rows);
        }
        self.n_rows += 1;
        Ok(())
    }

    fn drop_row(&mut self) -> Result<(), OutOfMemory> {
        self.begin_to_drop()?;
        self.n_incomplete += 1;
        self.n_rows += 1;
        Ok(())
    }

    /// Lists the rows kept so far. Until a row is dropped there is no such list.
    fn begin_to_drop(&mut self) -> Result<(), OutOfMemory> {
        if self.n_incomplete == 0 {
            memory::make_room(&mut self.kept, self.n_rows)?;
            self.kept.extend(0..self.n_rows);
        }
        Ok(())
    }

    /// Drops rows whose label counts as missing only now that all labels are known.
    fn drop_unlabelled(&mut self) -> Result<(), OutOfMemory> {
        let unlabelled = self.unlabelled.take();
        let (Some(first), Some(column)) = (unlabelled.first(), self.layout.selection.label) else {
            return Ok(());
        };
        let is_later = |error: &ReadError| error.position > Position::Line(first.line);
        if self.first_missing.as_deref().is_some_and(is_later) {
            self.first_missing = None;
        }
        for &Unlikely { index, line } in &unlabelled {
            let found = shown(self.labels.of(index).as_bytes());
            self.missing(Position::Line(line), column, found);
        }
        self.begin_to_drop()?;
        self.n_incomplete += unlabelled.len();
        if *self.policy != Missing::DropRows {
            return Ok(()); // the table is an error
        }
        let mut is_left = memory::filled(true, self.labels.n_rows())?;
        for Unlikely { index, .. } in unlabelled {
            is_left[index] = false;
        }
        let mut left: Vec<usize> = memory::reserved(is_left.len())?;
        left.extend((0..is_left.len()).filter(|&index| is_left[index]));
        keep_rows(&mut self.values, self.layout.selection.features.len(), &left);
        keep_rows(&mut self.kept, 1, &left);
        if !self.weights.is_empty() {
            keep_rows(&mut self.weights, 1, &left);
        }
        self.labels.keep(&left);
        Ok(())
    }

    /// Returns the labels, after the last row.
    pub(super) fn into_labels(mut self) -> Result<LabelCodes, Box<ReadError>> {
        self.drop_unlabelled()?;
        self.check_missing()?;
        if self.labels.n_rows() == 0 {
            let (kind, at) = (ReadErrorKind::Empty, Position::File);
            return Err(ReadError::new(kind, at, "rows of labels", "none"));
        }
        if self.n_incomplete == 0 {
            return Ok(self.labels);
        }
        let mut labels = LabelCodes::new();
        labels.reserve(self.n_rows)?;
        for (next, &row) in self.kept.iter().enumerate() {
            while labels.n_rows() < row {
                labels.add("")?;
            }
            labels.add(self.labels.of(next))?;
        }
        while labels.n_rows() < self.n_rows {
            labels.add("")?;
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
    ) -> Result<Table<()>, Box<ReadError>> {
        if let Some(fault) = self.first_fault() {
            return Err(fault);
        }
        if let Some(doubt) = self.points.as_ref().and_then(|points| points.error(self.layout)) {
            return Err(doubt);
        }
        self.drop_unlabelled()?;
        self.check_missing()?;
        self.hand_over()?;
        let (n_rows, n_incomplete) = (self.n_rows, self.n_incomplete);
        let features = self.blocks.take_features(n_incomplete)?;
        let Layout { names, selection, .. } = self.layout;
        let fills = std::mem::take(&mut self.blocks.fills);
        Ok(Table {
            samples: (),
            likely_ids: self.blocks.likely_ids.found(features.names.as_deref()),
            feature_names: features.names,
            feature_columns: features.columns,
            one_hot: features.one_hot,
            left_out: self.faults.into_left_out(selection),
            filled: fills.filled,
            fill_values: fills.values,
            ids: selection.id.map(|_| self.ids),
            id_column: selection.id.map(|id| ColumnPosition::new(id, names.as_deref())),
            labels: selection.label.map(|_| self.labels.expand()).transpose()?,
            weights: selection.weight.map(|_| self.weights),
            n_rows,
            kept_rows: (n_incomplete > 0).then_some(self.kept),
            format,
            gzip,
        })
    }
}
