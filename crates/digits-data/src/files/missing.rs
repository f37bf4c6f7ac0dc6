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

/// Checks that no label is missing.
///
/// The error counts the missing ones and names the place of the first. `absent` describes what the
/// file has there.
pub(super) fn all_there(
    labels: Vec<Option<String>>,
    absent: &str,
    position: impl Fn(usize) -> Position,
) -> Result<Vec<String>, Box<ReadError>> {
    let Some(row) = labels.iter().position(Option::is_none) else {
        return Ok(labels.into_iter().flatten().collect());
    };
    let n_missing = labels.iter().filter(|label| label.is_none()).count();
    let kind = ReadErrorKind::Missing { n_missing, n_rows: n_missing, of_rows: labels.len() };
    Err(ReadError::new(kind, position(row), "a label", absent))
}
