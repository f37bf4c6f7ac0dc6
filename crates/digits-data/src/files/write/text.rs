use std::fmt::Display;
use std::io::{self, Write};
use std::iter;

use csv::ByteRecord;

use crate::{PerScalar, SamplesView, Scalar};

/// Writes one sample per line.
pub(super) fn write_rows<F: Scalar>(
    out: &mut dyn Write,
    samples: SamplesView<'_, F>,
    delimiter: u8,
) -> io::Result<()> {
    for row in samples.rows() {
        for (column, &value) in row.iter().enumerate() {
            if column > 0 {
                out.write_all(&[delimiter])?;
            }
            write_number(out, value)?;
        }
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// Writes one label per line, quoted where necessary.
pub(super) fn write_labels(
    out: &mut dyn Write,
    labels: impl Iterator<Item: Display>,
    delimiter: u8,
) -> io::Result<()> {
    write_fields(out, labels.map(|label| ByteRecord::from_iter([label.to_string()])), delimiter)
}

/// Writes names and rows of any text, quoted where necessary.
pub(super) fn write_records(
    out: &mut dyn Write,
    names: impl IntoIterator<Item: AsRef<[u8]>>,
    rows: impl IntoIterator<Item: IntoIterator<Item: AsRef<[u8]>>>,
    delimiter: u8,
) -> io::Result<()> {
    let rows = rows.into_iter().map(ByteRecord::from_iter);
    write_fields(out, iter::once(ByteRecord::from_iter(names)).chain(rows), delimiter)
}

/// Writes the names of the columns.
pub(super) fn write_header(
    out: &mut dyn Write,
    n_features: usize,
    feature_names: Option<&[String]>,
    delimiter: u8,
) -> io::Result<()> {
    let names = match feature_names {
        Some(names) => ByteRecord::from_iter(names),
        None => (0..n_features).map(|column| format!("x{column}")).collect(),
    };
    write_fields(out, iter::once(names), delimiter)
}

/// Writes fields so that our readers find the same ones.
fn write_fields(
    out: &mut dyn Write,
    records: impl Iterator<Item = ByteRecord>,
    delimiter: u8,
) -> io::Result<()> {
    const MARK: &[u8] = "\u{feff}".as_bytes();
    let mut records = records.peekable();
    // Readers take one byte order mark away.
    let first = records.peek().and_then(|record| record.get(0));
    if first.is_some_and(|field| field.starts_with(MARK)) {
        out.write_all(MARK)?;
    }
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    for record in records {
        if let Some(field) = record.iter().find(|field| field.contains(&0)) {
            let text = String::from_utf8_lossy(field);
            let message = format!("{text:?} has a NUL byte, which no reader of text accepts");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        writer.write_byte_record(&record)?;
    }
    writer.flush()
}

/// Writes the shortest digits that read back to the same bits, with an exponent for tiny and huge
/// numbers.
fn write_number<F: Scalar>(out: &mut dyn Write, value: F) -> io::Result<()> {
    let size = value.to_f64().abs();
    if size == 0.0 || (1e-5..1e16).contains(&size) {
        return write!(out, "{value}");
    }
    let write =
        F::choose::<WithExponent>(|out, x| write!(out, "{x:e}"), |out, x| write!(out, "{x:e}"));
    write(out, value)
}

/// [`Scalar`] has no formatting with an exponent, so this adds it.
struct WithExponent;

impl PerScalar for WithExponent {
    type Of<F: Scalar> = fn(&mut dyn Write, F) -> io::Result<()>;
}
