use super::element::{Element, Kind};
use super::header::Header;
use crate::files::format::NPY_MAGIC;
use crate::files::read_error::shown;
use crate::files::source::Source;
use crate::files::{Position, ReadError, ReadErrorKind};

/// NumPy itself refuses headers past 10,000 bytes; a plain array's has about a hundred.
const LONGEST_HEADER: u32 = 1 << 16;

/// Reads the header of an NPY file, of version 1, 2 or 3.
///
/// The format: `numpy.lib.format` in NumPy's documentation.
pub(super) fn read_header(source: &mut Source<'_>) -> Result<Header, Box<ReadError>> {
    source.skip(NPY_MAGIC.len());
    let mut version = [0; 2];
    source.fill(&mut version, "a version of the NPY format")?;
    let mut length = [0; 4];
    match version {
        [1, 0] => source.fill(&mut length[..2], "the length of the header")?,
        [2 | 3, 0] => source.fill(&mut length, "the length of the header")?,
        [major, minor] => {
            let found = format!("version {major}.{minor}");
            return Err(bad(NPY_MAGIC.len() as u64, "version 1.0, 2.0 or 3.0", found));
        }
    }
    let length = u32::from_le_bytes(length);
    let start = source.position();
    if length > LONGEST_HEADER {
        let found = format!("one of {length} bytes");
        return Err(bad(start, "a header of at most 65536 bytes", found));
    }
    let mut text = vec![0; length as usize];
    source.fill(&mut text, &format!("a header of {length} bytes"))?;
    let (element, fortran_order, shape) = Dictionary { text: &text, at: 0, start }.parse()?;
    Ok(Header { element, shape, fortran_order, data_start: source.position() })
}

fn bad(at: u64, expected: &str, found: impl Into<String>) -> Box<ReadError> {
    ReadError::new(ReadErrorKind::Header, Position::Byte(at), expected, found)
}

/// The header is a Python dictionary: `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }`.
struct Dictionary<'a> {
    text: &'a [u8],
    at: usize,
    /// Position of the text in the file, in bytes.
    start: u64,
}

impl<'a> Dictionary<'a> {
    fn parse(mut self) -> Result<(Element, bool, Vec<u64>), Box<ReadError>> {
        let (mut element, mut fortran_order, mut shape) = (None, None, None);
        self.expect(b'{', "a dictionary that begins with {")?;
        while !self.takes(b'}') {
            let key_at = self.at;
            let is_new = match self.string("a key in quotes")? {
                b"descr" => {
                    self.expect(b':', "a colon after the key")?;
                    element.replace(self.element()?).is_none()
                }
                b"fortran_order" => {
                    self.expect(b':', "a colon after the key")?;
                    fortran_order.replace(self.boolean()?).is_none()
                }
                b"shape" => {
                    self.expect(b':', "a colon after the key")?;
                    shape.replace(self.shape()?).is_none()
                }
                _ => false,
            };
            if !is_new {
                self.at = key_at;
                return Err(self.error("the keys descr, fortran_order and shape, once each"));
            }
            if !self.takes(b',') {
                self.expect(b'}', "a comma or the end of the dictionary")?;
                break;
            }
        }
        self.skip_blanks();
        if self.at < self.text.len() {
            return Err(self.error("nothing but blanks after the dictionary"));
        }
        match (element, fortran_order, shape) {
            (Some(element), Some(fortran_order), Some(shape)) => {
                Ok((element, fortran_order, shape))
            }
            _ => Err(bad(self.start, "the keys descr, fortran_order and shape", "one less")),
        }
    }

