//! The likely contents of a field that is not a number.

use super::number::parse;
use super::plain::plain;
use crate::files::Notation;

/// Contents of a field that [`parse`](super::number::parse) does not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Guess {
    /// A number in another notation.
    Number(Reading),
    Date,
    Word,
}

/// Separators, sign and units of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// One bit for each of [`MARKS`] that reads the number.
    pub(super) marks: u16,
    pub(super) minus: Option<char>,
    /// Texts around the number.
    pub(super) affixes: Vec<String>,
}

/// Common pairs of separators: the decimal and the thousands separator, if there is one. Pairs with only
/// one separator come first.
pub(super) const MARKS: [(char, Option<char>); 9] = [
    ('.', None),
    (',', None),
    ('.', Some(',')),
    (',', Some('.')),
    ('.', Some(' ')),
    (',', Some(' ')),
    ('.', Some('\'')),
    (',', Some('\'')),
    ('.', Some('’')),
];

const MINUS: [char; 4] = ['−', '–', '﹣', '－'];

/// Guesses what a field is that is neither a number nor missing.
pub(super) fn guess(field: &[u8]) -> Guess {
    let Ok(text) = std::str::from_utf8(field) else { return Guess::Word };
    let text = text.trim();
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Guess::Word;
    }
    if is_date(text) {
        return Guess::Date;
    }
    match reading(text) {
        Some(reading) => Guess::Number(reading),
        None => Guess::Word,
    }
}

/// Returns one bit per pair of separators that reads a field; all bits for fields that are not numbers.
pub(super) fn marks_of(field: &[u8]) -> u16 {
    let text = std::str::from_utf8(field).unwrap_or_default();
    reading(text.trim()).map_or(u16::MAX, |reading| reading.marks)
}

fn reading(text: &str) -> Option<Reading> {
    let (mut rest, mut minus, mut affixes) = (text, None, Vec::new());
    let mut is_signed = false;
    loop {
        let before = rest;
        if let Some(after) = rest.strip_prefix(['-', '+']).filter(|_| !is_signed) {
            (is_signed, rest) = (true, after);
        } else if let Some(sign) =
            rest.chars().next().filter(|sign| !is_signed && MINUS.contains(sign))
        {
            (is_signed, minus, rest) = (true, Some(sign), &rest[sign.len_utf8()..]);
        } else if let Some((affix, after)) = unit_before(rest) {
            affixes.push(affix.to_owned());
            rest = after;
        } else if let Some((affix, before)) = unit_after(rest) {
            affixes.push(affix.to_owned());
            rest = before;
        }
        if rest.len() == before.len() {
            break;
        }
        if affixes.len() > 2 {
            return None;
        }
    }
    let marks = MARKS.iter().enumerate().filter(|&(_, &(decimal, thousands))| {
        let notation = Notation { decimal, thousands, ..Notation::new() };
        plain(&notation, rest.as_bytes()).is_some_and(|text| parse::<f64>(&text).is_ok())
    });
    let marks = marks.fold(0, |bits, (at, _)| bits | 1 << at);
    (marks != 0).then_some(Reading { marks, minus, affixes })
}

fn is_symbol(c: char) -> bool {
    matches!(c, '$' | '€' | '£' | '¥' | '₹' | '₽' | '₩' | '₺' | '¢' | '%' | '‰' | '°')
}

/// Splits off a symbol, or a currency such as `USD` with a space after it.
fn unit_before(text: &str) -> Option<(&str, &str)> {
    let symbol = text.chars().next().filter(|&c| is_symbol(c)).map(char::len_utf8);
    let code = || text.find(char::is_whitespace).filter(|&end| is_code(&text[..end]));
    let end = symbol.or_else(code)?;
    Some((&text[..end], text[end..].trim_start()))
}

fn is_code(text: &str) -> bool {
    text.len() == 3 && text.bytes().all(|byte| byte.is_ascii_uppercase())
}

/// Splits off a symbol, or a unit of a few letters such as `kg`, that follows a digit.
fn unit_after(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 4;
    let last = text.chars().next_back()?;
    let start = if is_symbol(last) {
        text.len() - last.len_utf8()
    } else {
        let letters = text.trim_end_matches(char::is_alphabetic);
        (1..=LONGEST).contains(&text[letters.len()..].chars().count()).then_some(letters.len())?
    };
    let number = text[..start].trim_end();
    let is_after_digit = number.bytes().next_back().is_some_and(|byte| byte.is_ascii_digit());
    (is_after_digit || is_symbol(last)).then_some((&text[start..], number))
}

/// True for three numbers as in 2024-01-31 or 31.1.2024, with or without a time after them, and for
/// a time of day.
fn is_date(text: &str) -> bool {
    let day = text.split([' ', 'T']).next().unwrap_or_default();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_of_three = |separator: char| {
        let parts: Vec<&str> = day.split(separator).collect();
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        parts.iter().all(is_number)
            && matches!(lengths.as_slice(), [4, 1 | 2, 1 | 2] | [1 | 2, 1 | 2, 4] | [2, 2, 2])
    };
    let is_time = || {
        let parts: Vec<&str> = day.split(':').collect();
        matches!(parts.len(), 2 | 3)
            && parts.iter().all(|part| part.starts_with(|c: char| c.is_ascii_digit()))
    };
    ['-', '/', '.'].into_iter().any(is_of_three) || is_time()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_notations_are_numbers() {
        type Case = (&'static str, &'static [usize], Option<char>, &'static [&'static str]);
        let cases: [Case; 12] = [
            ("1,5", &[1], None, &[]),
            ("1,234", &[1, 2], None, &[]),
            ("1,234.5", &[2], None, &[]),
            ("1.234,5", &[3], None, &[]),
            ("1 234", &[4, 5], None, &[]),
            ("1'234.5", &[6], None, &[]),
            ("$329.58", &[0, 4, 2, 6, 8], None, &["$"]),
            ("-$5,5", &[1], None, &["$"]),
            ("12 %", &[0, 1, 2, 3, 4, 5, 6, 7, 8], None, &["%"]),
            ("−3.25", &[0, 2, 4, 6, 8], Some('−'), &[]),
            ("5.25kg", &[0, 2, 4, 6, 8], None, &["kg"]),
            ("USD 5.25", &[0, 2, 4, 6, 8], None, &["USD"]),
        ];
        for (text, marks, minus, affixes) in cases {
            let Guess::Number(reading) = guess(text.as_bytes()) else { panic!("{text}") };
            let found: Vec<usize> =
                (0..MARKS.len()).filter(|at| reading.marks >> at & 1 == 1).collect();
            for at in marks {
                assert!(found.contains(at), "{text}: {found:?}");
            }
            assert_eq!(
                (reading.minus, reading.affixes),
                (minus, affixes.iter().map(|a| (*a).to_owned()).collect()),
                "{text}"
            );
        }
    }

    #[test]
    fn words_and_dates_are_no_numbers() {
        for text in ["2024-01-31", "31.1.2024", "1/2/2024", "2024-01-31T10:20:30Z", "10:30"] {
            assert_eq!(guess(text.as_bytes()), Guess::Date, "{text}");
        }
        for text in ["setosa", "A12", "P-1", "10.0.0.1", "1.2.3", "C1001", "", "5 Main Street"] {
            assert_eq!(guess(text.as_bytes()), Guess::Word, "{text}");
        }
    }
}
