use std::fmt::Display;
use std::io::{self, Write};

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
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    for label in labels {
        writer.write_record([label.to_string()])?;
    }
    writer.flush()
}

/// Writes names and rows of any text, quoted where necessary.
pub(super) fn write_records(
    out: &mut dyn Write,
    names: impl IntoIterator<Item: AsRef<[u8]>>,
    rows: impl IntoIterator<Item: IntoIterator<Item: AsRef<[u8]>>>,
    delimiter: u8,
) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    writer.write_record(names)?;
    for row in rows {
        writer.write_record(row)?;
    }
    writer.flush()
}

/// Writes the names of the columns.
pub(super) fn write_header(
    out: &mut dyn Write,
    n_features: usize,
    feature_names: Option<&[String]>,
    delimiter: u8,
) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
    match feature_names {
        Some(names) => writer.write_record(names)?,
        None => writer.write_record((0..n_features).map(|column| format!("x{column}")))?,
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
