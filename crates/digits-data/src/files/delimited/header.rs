use std::ops::RangeInclusive;

use super::number::{NoNumber, parse};
use super::records::Preview;
use crate::files::selection::{Selection, asks_for_names};
use crate::files::{
    Columns, Header, Position, ReadError, ReadErrorKind, TableOptions, read_error::shown,
};

const YEARS: RangeInclusive<i64> = 1800..=2200;

/// Whether the first row names the columns, by the rule that [`Header`] states.
pub(super) fn has_header(
    rows: &Preview,
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
    let Selection { features, label, weight, .. } = Selection::new(options, n_columns, None, at)?;
    if [label, weight].into_iter().flatten().any(|column| is_named(rows, column)) {
        return Ok(true);
    }
    let Some(first) = rows.first() else { return Ok(false) };
    let cell = |&column: &usize| first.get(column).map(|field| parse::<f64>(field));
    let is_text = |column: &usize| cell(column) == Some(Err(NoNumber::Text));
    let is_number = |column: &usize| matches!(cell(column), Some(Ok(_) | Err(NoNumber::Infinite)));
    let (text, number) =
        (features.iter().find(|c| is_text(c)), features.iter().find(|c| is_number(c)));
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
        (None, _) if counts_up(first, &features) => {
            Err(ambiguous(at, "numbers that count up".to_owned()))
        }
        (None, _) if alone_is_whole(rows, &features) => Err(ambiguous(
            at,
            "different whole numbers, with a fraction in every row below".to_owned(),
        )),
        (None, _) => Ok(false),
    }
}

/// Refuses row numbers as a feature, which some programs write into a first column without a name,
/// unless the columns were chosen.
pub(super) fn check_row_numbers(
    rows: &Preview,
    names: Option<&[String]>,
    selection: &Selection,
    options: &TableOptions,
    at: Position,
) -> Result<(), Box<ReadError>> {
    let is_unnamed = names.is_some_and(|names| names.first().is_some_and(String::is_empty));
    let may_be = options.columns == Columns::All && selection.features.first() == Some(&0);
    if !is_unnamed || !may_be || selection.features.len() == 1 {
        return Ok(());
    }
    let numbers: Option<Vec<i64>> =
        rows[1..].iter().map(|row| whole_numbers(row, &[0])?.first().copied()).collect();
    let counts = |numbers: &[i64]| matches!(numbers, [0 | 1, _, ..]) && each_is_the_next(numbers);
    if numbers.is_some_and(|numbers| counts(&numbers)) {
        let expected = "a name, or to be told which columns to read (`!0` for all but this)";
        let found = "a column without a name that counts the rows";
        let error = ReadError::new(ReadErrorKind::AmbiguousHeader, at, expected, found);
        return Err(error.in_column(0, names));
    }
    Ok(())
}

/// What a column of labels is called; among words nothing else tells a header from a label.
const LABEL_NAMES: [&str; 7] = ["label", "labels", "target", "targets", "class", "cluster", "y"];

/// Whether the first row of a file of labels is a header, by the rule that
/// [`read_labels`](crate::files::read_labels) states.
pub(super) fn labels_have_header(rows: &Preview, column: usize) -> bool {
    let n_columns = rows.first().map_or(0, Vec::len);
    is_named(rows, column) || (0..n_columns).any(|column| is_word_above_numbers(rows, column))
}

/// Whether the first field of a column of labels or weights can only be its name.
fn is_named(rows: &Preview, column: usize) -> bool {
    let mut fields = rows.iter().filter_map(|row| row.get(column));
    let Some(first) = fields.next() else { return false };
    let is_usual =
        LABEL_NAMES.iter().any(|name| first.trim_ascii().eq_ignore_ascii_case(name.as_bytes()));
    is_word_above_numbers(rows, column) || (is_usual && !fields.any(|field| field == first))
}

fn is_word_above_numbers(rows: &Preview, column: usize) -> bool {
    let mut fields = rows.iter().filter_map(|row| row.get(column));
    let is_word = fields.next().is_some_and(|first| parse::<f64>(first) == Err(NoNumber::Text));
    let mut numbers = fields.map(|field| parse::<f64>(field).is_ok()).peekable();
    is_word && numbers.peek().is_some() && numbers.all(|is_number| is_number)
}

fn ambiguous(at: Position, found: String) -> Box<ReadError> {
    let expected = "names or a sample (say whether there is a header, or which columns to read)";
    ReadError::new(ReadErrorKind::AmbiguousHeader, at, expected, found)
}

