use std::path::Path;

use super::array::{Archive, Array};
use super::format::{Kind, recognise};
#[cfg(feature = "parquet")]
use super::parquet::Parquet;
use super::source::Source;
use super::{ColumnOptions, LabelCodes, ReadError, ReadErrorKind, delimited};
use crate::Error;

/// Reads one label per sample: a column of words or whole numbers.
///
/// The file is text or an array. In text a label is the field without blanks around it. Spaces do
/// not separate fields here, so a label may contain spaces. In an array a label must be a whole
/// number (`3.0` is `3`). A [missing](super::Missing) label is an error,
/// unless [`ColumnOptions::may_be_missing`] allows it.
///
/// Text has a header if all labels but the first are numbers (or missing), or all fields but the
/// first of another column. If all are words, the first line is a header only if it is a usual name
/// that is not itself a label: `label`, `labels`, `target`, `targets`, `class`, `cluster` or `y`,
/// in any case. For other names pass [`Header::Yes`](super::Header::Yes). The first hundred lines
/// decide. If they suggest a header and a later line does not, that is an error.
///
/// # Errors
///
/// [`Error::Read`].
///
/// ```
/// use digits_data::files::{ColumnOptions, read_labels};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("labels.txt");
/// std::fs::write(&path, "label\n0\n2\n1\n")?;
/// assert_eq!(read_labels(&path, &ColumnOptions::new())?, ["0", "2", "1"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_labels(path: impl AsRef<Path>, options: &ColumnOptions) -> Result<Vec<String>, Error> {
    Ok(read_label_codes(path, options)?.expand()?)
}

/// Reads labels like [`read_labels`], as numbers: 4 bytes per row.
///
/// # Errors
///
/// As for [`read_labels`].
///
/// ```
/// use digits_data::files::{ColumnOptions, read_label_codes};
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("labels.txt");
/// std::fs::write(&path, "a\nb\na\n")?;
/// let labels = read_label_codes(&path, &ColumnOptions::new())?;
/// assert_eq!((labels.codes(), labels.names()), (&[0, 1, 0][..], &["a".into(), "b".into()][..]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn read_label_codes(
    path: impl AsRef<Path>,
    options: &ColumnOptions,
) -> Result<LabelCodes, Error> {
    let path = path.as_ref();
    labels(path, options).map_err(|error| Error::Read(of_labels(error).in_file(path)))
}

fn labels(path: &Path, options: &ColumnOptions) -> Result<LabelCodes, Box<ReadError>> {
    let source = Source::open(path)?;
    let kind = recognise(source.peek().0, path)?;
    kind.check_asked(options.delimiter, options.array.as_deref())?;
    match kind {
        Kind::Text => delimited::read_labels(source, path, options),
        Kind::Npy => Array::open_npy(source)?.into_labels(options),
        Kind::Idx => Array::open_idx(source)?.into_labels(options),
        Kind::Npz => {
            let archive = Archive::open(source)?;
            let usual = ["y", "labels", "target", "arr_0"];
            let array = archive.array(options.array.as_deref(), &usual)?;
            let name = array.name().to_owned();
            array.into_labels(options).map_err(|error| error.in_array(&name))
        }
        #[cfg(feature = "parquet")]
        Kind::Parquet => Parquet::open(source)?.into_labels(options),
    }
}

/// Replaces `rows of numbers` in the errors of the table readers.
fn of_labels(mut error: Box<ReadError>) -> Box<ReadError> {
    if error.kind == ReadErrorKind::Empty {
        "labels".clone_into(&mut error.expected);
    }
    error
}
