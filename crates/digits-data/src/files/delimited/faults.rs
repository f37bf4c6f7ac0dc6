use std::collections::BTreeMap;
use std::io::Read;

use super::guess::{MARKS, marks_of};
use super::layout::Layout;
use super::number::parse;
use super::records::Records;
use super::tally::Tally;
use crate::files::read_error::shown;
use crate::files::selection::Selection;
use crate::files::{
    ColumnPosition, LeftOut, NoNumber, Notation, Position, ReadError, ReadErrorKind,
};

/// The columns with fields that are not numbers: features, which must have none, and the columns that
/// are left out.
pub(super) struct Faults {
    features: BTreeMap<usize, Tally>,
    /// One for each column that is left out.
    left_out: Vec<Tally>,
}

impl Faults {
    pub(super) fn new(selection: &Selection) -> Self {
        let left_out = vec![Tally::default(); selection.left_out.len()];
        Self { features: BTreeMap::new(), left_out }
    }

    /// Records a field of a feature that is not a number.
    pub(super) fn no_number<R: Read>(&mut self, column: usize, records: &Records<R>) {
        let tally = self.features.entry(column).or_default();
        tally.no_number(records.field(column), records.line());
    }

    /// Returns true if a feature has had a field that is not a number.
    pub(super) fn is_fault(&self) -> bool {
        !self.features.is_empty()
    }

    /// Records the fields of columns that are left out. Later rows may show that they are numbers.
    pub(super) fn look_at_left_out<R: Read>(&mut self, layout: &Layout, records: &Records<R>) {
        for (tally, left_out) in self.left_out.iter_mut().zip(&layout.selection.left_out) {
            let field = records.field(left_out.column.index);
            tally.look_at(&layout.notation, field, records.line());
        }
    }

    /// Returns the columns that were left out, with the contents of all their rows.
    pub(super) fn into_left_out(self, selection: &Selection) -> Vec<LeftOut> {
        let pairs = self.left_out.into_iter().zip(&selection.left_out);
        let left_out = pairs.map(|(tally, left_out)| LeftOut {
            contents: tally.contents().unwrap_or(left_out.contents),
            n_numbers: tally.n_numbers,
            ..left_out.clone()
        });
        left_out.collect()
    }

    /// The error that names every feature with a field that is not a number, and every column that was
    /// left out and is mostly numbers.
    pub(super) fn error(&self, layout: &Layout, n_rows: usize) -> Option<Box<ReadError>> {
        let left_out = &layout.selection.left_out;
        let is_mostly_numbers = |tally: &Tally| tally.contents().is_none();
        let numbers =
            self.left_out.iter().zip(left_out).filter(|(tally, _)| is_mostly_numbers(tally));
        let numbers = numbers.map(|(tally, left_out)| (left_out.column.index, tally));
        let mut columns: Vec<(usize, &Tally)> =
            self.features.iter().map(|(&column, tally)| (column, tally)).chain(numbers).collect();
        columns.sort_by_key(|&(column, tally)| (tally.first.as_ref().map(|first| first.0), column));

        let names = layout.names.as_deref();
        let no_numbers: Vec<NoNumber> = columns
            .iter()
            .map(|&(index, tally)| {
                let column = ColumnPosition::new(index, names);
                let (line, found) = match &tally.first {
                    Some((line, field)) => (*line, shown(field)),
                    None => (layout.first_line, "numbers below many empty fields".to_owned()),
                };
                NoNumber { position: Position::Line(line), column, found }
            })
            .collect();
        let NoNumber { position, column, found } = no_numbers.first()?.clone();
        let mut error = ReadError::new(ReadErrorKind::Value, position, "a number", found);
        error.column = Some(column);
        error.readings = readings(layout, &columns, n_rows);
        error.no_numbers = no_numbers;
        error.n_numeric = layout.selection.features.len() - self.features.len();
        Some(error)
    }
}

/// Returns the notations that read all these columns, and the features that were numbers so far. There is
/// one per pair of decimal and thousands separators, if the pairs read different numbers.
fn readings(layout: &Layout, columns: &[(usize, &Tally)], n_rows: usize) -> Vec<Notation> {
    let mut all = layout.notation.clone();
    // What was said of a point does not hold for another mark.
    all.checks_points |= all.decimal != '.';
    let mut marks = u16::MAX;
    for (_, tally) in columns {
        let Some((notation, its_marks)) = tally.reading(n_rows) else { return Vec::new() };
        marks &= its_marks;
        all.minus = all.minus.or(notation.minus);
        add(&mut all.strip, notation.strip);
        add(&mut all.missing_words, notation.missing_words);
    }
    let common = marks & marks_of_numbers(layout);
    // If the given pair reads none of these numbers, another may be right. If the first rows rule out
    // every pair, there is none.
    marks = if common == 0 && given(layout).is_some() { marks } else { common };
    let readings = chosen_marks(marks).into_iter();
    readings.map(|(decimal, thousands)| Notation { decimal, thousands, ..all.clone() }).collect()
}

/// Returns the pairs of separators that fit the numbers of all features: the pair that was given, or those
/// that read the first rows.
fn marks_of_numbers(layout: &Layout) -> u16 {
    if let Some(given) = given(layout) {
        return MARKS.iter().position(|&pair| pair == given).map_or(u16::MAX, |at| 1 << at);
    }
    let features = &layout.selection.features;
    let rows = layout.preview.rows.iter().skip(usize::from(layout.has_header));
    let fields = rows.flat_map(|row| features.iter().filter_map(|&column| row.get(column)));
    let numbers = fields.filter(|field| parse::<f64>(field).is_ok());
    numbers.fold(u16::MAX, |marks, field| marks & marks_of(field))
}

/// Returns the pair of separators that was given by options, if it is not the usual one.
fn given(layout: &Layout) -> Option<(char, Option<char>)> {
    let pair = (layout.notation.decimal, layout.notation.thousands);
    (pair != ('.', None)).then_some(pair)
}

/// Returns the pair with the fewest separators that reads the numbers, and the pairs that read them as
/// other numbers: the comma of `1,234` may be a decimal or a thousands separator. A point without another
/// separator is always a decimal separator.
fn chosen_marks(marks: u16) -> Vec<(char, Option<char>)> {
    let pairs = MARKS.iter().enumerate().filter(|&(at, _)| marks >> at & 1 == 1);
    let pairs: Vec<_> = pairs.map(|(_, &pair)| pair).collect();
    let Some(&first) = pairs.first() else { return Vec::new() };
    let is_point = first == ('.', None);
    let is_other = |&(decimal, thousands): &(char, Option<char>)| {
        !is_point && (thousands == Some(first.0) || first.1 == Some(decimal))
    };
    let other = pairs.into_iter().find(is_other);
    std::iter::once(first).chain(other).collect()
}

fn add(texts: &mut Vec<String>, others: Vec<String>) {
    for text in others {
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
}
