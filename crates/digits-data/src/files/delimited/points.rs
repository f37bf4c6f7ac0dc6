use std::io::Read;

use super::layout::Layout;
use super::records::Records;
use crate::files::read_error::shown;
use crate::files::{
    ColumnPosition, Format, NoNumber, Notation, Position, ReadError, ReadErrorKind,
};

/// The points in the numbers of each feature, which may be decimal or thousands separators.
///
/// `1.234` has both readings. A fraction of another length, a leading zero as in `0.123`, or a whole number
/// from 1000 without a point shows that the points of its column are decimal separators. Without such a
/// number, two or more points in a column are:
///
/// - likely thousands separators, if whole numbers below 1000 stand beside them, as 567 beside `1.234`;
/// - open, if every number has a point. Then the decimal separators of other columns decide. Without
///   those, points are decimal separators, unless the delimiter is `;`: spreadsheets write it where the
///   comma is the decimal separator.
pub(super) struct Points {
    columns: Vec<Column>,
    /// True if a point of any column is surely a decimal separator.
    has_decimal: bool,
    is_semicolon: bool,
}

#[derive(Debug, Clone)]
struct Column {
    index: usize,
    /// True if its points are surely decimal separators.
    is_settled: bool,
    /// Numbers such as `1.234`.
    n_open: usize,
    /// True if it has a whole number from 1 to 999.
    has_small: bool,
    /// Line and text of the first number such as `1.234`.
    first: Option<(u64, Vec<u8>)>,
}

/// The readings of a number.
#[derive(Debug, PartialEq, Eq)]
enum Evidence {
    /// `1.5`, `0.123` or `1234.567`: its point is a decimal separator.
    Decimal,
    /// `1.234`.
    Open,
    /// A whole number from 1 to 999 without a point.
    Small,
    /// A whole number from 1000 without a point.
    Large,
    /// Zero, or a text without digits such as `True`.
    Nothing,
}

impl Points {
    /// Starts with the columns of numbers; `None` if the options say what a point is.
    pub(super) fn new(layout: &Layout) -> Option<Self> {
        let Notation { decimal, thousands, checks_points, .. } = layout.notation;
        let is_open = checks_points && decimal == '.' && thousands.is_none();
        let selection = &layout.selection;
        let numbers = selection.features.iter().filter(|at| !selection.one_hot.contains_key(at));
        let column = |&index: &usize| Column {
            index,
            is_settled: false,
            n_open: 0,
            has_small: false,
            first: None,
        };
        let is_semicolon = matches!(layout.format(), Format::Delimited { delimiter: b';', .. });
        is_open.then(|| Self {
            columns: numbers.map(column).collect(),
            has_decimal: false,
            is_semicolon,
        })
    }

    /// Looks at a row. Returns false if later rows cannot change the result.
    pub(super) fn look_at<R: Read>(&mut self, records: &Records<R>) -> bool {
        for column in self.columns.iter_mut().filter(|column| !column.is_settled) {
            let field = records.field(column.index);
            match evidence(field) {
                Evidence::Decimal => (column.is_settled, self.has_decimal) = (true, true),
                Evidence::Large => column.is_settled = true,
                Evidence::Small => column.has_small = true,
                Evidence::Open => {
                    column.n_open += 1;
                    column.first.get_or_insert_with(|| (records.line(), field.to_vec()));
                }
                Evidence::Nothing => {}
            }
        }
        !self.has_decimal || (self.is_semicolon && self.columns.iter().any(|it| !it.is_settled))
    }

    /// Returns the error that names the columns whose points have two readings, if there are any.
    pub(super) fn error(&self, layout: &Layout) -> Option<Box<ReadError>> {
        let names = layout.names.as_deref();
        let doubtful = self.columns.iter().filter(|column| self.is_doubtful(column));
        let no_numbers: Vec<NoNumber> = doubtful
            .filter_map(|Column { index, first, .. }| {
                let (line, field) = first.as_ref()?;
                let column = ColumnPosition::new(*index, names);
                Some(NoNumber { position: Position::Line(*line), column, found: shown(field) })
            })
            .collect();
        let NoNumber { position, column, found } = no_numbers.first()?.clone();
        let found = format!("{found}, whose point may be a decimal or a thousands separator");
        let expected = "a number with one meaning";
        let mut error = ReadError::new(ReadErrorKind::Value, position, expected, found);
        error.column = Some(column);
        let decimal = Notation { checks_points: false, ..layout.notation.clone() };
        let thousands = Notation { decimal: ',', thousands: Some('.'), ..layout.notation.clone() };
        error.readings = vec![decimal, thousands];
        error.n_numeric = layout.selection.features.len() - no_numbers.len();
        error.no_numbers = no_numbers;
        Some(error)
    }

    fn is_doubtful(&self, column: &Column) -> bool {
        let is_open = !column.is_settled && column.n_open >= 2;
        let is_likely = if column.has_small {
            self.is_semicolon || !self.has_decimal
        } else {
            self.is_semicolon && !self.has_decimal
        };
        is_open && is_likely
    }
}

fn evidence(field: &[u8]) -> Evidence {
    let field = field.trim_ascii();
    let number = field.strip_prefix(b"-").or(field.strip_prefix(b"+")).unwrap_or(field);
    let is_digits = |text: &[u8]| text.iter().all(u8::is_ascii_digit);
    let Some(point) = number.iter().position(|&byte| byte == b'.') else {
        return match number {
            [] | [b'0', ..] => Evidence::Nothing,
            _ if !is_digits(number) => Evidence::Nothing,
            _ if number.len() <= 3 => Evidence::Small,
            _ => Evidence::Large,
        };
    };
    let (whole, fraction) = (&number[..point], &number[point + 1..]);
    let are_groups = matches!(whole, [b'1'..=b'9'] | [b'1'..=b'9', _] | [b'1'..=b'9', _, _])
        && is_digits(whole)
        && fraction.len() == 3
        && is_digits(fraction);
    if are_groups { Evidence::Open } else { Evidence::Decimal }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_before_three_digits_is_open() {
        for (field, expected) in [
            ("1.234", Evidence::Open),
            ("-12.500", Evidence::Open),
            (" 999.000 ", Evidence::Open),
            ("0.123", Evidence::Decimal),
            ("-0.123", Evidence::Decimal),
            (".123", Evidence::Decimal),
            ("1234.567", Evidence::Decimal),
            ("1.5", Evidence::Decimal),
            ("1.234e3", Evidence::Decimal),
            ("567", Evidence::Small),
            ("1234", Evidence::Large),
            ("0", Evidence::Nothing),
            ("007", Evidence::Nothing),
            ("True", Evidence::Nothing),
            ("", Evidence::Nothing),
            ("1e5", Evidence::Nothing),
        ] {
            assert_eq!(evidence(field.as_bytes()), expected, "{field}");
        }
    }
}
