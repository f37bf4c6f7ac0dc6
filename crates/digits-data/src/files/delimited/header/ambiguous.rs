use crate::files::{Position, ReadError, ReadErrorKind};

/// The error of a first row that has two readings.
pub(super) fn ambiguous(at: Position, found: impl Into<String>) -> Box<ReadError> {
    let expected = "names or a sample (say whether there is a header, or which columns to read)";
    ReadError::new(ReadErrorKind::AmbiguousHeader, at, expected, found)
}
