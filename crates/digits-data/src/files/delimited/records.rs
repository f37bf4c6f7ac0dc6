use std::io::{BufRead as _, BufReader, Read};
use std::ops::Range;

use csv_core::ReadRecordResult;
use memchr::{memchr_iter, memchr2, memchr3};

use super::plain::plain;
use crate::files::{Notation, Position, ReadError, ReadErrorKind, source};
use crate::memory::{self, OutOfMemory};

/// The rows of a text file, one after the other, each with its line.
///
/// csv-core parses. This type counts lines as editors do (`\n`, `\r\n` or `\r` ends one), notices
/// blank lines, and finds a quote that is never closed, which would swallow the rest of the file. A
/// line without quotes that lies whole in the buffer is split in place. Most lines are like this,
/// and it takes half the time.
pub(super) struct Records<R> {
    input: BufReader<R>,
    parser: csv_core::Reader,
    /// True if several delimiters in a row count as one, as with spaces.
    joins_delimiters: bool,
    delimiter: u8,
    /// Number of bytes of this row in the buffer; `None` if the row is in `bytes`.
    in_buffer: Option<usize>,
    bytes: Vec<u8>,
    ends: Vec<usize>,
    fields: Vec<Range<usize>>,
    /// The line of the next byte.
    next_line: u64,
    after_return: bool,
    line: u64,
    /// The line on which the current row ends.
    last_line: u64,
    n_blank_lines: usize,
    packed: bool,
    /// The first byte of lines that are skipped.
    comment: Option<u8>,
}

/// Rules of a text file, except its delimiter.
pub(super) struct Rules<'a> {
    /// The first character of lines that are not rows.
    pub(super) comment: Option<u8>,
    pub(super) notation: &'a Notation,
}

impl<R: Read> Records<R> {
    /// Starts after lines that were skipped.
    pub(super) fn new(
        input: R,
        delimiter: u8,
        packed: bool,
        n_lines: u64,
        comment: Option<u8>,
    ) -> Self {
        Self {
            input: BufReader::with_capacity(1 << 17, input),
            parser: csv_core::ReaderBuilder::new().delimiter(delimiter).build(),
            joins_delimiters: delimiter == b' ',
            delimiter,
            in_buffer: None,
            bytes: vec![0; 1 << 12],
            ends: vec![0; 1 << 6],
            fields: Vec::new(),
            next_line: n_lines + 1,
            after_return: false,
            line: 0,
            last_line: 0,
            n_blank_lines: 0,
            packed,
            comment,
        }
    }

    /// Moves to the next row; `false` at the end of the file.
    pub(super) fn advance(&mut self) -> Result<bool, Box<ReadError>> {
        self.n_blank_lines = 0;
        loop {
            if let Some(n_bytes) = self.in_buffer.take() {
                self.input.consume(n_bytes);
            }
            self.skip_blank_lines()?;
            self.line = self.next_line;
            if !self.read_record()? {
                return Ok(false);
            }
            if !self.fields.is_empty() {
                return Ok(true);
            }
            self.n_blank_lines += 1; // nothing but spaces
        }
    }

    /// Number of fields in this row.
    pub(super) fn len(&self) -> usize {
        self.fields.len()
    }

    /// A field of this row, without quotes. `index` is below [`Self::len`].
    pub(super) fn field(&self, index: usize) -> &[u8] {
        let bytes = if self.in_buffer.is_some() { self.input.buffer() } else { &self.bytes };
        &bytes[self.fields[index].clone()]
    }

    /// A copy of this row.
    pub(super) fn row(&self) -> Row {
        (0..self.len()).map(|index| self.field(index).to_vec()).collect()
    }

    /// The line in which this row begins, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Returns the line on which the row ends. Only a row with line breaks in quotes has several.
    pub(super) fn last_line(&self) -> u64 {
        self.last_line
    }

    /// Blank lines between this row and the one before it.
    pub(super) fn n_blank_lines(&self) -> usize {
        self.n_blank_lines
    }

    fn skip_blank_lines(&mut self) -> Result<(), Box<ReadError>> {
        loop {
            // The line break that ends the previous row is not a blank line. Neither is the `\n` of
            // its `\r\n`.
            let Some(&next) = self.fill()?.first() else { return Ok(()) };
            if self.comment == Some(next) {
                self.skip_line()?;
                continue;
            }
            let ends_return = next == b'\n' && self.after_return;
            if !matches!(next, b'\r' | b'\n') {
                return Ok(());
            }
            self.count_lines(1);
            self.input.consume(1);
            self.n_blank_lines += usize::from(!ends_return);
        }
    }

