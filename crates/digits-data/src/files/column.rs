use std::fmt;
use std::str::FromStr;

use super::ColumnPosition;
use crate::Error;

/// A column of a file, by number or by name.
///
/// Parsing takes digits as a number and other text as a name. `name:2019` and digits in double quotes
/// are a name.
///
/// ```
/// use digits_data::files::Column;
///
/// assert_eq!("4".parse(), Ok(Column::Index(4)));
/// assert_eq!("petal width".parse(), Ok(Column::Name("petal width".into())));
/// assert_eq!("name:2019".parse(), Ok(Column::Name("2019".into())));
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
    /// A range from the first column to the last, both included.
    Between(Column, Column),
}

/// The choice of columns that are features.
///
/// Parsing takes a list of columns and ranges, separated by commas. `0..63,70,width` keeps columns
/// 0 to 63, 70 and the one named width, in this order. Ranges include their end and take names too:
/// `length..width`. `!` before the columns excludes them: `!id,!date`. One `!` before the list excludes
/// all of it. A name with a comma or `..` stands in double quotes.
///
/// ```
/// use digits_data::files::{Column, ColumnRange, Columns};
///
/// let first = ColumnRange::Between(Column::Index(0), Column::Index(63));
/// let keep = vec![first, ColumnRange::One(Column::Index(70))];
/// assert_eq!("0..63,70".parse(), Ok(Columns::Keep(keep)));
/// let drop = vec![ColumnRange::One(Column::Name("id".into()))];
/// assert_eq!("!id".parse(), Ok(Columns::Drop(drop)));
/// # Ok::<(), digits_data::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Columns {
    /// Every numeric column except labels, weights and keys. Columns of words, of dates or without a
    /// value are left out; [`Table::left_out`](super::Table::left_out) lists them. A column that is
    /// at least half numbers, or has numbers in another notation, is an error.
    #[default]
    All,
    /// Only these, in this order. Labels, weights and keys among them are still left out.
    Keep(Vec<ColumnRange>),
    /// All numeric columns but these.
    Drop(Vec<ColumnRange>),
    /// The columns with these names, in this order, if the file names its columns. Otherwise all
    /// numeric columns, which must be as many.
    Named(Vec<String>),
}

impl FromStr for Column {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let text = text.trim();
        let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        if let Some(name) = quoted.or_else(|| text.strip_prefix("name:")) {
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
        let Some((first, last)) = ends_of(text) else { return text.parse().map(Self::One) };
        let last = last.strip_prefix('=').unwrap_or(last);
        match (first.parse()?, last.parse().map_err(|_| bad_column(text))?) {
            (Column::Index(first), Column::Index(last)) if first > last => Err(bad_column(text)),
            (first, last) => Ok(Self::Between(first, last)),
        }
    }
}

impl FromStr for Columns {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let items = items_of(text);
        let is_drop = items.first().is_some_and(|item| item.starts_with('!'));
        let item = |item: &&str| match item.strip_prefix('!') {
            Some(_) if !is_drop => Err(bad_column(text)),
            Some(item) => item.parse(),
            None => item.parse(),
        };
        let list = items.iter().map(item).collect::<Result<_, _>>()?;
        Ok(if is_drop { Self::Drop(list) } else { Self::Keep(list) })
    }
}

/// Splits a range at the first `..` that follows text and is outside of quotes.
fn ends_of(text: &str) -> Option<(&str, &str)> {
    let is_outside = |at: &usize| text[..*at].matches('"').count().is_multiple_of(2);
    let at = text.match_indices("..").map(|(at, _)| at).find(is_outside)?;
    (!text[..at].trim().is_empty()).then_some((&text[..at], &text[at + 2..]))
}

/// Splits a list at the commas outside of quotes.
fn items_of(text: &str) -> Vec<&str> {
    let mut in_quotes = false;
    let is_end = |c: char| {
        in_quotes ^= c == '"';
        c == ',' && !in_quotes
    };
    text.split(is_end).map(str::trim).collect()
}

/// The text that parses to the column: its name, or its number if it has none.
impl fmt::Display for ColumnPosition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(name) = self.name.as_deref().filter(|name| !name.contains('"')) else {
            return self.index.fmt(f);
        };
        let is_read_otherwise = name.contains(',') || name.contains("..") || name.trim() != name;
        if is_read_otherwise {
            write!(f, "\"{name}\"")
        } else if name.starts_with(['!']) || name.parse() != Ok(Column::Name(name.to_owned())) {
            write!(f, "name:{name}")
        } else {
            f.write_str(name)
        }
    }
}

fn bad_column(text: &str) -> Error {
    Error::Column { text: text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(name: &str) -> Column {
        Column::Name(name.into())
    }

    #[test]
    fn a_list_says_what_it_keeps() {
        let one = |column| ColumnRange::One(column);
        let between = |first, last| ColumnRange::Between(Column::Index(first), Column::Index(last));
        let keep = vec![
            between(0, 4),
            one(named("petal width")),
            between(7, 8),
            ColumnRange::Between(named("a"), named("b")),
            one(named("2019")),
            one(named("a, b")),
            one(named("c..d")),
            ColumnRange::Between(named("a..b"), named("7")),
        ];
        let text = "0..4, petal width ,7..=8,a..b,name:2019,\"a, b\",\"c..d\",\"a..b\"..name:7";
        assert_eq!(text.parse(), Ok(Columns::Keep(keep)));
        let drop = vec![one(Column::Index(0)), one(named("x"))];
        for text in ["!0,!x", "!0,x"] {
            assert_eq!(text.parse(), Ok(Columns::Drop(drop.clone())));
        }
    }

    #[test]
    fn what_is_no_column_is_refused() {
        for text in ["", "1,,2", "!", "5..2", "99999999999999999999999", "1..=0", "1..", "0,!1"] {
            let error = text.parse::<Columns>().unwrap_err();
            assert!(matches!(error, Error::Column { .. }), "{text}: {error}");
        }
    }

    #[test]
    fn a_column_is_shown_as_it_is_parsed() {
        for name in ["width", "2019", "a, b", "c..d", "!x", "name:x", " x"] {
            let shown = ColumnPosition { index: 3, name: Some(name.to_owned()) }.to_string();
            assert_eq!(shown.parse(), Ok(Columns::Keep(vec![ColumnRange::One(named(name))])));
        }
        assert_eq!(ColumnPosition { index: 3, name: None }.to_string(), "3");
    }
}
