use super::element::Element;
use crate::files::source::Source;
use crate::files::{Position, ReadError, ReadErrorKind};

/// The header of a binary file: type, shape and order of its array.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header {
    pub(super) element: Element,
    pub(super) shape: Vec<u64>,
    /// The first index runs fastest, not the last.
    pub(super) fortran_order: bool,
    /// Position of the first number, in bytes.
    pub(super) data_start: u64,
}

/// A shape that fits memory and, if the file's length is known, the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extent {
    pub(super) n_rows: usize,
    pub(super) n_columns: usize,
    pub(super) n_bytes: usize,
}

impl Header {
    /// Takes the first dimension as rows and all others as columns. A header may lie, so it is
    /// checked against the length of the file.
    pub(super) fn extent(&self, source: &Source<'_>) -> Result<Extent, Box<ReadError>> {
        let shape = self.in_words();
        let at = Position::Byte(self.data_start);
        let too_large = || {
            let expected = "a shape that fits memory";
            ReadError::new(ReadErrorKind::Header, at, expected, shape.clone())
        };
        let product = |lengths: &[u64]| {
            lengths.iter().try_fold(1_usize, |product, &length| {
                product.checked_mul(usize::try_from(length).ok()?)
            })
        };
        let (first, others) = self.shape.split_first().unwrap_or((&1, &[]));
        let n_rows = usize::try_from(*first).map_err(|_| too_large())?;
        let n_columns = product(others).ok_or_else(too_large)?;
        let n_values = n_rows.checked_mul(n_columns).ok_or_else(too_large)?;
        let n_bytes = n_values.checked_mul(self.element.size()).ok_or_else(too_large)?;
        // The limit of a Vec. An f64 may take 8 times the bytes that a value has in the file.
        if n_values > isize::MAX as usize / 8 {
            return Err(too_large());
        }
        if n_values == 0 {
            let (kind, expected) = (ReadErrorKind::Empty, "rows of numbers");
            return Err(ReadError::new(kind, at, expected, shape));
        }
        let Some(remaining) = source.remaining() else {
            return Ok(Extent { n_rows, n_columns, n_bytes });
        };
        let kind = match remaining.cmp(&(n_bytes as u64)) {
            std::cmp::Ordering::Equal => return Ok(Extent { n_rows, n_columns, n_bytes }),
            std::cmp::Ordering::Less => ReadErrorKind::Truncated,
            std::cmp::Ordering::Greater => ReadErrorKind::TrailingData,
        };
        Err(ReadError::new(kind, at, self.promise(n_bytes), format!("{remaining} bytes")))
    }

    /// The contents that the header promises, for a message.
    pub(super) fn promise(&self, n_bytes: usize) -> String {
        format!("{n_bytes} bytes, for {}", self.in_words())
    }

    pub(super) fn in_words(&self) -> String {
        if self.shape.is_empty() {
            return format!("a single value of {} bytes", self.element.size());
        }
        let lengths: Vec<_> = self.shape.iter().map(ToString::to_string).collect();
        format!("shape {} of {} bytes each", lengths.join("×"), self.element.size())
    }
}