/// `0,1,2` as pandas numbers columns, or three years and more; before them there may be an unnamed
/// column, the index. `1,2,3` is taken for a sample: whoever types a few in begins so, and no program
/// in wide use numbers columns from 1.
fn counts_up(row: &[Vec<u8>], features: &[usize]) -> bool {
    let named = match features.first() {
        Some(&first) if row.get(first).is_some_and(Vec::is_empty) => &features[1..],
        _ => features,
    };
    let Some(numbers) = whole_numbers(row, named) else { return false };
    each_is_the_next(&numbers)
        && match numbers[..] {
            [0, _, ..] => true,
            [first, _, _, ..] => YEARS.contains(&first),
            _ => false,
        }
}

fn each_is_the_next(numbers: &[i64]) -> bool {
    numbers.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]))
}

/// The first row is of different whole numbers, and every other has a fraction.
fn alone_is_whole(rows: &Preview, features: &[usize]) -> bool {
    let [first, rest @ ..] = rows.as_slice() else { return false };
    let Some(mut numbers) = whole_numbers(first, features) else { return false };
    let n_numbers = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    n_numbers > 1
        && numbers.len() == n_numbers
        && !rest.is_empty()
        && rest.iter().all(|row| features.iter().any(|&column| is_fraction(row, column)))
}

/// Whether the field is a number that is not written as a whole one.
fn is_fraction(row: &[Vec<u8>], column: usize) -> bool {
    let is_number = row.get(column).is_some_and(|field| parse::<f64>(field).is_ok());
    is_number && whole_numbers(row, &[column]).is_none()
}

/// The fields of these columns, if all are written as whole numbers.
fn whole_numbers(row: &[Vec<u8>], columns: &[usize]) -> Option<Vec<i64>> {
    let number = |&column: &usize| std::str::from_utf8(row.get(column)?).ok()?.trim().parse().ok();
    columns.iter().map(number).collect()
}

#[cfg(test)]
mod tests {
    use super::super::records::preview;
    use super::*;

    fn header_of(text: &str, options: &TableOptions) -> Result<bool, ReadErrorKind> {
        let rows = preview(text.as_bytes(), true, b',');
        has_header(&rows, rows[0].len(), 1, options).map_err(|error| error.kind)
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
            ("5.1,3.5,setosa\n4.9,3.0,setosa\n", ambiguous),
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
    fn what_is_no_feature_has_no_say() {
        let label =
            TableOptions { label_column: Some("2".parse().unwrap()), ..TableOptions::new() };
        assert_eq!(header_of("5.1,3.5,setosa\n4.9,3.0,setosa\n", &label), Ok(false));
        // But a word above numbers is no label, and a usual name above words is none either.
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
    fn row_numbers_are_no_feature_by_accident() {
        let check = |text: &str, options: &TableOptions| {
            let rows = preview(text.as_bytes(), true, b',');
            let name = |name: &Vec<u8>| String::from_utf8(name.clone()).unwrap();
            let names: Vec<String> = rows[0].iter().map(name).collect();
            let at = Position::Line(1);
            let selection = Selection::new(options, names.len(), Some(&names), at).unwrap();
            check_row_numbers(&rows, Some(&names), &selection, options, at).map_err(|e| e.kind)
        };
        let all = TableOptions::new();
        for text in [",a\n0,5\n1,7\n", ",a,b\n1,5,2\n2,7,3\n3,1,1\n"] {
            assert_eq!(check(text, &all), Err(ReadErrorKind::AmbiguousHeader), "{text:?}");
            for columns in ["!0", "0..2"] {
                let chosen = TableOptions { columns: columns.parse().unwrap(), ..all.clone() };
                assert_eq!(check(text, &chosen), Ok(()), "{text:?}");
            }
            let label = TableOptions { label_column: Some("0".parse().unwrap()), ..all.clone() };
            assert_eq!(check(text, &label), Ok(()), "{text:?}");
        }
        let others = [
            ",a\n0,5\n1,7\n-9223372036854775808,1\n",
            "i,a\n0,5\n1,7\n",
            ",a\n0,5\n2,7\n",
            ",a\n0.5,5\n1.5,7\n",
            ",a\n0,5\n",
            ",a\n",
        ];
        for text in others {
            assert_eq!(check(text, &all), Ok(()), "{text:?}");
        }
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
