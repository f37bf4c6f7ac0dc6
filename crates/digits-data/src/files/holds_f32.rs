use std::fs;
use std::path::Path;

use super::TableOptions;
use super::array::{Archive, Array};
use super::format::{Kind, recognise};
#[cfg(feature = "parquet")]
use super::parquet::Parquet;
use super::read_table::USUAL_NAMES;
use super::source::Source;

/// Returns true if a table holds floating-point numbers that `f32` holds exactly: `f2` or `f4` in
/// NPY and NPZ, `FLOAT` in all columns of Parquet, real numbers of 4 bytes in IDX.
///
/// Only the header is read. The answer is false for text, for a pipe, which can be read only once,
/// and for a file that [`read_table`](super::read_table) refuses.
///
/// ```
/// use digits_data::Samples;
/// use digits_data::files::{TableOptions, holds_f32, write_table};
///
/// let path = tempfile::tempdir()?.keep().join("points.npy");
/// write_table(&path, Samples::from_rows(&[[0.5_f32, 1.0]])?.view(), None)?;
/// assert!(holds_f32(&path, &TableOptions::new()));
/// # std::fs::remove_dir_all(path.parent().unwrap())?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn holds_f32(path: impl AsRef<Path>, options: &TableOptions) -> bool {
    let path = path.as_ref();
    let is_file = fs::metadata(path).is_ok_and(|metadata| metadata.is_file());
    is_file && of_file(path, options).unwrap_or(false)
}

fn of_file(path: &Path, options: &TableOptions) -> Option<bool> {
    let source = Source::open(path).ok()?;
    let array = match recognise(source.peek().0, path).ok()? {
        Kind::Text => return Some(false),
        Kind::Npy => Array::open_npy(source),
        Kind::Idx => Array::open_idx(source),
        Kind::Npz => {
            let archive = Archive::open(source).ok()?;
            return Some(archive.array(options.array.as_deref(), &USUAL_NAMES).ok()?.holds_f32());
        }
        #[cfg(feature = "parquet")]
        Kind::Parquet => return Some(Parquet::open(source).ok()?.holds_f32()),
    };
    Some(array.ok()?.holds_f32())
}
