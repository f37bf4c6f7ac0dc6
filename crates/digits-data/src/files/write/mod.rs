//! Writers of tables, labels and arrays. Each file is written as a whole or not at all.

mod blocks;
mod npy;
mod permissions;
mod replace;
mod text;

use std::fmt::Display;
use std::io::{self, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

pub use self::blocks::{BlockWriter, write_blocks};
pub(super) use self::npy::write_rows;
pub use self::npy::{ArrayData, NamedArray};
pub use self::permissions::keep_permissions;
use self::replace::replace;
use super::format::stem_extension;
use crate::{Error, SamplesView, Scalar};

/// Writes samples as `.csv`, `.tsv` or `.npy`. An additional `.gz` compresses.
///
/// The file is written under a temporary name in the same folder and renamed when it is complete. An
/// interrupted run leaves the old file as it was. Owner, group and permissions stay the same. Only
/// root may keep a foreign owner; for others the permission bits stay. Links stay links, even links
/// to files that do not exist yet.
///
/// Text starts with a header: the names, or `x0`, `x1` and so on. Its numbers are the shortest that
/// read back to the same bits. NPY is version 1, little endian, in C order, of type `F`, without
/// names.
///
/// # Errors
///
/// [`Error::LengthMismatch`] if the number of names is not the number of features; [`Error::Write`]
/// for another extension or an error of the system.
///
/// ```
/// use digits_data::{Samples, files::{TableOptions, read_table, write_table}};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("centers.csv.gz");
/// let centers = Samples::from_rows(&[[0.1, 1e-9], [2.0, 3.0]])?;
/// write_table(&path, centers.view(), None)?;
/// assert_eq!(read_table(&path, &TableOptions::new())?.samples, centers);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_table<F: Scalar>(
    path: impl AsRef<Path>,
    samples: SamplesView<'_, F>,
    feature_names: Option<&[String]>,
) -> Result<(), Error> {
    write_blocks(path, None, feature_names, |writer| writer.write(samples))
}

/// Writes labels as `.csv`, `.tsv` or `.txt`, one per line without a header, or as `.npy` of `i8`.
/// An additional `.gz` compresses.
///
/// An existing file is replaced only when the new one is complete, as by [`write_table`].
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("labels.csv");
/// digits_data::files::write_labels(&path, &["setosa", "virginica"])?;
/// assert_eq!(std::fs::read_to_string(&path)?, "setosa\nvirginica\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
///
/// [`Error::Write`] for another extension, for an NPY file of labels that are not whole numbers, or
/// for an error of the system.
pub fn write_labels(
    path: impl AsRef<Path>,
    labels: impl IntoIterator<Item: Display, IntoIter: ExactSizeIterator>,
) -> Result<(), Error> {
    let (path, labels) = (path.as_ref(), labels.into_iter());
    match stem_extension(path).as_str() {
        "csv" | "txt" => save(path, |out| text::write_labels(out, labels, b',')),
        "tsv" => save(path, |out| text::write_labels(out, labels, b'\t')),
        "npy" => save(path, |out| npy::write_labels(out, labels)),
        _ => Err(wrong_extension(path, ".csv, .tsv, .txt or .npy")),
    }
}

/// Writes names and rows of text as `.csv` or `.tsv`, quoted where necessary. A `.gz` after it
/// compresses.
///
/// An existing file is replaced only when the new one is complete, as by [`write_table`].
///
/// # Errors
///
/// [`Error::Write`] for another extension or an error of the system.
///
/// ```
/// use digits_data::files::write_records;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("rows.csv");
/// let rows = [["0".to_owned(), "a, b".to_owned()]];
/// write_records(&path, ["row", "name"], rows)?;
/// assert_eq!(std::fs::read_to_string(&path)?, "row,name\n0,\"a, b\"\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_records(
    path: impl AsRef<Path>,
    names: impl IntoIterator<Item: AsRef<[u8]>>,
    rows: impl IntoIterator<Item: IntoIterator<Item: AsRef<[u8]>>>,
) -> Result<(), Error> {
    let path = path.as_ref();
    let delimiter = match stem_extension(path).as_str() {
        "csv" => b',',
        "tsv" => b'\t',
        _ => return Err(wrong_extension(path, ".csv or .tsv")),
    };
    save(path, |out| text::write_records(out, names, rows, delimiter))
}

/// Writes several arrays into one `.npz`, as `numpy.savez` does.
///
/// An existing file is replaced only when the new one is complete, as by [`write_table`].
///
/// # Errors
///
/// [`Error::Write`] for another extension, two arrays with the same name, a name that ZIP changes
/// (such as one with `:`, `\` or `..`), a shape that its values do not fill, or an error of the
/// system.
///
/// ```
/// use digits_data::files::{ArrayData, NamedArray, TableOptions, read_table, write_arrays};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("model.npz");
/// let centers = NamedArray {
///     name: "cluster_centers",
///     shape: &[2, 2],
///     data: ArrayData::F64(&[0.0, 1.0, 2.0, 3.0]),
/// };
/// write_arrays(&path, &[centers, NamedArray { name: "seed", shape: &[], data: ArrayData::I64(&[7]) }])?;
///
/// let options = TableOptions { array: Some("cluster_centers".into()), ..TableOptions::new() };
/// assert_eq!(read_table::<f64>(&path, &options)?.samples.row(1), [2.0, 3.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_arrays(path: impl AsRef<Path>, arrays: &[NamedArray<'_>]) -> Result<(), Error> {
    let path = path.as_ref();
    if stem_extension(path) != "npz" {
        return Err(wrong_extension(path, ".npz"));
    }
    for (at, array) in arrays.iter().enumerate() {
        if arrays[..at].iter().any(|other| other.name == array.name) {
            return Err(failed(path, format!("two arrays are called {:?}", array.name)));
        }
        if let Some(other) = array.other_file_name() {
            let message = format!("array {:?} would be {other:?} in the archive", array.name);
            return Err(failed(path, message));
        }
        if !array.is_filled() {
            let message = format!("array {:?} does not fill its shape", array.name);
            return Err(failed(path, message));
        }
    }
    save(path, |out| npy::write_archive(out, arrays))
}

pub(super) fn save(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Error> {
    let is_gzip = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"));
    let written = replace(path, |out| {
        if !is_gzip {
            return write(out);
        }
        let mut packed = GzEncoder::new(out, Compression::default());
        write(&mut packed)?;
        packed.finish().map(drop)
    });
    written.map_err(|error| failed(path, error.to_string()))
}

fn wrong_extension(path: &Path, expected: &str) -> Error {
    failed(path, format!("the name must end in {expected}, or in that and .gz"))
}

pub(in crate::files) fn failed(path: &Path, message: String) -> Error {
    Error::Write { path: path.to_owned(), message }
}