    fn element(&mut self) -> Result<Element, Box<ReadError>> {
        self.skip_blanks();
        let at = self.position();
        let refuse = |found: String| {
            let expected = "real numbers (f2, f4, f8, i1 to i8, u1 to u8 or b1)";
            Err(ReadError::new(ReadErrorKind::DataType, at, expected, found))
        };
        if self.peek() == Some(b'[') {
            return refuse("a structured type (fields with names)".to_owned());
        }
        let text = self.string("a type in quotes")?;
        let (big_endian, name) = match text {
            [b'>', name @ ..] => (true, name),
            [b'=', name @ ..] => (cfg!(target_endian = "big"), name),
            [b'<' | b'|', name @ ..] | name => (false, name),
        };
        let kind = match name {
            b"b1" | b"?" => Kind::Bool,
            b"i1" => Kind::I8,
            b"i2" => Kind::I16,
            b"i4" => Kind::I32,
            b"i8" => Kind::I64,
            b"u1" => Kind::U8,
            b"u2" => Kind::U16,
            b"u4" => Kind::U32,
            b"u8" => Kind::U64,
            b"f2" => Kind::F16,
            b"f4" => Kind::F32,
            b"f8" => Kind::F64,
            _ => return refuse(format!("{}{}", meaning(name), shown(text))),
        };
        Ok(Element { kind, big_endian })
    }

    fn boolean(&mut self) -> Result<bool, Box<ReadError>> {
        self.skip_blanks();
        for (word, value) in [(&b"True"[..], true), (b"False", false)] {
            if self.text[self.at..].starts_with(word) {
                self.at += word.len();
                return Ok(value);
            }
        }
        Err(self.error("True or False"))
    }

    fn shape(&mut self) -> Result<Vec<u64>, Box<ReadError>> {
        self.expect(b'(', "a shape in parentheses")?;
        let mut shape = Vec::new();
        while !self.takes(b')') {
            shape.push(self.length()?);
            if !self.takes(b',') {
                self.expect(b')', "a comma or the end of the shape")?;
                break;
            }
        }
        Ok(shape)
    }

    fn length(&mut self) -> Result<u64, Box<ReadError>> {
        self.skip_blanks();
        let rest = &self.text[self.at..];
        let n_digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let digits = std::str::from_utf8(&rest[..n_digits]).unwrap_or_default();
        let length = digits.parse().map_err(|_| self.error("a length below 2^64"))?;
        self.at += n_digits;
        // Python 2 marked long integers.
        if self.peek() == Some(b'L') {
            self.at += 1;
        }
        Ok(length)
    }

    fn string(&mut self, expected: &str) -> Result<&'a [u8], Box<ReadError>> {
        self.skip_blanks();
        let Some(quote @ (b'\'' | b'"')) = self.peek() else { return Err(self.error(expected)) };
        let start = self.at + 1;
        let Some(length) = self.text[start..].iter().position(|&byte| byte == quote) else {
            return Err(self.error(expected));
        };
        self.at = start + length + 1;
        Ok(&self.text[start..start + length])
    }

    fn expect(&mut self, byte: u8, expected: &str) -> Result<(), Box<ReadError>> {
        if self.takes(byte) { Ok(()) } else { Err(self.error(expected)) }
    }

    fn takes(&mut self, byte: u8) -> bool {
        self.skip_blanks();
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_blanks(&mut self) {
        let is_blank = |byte: &&u8| byte.is_ascii_whitespace();
        self.at += self.text[self.at..].iter().take_while(is_blank).count();
    }

    fn position(&self) -> Position {
        Position::Byte(self.start + self.at as u64)
    }

    fn error(&self, expected: &str) -> Box<ReadError> {
        let rest = &self.text[self.at..];
        let found = if rest.is_empty() { "the end of the header".to_owned() } else { shown(rest) };
        ReadError::new(ReadErrorKind::Header, self.position(), expected, found)
    }
}

/// A type in words, so that nobody has to look up its letter.
fn meaning(name: &[u8]) -> &'static str {
    match name.first() {
        Some(b'O') => "Python objects, type ",
        Some(b'c') => "complex numbers, type ",
        Some(b'S' | b'a') => "strings of bytes, type ",
        Some(b'U') => "strings, type ",
        Some(b'V') => "raw bytes, type ",
        Some(b'M') => "dates, type ",
        Some(b'm') => "time differences, type ",
        Some(b'f') => "floating-point numbers of another size, type ",
        _ => "type ",
    }
}
