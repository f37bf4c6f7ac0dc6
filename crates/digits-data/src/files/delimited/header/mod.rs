//! Decides if the first row of a file names the columns.

mod ambiguous;
mod labels;
mod numbers;
mod row_numbers;

use self::ambiguous::ambiguous;
use self::labels::is_named;
pub(super) use self::labels::{Ground, grounds_of_labels, grounds_of_table};
pub(super) use self::row_numbers::check_row_numbers;
use super::guess::{Guess, guess};
use super::number::{NoNumber, parse};
use super::records::Preview;
use crate::files::selection::{Selection, asks_for_names};
use crate::files::{Columns, Header, Position, ReadError, TableOptions, read_error::shown};

/// Decides by the rule of [`Header`] if the first row names the columns.
pub(super) fn has_header(
    preview: &Preview,
    n_columns: usize,
    line: u64,
    options: &TableOptions,
) -> Result<bool, Box<ReadError>> {
    match options.header {
        Header::Yes => return Ok(true),
        Header::No => return Ok(false),
        Header::Auto if asks_for_names(options) => return Ok(true),
        Header::Auto => {}
    }
    let at = Position::Line(line);
    let Selection { label, weight, .. } = Selection::new(options, n_columns, None, at)?;
    if [label, weight].into_iter().flatten().any(|column| is_named(preview, column)) {
        return Ok(true);
    }
    let Some(first) = preview.rows.first() else { return Ok(false) };
    if has_wanted_names(first, &options.columns) {
        return Ok(true);
    }
    // The names stand above every column, so columns that are not read count too.
    let columns: Vec<usize> =
        (0..n_columns).filter(|&column| ![label, weight].contains(&Some(column))).collect();
    if (0..n_columns).any(|column| is_value(preview, column)) {
        return Ok(false);
    }
    let cell = |&column: &usize| first.get(column).map(|field| cell(field));
    let is_text = |column: &usize| cell(column) == Some(Cell::Text);
    let is_number = |column: &usize| cell(column) == Some(Cell::Number);
    let (text, number) =
        (columns.iter().find(|c| is_text(c)), columns.iter().find(|c| is_number(c)));
    match (text, number) {
        (Some(_), None) => Ok(true),
        (Some(&text), Some(&number)) => {
            let found = format!(
                "{} in column {text} and {} in column {number}",
                shown(&first[text]),
                shown(&first[number])
            );
            Err(ambiguous(at, found))
        }
        (None, _) => match numbers::like_names(preview, &columns) {
            Some(found) => Err(ambiguous(at, found)),
            None => Ok(false),
        },
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Cell {
    Number,
    Text,
    /// Missing, or a date, which may be a name or a value.
    Either,
}

fn cell(field: &[u8]) -> Cell {
    match parse::<f64>(field) {
        Ok(_) | Err(NoNumber::Infinite) => Cell::Number,
        Err(NoNumber::Missing) => Cell::Either,
        Err(NoNumber::Text) => match guess(field) {
            Guess::Number(_) => Cell::Number,
            Guess::Date => Cell::Either,
            Guess::Word => Cell::Text,
        },
    }
}

/// True if the first field of a column is a word that comes again below it.
fn is_value(preview: &Preview, column: usize) -> bool {
    let mut fields = preview.rows.iter().filter_map(|row| row.get(column));
    let first = fields.next().filter(|first| cell(first) == Cell::Text);
    first.is_some_and(|first| fields.any(|field| field.trim_ascii() == first.trim_ascii()))
}

fn has_wanted_names(first: &[Vec<u8>], columns: &Columns) -> bool {
    let Columns::Named(names) = columns else { return false };
    let is_there = |name: &String| first.iter().any(|field| field.trim_ascii() == name.as_bytes());
    !names.is_empty() && names.iter().all(is_there)
}

#[cfg(test)]
mod tests {
    use super::super::records::plain_preview;
    use super::*;
    use crate::files::ReadErrorKind;

    fn header_of(text: &str, options: &TableOptions) -> Result<bool, ReadErrorKind> {
        let preview = plain_preview(text, true, b',');
        has_header(&preview, preview.rows[0].len(), 1, options).map_err(|error| error.kind)
    }

    #[test]
    fn one_reading_is_taken_and_two_are_an_error() {
        let ambiguous = Err(ReadErrorKind::AmbiguousHeader);
        let cases = [
            ("a,b\n1,2\n", Ok(true)),
            (",b\n1,2\n", Ok(true)),
            ("1.5,2\n3,4\n", Ok(false)),
            ("1.5,NA\n3,4\n", Ok(false)),
            ("5,3\n7,8\n", Ok(false)),
            ("1,1\n1.5,2.5\n", Ok(false)),
            ("5.1,3.5,setosa\n4.9,3.0,virginica\n", ambiguous),
            ("5.1,3.5,setosa\n4.9,3.0,setosa\n", Ok(false)),
            ("\"1,5\",$2\n\"2,5\",$3\n", Ok(false)),
            ("2024-01-31,5\n2024-02-28,6\n", Ok(false)),
            ("id,2019,2020\n1,2,3\n", ambiguous),
            ("0,1,2\n5,6,7\n", ambiguous),
            ("0,1\n5,6\n", ambiguous),
            ("1,2\n1,4\n1,0\n10,2\n", Ok(false)),
            ("1,2,3\n4,5,6\n", Ok(false)),
            ("1,2,3\n4.5,5.5,6.5\n", ambiguous),
            ("2019,2020\n5,6\n", Ok(false)),
            ("3019,3020,3021\n5,6,8\n", Ok(false)),
            (",0,1,2\n0,5,6,7\n", ambiguous),
            ("2019,2020,2021\n5,6,8\n", ambiguous),
            ("2019,2024\n5.5,6.0\n", ambiguous),
            (",2019,2024\n0,5.5,6.0\n", ambiguous),
            ("2019,2024\n5.5,6.0\n3,4\n", Ok(false)),
            ("2019,2024\n5.5,NA\n", ambiguous),
            ("1,5\n3,x\n", Ok(false)),
            ("1,5\n3,NA\n", Ok(false)),
            ("1,5,3\n4,5\n", Ok(false)),
            ("5,6\n5,6\n", Ok(false)),
            ("2\n0.5\n", Ok(false)),
            ("weight\n0.5\n", Ok(true)),
            ("4,2\n", Ok(false)),
        ];
        for (text, expected) in cases {
            assert_eq!(header_of(text, &TableOptions::new()), expected, "{text:?}");
        }
    }

    #[test]
    fn many_numbers_in_order_over_rows_in_none_may_be_names() {
        let ambiguous = Err(ReadErrorKind::AmbiguousHeader);
        let falling = "3999.7,3997.8,3995.8,3993.9,3992,3990.1,3988.2,3986.2";
        let rising = "400,402,404,406,408,410,412,414.5";
        let row = "0.1,0.3,0.2,0.5,0.4,0.6,0.9,0.8";
        let other = "7,5,6,4,3,2,1,0";
        let cases = [
            (format!("{falling}\n{row}\n{other}\n"), ambiguous),
            (format!("{rising}\n{row}\n"), ambiguous),
            (format!(",{rising}\n0,{row}\n"), ambiguous),
            (format!("{falling}\n{row}\n{rising}\n"), Ok(false)),
            (format!("{row}\n{other}\n"), Ok(false)),
            ("0.1,0.2,0.3,0.4,0.5,0.6,0.7\n1,3,2,5,4,7,6\n".to_owned(), Ok(false)),
            ("0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.7\n1,3,2,5,4,7,6,8\n".to_owned(), Ok(false)),
            (format!("{falling}\n"), Ok(false)),
        ];
        for (text, expected) in cases {
            assert_eq!(header_of(&text, &TableOptions::new()), expected, "{text:?}");
        }
    }

    #[test]
    fn what_no_row_could_be_held_against_may_be_names() {
        for text in ["0.1,0.2,0.3,0.4,0.5,0.6,0.7,0.8", "5,9,2"] {
            let preview = plain_preview(text, false, b',');
            let found = has_header(&preview, preview.rows[0].len(), 1, &TableOptions::new());
            assert_eq!(found.unwrap_err().kind, ReadErrorKind::AmbiguousHeader, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_feature_has_no_say() {
        let label =
            TableOptions { label_column: Some("2".parse().unwrap()), ..TableOptions::new() };
        assert_eq!(header_of("5.1,3.5,setosa\n4.9,3.0,setosa\n", &label), Ok(false));
        // A word above numbers is not a label. Neither is a usual name above words.
        for text in ["2020,2021,y\n0,3,0\n6,9,1\n", "0,1,class\n2,4,a\n3,5,b\n"] {
            assert_eq!(header_of(text, &label), Ok(true), "{text:?}");
        }
        let weight =
            TableOptions { weight_column: Some("1".parse().unwrap()), ..TableOptions::new() };
        assert_eq!(header_of("10,w\n1,0.5\n2,1\n", &weight), Ok(true));
        let named =
            TableOptions { label_column: Some("9".parse().unwrap()), ..TableOptions::new() };
        assert_eq!(header_of("0,1\n1,2\n", &named), Err(ReadErrorKind::Column));
        let by_name = TableOptions { columns: "\"2019\"".parse().unwrap(), ..TableOptions::new() };
        assert_eq!(header_of("2018,2019\n1,2\n", &by_name), Ok(true));
        let keep = TableOptions { columns: "!2".parse().unwrap(), ..TableOptions::new() };
        assert_eq!(header_of("5.1,3.5,setosa\n4.9,3.0,setosa\n", &keep), Ok(false));
    }

    #[test]
    fn the_whole_first_row_is_looked_at() {
        let years = "country,2019,2020\nFR,1.5,2.5\nDE,1.6,2.4\n";
        for columns in ["1", "1..2", "!0"] {
            let options = TableOptions { columns: columns.parse().unwrap(), ..TableOptions::new() };
            assert_eq!(
                header_of(years, &options),
                Err(ReadErrorKind::AmbiguousHeader),
                "{columns}"
            );
        }
        let named = Columns::Named(vec!["2020".into(), "2019".into()]);
        let options = TableOptions { columns: named, ..TableOptions::new() };
        assert_eq!(header_of(years, &options), Ok(true));
    }

    #[test]
    fn who_says_it_is_believed() {
        for (header, expected) in [(Header::Yes, true), (Header::No, false)] {
            let options = TableOptions { header, ..TableOptions::new() };
            for text in ["0,1,2\n5,6,7\n", "a,b\n1,2\n", "5.1,x\n"] {
                assert_eq!(header_of(text, &options), Ok(expected));
            }
        }
    }
}
