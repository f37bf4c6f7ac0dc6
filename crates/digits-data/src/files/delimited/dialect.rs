use super::number::parse;
use super::records::{Rules, preview};
use crate::files::{Notation, Position, ReadError, ReadErrorKind, read_error::shown};

/// Spaces are not a candidate here, because they occur in text and around numbers.
const CANDIDATES: [u8; 4] = [b'\t', b';', b'|', b','];

/// Finds the delimiter by the rule in the documentation of [`files`](crate::files).
pub(super) fn find_delimiter(
    head: &[u8],
    is_all: bool,
    may_be_spaces: bool,
    rules: &Rules<'_>,
) -> u8 {
    let line = first_line(head);
    let parts_rows = |delimiter: &u8| {
        !is_mark_of_fractions(head, *delimiter, rules.notation)
            && !is_part_of_a_name(head, is_all, *delimiter, rules)
    };
    let in_first_line: Vec<u8> = CANDIDATES
        .into_iter()
        .filter(|delimiter| line.contains(delimiter) && parts_rows(delimiter))
        .collect();
    let has_spaces = may_be_spaces && line.trim_ascii().contains(&b' ');
    if in_first_line.is_empty() && has_spaces && parts_rows(&b' ') {
        return b' ';
    }
    let even = in_first_line.iter().filter_map(|&delimiter| {
        n_numbers_if_even(head, is_all, delimiter, rules).map(|n_numbers| (n_numbers, delimiter))
    });
    // `max_by_key` takes the last of equals, so the order is reversed.
    let best = even.rev().max_by_key(|&(n_numbers, _)| n_numbers);
    best.map_or(in_first_line.first().copied().unwrap_or(b','), |(_, delimiter)| delimiter)
}

/// Finds the first line that is not empty. A line break within quotes does not end it. Quotes open
/// at the start of a field only, so a sign for inches opens none.
fn first_line(head: &[u8]) -> &[u8] {
    let is_end = |byte: &u8| matches!(byte, b'\r' | b'\n');
    let start = head.iter().position(|byte| !is_end(byte)).unwrap_or(head.len());
    let text = &head[start..];
    let (mut in_quotes, mut previous) = (false, b',');
    let end = text.iter().position(|&byte| {
        let may_open = CANDIDATES.contains(&previous) || matches!(previous, b' ' | b'"');
        in_quotes ^= byte == b'"' && (in_quotes || may_open);
        previous = byte;
        !in_quotes && is_end(&byte)
    });
    // For quotes that are never closed, the reader reports the position later.
    let end = end.or_else(|| text.iter().position(is_end)).unwrap_or(text.len());
    &text[..end]
}

/// True if the delimiter is the decimal separator of numbers such as `1,5`. If it is a delimiter too, it
/// is next to quotes.
fn is_mark_of_fractions(head: &[u8], delimiter: u8, notation: &Notation) -> bool {
    let is_beside_quotes = |pair: &[u8]| pair == [b'"', delimiter] || pair == [delimiter, b'"'];
    notation.decimal == char::from(delimiter) && !head.windows(2).any(is_beside_quotes)
}

/// True if the delimiter splits only the first row, and not into numbers, like `my value` above one
/// column. If it splits only the first row into numbers, the rows are uneven.
fn is_part_of_a_name(head: &[u8], is_all: bool, delimiter: u8, rules: &Rules<'_>) -> bool {
    let rows = preview(head, is_all, delimiter, rules).rows;
    let [first, rest @ ..] = rows.as_slice() else { return false };
    let is_number = |field: &Vec<u8>| parse::<f64>(field).is_ok();
    !rest.is_empty() && rest.iter().all(|row| row.len() == 1) && !first.iter().all(is_number)
}

/// Counts the fields that are numbers; `None` unless all rows have the same number of fields, two
/// or more.
fn n_numbers_if_even(head: &[u8], is_all: bool, delimiter: u8, rules: &Rules<'_>) -> Option<usize> {
    let rows = preview(head, is_all, delimiter, rules).rows;
    let n_fields = rows.first().map_or(0, Vec::len);
    (n_fields > 1 && rows.iter().all(|row| row.len() == n_fields)).then(|| {
        let is_number = |field: &&Vec<u8>| parse::<f64>(field).is_ok();
        rows.iter().flatten().filter(is_number).count()
    })
}

