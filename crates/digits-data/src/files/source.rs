use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;

use super::utf16::{self, Utf16};
use super::{Position, ReadError, ReadErrorKind};

/// Number of bytes from which format, delimiter and header are found.
const HEAD: usize = 1 << 20;

const GZIP: [u8; 2] = [0x1f, 0x8b];

/// A file that is being read. It unpacks gzip, turns UTF-16 into UTF-8, and its beginning can be
/// inspected first.
pub(super) struct Source<'a> {
    /// Bytes read ahead. `head[..next]` were handed out.
    head: Vec<u8>,
    next: usize,
    /// True if `head` holds the whole file.
    head_is_all: bool,
    rest: Box<dyn Read + 'a>,
    position: u64,
    /// Length in bytes; unknown for a compressed file or a pipe.
    len: Option<u64>,
    gzip: bool,
    /// True if the contents are compressed, here or in an archive.
    packed: bool,
    /// The byte order of a file in UTF-16: true for big endian.
    utf16: Option<bool>,
    /// The file itself, for reading at any place. `None` if it is compressed or not a plain file.
    file: Option<File>,
}

impl<'a> Source<'a> {
    pub(super) fn open(path: &Path) -> Result<Self, Box<ReadError>> {
        let file = File::open(path).map_err(|error| cannot_open(&error))?;
        let metadata = file.metadata().map_err(|error| cannot_open(&error))?;
        if metadata.is_dir() {
            return Err(cannot_open(&io::ErrorKind::IsADirectory.into()));
        }
        let len = metadata.is_file().then_some(metadata.len());
        let again = if metadata.is_file() { file.try_clone().ok() } else { None };
        let mut source = Self::new(Box::new(file), len);
        source.file = again;
        source.fill_head()?;
        if source.head.starts_with(&GZIP) {
            source = Self::new(Box::new(MultiGzDecoder::new(source)), None);
            (source.gzip, source.packed) = (true, true);
            source.fill_head()?;
        }
        if let Some(big_endian) = utf16::is_big_endian(&source.head) {
            let (gzip, packed) = (source.gzip, source.packed);
            source = Self::new(Box::new(Utf16::new(source, big_endian)), None);
            (source.gzip, source.packed, source.utf16) = (gzip, packed, Some(big_endian));
            source.fill_head()?;
        }
        Ok(source)
    }

    /// Opens a member of an archive, whose stated length may be wrong.
    pub(super) fn in_archive(
        reader: Box<dyn Read + 'a>,
        gzip: bool,
    ) -> Result<Self, Box<ReadError>> {
        let mut source = Self::new(reader, None);
        (source.gzip, source.packed) = (gzip, true);
        source.fill_head()?;
        Ok(source)
    }

    fn new(rest: Box<dyn Read + 'a>, len: Option<u64>) -> Self {
        let (head, next, position) = (Vec::new(), 0, 0);
        let (gzip, packed, utf16, file) = (false, false, None, None);
        Self { head, next, head_is_all: false, rest, position, len, gzip, packed, utf16, file }
    }

    fn fill_head(&mut self) -> Result<(), Box<ReadError>> {
        let limit = HEAD as u64;
        let n_read = self.rest.by_ref().take(limit).read_to_end(&mut self.head);
        // `head` holds the bytes before the error.
        let at = Position::Byte(self.head.len() as u64);
        let n_read = n_read.map_err(|error| read_error(&error, self.packed, at))?;
        self.head_is_all = n_read < HEAD;
        Ok(())
    }

    /// Returns the next bytes, up to a megabyte, and true if that is the rest of the file.
    pub(super) fn peek(&self) -> (&[u8], bool) {
        (&self.head[self.next..], self.head_is_all)
    }

    /// Skips bytes that were inspected.
    pub(super) fn skip(&mut self, n_bytes: usize) {
        let n_bytes = n_bytes.min(self.head.len() - self.next);
        self.next += n_bytes;
        self.position += n_bytes as u64;
    }

    pub(super) fn is_gzip(&self) -> bool {
        self.gzip
    }

    /// The byte order of a file in UTF-16, of which the bytes handed out are UTF-8: true for big endian.
    pub(super) fn utf16(&self) -> Option<bool> {
        self.utf16
    }

    /// Bytes handed out so far.
    pub(super) fn position(&self) -> u64 {
        self.position
    }

    /// Bytes still to come, if the file system knows.
    pub(super) fn remaining(&self) -> Option<u64> {
        self.len.map(|len| len.saturating_sub(self.position))
    }

    /// The file itself and its length, if it can be read at any place.
    pub(super) fn take_file(&mut self) -> Option<(File, u64)> {
        Some((self.file.take()?, self.len?))
    }

    /// Fills a buffer. `expected` describes the contents for an error.
    pub(super) fn fill(&mut self, buffer: &mut [u8], expected: &str) -> Result<(), Box<ReadError>> {
        let mut filled = 0;
        while filled < buffer.len() {
            match self.read(&mut buffer[filled..]) {
                Ok(0) => {
                    let at = Position::Byte(self.position);
                    let found = "the end of the file";
                    return Err(ReadError::new(ReadErrorKind::Truncated, at, expected, found));
                }
                Ok(n_read) => filled += n_read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.read_error(&error)),
            }
        }
        Ok(())
    }

    /// Checks that nothing follows.
    pub(super) fn end(&mut self, expected: &str) -> Result<(), Box<ReadError>> {
        let at = Position::Byte(self.position);
        let mut next = [0];
        loop {
            match self.read(&mut next) {
                Ok(0) => return Ok(()),
                Ok(_) => {
                    let found = self.remaining().map_or("more bytes".to_owned(), |remaining| {
                        format!("{} more bytes", remaining.saturating_add(1))
                    });
                    return Err(ReadError::new(ReadErrorKind::TrailingData, at, expected, found));
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(self.read_error(&error)),
            }
        }
    }

    /// An error of the system, or of the stream being unpacked.
    pub(super) fn read_error(&self, error: &io::Error) -> Box<ReadError> {
        read_error(error, self.packed, Position::Byte(self.position))
    }
}

impl Read for Source<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = if self.next < self.head.len() {
            let n_read = (&self.head[self.next..]).read(buffer)?;
            self.next += n_read;
            n_read
        } else if self.head_is_all {
            0
        } else {
            self.rest.read(buffer)?
        };
        self.position += n_read as u64;
        Ok(n_read)
    }
}

/// Attributes errors of unpacking to the file, and all others to the system.
pub(super) fn read_error(error: &io::Error, packed: bool, at: Position) -> Box<ReadError> {
    use io::ErrorKind::{InvalidData, InvalidInput, Other, UnexpectedEof};
    if utf16::is_not_utf16(error) {
        let found = error.to_string();
        return ReadError::new(ReadErrorKind::Encoding, at, "text in UTF-16", found);
    }
    if packed && matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof | Other) {
        let expected = "a whole compressed stream";
        let found = if error.kind() == UnexpectedEof {
            "one cut short".to_owned()
        } else {
            format!("a damaged one ({error})")
        };
        return ReadError::new(ReadErrorKind::Compression, at, expected, found);
    }
    let found = match error.kind() {
        io::ErrorKind::NotFound => "no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        _ => error.to_string(),
    };
    ReadError::new(ReadErrorKind::Io(error.kind()), at, "a file that can be read", found)
}

fn cannot_open(error: &io::Error) -> Box<ReadError> {
    read_error(error, false, Position::File)
}
