use std::fs::{File, Metadata};
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use super::Array;
use super::element::Element;
use super::header::Extent;
use super::values::reserve;
use crate::files::format::{Kind, recognise};
use crate::files::source::{Source, read_error};
use crate::files::{Position, ReadError, ReadErrorKind};
use crate::{Error, Samples, Scalar};

/// An array in a file, of which any rows can be read at any time: NPY or IDX in C order, not gzipped.
///
/// ```
/// use digits_data::Samples;
/// use digits_data::files::{ArrayRows, write_table};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("points.npy");
/// write_table(&path, Samples::from_rows(&[[1.0], [2.0], [3.0]])?.view(), None)?;
///
/// let mut rows = ArrayRows::open(&path)?;
/// assert_eq!(rows.n_samples(), 3);
/// assert_eq!(rows.read::<f64>(1, 2, Vec::new())?.as_slice(), [2.0, 3.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ArrayRows {
    path: PathBuf,
    file: File,
    metadata: Metadata,
    element: Element,
    extent: Extent,
    /// Position of the first number, in bytes.
    data_start: u64,
    /// Number of rows from the first on that were found to be finite, in a type of so many bytes.
    n_finite: usize,
    finite_in: usize,
    /// Bytes of numbers that are not yet of the caller's type.
    bytes: Vec<u8>,
}

impl ArrayRows {
    /// Opens the file and checks its header.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], also for a file of another format or order.
    /// [`read_table`](crate::files::read_table) reads those.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        open(path, true).map_err(|error| Error::Read(error.in_file(path)))
    }

    /// Opens an array of one dimension, such as weights or labels: one number per row. An array with one
    /// column counts too.
    ///
    /// # Errors
    ///
    /// The errors of [`open`](Self::open); [`Error::LengthMismatch`] for an array of several columns.
    pub fn open_column(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let rows = open(path, false).map_err(|error| Error::Read(error.in_file(path)))?;
        let found = rows.n_features();
        if found == 1 {
            Ok(rows)
        } else {
            Err(Error::LengthMismatch { what: "columns", found, expected: 1 })
        }
    }

    /// Takes a file that begins with the first number, and has only finite ones.
    pub(super) fn of(
        path: PathBuf,
        file: File,
        metadata: Metadata,
        element: Element,
        extent: Extent,
    ) -> Self {
        let (n_finite, finite_in) = (extent.n_rows, element.size());
        Self {
            path,
            file,
            metadata,
            element,
            extent,
            data_start: 0,
            n_finite,
            finite_in,
            bytes: Vec::new(),
        }
    }

    /// Number of rows, at least 1.
    pub fn n_samples(&self) -> usize {
        self.extent.n_rows
    }

    /// Number of numbers in a row, at least 1.
    pub fn n_features(&self) -> usize {
        self.extent.n_columns
    }

    /// Reads at most `n_rows` rows from `first_row` on. There are fewer at the end of the file. The result
    /// uses the memory of `buffer`, whose contents do not matter.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] for a number that is not finite, for a file that was changed since it was
    /// opened; [`Error::Empty`] if no row is left.
    pub fn read<F: Scalar>(
        &mut self,
        first_row: usize,
        n_rows: usize,
        mut buffer: Vec<F>,
    ) -> Result<Samples<F>, Error> {
        let n_rows = n_rows.min(self.n_samples().saturating_sub(first_row));
        if n_rows == 0 {
            return Err(Error::Empty { n_samples: 0, n_features: self.n_features() });
        }
        self.fill(first_row, n_rows, &mut buffer)
            .map_err(|error| Error::Read(error.in_file(&self.path)))?;
        let end = first_row + n_rows;
        if size_of::<F>() < self.finite_in {
            // A finite number may be too large for this type.
            self.n_finite = 0;
        }
        if end <= self.n_finite
            && let Some(samples) =
                Samples::of_finite(std::mem::take(&mut buffer), self.n_features())
        {
            return Ok(samples);
        }
        let samples =
            Samples::new(buffer, n_rows, self.n_features()).map_err(|error| match error {
                Error::NotFinite { row, column, value } => {
                    let at = self.position(first_row + row, column);
                    let (kind, expected) = (ReadErrorKind::Value, "a finite number");
                    let error = ReadError::new(kind, at, expected, value.to_string());
                    Error::Read(error.in_column(column, None).in_file(&self.path))
                }
                other => other,
            })?;
        if first_row <= self.n_finite {
            (self.n_finite, self.finite_in) = (end, size_of::<F>());
        }
        Ok(samples)
    }

    fn fill<F: Scalar>(
        &mut self,
        first_row: usize,
        n_rows: usize,
        buffer: &mut Vec<F>,
    ) -> Result<(), Box<ReadError>> {
        let Position::Byte(start) = self.position(first_row, 0) else { return Ok(()) };
        let failed = |error| read_error(&error, false, Position::Byte(start));
        self.file.seek(SeekFrom::Start(start)).map_err(failed)?;
        let n_values = n_rows * self.n_features();
        reserve(buffer, n_values.saturating_sub(buffer.len()))?;
        if self.element.is_native::<F>() {
            buffer.resize(n_values, F::ZERO);
            self.file.read_exact(bytemuck::cast_slice_mut(buffer)).map_err(failed)?;
        } else {
            let n_bytes = n_values * self.element.size();
            let n_more = n_bytes.saturating_sub(self.bytes.len());
            reserve(&mut self.bytes, n_more)?;
            self.bytes.resize(n_bytes, 0);
            self.file.read_exact(&mut self.bytes).map_err(failed)?;
            buffer.clear();
            self.element.decode(&self.bytes, buffer);
        }
        self.check_unchanged()
    }

    /// Results come from several passes over the rows, which must find the same numbers.
    fn check_unchanged(&self) -> Result<(), Box<ReadError>> {
        let now = self.file.metadata();
        let now = now.map_err(|error| read_error(&error, false, Position::File))?;
        let is_same = now.len() == self.metadata.len()
            && now.modified().ok() == self.metadata.modified().ok();
        if is_same {
            return Ok(());
        }
        let (kind, expected) = (ReadErrorKind::Changed, "the file as it was when it was opened");
        Err(ReadError::new(kind, Position::File, expected, "another length or time of change"))
    }

    fn position(&self, row: usize, column: usize) -> Position {
        let index = (row * self.n_features() + column) as u64;
        Position::Byte(self.data_start + index * self.element.size() as u64)
    }
}

