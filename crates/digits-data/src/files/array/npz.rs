use std::io::Read;

use flate2::read::DeflateDecoder;
use rawzip::{
    CompressionMethod, FileReader, RECOMMENDED_BUFFER_SIZE, RangeReader, ReaderAt, ZipArchive,
    ZipArchiveEntryWayfinder, ZipLocator,
};

use super::Array;
use crate::files::format::NPY_MAGIC;
use crate::files::read_error::shown;
use crate::files::source::{self, Source};
use crate::files::{Format, Position, ReadError, ReadErrorKind};

/// An NPZ file: a ZIP archive with an NPY file for each array.
pub(crate) struct Archive {
    zip: ZipArchive<Box<dyn ReaderAt>>,
    members: Vec<Member>,
    gzip: bool,
}

struct Member {
    name: String,
    method: CompressionMethod,
    is_encrypted: bool,
    place: ZipArchiveEntryWayfinder,
}

const SUFFIX: &str = ".npy";

impl Archive {
    /// An archive is read at several places. If it is not a plain file, it is first read as a
    /// whole.
    pub(crate) fn open(mut source: Source<'_>) -> Result<Self, Box<ReadError>> {
        let gzip = source.is_gzip();
        let (reader, len): (Box<dyn ReaderAt>, u64) = if let Some((file, len)) = source.take_file()
        {
            (Box::new(FileReader::from(file)), len)
        } else {
            let mut bytes = Vec::new();
            let n_read = source.read_to_end(&mut bytes);
            n_read.map_err(|error| source.read_error(&error))?;
            let len = bytes.len() as u64;
            (Box::new(bytes), len)
        };
        let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
        let zip = ZipLocator::new().locate_in_reader(reader, &mut buffer, len);
        let zip = zip.map_err(|(_, error)| damaged(&error))?;
        let mut members = Vec::new();
        let mut entries = zip.entries(&mut buffer);
        while let Some(entry) = entries.next_entry().map_err(|error| damaged(&error))? {
            let path = String::from_utf8_lossy(entry.file_path().as_bytes()).into_owned();
            if let Some(name) = path.strip_suffix(SUFFIX) {
                members.push(Member {
                    name: name.to_owned(),
                    method: entry.compression_method(),
                    is_encrypted: entry.flags().is_encrypted(),
                    place: entry.wayfinder(),
                });
            }
        }
        Ok(Self { zip, members, gzip })
    }

    /// Opens the array of this name. Without a name it opens the only array, or the first one with
    /// a usual name.
    pub(crate) fn array(
        &self,
        name: Option<&str>,
        usual: &[&str],
    ) -> Result<Array<'_>, Box<ReadError>> {
        let member = self.find(name, usual)?;
        self.open_member(member).map_err(|error| error.in_array(&member.name))
    }

    fn find(&self, name: Option<&str>, usual: &[&str]) -> Result<&Member, Box<ReadError>> {
        let called = |name: &str| self.members.iter().find(|member| member.name == name);
        let is_sparse = || ["format", "shape", "data"].iter().all(|name| called(name).is_some());
        if name.is_none() && is_sparse() {
            let (kind, found) = (ReadErrorKind::Sparse, "a sparse matrix of SciPy");
            return Err(ReadError::new(kind, Position::File, "an array of all values", found));
        }
        let found = match (name, self.members.as_slice()) {
            (Some(name), _) => called(name),
            (None, [only]) => Some(only),
            (None, _) => usual.iter().find_map(|name| called(name)),
        };
        let expected = || match name {
            Some(name) => format!("an array {name:?}"),
            None => format!("one array, or one called {}", usual.join(" or ")),
        };
        let member = found.ok_or_else(|| wrong_member(expected(), self.listed()))?;
        if self.members.iter().filter(|other| other.name == member.name).count() > 1 {
            return Err(wrong_member(expected(), format!("several called {:?}", member.name)));
        }
        Ok(member)
    }

    fn listed(&self) -> String {
        const MOST: usize = 12;
        let names = self.members.iter().take(MOST).map(|member| format!("{:?}", member.name));
        let listed = names.collect::<Vec<_>>().join(", ");
        match self.members.len() {
            0 => "none (no .npy in this ZIP archive)".to_owned(),
            n_members if n_members > MOST => format!("{listed}, … ({n_members} in all)"),
            _ => listed,
        }
    }

    fn open_member(&self, member: &Member) -> Result<Array<'_>, Box<ReadError>> {
        let entry = self.zip.get_entry(member.place).map_err(|error| damaged(&error))?;
        let (start, end) = entry.compressed_data_range();
        let packed = RangeReader::new(self.zip.get_ref(), start..end);
        let unpacked: Box<dyn Read + '_> = match member.method {
            _ if member.is_encrypted => {
                return Err(wrong_member("an array without encryption", "an encrypted one"));
            }
            CompressionMethod::STORE => Box::new(packed),
            CompressionMethod::DEFLATE => Box::new(DeflateDecoder::new(packed)),
            method => {
                let found = format!("method {method:?}");
                return Err(wrong_member("an array stored or deflated", found));
            }
        };
        let source = Source::in_archive(Box::new(entry.verifying_reader(unpacked)), self.gzip)?;
        let (head, _) = source.peek();
        if !head.starts_with(NPY_MAGIC) {
            let expected = "an NPY file (\"\\x93NUMPY\")";
            let found = shown(&head[..head.len().min(8)]);
            let (kind, at) = (ReadErrorKind::Format, Position::Byte(0));
            return Err(ReadError::new(kind, at, expected, found));
        }
        let array = Array::open_npy(source)?;
        Ok(Array { format: Format::Npz { array: member.name.clone() }, ..array })
    }
}

fn wrong_member(expected: impl Into<String>, found: impl Into<String>) -> Box<ReadError> {
    ReadError::new(ReadErrorKind::Format, Position::File, expected, found)
}

fn damaged(error: &rawzip::Error) -> Box<ReadError> {
    if let rawzip::ErrorKind::IO(error) = error.kind() {
        return source::read_error(error, true, Position::File);
    }
    let found = format!("a damaged one ({error})");
    ReadError::new(ReadErrorKind::Compression, Position::File, "a whole ZIP archive", found)
}
