//! Text in UTF-16, read as UTF-8, and written again.

use std::collections::VecDeque;
use std::io::{self, Read, Write};

const LITTLE_ENDIAN_MARK: [u8; 2] = [0xff, 0xfe];
const BIG_ENDIAN_MARK: [u8; 2] = [0xfe, 0xff];

/// Decodes the rest of a stream.
pub(super) struct Utf16<R> {
    input: R,
    big_endian: bool,
    /// Bytes of the input that are not a whole character yet.
    undecoded: Vec<u8>,
    decoded: VecDeque<u8>,
    is_at_end: bool,
}

/// The byte order that a mark at the start of a file says, if there is one. UTF-32 starts with the
/// same mark.
pub(super) fn is_big_endian(head: &[u8]) -> Option<bool> {
    let is_utf32 = head.get(2..4) == Some(&[0, 0]);
    match head.get(..2) {
        Some(mark) if mark == LITTLE_ENDIAN_MARK && !is_utf32 => Some(false),
        Some(mark) if mark == BIG_ENDIAN_MARK => Some(true),
        _ => None,
    }
}

impl<R: Read> Utf16<R> {
    pub(super) fn new(input: R, big_endian: bool) -> Self {
        let (undecoded, decoded) = (Vec::new(), VecDeque::new());
        Self { input, big_endian, undecoded, decoded, is_at_end: false }
    }

    /// Decodes more of the input. An error for half a character, at the end or before another.
    fn decode(&mut self) -> io::Result<()> {
        const STEP: u64 = 1 << 16;
        let n_read = self.input.by_ref().take(STEP).read_to_end(&mut self.undecoded)?;
        self.is_at_end = n_read == 0;
        let pairs = self.undecoded.as_chunks::<2>().0.iter();
        let to_unit = if self.big_endian { u16::from_be_bytes } else { u16::from_le_bytes };
        let mut units: Vec<u16> = pairs.map(|&pair| to_unit(pair)).collect();
        let is_high = |unit: &u16| (0xd800..0xdc00).contains(unit);
        if !self.is_at_end && units.last().is_some_and(is_high) {
            units.pop(); // its other half is still to come
        }
        self.undecoded.drain(..2 * units.len());
        if self.is_at_end && !self.undecoded.is_empty() {
            return Err(not_utf16());
        }
        for c in char::decode_utf16(units) {
            let mut utf8 = [0; 4];
            self.decoded.extend(c.map_err(|_| not_utf16())?.encode_utf8(&mut utf8).bytes());
        }
        Ok(())
    }
}

impl<R: Read> Read for Utf16<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.decoded.is_empty() && !self.is_at_end {
            self.decode()?;
        }
        self.decoded.read(buffer)
    }
}

/// Encodes UTF-8 as UTF-16. Text that was decoded gets its bytes back, the mark included.
pub(super) struct ToUtf16<W> {
    output: W,
    big_endian: bool,
    /// The start of a character whose other bytes are still to come.
    rest: Vec<u8>,
}

impl<W: Write> ToUtf16<W> {
    pub(super) fn new(output: W, big_endian: bool) -> Self {
        Self { output, big_endian, rest: Vec::new() }
    }
}

impl<W: Write> Write for ToUtf16<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.rest.extend_from_slice(buffer);
        let valid = self.rest.utf8_chunks().next().map_or("", |chunk| chunk.valid());
        let bytes = if self.big_endian { u16::to_be_bytes } else { u16::to_le_bytes };
        let encoded: Vec<u8> = valid.encode_utf16().flat_map(bytes).collect();
        let n_bytes = valid.len();
        self.output.write_all(&encoded)?;
        self.rest.drain(..n_bytes);
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// The error of bytes that are not UTF-16.
#[derive(Debug)]
pub(super) struct NotUtf16;

impl std::fmt::Display for NotUtf16 {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("half a character")
    }
}

impl std::error::Error for NotUtf16 {}

fn not_utf16() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, NotUtf16)
}

/// True for the error of bytes that are not UTF-16.
pub(super) fn is_not_utf16(error: &io::Error) -> bool {
    error.get_ref().and_then(|inner| inner.downcast_ref::<NotUtf16>()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(units: &[u16], big_endian: bool, tail: &[u8]) -> io::Result<String> {
        let bytes = |unit: &u16| if big_endian { unit.to_be_bytes() } else { unit.to_le_bytes() };
        let mut input: Vec<u8> = units.iter().flat_map(bytes).collect();
        input.extend(tail);
        let mut text = String::new();
        Utf16::new(input.as_slice(), big_endian).read_to_string(&mut text)?;
        Ok(text)
    }

    #[test]
    fn characters_come_back_in_both_orders() {
        let text = format!("größe,€,😀\n{}", "a😀".repeat(30_000));
        let units: Vec<u16> = text.encode_utf16().collect();
        for big_endian in [false, true] {
            assert_eq!(decoded(&units, big_endian, &[]).unwrap(), text);
            let mut encoded = Vec::new();
            let mut encoder = ToUtf16::new(&mut encoded, big_endian);
            text.as_bytes().chunks(7).for_each(|piece| encoder.write_all(piece).unwrap());
            let bytes = if big_endian { u16::to_be_bytes } else { u16::to_le_bytes };
            assert_eq!(encoded, units.iter().flat_map(|&unit| bytes(unit)).collect::<Vec<u8>>());
        }
    }

    #[test]
    fn half_a_character_is_an_error() {
        for (units, tail) in [(&[0xd800, 0x61][..], &[][..]), (&[0xd800], &[]), (&[0x61], &[0x62])]
        {
            assert!(is_not_utf16(&decoded(units, false, tail).unwrap_err()));
        }
    }
}
