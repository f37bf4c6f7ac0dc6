use std::ops::Range;
use std::str::FromStr;

use crate::Error;

/// A column of a file, by number or by name.
///
/// Parsing takes digits as a number and other text as a name. Digits in double quotes are a name.
///
/// ```
/// use digits_data::files::Column;
///
/// assert_eq!("4".parse(), Ok(Column::Index(4)));
/// assert_eq!("petal width".parse(), Ok(Column::Name("petal width".into())));
/// assert_eq!("\"2019\"".parse(), Ok(Column::Name("2019".into())));
/// # Ok::<(), digits_data::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Column {
    /// The column's number, from 0.
    Index(usize),
    /// The column's exact name in the header.
    Name(String),
}

/// One column, or a range of adjacent columns.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnRange {
    /// One column.
    One(Column),
    /// A range of column numbers.
    Between(Range<usize>),
}

/// The choice of columns that are features.
///
/// Parsing takes a list of columns and ranges, separated by commas. `0..64,70,width` keeps columns
/// 0 to 63, 70 and the one named width, in this order. `0..=63` includes its end. A leading `!`
/// excludes the columns of the list.
///
/// ```
/// use digits_data::files::{Column, ColumnRange, Columns};
///
/// let keep = vec![ColumnRange::Between(0..64), ColumnRange::One(Column::Index(70))];
/// assert_eq!("0..64,70".parse(), Ok(Columns::Keep(keep)));
/// let drop = vec![ColumnRange::One(Column::Name("id".into()))];
/// assert_eq!("!id".parse(), Ok(Columns::Drop(drop)));
/// # Ok::<(), digits_data::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Columns {
    /// Every column except labels and weights.
    #[default]
    All,
    /// Only these, in this order. Labels and weights among them are still left out.
    Keep(Vec<ColumnRange>),
    /// All but these.
    Drop(Vec<ColumnRange>),
}

impl FromStr for Column {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        if let Some(name) = quoted {
            return Ok(Self::Name(name.to_owned()));
        }
        if text.is_empty() {
            return Err(bad_column(text));
        }
        if text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().map(Self::Index).map_err(|_| bad_column(text));
        }
        Ok(Self::Name(text.to_owned()))
    }
}

impl FromStr for ColumnRange {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let number = |text: &str| text.trim().parse::<usize>().ok();
        let ends = text.split_once("..").and_then(|(first, last)| {
            let end = match last.strip_prefix('=') {
                Some(last) => number(last)?.checked_add(1)?,
                None => number(last)?,
            };
            Some(number(first)?..end)
        });
        match ends {
            Some(range) if range.is_empty() => Err(bad_column(text)),
            Some(range) => Ok(Self::Between(range)),
            None => text.parse().map(Self::One),
        }
    }
}

impl FromStr for Columns {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let (list, drop) = match text.trim().strip_prefix('!') {
            Some(list) => (list, true),
            None => (text, false),
        };
        let list = list.split(',').map(str::parse).collect::<Result<_, _>>()?;
        Ok(if drop { Self::Drop(list) } else { Self::Keep(list) })
    }
}

fn bad_column(text: &str) -> Error {
    Error::Column { text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_what_it_keeps() {
        let one = |column| ColumnRange::One(column);
        let keep = vec![
            ColumnRange::Between(0..4),
            one(Column::Name("petal width".into())),
            ColumnRange::Between(7..9),
            one(Column::Name("a..b".into())),
        ];
        assert_eq!("0..4, petal width ,7..=8,a..b".parse(), Ok(Columns::Keep(keep)));
        let drop = vec![one(Column::Index(0)), one(Column::Name("!x".into()))];
        assert_eq!("!0,!x".parse(), Ok(Columns::Drop(drop)));
    }

    #[test]
    fn what_is_no_column_is_refused() {
        for text in ["", "1,,2", "!", "3..3", "5..2", "99999999999999999999999", "1..=0"] {
            let error = text.parse::<Columns>().unwrap_err();
            assert!(matches!(error, Error::Column { .. }), "{text}: {error}");
        }
    }
}
