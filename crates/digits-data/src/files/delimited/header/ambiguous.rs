use crate::files::{Position, ReadError, ReadErrorKind};

/// The error of a first row that has two readings.
pub(super) fn ambiguous(at: Position, found: impl Into<String>) -> Box<ReadError> {
    let expected = "a first row that has clearly names or clearly a sample";
    ReadError::new(ReadErrorKind::AmbiguousHeader, at, expected, found)
}
