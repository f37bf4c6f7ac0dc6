use std::fmt::Display;
use std::io::{self, Write};

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
    let mut labels = labels.map(|label| label.to_string()).peekable();
    let first = labels.peek().map(String::as_bytes);
    let mut writer = FieldWriter::new(out, first, delimiter)?;
    labels.try_for_each(|label| writer.write([label]))?;
    writer.out.flush()
}

/// Writes names and rows of any text, quoted where necessary.
pub(super) fn write_records(
    out: &mut dyn Write,
    names: impl IntoIterator<Item: AsRef<[u8]>>,
    rows: impl IntoIterator<Item: IntoIterator<Item: AsRef<[u8]>>>,
    delimiter: u8,
) -> io::Result<()> {
    let names = ByteRecord::from_iter(names);
    let mut writer = FieldWriter::new(out, names.get(0), delimiter)?;
    writer.write(&names)?;
    rows.into_iter().try_for_each(|row| writer.write(row))?;
    writer.out.flush()
}

/// Writes the names of the columns.
pub(super) fn write_header(
    out: &mut dyn Write,
    n_features: usize,
    feature_names: Option<&[String]>,
    delimiter: u8,
) -> io::Result<()> {
    const NO_ROWS: [[&str; 0]; 0] = [];
    if let Some(names) = feature_names {
        return write_records(out, names, NO_ROWS, delimiter);
    }
    let names = (0..n_features).map(|column| format!("x{column}"));
    write_records(out, names, NO_ROWS, delimiter)
}

/// Writes fields so that our readers find the same ones.
struct FieldWriter<'a> {
    out: csv::Writer<&'a mut dyn Write>,
    /// The record that is written, whose memory the next one uses.
    record: ByteRecord,
}

impl<'a> FieldWriter<'a> {
    /// `first` is the first field of the file.
    fn new(out: &'a mut dyn Write, first: Option<&[u8]>, delimiter: u8) -> io::Result<Self> {
        const MARK: &[u8] = "\u{feff}".as_bytes();
        // Readers take one byte order mark away.
        if first.is_some_and(|field| field.starts_with(MARK)) {
            out.write_all(MARK)?;
        }
        let out = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
        Ok(Self { out, record: ByteRecord::new() })
    }

    fn write(&mut self, fields: impl IntoIterator<Item: AsRef<[u8]>>) -> io::Result<()> {
        self.record.clear();
        self.record.extend(fields);
        if let Some(field) = self.record.iter().find(|field| field.contains(&0)) {
            let text = String::from_utf8_lossy(field);
            let message = format!("{text:?} has a NUL byte, which no reader of text accepts");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        Ok(self.out.write_byte_record(&self.record)?)
    }
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
