//! Rows that remain after missing values are removed.

use super::{Position, ReadError, ReadErrorKind};

/// Keeps the rows named, in ascending order, and removes the others.
pub(super) fn keep_rows<T: Copy>(values: &mut Vec<T>, n_columns: usize, rows: &[usize]) {
    for (to, &from) in rows.iter().enumerate() {
        values.copy_within(from * n_columns..(from + 1) * n_columns, to * n_columns);
    }
    values.truncate(rows.len() * n_columns);
}

/// The error if no row is left after `n_dropped` rows were dropped.
pub(super) fn none_left(n_dropped: usize) -> Box<ReadError> {
    let found = match n_dropped {
        0 => "none".to_owned(),
        _ => format!("none left: in all {n_dropped} of them a value is missing"),
    };
    ReadError::new(ReadErrorKind::Empty, Position::File, "rows of numbers", found)
}
