//! Numbers as text for people. Programs get JSON, in full precision.

use super::range::{finite_range, whole};

/// A count and its noun: `1 row`, `2 rows`.
pub(crate) fn counted(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

/// Five significant digits; all digits of an integer part below 1e15.
pub(crate) fn number(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".into()
    } else if !(1e-4..1e15).contains(&size) {
        format!("{value:.3e}")
    } else if size >= 1e4 {
        format!("{value:.0}")
    } else {
        format!("{value:.*}", decimals(size, 5).clamp(1, 8))
    }
}

/// Numbers that stand below each other, with the same number of decimals: enough for three digits of
/// their range and four of the largest. What is not finite is a dash.
pub(crate) fn alike(values: &[f64]) -> Vec<String> {
    let (low, high) = finite_range(values.iter().copied());
    let size = low.abs().max(high.abs());
    let is_small = size > 0.0 && size < 1e-3;
    let shown: Box<dyn Fn(f64) -> String> = if low > high {
        Box::new(|_| String::new())
    } else if size >= 1e9 || is_small {
        Box::new(|value| format!("{value:.3e}"))
    } else if values.iter().all(|value| !value.is_finite() || value.fract() == 0.0) {
        Box::new(|value| format!("{:.0}", value + 0.0))
    } else {
        let range = if high > low { high - low } else { size };
        let decimals = decimals(size, 4).max(decimals(range.max(1e-6 * size), 3)).min(6);
        Box::new(move |value| format!("{:.decimals$}", value + 0.0))
    };
    let text =
        |&value: &f64| if value.is_finite() { unsigned_zero(shown(value)) } else { "–".into() };
    values.iter().map(text).collect()
}

/// Takes the sign from a number that was rounded to 0.
fn unsigned_zero(mut text: String) -> String {
    if text.starts_with('-') && !text.contains(|digit| ('1'..='9').contains(&digit)) {
        text.remove(0);
    }
    text
}

/// Times that stand below each other, in one unit.
pub(crate) fn durations_alike(seconds: &[f64]) -> Vec<String> {
    let (_, longest) = finite_range(seconds.iter().copied());
    let (unit, name) = match longest {
        s if s >= 1.0 => (1.0, "s"),
        s if s >= 1e-3 => (1e3, "ms"),
        _ => (1e6, "µs"),
    };
    seconds.iter().map(|s| format!("{:.2} {name}", s * unit)).collect()
}

/// A number in full precision, with an exponent where it is very large or very small.
pub(crate) fn in_full(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e15).contains(&size) {
        return format!("{value:e}");
    }
    value.to_string()
}

/// Three or four significant digits without trailing zeros, for narrow places such as a figure's
/// labels; `undefined` if the value is not finite.
pub(crate) fn short_number(value: f64) -> String {
    let size = value.abs();
    if !value.is_finite() {
        return "undefined".to_owned();
    }
    if size >= 1e7 || (size > 0.0 && size < 1e-4) {
        return format!("{value:.3e}");
    }
    let decimals = match size {
        1e3.. => 0,
        1e2.. => 1,
        1e1.. => 2,
        1e-1.. => 3,
        _ => 4,
    };
    trimmed(&format!("{:.decimals$}", value + 0.0)) // no minus before a zero
}

/// A number to read: six digits, and no more than the number has.
pub(crate) fn six_digits(value: f64) -> String {
    let size = value.abs();
    if size != 0.0 && !(1e-4..1e15).contains(&size) {
        return format!("{value:.5e}");
    }
    trimmed(&format!("{value:.*}", decimals(size.max(1e-4), 6)))
}

fn trimmed(number: &str) -> String {
    let is_whole = !number.contains('.');
    let trimmed = if is_whole { number } else { number.trim_end_matches('0') };
    trimmed.trim_end_matches('.').to_owned()
}

/// A share from 0 to 1 as a percentage of at least two significant digits.
pub(crate) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    match percent.abs() {
        size if size >= 9.95 || size == 0.0 => format!("{percent:.0} %"),
        size if size >= 0.995 => format!("{percent:.1} %"),
        size if size >= 0.005 => format!("{percent:.2} %"),
        _ => format!("{percent:.0e} %"),
    }
}

/// A time in seconds, shown in s, ms or µs.
pub(crate) fn duration(seconds: f64) -> String {
    match seconds {
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 1e-3 => format!("{:.2} ms", s * 1e3),
        s => format!("{:.1} µs", s * 1e6),
    }
}

/// `p = 0.250`; below 0.001 one significant digit and a power of ten.
pub(crate) fn p_value(p: f64) -> String {
    if p >= 0.001 { format!("p = {p:.3}") } else { format!("p = {p:.0e}") }
}

