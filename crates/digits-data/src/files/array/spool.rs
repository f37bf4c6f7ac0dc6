use std::fs::File;
use std::io::{BufWriter, Write};
use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use super::element::{Element, Kind};
use super::header::Extent;
use super::rows::ArrayRows;
use crate::files::write::{failed, write_rows};
use crate::{Error, SamplesView, Scalar};

/// Samples that are written to a temporary file block by block, and then read as [`ArrayRows`].
///
/// It makes any rows of a table available that can only be read from beginning to end. The file has no
/// name, so it is gone as soon as the program ends, in whatever way. Its size is that of the samples.
///
/// ```
/// use digits_data::Samples;
/// use digits_data::files::Spool;
///
/// let samples = Samples::from_rows(&[[1.0, 2.0], [3.0, 4.0]])?;
/// let mut spool = Spool::create_in(std::env::temp_dir())?;
/// spool.write(samples.view())?;
/// let mut rows = spool.into_rows()?;
/// assert_eq!(rows.read::<f64>(1, 1, Vec::new())?.as_slice(), [3.0, 4.0]);
/// # Ok::<(), digits_data::Error>(())
/// ```
#[derive(Debug)]
pub struct Spool<F: Scalar> {
    folder: PathBuf,
    out: BufWriter<File>,
    n_samples: usize,
    n_features: usize,
    scalar: PhantomData<F>,
}

impl<F: Scalar> Spool<F> {
    /// Makes the file in a folder.
    ///
    /// # Errors
    ///
    /// [`Error::Write`].
    pub fn create_in(folder: impl AsRef<Path>) -> Result<Self, Error> {
        let folder = folder.as_ref().to_owned();
        match tempfile::tempfile_in(&folder) {
            Ok(file) => {
                let out = BufWriter::with_capacity(1 << 20, file);
                Ok(Self { folder, out, n_samples: 0, n_features: 0, scalar: PhantomData })
            }
            Err(error) => Err(failed(&folder, error.to_string())),
        }
    }

    /// Appends rows.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] unless they have as many features as those before; [`Error::Write`] for an
    /// error of the system, for example a full disk.
    pub fn write(&mut self, samples: SamplesView<'_, F>) -> Result<(), Error> {
        let (found, expected) = (samples.n_features(), self.n_features);
        if self.n_samples > 0 && found != expected {
            return Err(Error::LengthMismatch { what: "features", found, expected });
        }
        write_rows(&mut self.out, samples)
            .map_err(|error| failed(&self.folder, error.to_string()))?;
        self.n_features = found;
        self.n_samples += samples.n_samples();
        Ok(())
    }

    /// Ends writing.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if no row was written; [`Error::Write`].
    pub fn into_rows(self) -> Result<ArrayRows, Error> {
        let Self { folder, mut out, n_samples, n_features, .. } = self;
        if n_samples == 0 {
            return Err(Error::Empty { n_samples, n_features });
        }
        let flushed = out.flush().and_then(|()| Ok(out.into_inner()?));
        let ended = flushed.and_then(|file| Ok((file.metadata()?, file)));
        let (metadata, file) = ended.map_err(|error| failed(&folder, error.to_string()))?;
        let kind = if F::NAME == f32::NAME { Kind::F32 } else { Kind::F64 };
        let element = Element { kind, big_endian: false };
        let n_bytes = n_samples * n_features * element.size();
        let extent = Extent { n_rows: n_samples, n_columns: n_features, n_bytes };
        Ok(ArrayRows::of(folder, file, metadata, element, extent))
    }
}
