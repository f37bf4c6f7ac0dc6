use std::path::Path;

use super::{Position, ReadError, ReadErrorKind, read_error::shown};

/// The kind of a file, recognised by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    Npy,
    Npz,
    Idx,
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Kind {
    /// Refuses options that do not apply to this kind of file.
    pub(super) fn check_asked(
        self,
        delimiter: Option<u8>,
        array: Option<&str>,
    ) -> Result<(), Box<ReadError>> {
        let expected = if array.is_some() && self != Self::Npz {
            "an NPZ archive, which has arrays by name"
        } else if delimiter.is_some() && self != Self::Text {
            "text, which has delimiters"
        } else {
            return Ok(());
        };
        Err(ReadError::new(ReadErrorKind::Format, Position::File, expected, self.in_words()))
    }

    pub(super) fn in_words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Npy => "an NPY file",
            Self::Npz => "an NPZ archive",
            Self::Idx => "an IDX file",
            #[cfg(feature = "parquet")]
            Self::Parquet => "a Parquet file",
        }
    }
}

const UTF8_BOM: &[u8] = b"\xef\xbb\xbf";
pub(super) const NPY_MAGIC: &[u8] = b"\x93NUMPY";
const PARQUET_MAGIC: &[u8] = b"PAR1";

/// The supported formats, for error messages.
#[cfg(feature = "parquet")]
const FORMATS: &str = "CSV, NPY, NPZ, IDX or Parquet";
#[cfg(not(feature = "parquet"))]
const FORMATS: &str = "CSV, NPY, NPZ or IDX";

/// The first bytes of formats that are refused.
const REFUSED: [(&[u8], ReadErrorKind, &str); 14] = [
    (b"\xff\xfe\0\0", ReadErrorKind::Encoding, "UTF-32"),
    (b"\0\0\xfe\xff", ReadErrorKind::Encoding, "UTF-32"),
    (
        PARQUET_MAGIC,
        ReadErrorKind::Format,
        "Parquet, which takes a build with the feature `parquet`",
    ),
    (b"PARE", ReadErrorKind::Format, "encrypted Parquet"),
    (b"ARROW1", ReadErrorKind::Format, "Arrow"),
    (b"\x89HDF\r\n", ReadErrorKind::Format, "HDF5"),
    (b"SQLite format 3\0", ReadErrorKind::Format, "an SQLite database"),
    (b"\x28\xb5\x2f\xfd", ReadErrorKind::Format, "Zstandard compression"),
    (b"BZh", ReadErrorKind::Format, "bzip2 compression"),
    (b"\xfd7zXZ\0", ReadErrorKind::Format, "xz compression"),
    (b"\x1f\x8b", ReadErrorKind::Format, "gzip within gzip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ReadErrorKind::Format, "an old Office document"),
    (b"%PDF-", ReadErrorKind::Format, "PDF"),
    (b"\x89PNG", ReadErrorKind::Format, "a PNG image"),
];

/// Recognises a file by its contents. Its name counts only where the contents could be text: then a
/// binary file that lost its first bytes is not read as a table.
pub(super) fn recognise(head: &[u8], path: &Path) -> Result<Kind, Box<ReadError>> {
    let refuse = |kind, expected, found: String| {
        Err(ReadError::new(kind, Position::Byte(0), expected, found))
    };
    if head.starts_with(NPY_MAGIC) {
        return Ok(Kind::Npy);
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return Ok(Kind::Npz);
    }
    if is_idx(head) {
        return Ok(Kind::Idx);
    }
    #[cfg(feature = "parquet")]
    if begins_with(head, PARQUET_MAGIC) {
        return Ok(Kind::Parquet);
    }
    if let Some((_, kind, name)) = REFUSED.iter().find(|(magic, ..)| begins_with(head, magic)) {
        let expected = match kind {
            ReadErrorKind::Encoding => "text in UTF-8 or UTF-16",
            _ => FORMATS,
        };
        return refuse(*kind, expected, (*name).to_owned());
    }
    let promised = match stem_extension(path).as_str() {
        "npy" => "an NPY file (\"\\x93NUMPY\")",
        "npz" => "an NPZ archive (\"PK\\x03\\x04\")",
        "parquet" => "a Parquet file (\"PAR1\")",
        "idx" => "an IDX file (two bytes 0, type, dimensions)",
        _ => return text(head),
    };
    refuse(ReadErrorKind::Format, promised, found(head))
}

/// True if the file has this magic. A magic of letters and digits may start the header of a text file, such as
/// `PAR1,PAR2`; binary contents follow it in a binary file.
fn begins_with(head: &[u8], magic: &[u8]) -> bool {
    /// Almost no compressed stream has this many bytes without a control character.
    const ENOUGH: usize = 256;
    let Some(rest) = head.strip_prefix(magic) else { return false };
    let is_control = |byte: &u8| byte.is_ascii_control() && !byte.is_ascii_whitespace();
    let is_word = magic.iter().all(u8::is_ascii_alphanumeric);
    !is_word || rest.is_empty() || rest.iter().take(ENOUGH).any(is_control)
}

fn found(head: &[u8]) -> String {
    if head.is_empty() { "an empty file".to_owned() } else { shown(&head[..head.len().min(8)]) }
}

/// Two zero bytes, a type that exists, and a number of dimensions.
fn is_idx(head: &[u8]) -> bool {
    matches!(head, [0, 0, 0x08 | 0x09 | 0x0b..=0x0e, 1..=8, ..])
}

/// Refuses UTF-16 without its mark, in which every other byte of ASCII text is 0.
fn text(head: &[u8]) -> Result<Kind, Box<ReadError>> {
    let pairs = head.as_chunks::<2>().0;
    let start = &pairs[..pairs.len().min(64)];
    let zero_at = |at: usize| start.iter().all(|pair| pair[at] == 0 && pair[1 - at] != 0);
    let order = match start {
        [] => None,
        _ if zero_at(1) => Some("UTF-16 (little endian)"),
        _ if zero_at(0) => Some("UTF-16 (big endian)"),
        _ => None,
    };
    match order {
        Some(name) => {
            let expected = "text in UTF-8, or in UTF-16 with its byte-order mark";
            Err(ReadError::new(ReadErrorKind::Encoding, Position::Byte(0), expected, name))
        }
        None => Ok(Kind::Text),
    }
}

/// Bytes of the mark that some programs put before UTF-8.
pub(super) fn byte_order_mark(head: &[u8]) -> usize {
    if head.starts_with(UTF8_BOM) { UTF8_BOM.len() } else { 0 }
}

/// Returns the extension that names a format, in lower case: the one before a `.gz`.
///
/// ```
/// use digits_data::files::stem_extension;
///
/// assert_eq!(stem_extension("labels.CSV.gz"), "csv");
/// assert_eq!(stem_extension("labels"), "");
/// ```
pub fn stem_extension(path: impl AsRef<Path>) -> String {
    let path = path.as_ref();
    let extension = |path: &Path| {
        path.extension().map(|text| text.to_string_lossy().to_ascii_lowercase()).unwrap_or_default()
    };
    match extension(path).as_str() {
        "gz" => extension(Path::new(path.file_stem().unwrap_or_default())),
        other => other.to_owned(),
    }
}