/// A standard deviation. Two significant digits: a few dozen seeds tell no more.
pub(crate) fn deviation(value: f64) -> String {
    let size = value.abs();
    if !(1e-4..1e6).contains(&size) {
        return format!("{value:.1e}");
    }
    format!("{value:.*}", decimals(size, 2).clamp(0, 5))
}

/// `a`, `a and b`, `a, b and c`, with any word for `and`.
pub(crate) fn listed(words: &[String], and: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

/// The first 20 numbers, and how many follow: a model may have thousands of clusters.
pub(crate) fn first_of(numbers: &[usize]) -> String {
    const MOST: usize = 20;
    let shown = numbers.iter().take(MOST).map(ToString::to_string).collect::<Vec<_>>().join(" ");
    match numbers.len().saturating_sub(MOST) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// Decimals that show `digits` significant digits of a number of this size.
fn decimals(size: f64, digits: u8) -> usize {
    whole((f64::from(digits) - 1.0 - size.log10().floor()).min(9.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_no_plural() {
        assert_eq!(["0 rows", "1 row", "2 rows"], [0, 1, 2].map(|n| counted(n, "row")));
    }

    #[test]
    fn a_number_rounded_to_0_has_no_sign() {
        assert_eq!(alike(&[-1e-17, 0.646, -1.2])[0], "0.000");
        assert!(alike(&[-1e-17, 0.646, -1.2])[2].starts_with("-1.2"));
    }

    #[test]
    fn numbers_keep_the_digits_that_tell() {
        let values = [0.0, 69_543.21, 1_234.567, 0.123_456_7, 12.0, -3.5, 1e-7, 4e20];
        let texts =
            ["0", "69543", "1234.6", "0.12346", "12.000", "-3.5000", "1.000e-7", "4.000e20"];
        assert_eq!(values.map(number), texts);
        assert_eq!(
            [1.0, 0.5, 0.0172, 0.000_62, 2e-6, 0.0].map(percent),
            ["100 %", "50 %", "1.7 %", "0.06 %", "2e-4 %", "0 %"]
        );
        assert_eq!([2.5, 0.0123, 4.5e-5].map(duration), ["2.50 s", "12.30 ms", "45.0 µs"]);
        assert_eq!(
            [123.4, 2.1318, 0.005_49, 1.2e-11].map(deviation),
            ["123", "2.1", "0.0055", "1.2e-11"]
        );
        assert_eq!([0.25, 2e-9].map(p_value), ["p = 0.250", "p = 2e-9"]);
    }

    #[test]
    fn short_numbers_have_no_trailing_zeros() {
        let numbers = [69_545.33, 1234.5, 12.5, 0.4671, 0.01234, 1e9, 3e-7, 0.0, -0.0, 20.0];
        let expected =
            ["69545", "1234", "12.5", "0.467", "0.0123", "1.000e9", "3.000e-7", "0", "0", "20"];
        assert_eq!(numbers.map(short_number), expected);
        assert_eq!([f64::NAN, f64::INFINITY].map(short_number), ["undefined"; 2]);
    }

    #[test]
    fn six_digits_of_any_number() {
        let cases = [
            (69_545.123, "69545.1"),
            (0.0, "0"),
            (2.0, "2"),
            (123_456_789.4, "123456789"),
            (0.012_345_67, "0.0123457"),
            (1e-9, "1.00000e-9"),
            (2.5e300, "2.50000e300"),
        ];
        for (value, expected) in cases {
            assert_eq!(six_digits(value), expected);
        }
    }

    #[test]
    fn numbers_in_a_column_have_the_same_decimals() {
        assert_eq!(alike(&[1.5, 22.25, -3.0]), ["1.50", "22.25", "-3.00"]);
        assert_eq!(alike(&[5.0, 120.0]), ["5", "120"]);
        assert_eq!(alike(&[2010.25, 2011.5]), ["2010.25", "2011.50"]);
        assert_eq!(alike(&[1e12, 2.5]), ["1.000e12", "2.500e0"]);
        assert_eq!(alike(&[f64::NAN, 1.0]), ["–", "1"]);
        assert_eq!(durations_alike(&[0.012, 0.5]), ["12.00 ms", "500.00 ms"]);
        assert_eq!([0.0, 78.5, 1e-9, 2.5e300].map(in_full), ["0", "78.5", "1e-9", "2.5e300"]);
    }

    #[test]
    fn lists_read_like_sentences() {
        let words = ["a", "b", "c"].map(String::from);
        assert_eq!(
            [0, 1, 2, 3].map(|n| listed(&words[..n], "and")),
            ["", "a", "a and b", "a, b and c"]
        );
    }

    #[test]
    fn a_long_list_is_cut_off() {
        assert_eq!([first_of(&[]), first_of(&[3, 1])], ["", "3 1"]);
        assert_eq!(first_of(&[7; 23]), "7 ".repeat(20) + "and 3 more");
    }
}
