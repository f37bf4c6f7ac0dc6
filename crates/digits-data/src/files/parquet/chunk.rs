//! The values of a column in a group of rows.

use std::fmt::Display;

use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::DataType;
use parquet::errors::{ParquetError, Result};

use super::content::Content;
use crate::files::array::{FromWhole, half, whole_number};
use crate::files::read_error::shown;
use crate::{Scalar, memory};

/// Number of rows decoded at once.
const AT_ONCE: usize = 1 << 14;

/// A column in a group of rows.
pub(super) struct Chunk {
    pub(super) column: ColumnReader,
    pub(super) content: Content,
    /// The definition level of a present value; 0 if no value can be null.
    pub(super) max_level: i16,
}

/// A label, or `None` for a null. The error shows a value that cannot be a label.
pub(super) type Label = std::result::Result<Option<String>, String>;

/// Reads the numbers of a column, NaN for nulls. Whole numbers are rounded once, to the nearest of
/// `F`.
pub(super) fn read_numbers<F: Scalar>(chunk: Chunk) -> Result<Vec<F>> {
    use ColumnReader as Of;
    let Chunk { column, max_level, .. } = chunk;
    let is_signed = chunk.content == Content::Signed;
    let whole = FromWhole::<F>::new();
    let number = |value: f64| F::from_f64(value);
    let nan = || number(f64::NAN);
    match column {
        Of::BoolColumnReader(column) => {
            each(column, max_level, |&x| number(u8::from(x).into()), nan)
        }
        Of::Int32ColumnReader(column) if is_signed => {
            each(column, max_level, |&x| number(x.into()), nan)
        }
        Of::Int32ColumnReader(column) => {
            each(column, max_level, |&x| number(x.cast_unsigned().into()), nan)
        }
        Of::Int64ColumnReader(column) if is_signed => {
            each(column, max_level, |&x| (whole.i64)(x), nan)
        }
        Of::Int64ColumnReader(column) => {
            each(column, max_level, |&x| (whole.u64)(x.cast_unsigned()), nan)
        }
        Of::FloatColumnReader(column) => each(column, max_level, |&x| number(x.into()), nan),
        Of::DoubleColumnReader(column) => each(column, max_level, |&x| number(x), nan),
        Of::FixedLenByteArrayColumnReader(column) => {
            each(column, max_level, |x| number(half_of(x.data())), nan)
        }
        Of::ByteArrayColumnReader(_) | Of::Int96ColumnReader(_) => Err(another_type()),
    }
}

/// Reads the labels of a column: words without blanks around them, or whole numbers.
pub(super) fn read_labels(chunk: Chunk) -> Result<Vec<Label>> {
    use ColumnReader as Of;
    let Chunk { column, max_level, .. } = chunk;
    let is_signed = chunk.content == Content::Signed;
    let none = || Ok(None);
    match column {
        Of::BoolColumnReader(column) => each(column, max_level, |&x| digits(u8::from(x)), none),
        Of::Int32ColumnReader(column) if is_signed => each(column, max_level, |x| digits(x), none),
        Of::Int32ColumnReader(column) => {
            each(column, max_level, |x| digits(x.cast_unsigned()), none)
        }
        Of::Int64ColumnReader(column) if is_signed => each(column, max_level, |x| digits(x), none),
        Of::Int64ColumnReader(column) => {
            each(column, max_level, |x| digits(x.cast_unsigned()), none)
        }
        Of::FloatColumnReader(column) => each(column, max_level, |&x| whole_label(x.into()), none),
        Of::DoubleColumnReader(column) => each(column, max_level, |&x| whole_label(x), none),
        Of::FixedLenByteArrayColumnReader(column) => {
            each(column, max_level, |x| whole_label(half_of(x.data())), none)
        }
        Of::ByteArrayColumnReader(column) => each(column, max_level, |x| word(x.data()), none),
        Of::Int96ColumnReader(_) => Err(another_type()),
    }
}

/// Reads a column to its end, nulls too.
fn each<T: DataType, V>(
    mut column: ColumnReaderImpl<T>,
    max_level: i16,
    value: impl Fn(&T::T) -> V,
    null: impl Fn() -> V,
) -> Result<Vec<V>> {
    let (mut all, mut levels, mut values) = (Vec::new(), Vec::new(), Vec::new());
    loop {
        levels.clear();
        values.clear();
        let (n_rows, _, _) = column.read_records(AT_ONCE, Some(&mut levels), None, &mut values)?;
        if n_rows == 0 {
            return Ok(all);
        }
        let mut values = values.iter();
        let out_of_memory = |error| ParquetError::External(Box::new(error));
        memory::make_room(&mut all, n_rows).map_err(out_of_memory)?;
        if max_level == 0 {
            all.extend(values.map(&value));
            continue;
        }
        for &level in &levels {
            let here = if level == max_level { values.next() } else { None };
            all.push(here.map_or_else(&null, &value));
        }
    }
}

#[expect(clippy::unnecessary_wraps, reason = "one of the kinds of label that may be none")]
fn digits(number: impl Display) -> Label {
    Ok(Some(number.to_string()))
}

fn whole_label(number: f64) -> Label {
    if number.is_nan() {
        return Ok(None);
    }
    whole_number(number).map(Some).map_err(|number| number.to_string())
}

/// A field of blanks only is not a label.
fn word(bytes: &[u8]) -> Label {
    let text =
        str::from_utf8(bytes).map_err(|_| format!("bytes that are no UTF-8, {}", shown(bytes)))?;
    Ok(Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned))
}

fn half_of(bytes: &[u8]) -> f64 {
    bytes.try_into().map_or(f64::NAN, |bytes| half(u16::from_le_bytes(bytes)))
}

/// The error for metadata that contradict each other.
fn another_type() -> ParquetError {
    ParquetError::General("values of another type than the schema's".to_owned())
}
