use std::marker::PhantomData;
use std::path::Path;

use memmap2::Mmap;

use super::array::Array;
use super::format::{Kind, recognise};
use super::source::Source;
use super::{Position, ReadError, ReadErrorKind};
use crate::{Error, SamplesView, Scalar};

/// An NPY file as samples, without reading it first. The system loads its pages when they are used,
/// and may drop them again.
///
/// The array must be in C order, of type `F` in the machine's byte order, and not gzipped.
///
/// ```
/// use digits_data::Samples;
/// use digits_data::files::{MappedSamples, write_table};
///
/// let samples = Samples::from_rows(&[[1.0, 2.0], [3.0, 4.0]])?;
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("samples.npy");
/// write_table(&path, samples.view(), None)?;
///
/// // SAFETY: the file is ours, in a folder that nobody else knows.
/// let mapped = unsafe { MappedSamples::<f64>::open(&path)? };
/// assert_eq!(mapped.view(), samples.view());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct MappedSamples<F: Scalar = f64> {
    map: Mmap,
    /// Position of the first number in the file, in bytes.
    data_start: usize,
    n_samples: usize,
    n_features: usize,
    scalar: PhantomData<F>,
}

impl<F: Scalar> MappedSamples<F> {
    /// Maps a file, and checks once that every number is finite.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], also for an array of another type or order.
    /// [`read_table`](super::read_table) reads those.
    ///
    /// # Safety
    ///
    /// While the result lives, no program, including this one, may change or shorten the file.
    /// Otherwise numbers would change behind a shared reference, NaN could appear, and an access
    /// behind the new end would kill the program.
    #[expect(unsafe_code, reason = "who calls it must know what else happens to the file")]
    pub unsafe fn open(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        // SAFETY: the same as ours.
        unsafe { map(path) }.map_err(|error| Error::Read(error.in_file(path)))
    }

    /// The samples.
    pub fn view(&self) -> SamplesView<'_, F> {
        SamplesView::of_finite(self.numbers(), self.n_samples, self.n_features)
    }

    fn numbers(&self) -> &[F] {
        // The memory begins at a page, and the offset of the numbers was checked.
        bytemuck::try_cast_slice(&self.map[self.data_start..]).unwrap_or_default()
    }
}

#[expect(unsafe_code, reason = "as in `open`")]
unsafe fn map<F: Scalar>(path: &Path) -> Result<MappedSamples<F>, Box<ReadError>> {
    let mut source = Source::open(path)?;
    let is_npy = recognise(source.peek().0, path)? == Kind::Npy;
    let Some((file, _)) = source.take_file().filter(|_| is_npy) else {
        let (kind, expected) = (ReadErrorKind::Format, "an NPY file that is not gzipped");
        return Err(ReadError::new(kind, Position::File, expected, "another"));
    };
    let array = Array::open_npy(source)?;
    array.check_is_table()?;
    let (data_start, n_samples, n_features) = array.as_in_memory::<F>()?;
    // SAFETY: the caller of `open` promises that nobody changes the file while it is mapped.
    let map = unsafe { Mmap::map(&file) }.map_err(|error| {
        let kind = ReadErrorKind::Io(error.kind());
        ReadError::new(kind, Position::File, "a file that can be mapped", error.to_string())
    })?;
    let samples = MappedSamples { map, data_start, n_samples, n_features, scalar: PhantomData };
    match SamplesView::<F>::new(samples.numbers(), n_samples, n_features) {
        Ok(_) => Ok(samples),
        Err(Error::NotFinite { row, column, value }) => {
            let byte = data_start + (row * n_features + column) * size_of::<F>();
            let (kind, at) = (ReadErrorKind::Value, Position::Byte(byte as u64));
            let error = ReadError::new(kind, at, "a finite number", value.to_string());
            Err(error.in_column(column, None))
        }
        Err(error) => {
            let (kind, at) = (ReadErrorKind::Header, Position::Byte(data_start as u64));
            Err(ReadError::new(kind, at, "samples", error.to_string()))
        }
    }
}
