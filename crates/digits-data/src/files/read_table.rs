use std::path::Path;

use super::array::{Archive, Array};
use super::blocks::{Blocks, whole};
use super::format::{Kind, recognise};
#[cfg(feature = "parquet")]
use super::parquet::Parquet;
use super::source::Source;
use super::{ReadError, Table, TableOptions, delimited};
use crate::{Error, Samples, Scalar, compiled_once};

/// Reads a table of numbers: CSV and similar text, NPY, NPZ or IDX, gzipped or not, and Parquet
/// with the feature `parquet`.
///
/// The first bytes of a file tell its format, not its name. Every row is a sample. In text,
/// delimiter and header are found by the rules of the [module](super) and of
/// [`Header`](super::Header). In an array the first dimension is the samples, and all others are
/// features (an image of 28×28 becomes 784 features).
///
/// Every number is rounded once, to the nearest `F`. This changes whole numbers above 2⁵³ (2²⁴ for
/// `f32`). Labels keep all their digits. A number that rounds to infinity is an error.
///
/// Text is parsed straight into the samples. An array in C order of type `F` is read straight into
/// them. Fortran order needs a second copy while it is reordered.
///
/// # Errors
///
/// [`Error::Read`], which names the file, the place in it, what was expected and what was found.
///
/// ```
/// use digits_data::files::{TableOptions, read_table};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("flowers.csv");
/// std::fs::write(&path, "length;width;species\n5.1;3.5;setosa\n7.0;3.2;versicolor\n")?;
///
/// let options = TableOptions { label_column: Some("species".parse()?), ..TableOptions::new() };
/// let flowers = read_table::<f64>(&path, &options)?;
/// assert_eq!(flowers.samples.as_slice(), [5.1, 3.5, 7.0, 3.2]);
/// assert_eq!(flowers.feature_names.unwrap(), ["length", "width"]);
/// assert_eq!(flowers.labels.unwrap(), ["setosa", "versicolor"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_table<F: Scalar>(
    path: impl AsRef<Path>,
    options: &TableOptions,
) -> Result<Table<Samples<F>>, Error> {
    let path = path.as_ref();
    whole(|blocks| read(path, options, blocks)).map_err(|error| Error::Read(error.in_file(path)))
}

compiled_once! {
    /// Reads a table block after block.
    pub(super) fn read<F>(
        path: &Path,
        options: &TableOptions,
        blocks: &mut Blocks<'_, F>,
    ) -> Result<Table<()>, Box<ReadError>> = read_any
}

fn read_any<F: Scalar>(
    path: &Path,
    options: &TableOptions,
    blocks: &mut Blocks<'_, F>,
) -> Result<Table<()>, Box<ReadError>> {
    let source = Source::open(path)?;
    let kind = recognise(source.peek().0, path)?;
    kind.check_asked(options.delimiter, options.array.as_deref())?;
    match kind {
        Kind::Text => delimited::read_table(source, path, options, blocks),
        Kind::Npy => array_table(Array::open_npy(source)?, options, blocks),
        Kind::Idx => array_table(Array::open_idx(source)?, options, blocks),
        Kind::Npz => {
            let archive = Archive::open(source)?;
            let array = archive.array(options.array.as_deref(), &USUAL_NAMES)?;
            let name = array.name().to_owned();
            array_table(array, options, blocks).map_err(|error| error.in_array(&name))
        }
        #[cfg(feature = "parquet")]
        Kind::Parquet => Parquet::open(source)?.read_table(options, blocks),
    }
}

/// Usual names for samples in an archive.
pub(super) const USUAL_NAMES: [&str; 3] = ["X", "data", "arr_0"];

fn array_table<F: Scalar>(
    array: Array<'_>,
    options: &TableOptions,
    blocks: &mut Blocks<'_, F>,
) -> Result<Table<()>, Box<ReadError>> {
    array.check_is_table()?;
    array.read_table(options, blocks)
}
