//! Lines before the first row.

use memchr::memchr2;

use super::dialect::find_delimiter;
use super::number::{NoNumber, parse};
use super::records::{Rules, preview};
use crate::files::{Position, ReadError, ReadErrorKind};

/// The part of a file before its first row.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Preamble {
    pub(super) n_bytes: usize,
    pub(super) n_lines: u64,
    /// The delimiter that Excel's line `sep=;` names.
    pub(super) delimiter: Option<u8>,
}

const COMMENT: u8 = b'#';

impl Preamble {
    /// Finds the lines to skip, Excel's line and the comments at the start of a file.
    pub(super) fn find(
        head: &[u8],
        is_all: bool,
        skip_lines: usize,
        rules: &Rules<'_>,
        delimiter: Option<u8>,
    ) -> Result<Self, Box<ReadError>> {
        let mut found = Self::default();
        for _ in 0..skip_lines {
            if !found.skip_line(head) {
                let expected = format!("{skip_lines} lines to skip and rows after them");
                let at = Position::Line(found.n_lines + 1);
                let end = if is_all { "the end of the file" } else { "lines of a megabyte" };
                return Err(ReadError::new(ReadErrorKind::Empty, at, expected, end));
            }
        }
        found.delimiter = excel_delimiter(line(&head[found.n_bytes..]));
        if found.delimiter.is_some() {
            found.skip_line(head);
        }
        let delimiter = delimiter.or(found.delimiter);
        found.skip_comments(head, is_all, rules, delimiter);
        Ok(found)
    }

    /// Skips a line with its end; false if the head ends before.
    fn skip_line(&mut self, head: &[u8]) -> bool {
        let rest = &head[self.n_bytes..];
        let length = line(rest).len();
        let n_end = match rest.get(length..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => return false,
        };
        self.n_bytes += length + n_end;
        self.n_lines += 1;
        true
    }

    /// Skips comments and blank lines among them. The last comment stays without its mark if it
    /// names the columns.
    fn skip_comments(
        &mut self,
        head: &[u8],
        is_all: bool,
        rules: &Rules<'_>,
        delimiter: Option<u8>,
    ) {
        let mark = rules.comment.unwrap_or(COMMENT);
        let (mut next, mut last) = (Self { delimiter: None, ..*self }, None);
        loop {
            let text = line(&head[next.n_bytes..]).trim_ascii();
            let start = (next.n_bytes, next.n_lines);
            if !(text.is_empty() || text[0] == mark) || !next.skip_line(head) {
                break;
            }
            if !text.is_empty() {
                last = Some(start);
                (self.n_bytes, self.n_lines) = (next.n_bytes, next.n_lines);
            }
        }
        let Some((start, n_lines)) = last else { return };
        let comment = line(&head[start..]);
        let names = comment.trim_ascii_start().strip_prefix(&[mark]).unwrap_or(comment);
        let names = names.trim_ascii_start();
        if are_names(names, &head[self.n_bytes..], is_all, rules, delimiter) {
            self.n_bytes = start + comment.len() - names.len();
            self.n_lines = n_lines;
        }
    }
}

/// True if a comment has a word for each number of the first row below.
fn are_names(
    names: &[u8],
    rest: &[u8],
    is_all: bool,
    rules: &Rules<'_>,
    delimiter: Option<u8>,
) -> bool {
    let delimiter = delimiter.unwrap_or_else(|| find_delimiter(rest, is_all, true, rules));
    let first =
        |head: &[u8], is_all| preview(head, is_all, delimiter, rules).rows.into_iter().next();
    let (Some(names), Some(row)) = (first(names, true), first(rest, is_all)) else { return false };
    let is_word = |field: &Vec<u8>| parse::<f64>(field) == Err(NoNumber::Text);
    names.len() > 1
        && names.len() == row.len()
        && names.iter().all(is_word)
        && row.iter().any(|field| parse::<f64>(field).is_ok())
}

/// The next line without its end.
fn line(text: &[u8]) -> &[u8] {
    &text[..memchr2(b'\n', b'\r', text).unwrap_or(text.len())]
}

fn excel_delimiter(line: &[u8]) -> Option<u8> {
    let line = line.trim_ascii_end();
    let text = line.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(line);
    match text {
        b"sep=" => Some(b'\t'), // the tab was trimmed
        [b's', b'e', b'p', b'=', delimiter] => Some(*delimiter),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::files::Notation;

    fn rest(text: &str, skip_lines: usize, comment: Option<u8>) -> (String, u64, Option<char>) {
        let rules = Rules { comment, notation: &Notation::new() };
        let found = Preamble::find(text.as_bytes(), true, skip_lines, &rules, None).unwrap();
        (text[found.n_bytes..].to_owned(), found.n_lines, found.delimiter.map(char::from))
    }

    #[test]
    fn lines_before_the_first_row_are_skipped() {
        let cases = [
            ("1,2\n", 0, ("1,2\n", 0, None)),
            ("x\ny\r\n1,2\n", 2, ("1,2\n", 2, None)),
            ("sep=;\n1;2\n", 0, ("1;2\n", 1, Some(';'))),
            ("\"sep=;\"\r\n1;2\n", 0, ("1;2\n", 1, Some(';'))),
            ("# on Tuesday\n\n# more\n1,2\n", 0, ("1,2\n", 3, None)),
            ("# on Tuesday\n# a,b\n1,2\n", 0, ("a,b\n1,2\n", 1, None)),
            ("# a b\n1.5 2\n", 0, ("a b\n1.5 2\n", 0, None)),
            ("# 3,4\n1,2\n", 0, ("1,2\n", 1, None)),
            ("# who, when\na,b\n1,2\n", 0, ("a,b\n1,2\n", 1, None)),
            ("# value\n1\n", 0, ("1\n", 1, None)),
        ];
        for (text, skip_lines, (expected, n_lines, delimiter)) in cases {
            let found = rest(text, skip_lines, None);
            assert_eq!(found, (expected.to_owned(), n_lines, delimiter), "{text:?}");
        }
        assert_eq!(rest("% x\n1,2\n", 0, Some(b'%')).0, "1,2\n");
        assert_eq!(rest("% x\n1,2\n", 0, None).0, "% x\n1,2\n");
    }
}
