use std::fmt::Display;
use std::io::{self, Write};

use rawzip::path::ZipFilePath;
use rawzip::{CompressionMethod, ZipArchiveWriter};

use crate::{SamplesView, Scalar};

/// An array for [`write_arrays`](super::write_arrays).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NamedArray<'a> {
    /// The name in the archive.
    pub name: &'a str,
    /// The length of each dimension; none for a single number.
    pub shape: &'a [usize],
    /// Its values in C order, the last index fastest.
    pub data: ArrayData<'a>,
}

/// The values of an array.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum ArrayData<'a> {
    /// NumPy's `float32`.
    F32(&'a [f32]),
    /// NumPy's `float64`.
    F64(&'a [f64]),
    /// NumPy's `int64`.
    I64(&'a [i64]),
    /// NumPy's `uint8`, for bytes of any kind.
    U8(&'a [u8]),
}

impl NamedArray<'_> {
    /// True if the number of values matches the shape.
    pub(super) fn is_filled(&self) -> bool {
        let product =
            self.shape.iter().try_fold(1_usize, |product, &length| product.checked_mul(length));
        product == Some(self.data.len())
    }

    /// The name of its file in the archive.
    fn file_name(&self) -> String {
        format!("{}.npy", self.name)
    }

    /// The name that a ZIP archive would give the file, if it differs: names there are paths.
    pub(super) fn other_file_name(&self) -> Option<String> {
        let file_name = self.file_name();
        let path = ZipFilePath::from_str(&file_name);
        (path.as_str() != file_name).then(|| path.as_str().to_owned())
    }
}

impl ArrayData<'_> {
    fn len(self) -> usize {
        match self {
            Self::F32(values) => values.len(),
            Self::F64(values) => values.len(),
            Self::I64(values) => values.len(),
            Self::U8(values) => values.len(),
        }
    }
}

/// Writes what stands before the rows of a table.
pub(super) fn write_samples_header<F: Scalar>(
    out: &mut dyn Write,
    n_samples: usize,
    n_features: usize,
) -> io::Result<()> {
    write_header(out, if F::NAME == f32::NAME { "<f4" } else { "<f8" }, &[n_samples, n_features])
}

pub(in crate::files) fn write_rows<F: Scalar>(
    out: &mut dyn Write,
    samples: SamplesView<'_, F>,
) -> io::Result<()> {
    write_values(out, samples.as_slice())
}

/// Writes labels that are whole numbers.
pub(super) fn write_labels(
    out: &mut dyn Write,
    labels: impl ExactSizeIterator<Item: Display>,
) -> io::Result<()> {
    write_header(out, "<i8", &[labels.len()])?;
    for label in labels {
        let text = label.to_string();
        let number: i64 = text.parse().map_err(|_| {
            let message = format!("NPY holds whole numbers as labels, and {text:?} is none");
            io::Error::new(io::ErrorKind::InvalidData, message)
        })?;
        write_values(out, &[number])?;
    }
    Ok(())
}

pub(super) fn write_array(
    out: &mut dyn Write,
    shape: &[usize],
    data: ArrayData<'_>,
) -> io::Result<()> {
    let type_name = match data {
        ArrayData::F32(_) => "<f4",
        ArrayData::F64(_) => "<f8",
        ArrayData::I64(_) => "<i8",
        ArrayData::U8(_) => "|u1",
    };
    write_header(out, type_name, shape)?;
    match data {
        ArrayData::F32(values) => write_values(out, values),
        ArrayData::F64(values) => write_values(out, values),
        ArrayData::I64(values) => write_values(out, values),
        ArrayData::U8(values) => write_values(out, values),
    }
}

/// Writes one NPY file per array, uncompressed, because floating-point numbers hardly shrink.
pub(super) fn write_archive(out: &mut dyn Write, arrays: &[NamedArray<'_>]) -> io::Result<()> {
    let mut archive = ZipArchiveWriter::new(out);
    for array in arrays {
        let name = array.file_name();
        let file = archive.new_file(&name).compression_method(CompressionMethod::STORE);
        let (mut entry, config) = file.start().map_err(io::Error::other)?;
        let mut writer = config.wrap(&mut entry);
        write_array(&mut writer, array.shape, array.data)?;
        let (_, descriptor) = writer.finish().map_err(io::Error::other)?;
        entry.finish(descriptor).map_err(io::Error::other)?;
    }
    archive.finish().map(drop).map_err(io::Error::other)
}

/// Version 1.0: magic, version, length, and a Python dictionary filled up with blanks, so that the
/// values begin at a multiple of 64 bytes.
fn write_header(out: &mut dyn Write, type_name: &str, shape: &[usize]) -> io::Result<()> {
    const FIXED: usize = 10;
    let lengths: Vec<_> = shape.iter().map(ToString::to_string).collect();
    // Python writes a tuple of one with a comma.
    let comma = if shape.len() == 1 { "," } else { "" };
    let lengths = lengths.join(", ") + comma;
    let mut header =
        format!("{{'descr': '{type_name}', 'fortran_order': False, 'shape': ({lengths}), }}");
    let n_blanks = 63 - (FIXED + header.len()) % 64;
    header.extend(std::iter::repeat_n(' ', n_blanks));
    header.push('\n');
    let length = u16::try_from(header.len())
        .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "too many dimensions"))?;
    out.write_all(b"\x93NUMPY\x01\x00")?;
    out.write_all(&length.to_le_bytes())?;
    out.write_all(header.as_bytes())
}

fn write_values<T: bytemuck::NoUninit>(out: &mut dyn Write, values: &[T]) -> io::Result<()> {
    if cfg!(target_endian = "little") {
        return out.write_all(bytemuck::cast_slice(values));
    }
    for value in values {
        let mut bytes = bytemuck::bytes_of(value).to_vec();
        bytes.reverse();
        out.write_all(&bytes)?;
    }
    Ok(())
}
