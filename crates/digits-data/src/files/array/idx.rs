use super::element::{Element, Kind};
use super::header::Header;
use crate::files::source::Source;
use crate::files::{Position, ReadError, ReadErrorKind};

/// Reads the header of an IDX file: two bytes 0, the type, the number of dimensions, and then each
/// dimension in four bytes. All numbers are big endian.
///
/// The format: <http://yann.lecun.com/exdb/mnist/>, at the foot of the page.
pub(super) fn read_header(source: &mut Source<'_>) -> Result<Header, Box<ReadError>> {
    let mut magic = [0; 4];
    source.fill(&mut magic, "an IDX file's four first bytes")?;
    let [_, _, code, n_dimensions] = magic;
    let kind = match code {
        0x08 => Kind::U8,
        0x09 => Kind::I8,
        0x0b => Kind::I16,
        0x0c => Kind::I32,
        0x0d => Kind::F32,
        0x0e => Kind::F64,
        _ => {
            let expected = "a type from 0x08 to 0x0e";
            let (kind, at) = (ReadErrorKind::DataType, Position::Byte(2));
            return Err(ReadError::new(kind, at, expected, format!("{code:#04x}")));
        }
    };
    let mut shape = Vec::new();
    for _ in 0..n_dimensions {
        let mut length = [0; 4];
        source.fill(&mut length, &format!("the lengths of {n_dimensions} dimensions"))?;
        shape.push(u32::from_be_bytes(length).into());
    }
    let element = Element { kind, big_endian: true };
    Ok(Header { element, shape, fortran_order: false, data_start: source.position() })
}