fn open(path: &Path, is_table: bool) -> Result<ArrayRows, Box<ReadError>> {
    let mut source = Source::open(path)?;
    let kind = recognise(source.peek().0, path)?;
    let is_array = matches!(kind, Kind::Npy | Kind::Idx);
    let Some((file, _)) = source.take_file().filter(|_| is_array) else {
        let (kind, expected) = (ReadErrorKind::Format, "an NPY or IDX file that is not gzipped");
        return Err(ReadError::new(kind, Position::File, expected, "another"));
    };
    let array =
        if matches!(kind, Kind::Npy) { Array::open_npy(source)? } else { Array::open_idx(source)? };
    if is_table {
        array.check_is_table()?;
    }
    let extent = array.header.extent(&array.source)?;
    let (element, data_start) = (array.header.element, array.header.data_start);
    if array.header.fortran_order && extent.n_columns > 1 {
        let (kind, at) = (ReadErrorKind::Header, Position::Byte(data_start));
        return Err(ReadError::new(kind, at, "an array in C order", "Fortran order"));
    }
    let metadata = file.metadata().map_err(|error| read_error(&error, false, Position::File))?;
    let path = path.to_owned();
    let (n_finite, finite_in, bytes) = (0, 0, Vec::new());
    Ok(ArrayRows { path, file, metadata, element, extent, data_start, n_finite, finite_in, bytes })
}