/// Refuses delimiters that are part of numbers, quotes or line ends.
pub(super) fn check_delimiter(delimiter: u8) -> Result<(), Box<ReadError>> {
    let is_text = delimiter.is_ascii_alphanumeric()
        || matches!(delimiter, b'.' | b'+' | b'-' | b'"' | b'\r' | b'\n' | 0);
    if is_text || !delimiter.is_ascii() {
        let expected = "a delimiter that is no part of numbers, quotes or lines";
        let found = shown(&[delimiter]);
        return Err(ReadError::new(ReadErrorKind::Format, Position::File, expected, found));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delimiter(text: &str) -> char {
        delimiter_of(text, &Notation::new())
    }

    fn delimiter_of(text: &str, notation: &Notation) -> char {
        let rules = Rules { comment: None, notation };
        find_delimiter(text.as_bytes(), true, true, &rules).into()
    }

    #[test]
    fn a_comma_in_numbers_is_no_delimiter() {
        let notation = Notation { decimal: ',', ..Notation::new() };
        for (text, expected) in [
            ("a;b\n1,5;2,5\n", ';'),
            ("1,5\t2,5\n3,5\t4,5\n", '\t'),
            ("1,5 2,5\n3,5 4,5\n", ' '),
            ("a,b\n\"1,5\",\"2,5\"\n", ','),
        ] {
            assert_eq!(delimiter_of(text, &notation), expected, "{text:?}");
        }
    }

    #[test]
    fn each_delimiter_is_found() {
        for delimiter_ in [',', ';', '\t', '|', ' '] {
            let text = "a,b,c\n1,2,3\n4,5,6\n".replace(',', &delimiter_.to_string());
            assert_eq!(delimiter(&text), delimiter_);
            assert_eq!(delimiter(text.trim_end().lines().last().unwrap()), delimiter_);
        }
        assert_eq!(delimiter("  1.0   2.0\n -3.0  14.5\n"), ' ');
    }

    #[test]
    fn the_one_that_makes_numbers_wins() {
        assert_eq!(delimiter("a, b\n1, 2\n"), ',');
        assert_eq!(delimiter("x;y,1,2\nv;w,3,4\n"), ',');
        assert_eq!(delimiter("\"a;b\";1\n\"c;d\";2\n"), ';');
        assert_eq!(delimiter("New York,1\nLos Angeles,2\n"), ',');
        assert_eq!(delimiter("1|2,5\n3|4,5\n"), '|', "each makes one number a row");
    }

    #[test]
    fn what_parts_the_first_row_alone_is_in_a_name() {
        for text in ["my value\n1\n2\n", "my;value\n1\n2\n", "a|b\n1.5\n", "a b\n1,2\n3,4\n"] {
            assert_eq!(delimiter(text), ',', "{text:?}");
        }
        assert_eq!(delimiter("1;2\n3\n4\n"), ';', "rows of numbers that are uneven");
        assert_eq!(delimiter("my value\n"), ' ', "there is no other row to ask");
        assert_eq!(delimiter("my value;x\n1;2\n"), ';');
    }

    #[test]
    fn within_quotes_a_line_goes_on() {
        assert_eq!(delimiter("\"first\nname\";\"x\"\n1;2\n"), ';');
        assert_eq!(delimiter("\"a \"\"b\"\"\nc\"|\"x\"\r\n1|2\r\n"), '|');
        assert_eq!(delimiter("5\" pipe;x\n1;2,5\n3;4,5\n"), ';');
        assert_eq!(first_line(b"\n\r\nsize 5\",x\n\"1\",2\n"), b"size 5\",x");
        assert_eq!(first_line(b"\"never closed,x\n1,2\n"), b"\"never closed,x");
        assert_eq!(first_line(b"\n\n"), b"");
    }

    #[test]
    fn ragged_rows_go_by_the_first_line() {
        assert_eq!(delimiter("1,2,3\n4,5\n"), ',');
        assert_eq!(delimiter("1;2;3\n4;5\n"), ';');
        assert_eq!(delimiter("7\n8\n"), ',');
        assert_eq!(delimiter(""), ',');
    }
}
