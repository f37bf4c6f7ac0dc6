//! Numbers in another notation, rewritten as Rust writes them.

use std::borrow::Cow;

use super::number::{NoNumber, parse};
use crate::files::Notation;

/// Rewrites a field in the given notation, so that [`parse`] reads it.
///
/// A number in the notation becomes plain, and a word for a missing value becomes an empty field.
/// Fields without digits stay as they are. `None` if the field has digits that the notation does not
/// read.
pub(super) fn plain<'a>(notation: &Notation, field: &'a [u8]) -> Option<Cow<'a, [u8]>> {
    let field = field.trim_ascii();
    if notation.is_plain() {
        return Some(Cow::Borrowed(field));
    }
    let Ok(text) = std::str::from_utf8(field) else { return Some(Cow::Borrowed(field)) };
    let text = text.trim();
    if is_word_for_missing(notation, text) {
        return Some(Cow::Borrowed(b""));
    }
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return Some(Cow::Borrowed(text.as_bytes()));
    }
    let (sign, core) = unsigned(notation, text);
    let number = format!("{sign}{}", in_plain_digits(notation, core)?);
    let is_missing = notation.missing_words.iter().any(|word| is_same_number(word, &number));
    Some(Cow::Owned(if is_missing { Vec::new() } else { number.into_bytes() }))
}

/// True for a word that stands for a missing one.
pub(super) fn is_missing(notation: &Notation, field: &[u8]) -> bool {
    let text = std::str::from_utf8(field).unwrap_or_default().trim();
    is_word_for_missing(notation, text) || parse::<f64>(field) == Err(NoNumber::Missing)
}

fn is_word_for_missing(notation: &Notation, text: &str) -> bool {
    notation.missing_words.iter().any(|word| text.eq_ignore_ascii_case(word.trim()))
}

fn is_same_number(word: &str, number: &str) -> bool {
    let value = |text: &str| parse::<f64>(text.as_bytes()).ok();
    value(word).is_some_and(|word| value(number).is_some_and(|it| it.total_cmp(&word).is_eq()))
}

/// Takes the sign and the texts to strip off both ends: `-$5`, `$-5` and `5 %`.
fn unsigned<'a>(notation: &Notation, text: &'a str) -> (&'static str, &'a str) {
    let (mut sign, mut rest) = ("", text);
    loop {
        let before = rest;
        if sign.is_empty() {
            if let Some(after) = after_minus(notation, rest) {
                (sign, rest) = ("-", after);
            } else if let Some(after) = rest.strip_prefix('+') {
                (sign, rest) = ("+", after);
            }
        }
        for strip in notation.strip.iter().filter(|strip| !strip.is_empty()) {
            rest = rest.strip_prefix(strip.as_str()).unwrap_or(rest).trim_start();
            rest = rest.strip_suffix(strip.as_str()).unwrap_or(rest).trim_end();
        }
        if rest.len() == before.len() {
            return (sign, rest);
        }
    }
}

fn after_minus<'a>(notation: &Notation, text: &'a str) -> Option<&'a str> {
    let other = || notation.minus.and_then(|minus| text.strip_prefix(minus));
    text.strip_prefix('-').or_else(other)
}

/// Rewrites digits with marks. The exponent has neither marks nor a fraction.
fn in_plain_digits(notation: &Notation, core: &str) -> Option<String> {
    let (mantissa, exponent) = match core.find(['e', 'E']) {
        Some(at) => core.split_at(at),
        None => (core, ""),
    };
    let (whole, fraction) = match mantissa.split_once(notation.decimal) {
        Some((whole, fraction)) => (whole, Some(fraction)),
        None => (mantissa, None),
    };
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let whole = without_marks(notation.thousands, whole)?;
    if !is_digits(&whole) || !is_digits(fraction.unwrap_or_default()) {
        return None;
    }
    let point = if fraction.is_some() { "." } else { "" };
    let exponent = match notation.minus.and_then(|minus| exponent.split_once(minus)) {
        Some((e, digits)) => format!("{e}-{digits}"),
        None => exponent.to_owned(),
    };
    Some(format!("{whole}{point}{}{exponent}", fraction.unwrap_or_default()))
}

/// Joins groups of digits. The last group must have three, so `1,5` is not 15; groups before it have two
/// or three, as in the Indian `1,00,000`, and the first may have one. Otherwise `None`.
fn without_marks(thousands: Option<char>, whole: &str) -> Option<String> {
    let Some(mark) = thousands else { return Some(whole.to_owned()) };
    let is_mark = |c: char| c == mark || (mark == ' ' && c.is_whitespace());
    let groups: Vec<&str> = whole.split(is_mark).collect();
    let lengths_fit = match groups.as_slice() {
        [_] => true,
        [first, middle @ .., last] => {
            (1..=3).contains(&first.len())
                && middle.iter().all(|group| matches!(group.len(), 2 | 3))
                && last.len() == 3
        }
        [] => false,
    };
    lengths_fit.then(|| groups.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(notation: &Notation, text: &str) -> Option<f64> {
        plain(notation, text.as_bytes()).and_then(|text| parse(&text).ok())
    }

    #[test]
    fn marks_signs_and_units_are_read() {
        let german = Notation { decimal: ',', thousands: Some('.'), ..Notation::new() };
        let english = Notation {
            thousands: Some(','),
            minus: Some('−'),
            strip: vec!["$".into(), "%".into(), "USD".into()],
            ..Notation::new()
        };
        let french = Notation { decimal: ',', thousands: Some(' '), ..Notation::new() };
        let cases = [
            (&german, "1.234,5", Some(1234.5)),
            (&german, "-1.234.567", Some(-1_234_567.0)),
            (&german, "0,5", Some(0.5)),
            (&german, "1,5e-3", Some(0.0015)),
            (&german, "1.5", None),
            (&german, "12.34,5", None),
            (&german, "1,5,5", None),
            (&english, "$1,234.50", Some(1234.5)),
            (&english, "-$5", Some(-5.0)),
            (&english, "$-5", Some(-5.0)),
            (&english, "12 %", Some(12.0)),
            (&english, "USD 1,000", Some(1000.0)),
            (&english, "−3", Some(-3.0)),
            (&english, "1,5", None),
            (&english, "12,34,567", Some(1_234_567.0)),
            (&english, "--5", None),
            (&french, "1 234,5", Some(1234.5)),
            (&french, "1\u{202f}234\u{a0}567", Some(1_234_567.0)),
        ];
        for (notation, text, expected) in cases {
            assert_eq!(reads(notation, text), expected, "{text}");
        }
    }

    #[test]
    fn words_for_missing_values_become_empty() {
        let words = ["-", "unknown", "-999"].map(str::to_owned).to_vec();
        let notation = Notation { missing_words: words, ..Notation::new() };
        for text in ["-", "Unknown", " -999 ", "-999.0", "NA", ""] {
            assert_eq!(
                plain(&notation, text.as_bytes()).map(|text| parse::<f64>(&text)),
                Some(Err(crate::files::delimited::number::NoNumber::Missing)),
                "{text}"
            );
        }
        assert_eq!(reads(&notation, "999"), Some(999.0));
    }
}
