//! Binary arrays: NPY, NPZ archives of them, and IDX. Only their headers differ.

mod column;
mod element;
mod header;
mod idx;
mod npy;
mod npz;
mod order;
mod rows;
mod spool;
mod table;
mod values;

#[cfg(feature = "parquet")]
pub(super) use self::element::{FromWhole, half, whole_number};
pub(super) use self::npz::Archive;
#[cfg(feature = "parquet")]
pub(super) use self::order::Order;
pub use self::rows::ArrayRows;
pub use self::spool::Spool;

use self::header::{Extent, Header};
#[cfg(not(feature = "parquet"))]
use self::order::Order;
use self::values::Pick;
use super::source::Source;
use super::{Format, Position, ReadError, ReadErrorKind};

/// An array whose header was read, and whose values were not.
pub(super) struct Array<'a> {
    source: Source<'a>,
    header: Header,
    format: Format,
    gzip: bool,
}

impl<'a> Array<'a> {
    pub(super) fn open_npy(mut source: Source<'a>) -> Result<Self, Box<ReadError>> {
        let header = npy::read_header(&mut source)?;
        let gzip = source.is_gzip();
        Ok(Self { source, header, format: Format::Npy, gzip })
    }

    pub(super) fn open_idx(mut source: Source<'a>) -> Result<Self, Box<ReadError>> {
        let header = idx::read_header(&mut source)?;
        let gzip = source.is_gzip();
        Ok(Self { source, header, format: Format::Idx, gzip })
    }

    /// True for floating-point numbers that `f32` holds exactly.
    pub(super) fn holds_f32(&self) -> bool {
        matches!(self.header.element.kind, element::Kind::F16 | element::Kind::F32)
    }

    /// The name of the array in its archive.
    pub(super) fn name(&self) -> &str {
        match &self.format {
            Format::Npz { array } => array,
            _ => "",
        }
    }

    /// Refuses arrays of one dimension, which could be one sample or one feature.
    pub(super) fn check_is_table(&self) -> Result<(), Box<ReadError>> {
        if self.header.shape.len() > 1 {
            return Ok(());
        }
        let at = Position::Byte(self.header.data_start);
        let expected = "two dimensions or more (samples, features)";
        Err(ReadError::new(ReadErrorKind::Header, at, expected, self.header.in_words()))
    }

    /// Start of the numbers in bytes, rows and columns. An error unless the numbers have the same
    /// bytes in the file as `F` has in memory.
    #[cfg(feature = "mmap")]
    pub(super) fn as_in_memory<F: crate::Scalar>(
        &self,
    ) -> Result<(usize, usize, usize), Box<ReadError>> {
        let Header { element, fortran_order, data_start, .. } = self.header;
        let refuse = |kind, found: String| {
            let expected = format!("an array of {} as it is in memory", F::NAME);
            Err(ReadError::new(kind, Position::Byte(data_start), expected, found))
        };
        if !element.is_native::<F>() {
            let order = if element.big_endian { ", big endian" } else { "" };
            return refuse(ReadErrorKind::DataType, format!("{:?}{order}", element.kind));
        }
        let Extent { n_rows, n_columns, .. } = self.header.extent(&self.source)?;
        if fortran_order {
            return refuse(ReadErrorKind::Header, "Fortran order".to_owned());
        }
        match usize::try_from(data_start) {
            Ok(start) if start.is_multiple_of(size_of::<F>()) => Ok((start, n_rows, n_columns)),
            _ => refuse(ReadErrorKind::Header, format!("numbers from byte {data_start} on")),
        }
    }

    fn order(&self, extent: Extent) -> Order<'_> {
        let Extent { n_rows, n_columns, .. } = extent;
        let lengths = self.header.shape.get(1..).unwrap_or_default();
        Order { n_rows, n_columns, fortran: self.header.fortran_order.then_some(lengths) }
    }

    /// Returns the number of rows to read at once, if `wanted` are to be. The rows of an array in
    /// Fortran order are scattered over the whole file.
    fn rows_at_once(&self, extent: Extent, wanted: usize) -> usize {
        let is_scattered = self.header.fortran_order && extent.n_columns > 1;
        if is_scattered { extent.n_rows } else { wanted }
    }

    /// Picks a column out of `n_rows` rows that are read together.
    fn pick(&self, extent: Extent, n_rows: usize, column: usize) -> Pick {
        let step = if self.header.fortran_order { 1 } else { extent.n_columns };
        Pick { first: self.order(extent).index(0, column), step, count: n_rows }
    }

    /// Checks that nothing follows the values.
    fn end(&mut self, extent: Extent) -> Result<(), Box<ReadError>> {
        let promise = self.header.promise(extent.n_bytes);
        self.source.end(&format!("the end of the file after {promise}"))
    }

    /// The position of a value in the file.
    fn position(&self, extent: Extent, row: usize, column: usize) -> Position {
        let index = self.order(extent).index(row, column) as u64;
        Position::Byte(self.header.data_start + index * self.header.element.size() as u64)
    }
}