    /// Skips all bytes before the next end of a line.
    fn skip_line(&mut self) -> Result<(), Box<ReadError>> {
        loop {
            let buffer = self.fill()?;
            let (length, n_bytes) = (memchr2(b'\n', b'\r', buffer), buffer.len());
            self.after_return = false;
            self.input.consume(length.unwrap_or(n_bytes));
            if length.is_some() || n_bytes == 0 {
                break;
            }
        }
        // The end of a comment makes no blank line.
        if !self.fill()?.is_empty() {
            self.count_lines(1);
            self.input.consume(1);
        }
        Ok(())
    }

    fn fill(&mut self) -> Result<&[u8], Box<ReadError>> {
        let at = Position::Line(self.next_line);
        self.input.fill_buf().map_err(|error| source::read_error(&error, self.packed, at))
    }

    /// Counts the ends of lines in the next bytes of the input.
    fn count_lines(&mut self, n_bytes: usize) {
        for &byte in &self.input.buffer()[..n_bytes] {
            let second_half = byte == b'\n' && self.after_return;
            self.next_line += u64::from(matches!(byte, b'\n' | b'\r') && !second_half);
            self.after_return = byte == b'\r';
        }
    }

    fn read_record(&mut self) -> Result<bool, Box<ReadError>> {
        if self.fill()?.is_empty() {
            return Ok(false);
        }
        if self.split_in_buffer() {
            return Ok(true);
        }
        let (mut n_bytes, mut n_ends) = (0, 0);
        loop {
            let at_end = self.fill()?.is_empty();
            // The last line may lack a line break. Inside quotes, an added one does not end the
            // row.
            let input = if at_end { &b"\n"[..] } else { self.input.buffer() };
            let (result, n_read, n_written, n_new_ends) = self.parser.read_record(
                input,
                &mut self.bytes[n_bytes..],
                &mut self.ends[n_ends..],
            );
            (n_bytes, n_ends) = (n_bytes + n_written, n_ends + n_new_ends);
            if !at_end {
                self.count_lines(n_read);
                self.input.consume(n_read);
            }
            self.last_line = if at_end { self.next_line } else { self.next_line - 1 };
            match result {
                ReadRecordResult::OutputFull => double(&mut self.bytes)?,
                ReadRecordResult::OutputEndsFull => double(&mut self.ends)?,
                ReadRecordResult::InputEmpty if at_end => return Err(self.open_quote()),
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::Record | ReadRecordResult::End => {
                    memory::make_room(&mut self.fields, n_ends)?;
                    self.split(n_ends);
                    return Ok(true);
                }
            }
        }
    }

    /// Splits the next line in the buffer, if it is whole and has no quotes.
    fn split_in_buffer(&mut self) -> bool {
        let buffer = self.input.buffer();
        let Some(length) = memchr3(b'\n', b'\r', b'"', buffer) else { return false };
        if buffer[length] == b'"' {
            return false;
        }
        let (delimiter, joins) = (self.delimiter, self.joins_delimiters);
        self.fields.clear();
        let mut start = 0;
        for end in memchr_iter(delimiter, &buffer[..length]).chain([length]) {
            if !(joins && start == end) {
                self.fields.push(start..end);
            }
            start = end + 1;
        }
        self.after_return = buffer[length] == b'\r';
        self.last_line = self.next_line;
        self.next_line += 1;
        self.in_buffer = Some(length + 1);
        true
    }

    fn split(&mut self, n_ends: usize) {
        let ends = &self.ends[..n_ends];
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let fields = starts.zip(ends).map(|(start, &end)| start..end);
        self.fields.clear();
        self.fields.extend(fields.filter(|field| !(self.joins_delimiters && field.is_empty())));
    }

    fn open_quote(&self) -> Box<ReadError> {
        let at = Position::Line(self.line);
        let expected = "a closing quote for the one in this row";
        ReadError::new(ReadErrorKind::Quote, at, expected, "the end of the file")
    }
}

/// Doubles the length. A line may be longer than the memory.
fn double<T: Default + Clone>(values: &mut Vec<T>) -> Result<(), OutOfMemory> {
    let len = values.len();
    memory::make_room(values, len)?;
    values.resize(2 * len, T::default());
    Ok(())
}

/// The fields of a row.
pub(super) type Row = Vec<Vec<u8>>;

/// The first rows of a file, from which its layout is found.
pub(super) struct Preview {
    pub(super) rows: Vec<Row>,
    /// True if the file has no other rows.
    pub(super) is_all: bool,
}

impl Preview {
    /// Replaces the first row by the complete row. The preview may hold only a piece of it, if the row
    /// is very long, or nothing, if the preview ends within quotes.
    pub(super) fn put_first(&mut self, row: Row, notation: &Notation) {
        let row = in_plain_numbers(row, notation);
        match self.rows.first_mut() {
            Some(first) => *first = row,
            None => self.rows.push(row),
        }
    }
}

