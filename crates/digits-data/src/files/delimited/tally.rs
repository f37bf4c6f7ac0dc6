use super::guess::{Guess, Reading, guess};
use super::number::{NoNumber, parse};
use super::plain::plain;
use crate::files::{Contents, Notation};

/// Counts of what the fields of a column are.
#[derive(Debug, Clone, Default)]
pub(super) struct Tally {
    pub(super) n_numbers: usize,
    n_readings: usize,
    n_dates: usize,
    n_words: usize,
    /// One bit for each pair of marks that reads all numbers in other notations.
    marks: Option<u16>,
    minus: Option<char>,
    affixes: Vec<String>,
    /// The first different words.
    words: Vec<String>,
    /// Line and contents of the first field that is not a number.
    pub(super) first: Option<(u64, Vec<u8>)>,
}

/// Most different texts that are kept per column. A column with this many has words, not units or words
/// for missing values.
const MOST_TEXTS: usize = 3;

impl Tally {
    /// Looks at a field as it stands in the file.
    pub(super) fn look_at(&mut self, notation: &Notation, field: &[u8], line: u64) {
        let text = plain(notation, field);
        match text.as_deref().map_or(Err(NoNumber::Text), parse::<f64>) {
            Ok(_) | Err(NoNumber::Infinite) => self.n_numbers += 1,
            Err(NoNumber::Missing) => {}
            Err(NoNumber::Text) => self.no_number(field, line),
        }
    }

    /// Takes a field that is neither a number nor missing.
    pub(super) fn no_number(&mut self, field: &[u8], line: u64) {
        self.first.get_or_insert_with(|| (line, field.to_vec()));
        match guess(field) {
            Guess::Number(reading) => {
                self.n_readings += 1;
                self.take(reading);
            }
            Guess::Date => self.n_dates += 1,
            Guess::Word => {
                self.n_words += 1;
                remember(&mut self.words, String::from_utf8_lossy(field.trim_ascii()).into_owned());
            }
        }
    }

    fn take(&mut self, reading: Reading) {
        self.marks = Some(self.marks.unwrap_or(u16::MAX) & reading.marks);
        self.minus = self.minus.or(reading.minus);
        for affix in reading.affixes {
            remember(&mut self.affixes, affix);
        }
    }

    /// The contents, if the column is not mostly numbers in one notation or another.
    pub(super) fn contents(&self) -> Option<Contents> {
        // `12a` and `12b` are not numbers with units.
        let is_unit = |affix: &&String| affix.chars().all(char::is_alphabetic);
        let n_units = self.affixes.iter().filter(is_unit).count();
        let n_readings = if n_units > 1 { 0 } else { self.n_readings };
        let n_numbers = self.n_numbers + n_readings;
        let n_words = self.n_words + self.n_readings - n_readings;
        match n_words + self.n_dates {
            0 if n_numbers == 0 => Some(Contents::Nothing),
            n_others if n_others <= n_numbers => None,
            _ if self.n_dates > n_words => Some(Contents::Dates),
            _ => Some(Contents::Words),
        }
    }

    /// Returns the notation that reads all fields of the column, without its separators, and one bit per
    /// pair of decimal and thousands separators that reads them. `None` if some fields are not numbers in
    /// any notation. A few words in a column of `n_rows` may stand for missing values.
    pub(super) fn reading(&self, n_rows: usize) -> Option<(Notation, u16)> {
        let has_others = self.n_dates > 0
            || 2 * self.n_words > n_rows
            || self.words.len() >= MOST_TEXTS
            || self.affixes.len() >= MOST_TEXTS
            || self.words.iter().any(|word| word.contains(','));
        let notation = Notation {
            minus: self.minus,
            strip: self.affixes.clone(),
            missing_words: self.words.clone(),
            ..Notation::new()
        };
        (!has_others).then_some((notation, self.marks.unwrap_or(u16::MAX)))
    }
}

fn remember(texts: &mut Vec<String>, text: String) {
    if texts.len() < MOST_TEXTS && !texts.contains(&text) {
        texts.push(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(fields: &[&str]) -> Tally {
        let mut tally = Tally::default();
        for field in fields {
            tally.look_at(&Notation::new(), field.as_bytes(), 1);
        }
        tally
    }

    #[test]
    fn most_fields_decide() {
        let cases: [(&[&str], Option<Contents>); 10] = [
            (&["1", "2", "x"], None),
            (&["1", "x"], None),
            (&["1", "x", "y"], Some(Contents::Words)),
            (&["1,5", "$2", "x"], None),
            (&["5 kg", "6 kg"], None),
            (&["12a", "12b", "7a"], Some(Contents::Words)),
            (&["2024-01-31", "2024-02-01", ""], Some(Contents::Dates)),
            (&["", "NA"], Some(Contents::Nothing)),
            (&["setosa", "NA", "3", "x"], Some(Contents::Words)),
            (&["True", "false", "NA"], None),
        ];
        for (fields, contents) in cases {
            assert_eq!(tally(fields).contents(), contents, "{fields:?}");
        }
    }

    #[test]
    fn a_reading_reads_every_field() {
        let (notation, marks) = tally(&["$1,5", "−2", "3"]).reading(3).unwrap();
        assert_eq!((notation.minus, notation.strip), (Some('−'), vec!["$".to_owned()]));
        assert_eq!(marks & 0b111, 0b010, "only the decimal comma");
        let (notation, _) = tally(&["1", "2", "unknown"]).reading(3).unwrap();
        assert_eq!(notation.missing_words, ["unknown"]);
        assert!(tally(&["1", "2", "2024-01-31"]).reading(3).is_none());
        assert!(tally(&["1", "2", "a", "b", "c"]).reading(9).is_none());
    }
}
