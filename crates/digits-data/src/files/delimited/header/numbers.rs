//! Numbers that may be the names of columns.

use std::ops::RangeInclusive;

use crate::files::delimited::number::parse;
use crate::files::delimited::records::{Preview, Row};

const YEARS: RangeInclusive<i64> = 1800..=2200;

/// Number of ordered values that rules out chance: of random samples with eight values, one in
/// 20,160 is in order.
const IN_ORDER: usize = 8;

/// Finds the reason, in words, why a first row of numbers looks like names.
pub(super) fn like_names(preview: &Preview, features: &[usize]) -> Option<&'static str> {
    let (first, below) = preview.rows.split_first()?;
    // An index without a name may come before the names.
    let named = match features {
        [index, named @ ..] if first.get(*index).is_some_and(Vec::is_empty) => named,
        _ => features,
    };
    if counts_up(first, named) {
        return Some("numbers that count up, as names or values do");
    }
    // A file with one row would have no samples. Rows that were not read yet may be anything.
    if below.is_empty() && preview.is_all {
        return None;
    }
    let found = if is_alone_whole(first, below, named) {
        "different whole numbers, with a fraction in every row below"
    } else if is_alone_in_order(first, below, named) {
        "numbers that rise or fall throughout, as in no row below"
    } else {
        return None;
    };
    Some(if below.is_empty() { "numbers in a line too long to look at one below" } else { found })
}

/// True for `0,1,2`, as pandas numbers columns, and for three years or more. `1,2,3` counts as a
/// sample: people type it, and no common program numbers columns from 1.
fn counts_up(row: &[Vec<u8>], features: &[usize]) -> bool {
    let Some(numbers) = whole_numbers(row, features) else { return false };
    numbers.windows(2).all(|pair| pair[0].checked_add(1) == Some(pair[1]))
        && match numbers[..] {
            [0, _, ..] => true,
            [first, _, _, ..] => YEARS.contains(&first),
            _ => false,
        }
}

/// True if the first row has different whole numbers, and every other row has a fraction.
fn is_alone_whole(first: &[Vec<u8>], below: &[Row], features: &[usize]) -> bool {
    let Some(mut numbers) = whole_numbers(first, features) else { return false };
    let n_numbers = numbers.len();
    numbers.sort_unstable();
    numbers.dedup();
    n_numbers > 1
        && numbers.len() == n_numbers
        && below.iter().all(|row| features.iter().any(|&column| is_fraction(row, column)))
}

/// True if the field is a number that is not written as a whole number.
fn is_fraction(row: &[Vec<u8>], column: usize) -> bool {
    let is_number = row.get(column).is_some_and(|field| parse::<f64>(field).is_ok());
    is_number && whole_numbers(row, &[column]).is_none()
}

/// True if the first row rises or falls throughout and no other does, like wavelengths above
/// spectra.
fn is_alone_in_order(first: &[Vec<u8>], below: &[Row], features: &[usize]) -> bool {
    features.len() >= IN_ORDER
        && is_in_order(first, features)
        && !below.iter().any(|row| is_in_order(row, features))
}

fn is_in_order(row: &[Vec<u8>], columns: &[usize]) -> bool {
    let number = |&column: &usize| parse::<f64>(row.get(column)?).ok();
    let numbers: Option<Vec<f64>> = columns.iter().map(number).collect();
    numbers.is_some_and(|numbers| {
        numbers.is_sorted_by(|one, next| one < next) || numbers.is_sorted_by(|one, next| one > next)
    })
}

/// The fields of these columns, if all are written as whole numbers.
pub(super) fn whole_numbers(row: &[Vec<u8>], columns: &[usize]) -> Option<Vec<i64>> {
    let number = |&column: &usize| std::str::from_utf8(row.get(column)?).ok()?.trim().parse().ok();
    columns.iter().map(number).collect()
}