/// Rewrites fields in another notation as plain numbers. Fields that are not numbers stay as they are.
fn in_plain_numbers(row: Row, notation: &Notation) -> Row {
    if notation.is_plain() {
        return row;
    }
    let field = |field: Vec<u8>| match plain(notation, &field) {
        Some(text) => text.into_owned(),
        None => field,
    };
    row.into_iter().map(field).collect()
}

/// Up to a hundred rows of the beginning of a file. A last row that may be cut is left out, unless
/// it is the only one. Numbers are rewritten as Rust writes them.
pub(super) fn preview(head: &[u8], is_all: bool, delimiter: u8, rules: &Rules<'_>) -> Preview {
    const N_ROWS: usize = 101;
    let mut records = Records::new(head, delimiter, false, 0, rules.comment);
    let mut rows = Vec::new();
    while rows.len() < N_ROWS && matches!(records.advance(), Ok(true)) {
        rows.push(in_plain_numbers(records.row(), rules.notation));
    }
    if rows.len() > 1 && !is_all {
        rows.pop();
    }
    let is_all = is_all && rows.len() < N_ROWS;
    Preview { rows, is_all }
}

/// The preview of a whole file of plain numbers.
#[cfg(test)]
pub(super) fn plain_preview(text: &str, is_all: bool, delimiter: u8) -> Preview {
    let rules = Rules { comment: None, notation: &Notation::new() };
    preview(text.as_bytes(), is_all, delimiter, &rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_no_rows_and_no_blank_lines() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["1", "# \"x", "2", "#", "", "3", "# end"].join(end);
            let mut records = Records::new(text.as_bytes(), b',', false, 5, Some(b'#'));
            let mut rows = Vec::new();
            while records.advance().unwrap() {
                rows.push((records.line(), records.n_blank_lines(), records.field(0).to_vec()));
            }
            let expected = [(6, 0, b"1".to_vec()), (8, 0, b"2".to_vec()), (11, 1, b"3".to_vec())];
            assert_eq!(rows, expected, "{end:?}");
        }
    }

    fn rows(text: &str, delimiter: u8) -> Vec<(u64, usize, Vec<String>)> {
        let mut records = Records::new(text.as_bytes(), delimiter, false, 0, None);
        let mut rows = Vec::new();
        while records.advance().unwrap() {
            let field = |at| String::from_utf8_lossy(records.field(at)).into_owned();
            let fields = (0..records.len()).map(field).collect();
            rows.push((records.line(), records.n_blank_lines(), fields));
        }
        rows
    }

    #[test]
    fn lines_count_as_in_an_editor() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["a,b", "1,2", "", "", "\"x", "y\",4", "5,6", ""].join(end);
            let quoted = format!("x{end}y");
            let expected = [
                (1, 0, vec!["a".to_owned(), "b".into()]),
                (2, 0, vec!["1".into(), "2".into()]),
                (5, 2, vec![quoted, "4".into()]),
                (7, 0, vec!["5".into(), "6".into()]),
            ];
            assert_eq!(rows(&text, b','), expected, "{end:?}");
        }
    }

    #[test]
    fn a_last_line_needs_no_end() {
        assert_eq!(rows("1,2\n3,", b',')[1].2, ["3", ""]);
        assert_eq!(rows("1", b',')[0].2, ["1"]);
        assert_eq!(rows("", b','), []);
        assert_eq!(rows("\n\r\n\n", b','), []);
    }

    #[test]
    fn spaces_join() {
        let expected = [(1, 0, vec!["1".to_owned(), "2".into()]), (3, 1, vec!["3 4".into()])];
        assert_eq!(rows("  1   2 \n   \n\"3 4\"\n", b' '), expected);
    }

    #[test]
    fn fields_and_rows_may_be_long() {
        let long = "x".repeat(300_000);
        let text = format!("{long},{}\n1\n", "1,".repeat(5000));
        let rows = rows(&text, b',');
        assert_eq!((rows[0].2[0].len(), rows[0].2.len()), (300_000, 5002));
        assert_eq!(rows[1].2, ["1"]);
    }

    #[test]
    fn a_quote_must_be_closed() {
        let mut records = Records::new(&b"1,2\n3,\"4\n5,6\n"[..], b',', false, 0, None);
        assert_eq!(records.advance(), Ok(true));
        let error = records.advance().unwrap_err();
        assert_eq!((error.kind, error.position), (ReadErrorKind::Quote, Position::Line(2)));
    }
}
