use std::io;
use std::path::Path;

use super::delimited::{AppendFailed, append};
use super::format::{Kind, recognise};
use super::source::Source;
use super::utf16::ToUtf16;
use super::write::{failed, save};
use super::{Position, ReadError, ReadErrorKind, TableOptions};
use crate::Error;

/// Copies a text table and adds columns at its right end. Every byte that was there stays.
///
/// `options` are those that read the table. `names` become the header of the new columns, if the
/// table has a header; a name that is taken gets a number, as in `cluster_2`. `fields(row)` returns
/// the new fields of a row, which counts as in [`Table::kept_rows`](super::Table::kept_rows). In a
/// table whose delimiter is a space, an empty field is written as `NA`. A table in UTF-16 stays so. The new file is gzipped if
/// its name ends in `.gz`, and replaces an old one only when it is complete.
///
/// Returns the number of rows and the names as they stand in the file.
///
/// # Errors
///
/// [`Error::Read`] for a file that is not text, or that [`read_table`](super::read_table) refuses
/// for its header, rows of different lengths aside; [`Error::Write`] for an error of the system.
///
/// ```
/// use digits_data::files::{TableOptions, append_columns};
///
/// let folder = tempfile::tempdir()?;
/// let (table, out) = (folder.path().join("flowers.csv"), folder.path().join("clusters.csv"));
/// std::fs::write(&table, "name, width\r\n\"a, b\",1.50\r\nc,2\r\n")?;
/// append_columns(&table, &TableOptions::new(), &["cluster"], |row| vec![row.to_string()], &out)?;
/// let text = std::fs::read_to_string(&out)?;
/// assert_eq!(text, "name, width,cluster\r\n\"a, b\",1.50,0\r\nc,2,1\r\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn append_columns(
    table: impl AsRef<Path>,
    options: &TableOptions,
    names: &[&str],
    mut fields: impl FnMut(usize) -> Vec<String>,
    out: impl AsRef<Path>,
) -> Result<(usize, Vec<String>), Error> {
    let (table, out) = (table.as_ref(), out.as_ref());
    let unread = |error: Box<ReadError>| Error::Read(error.in_file(table));
    // One reader finds where rows end, the other copies the bytes.
    let (source, raw) = open_text(table).map_err(unread)?;
    let mut result = Err(AppendFailed::Write(io::ErrorKind::Other.into()));
    let saved = save(out, |to| {
        let mut in_utf16 = raw.utf16().map(|big_endian| ToUtf16::new(&mut *to, big_endian));
        let to: &mut dyn io::Write = match &mut in_utf16 {
            Some(encoder) => encoder,
            None => to,
        };
        result = append(source, raw, table, options, names, &mut fields, to);
        match &result {
            Ok(_) => Ok(()),
            Err(AppendFailed::Write(error)) => Err(io::Error::new(error.kind(), error.to_string())),
            Err(AppendFailed::Read(_)) => Err(io::ErrorKind::InvalidData.into()),
        }
    });
    match result {
        Err(AppendFailed::Read(error)) => Err(unread(error)),
        Err(AppendFailed::Write(error)) => {
            Err(saved.err().unwrap_or(failed(out, error.to_string())))
        }
        Ok(appended) => saved.map(|()| appended),
    }
}

/// Checks that a file is text, to which [`append_columns`] can add columns. It reads only the start.
///
/// # Errors
///
/// [`Error::Read`] for a file that is not text or cannot be read.
pub fn check_text(path: impl AsRef<Path>) -> Result<(), Error> {
    let path = path.as_ref();
    open_text(path).map(drop).map_err(|error| Error::Read(error.in_file(path)))
}

fn open_text(path: &Path) -> Result<(Source<'static>, Source<'static>), Box<ReadError>> {
    let source = Source::open(path)?;
    match recognise(source.peek().0, path)? {
        Kind::Text => Ok((source, Source::open(path)?)),
        kind => {
            let expected = "text, to which columns can be added";
            let (format, at) = (ReadErrorKind::Format, Position::File);
            Err(ReadError::new(format, at, expected, kind.in_words()))
        }
    }
}
