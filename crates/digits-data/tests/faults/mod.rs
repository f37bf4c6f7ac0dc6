//! Wrong files and their error messages.
#![allow(unreachable_pub, dead_code, reason = "shared by tests that each use a part")]

use std::fs;
use std::io::Write as _;

use digits_data::Error;
use digits_data::files::{ReadErrorKind as Kind, Table, TableOptions, read_table};
use flate2::Compression;
use flate2::write::GzEncoder;

pub fn read(name: &str, contents: &[u8], options: &TableOptions) -> Result<Table, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, contents).unwrap();
    read_table(path, options)
}

/// The kind of the error, and its text without the file's name.
pub fn fault<T>(result: Result<T, Error>) -> (Kind, String) {
    let Err(Error::Read(error)) = result else { panic!("it was read") };
    let text = error.to_string();
    let place = text.split_once(&error.path.display().to_string()).unwrap().1;
    assert!(!text.contains('\n'), "one line: {text}");
    (error.kind, place.to_owned())
}

pub fn gzip(contents: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(contents).unwrap();
    encoder.finish().unwrap()
}

pub fn npy(header: &str, values: &[u8]) -> Vec<u8> {
    let length = u16::try_from(header.len()).unwrap().to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), values].concat()
}

pub fn shaped(shape: &str, values: &[u8]) -> Vec<u8> {
    npy(&format!("{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}"), values)
}
