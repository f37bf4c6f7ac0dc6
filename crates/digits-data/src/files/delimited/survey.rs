//! The use of each column, by the first rows.

use super::records::Preview;
use super::tally::Tally;
use crate::files::{Contents, Notation};

/// Finds what a column has instead of numbers in the first rows; `None` for numbers. A column without
/// a value counts as numbers if it has a name and rows are still to come.
pub(super) fn contents(preview: &Preview, has_header: bool, column: usize) -> Option<Contents> {
    let mut tally = Tally::default();
    for field in preview.rows.iter().skip(usize::from(has_header)) {
        // The preview has numbers as Rust writes them.
        field.get(column).into_iter().for_each(|field| tally.look_at(&Notation::new(), field, 0));
    }
    let is_unnamed = || {
        let name = preview.rows.first().and_then(|first| first.get(column));
        name.is_some_and(|name| name.trim_ascii().is_empty())
    };
    let contents = tally.contents();
    let may_come = contents == Some(Contents::Nothing) && !preview.is_all && !is_unnamed();
    contents.filter(|_| !may_come)
}

/// A delimiter at the end of each row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trailing {
    /// No row has it, or all rows have it: then the last column is empty.
    Even,
    /// After the names only.
    Names,
    /// After all rows but the names.
    Rows,
}

/// Compares the first row with those below.
pub(super) fn trailing(preview: &Preview) -> Trailing {
    let Some((first, below)) = preview.rows.split_first() else { return Trailing::Even };
    let is_blank = |field: Option<&Vec<u8>>| field.is_some_and(|it| it.trim_ascii().is_empty());
    let n_names = first.len();
    if below.is_empty() || n_names < 2 {
        Trailing::Even
    } else if below.iter().all(|row| row.len() == n_names + 1 && is_blank(row.last())) {
        Trailing::Rows
    } else if is_blank(first.last()) && below.iter().all(|row| row.len() + 1 == n_names) {
        Trailing::Names
    } else {
        Trailing::Even
    }
}
