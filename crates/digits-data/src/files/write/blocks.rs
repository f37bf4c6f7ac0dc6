use std::io::{self, Write};
use std::path::Path;

use super::{failed, npy, save, text, wrong_extension};
use crate::files::format::stem_extension;
use crate::{Error, SamplesView, Scalar};

/// Writes samples a block of rows at a time, as [`write_table`](super::write_table) writes them at
/// once.
///
/// `write` gets a writer and hands over the rows. An NPY file begins with their number, so
/// `n_samples` must tell it, unless there is one block only.
///
/// # Errors
///
/// As for [`write_table`](super::write_table), and the error of `write`;
/// [`Error::LengthMismatch`] if the number of rows in an NPY file is not the one told.
///
/// ```
/// use digits_data::{Error, Samples, files::write_blocks};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("rows.csv");
/// let block = Samples::from_rows(&[[0.5], [1.5]])?;
/// write_blocks::<f64, _, Error>(&path, None, None, |rows| {
///     rows.write(block.view())?;
///     rows.write(block.view())
/// })?;
/// assert_eq!(std::fs::read_to_string(&path)?, "x0\n0.5\n1.5\n0.5\n1.5\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_blocks<F: Scalar, T, E: From<Error>>(
    path: impl AsRef<Path>,
    n_samples: Option<usize>,
    feature_names: Option<&[String]>,
    write: impl FnOnce(&mut BlockWriter<'_, F>) -> Result<T, E>,
) -> Result<T, E> {
    let path = path.as_ref();
    let write_rows: WriteRows<F> = match stem_extension(path).as_str() {
        "csv" => |out, samples| text::write_rows(out, samples, b','),
        "tsv" => |out, samples| text::write_rows(out, samples, b'\t'),
        "npy" => npy::write_rows,
        _ => return Err(wrong_extension(path, ".csv, .tsv or .npy").into()),
    };
    let mut written = None;
    let saved = save(path, |out| {
        let n_written = 0;
        let mut writer = BlockWriter { out, path, n_samples, feature_names, write_rows, n_written };
        let result = write(&mut writer).and_then(|value| Ok(writer.check_end().map(|()| value)?));
        let is_whole = result.is_ok();
        written = Some(result);
        // The error that counts is in `written`; this one only gives up the file.
        if is_whole { Ok(()) } else { Err(io::ErrorKind::Other.into()) }
    });
    match written {
        Some(Err(error)) => Err(error),
        Some(Ok(value)) => saved.map(|()| value).map_err(E::from),
        None => {
            Err(saved.err().unwrap_or_else(|| failed(path, "nothing was written".into())).into())
        }
    }
}

/// Writes rows in the format of the file.
type WriteRows<F> = fn(&mut dyn Write, SamplesView<'_, F>) -> io::Result<()>;

/// A table that is being written. Made by [`write_blocks`].
pub struct BlockWriter<'a, F: Scalar> {
    out: &'a mut dyn Write,
    path: &'a Path,
    n_samples: Option<usize>,
    feature_names: Option<&'a [String]>,
    write_rows: WriteRows<F>,
    n_written: usize,
}

impl<F: Scalar> BlockWriter<'_, F> {
    /// Writes the next rows.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] if the number of names is not the number of features;
    /// [`Error::Write`] for an error of the system.
    pub fn write(&mut self, samples: SamplesView<'_, F>) -> Result<(), Error> {
        if self.n_written == 0 {
            self.write_header(samples)?;
        }
        self.n_written += samples.n_samples();
        (self.write_rows)(self.out, samples).map_err(|error| failed(self.path, error.to_string()))
    }

    fn write_header(&mut self, samples: SamplesView<'_, F>) -> Result<(), Error> {
        let (n_samples, n_features) = samples.shape();
        if let Some(names) = self.feature_names.filter(|names| names.len() != n_features) {
            let (what, found) = ("feature names", names.len());
            return Err(Error::LengthMismatch { what, found, expected: n_features });
        }
        let n_samples = *self.n_samples.get_or_insert(n_samples);
        let names = self.feature_names;
        let written = match stem_extension(self.path).as_str() {
            "npy" => npy::write_samples_header::<F>(self.out, n_samples, n_features),
            "tsv" => text::write_header(self.out, n_features, names, b'\t'),
            _ => text::write_header(self.out, n_features, names, b','),
        };
        written.map_err(|error| failed(self.path, error.to_string()))
    }

    fn check_end(&self) -> Result<(), Error> {
        let found = self.n_written;
        match self.n_samples.filter(|_| stem_extension(self.path) == "npy") {
            Some(expected) if expected != found => {
                Err(Error::LengthMismatch { what: "rows", found, expected })
            }
            _ => Ok(()),
        }
    }
}

impl<F: Scalar> std::fmt::Debug for BlockWriter<'_, F> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut fields = f.debug_struct("BlockWriter");
        fields.field("path", &self.path).field("n_written", &self.n_written).finish_non_exhaustive()
    }
}
