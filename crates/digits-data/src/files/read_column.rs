use std::path::Path;

use super::array::{Archive, Array};
use super::format::{Kind, recognise};
#[cfg(feature = "parquet")]
use super::parquet::Parquet;
use super::source::Source;
use super::{ColumnOptions, ReadError, delimited};
use crate::Error;

/// Reads the numbers of one column of a file, such as sample weights.
///
/// The file is text or an array; an array of one dimension is one column. No number may be missing.
///
/// # Errors
///
/// [`Error::Read`].
///
/// ```
/// use digits_data::files::{ColumnOptions, read_column};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("weights.csv");
/// std::fs::write(&path, "0.5\n2\n1e-3\n")?;
/// assert_eq!(read_column(&path, &ColumnOptions::new())?, [0.5, 2.0, 0.001]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_column(path: impl AsRef<Path>, options: &ColumnOptions) -> Result<Vec<f64>, Error> {
    let path = path.as_ref();
    numbers(path, options).map_err(|error| Error::Read(error.in_file(path)))
}

fn numbers(path: &Path, options: &ColumnOptions) -> Result<Vec<f64>, Box<ReadError>> {
    let source = Source::open(path)?;
    let kind = recognise(source.peek().0, path)?;
    kind.check_asked(options.delimiter, options.array.as_deref())?;
    match kind {
        Kind::Text => delimited::read_column(source, path, options),
        Kind::Npy => Array::open_npy(source)?.into_column(options),
        Kind::Idx => Array::open_idx(source)?.into_column(options),
        Kind::Npz => {
            let archive = Archive::open(source)?;
            let usual = ["weights", "sample_weight", "arr_0"];
            let array = archive.array(options.array.as_deref(), &usual)?;
            let name = array.name().to_owned();
            array.into_column(options).map_err(|error| error.in_array(&name))
        }
        #[cfg(feature = "parquet")]
        Kind::Parquet => Parquet::open(source)?.into_column(options),
    }
}
