/// A number for people: about six digits, no more than it takes.
pub(crate) fn shown(value: f64) -> String {
    let size = value.abs();
    if value == 0.0 {
        "0".into()
    } else if !(1e-4..1e15).contains(&size) {
        format!("{value:.3e}")
    } else if size >= 1e4 {
        format!("{value:.0}")
    } else {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 8")]
        let decimals = (4.0 - size.log10().floor()).clamp(1.0, 8.0) as usize;
        format!("{value:.decimals$}")
    }
}

/// A share as a percentage, of two digits or more.
pub(crate) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    match percent.abs() {
        size if size >= 9.95 || size == 0.0 => format!("{percent:.0} %"),
        size if size >= 0.995 => format!("{percent:.1} %"),
        size if size >= 0.005 => format!("{percent:.2} %"),
        _ => format!("{percent:.0e} %"),
    }
}

/// A time in the unit that suits it.
pub(crate) fn seconds(seconds: f64) -> String {
    match seconds {
        s if s >= 1.0 => format!("{s:.2} s"),
        s if s >= 1e-3 => format!("{:.2} ms", s * 1e3),
        s => format!("{:.1} µs", s * 1e6),
    }
}

/// A p-value: small ones as a power of ten.
pub(crate) fn p_value(p: f64) -> String {
    if p >= 0.001 { format!("p = {p:.3}") } else { format!("p = {p:.0e}") }
}

/// How far something spreads: two digits are what it is known to.
pub(crate) fn deviation(value: f64) -> String {
    let size = value.abs();
    if !(1e-4..1e6).contains(&size) {
        return format!("{value:.1e}");
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 5")]
    let decimals = (1.0 - size.log10().floor()).clamp(0.0, 5.0) as usize;
    format!("{value:.decimals$}")
}

/// `a`, `a and b`, `a, b and c`, or another word than `and`.
pub(crate) fn listed(words: &[String], and: &str) -> String {
    match words {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_the_digits_that_tell() {
        let values = [0.0, 69_543.21, 1_234.567, 0.123_456_7, 12.0, -3.5, 1e-7, 4e20];
        let texts =
            ["0", "69543", "1234.6", "0.12346", "12.000", "-3.5000", "1.000e-7", "4.000e20"];
        assert_eq!(values.map(shown), texts);
        assert_eq!(
            [1.0, 0.5, 0.0172, 0.000_62, 2e-6, 0.0].map(percent),
            ["100 %", "50 %", "1.7 %", "0.06 %", "2e-4 %", "0 %"]
        );
        assert_eq!([2.5, 0.0123, 4.5e-5].map(seconds), ["2.50 s", "12.30 ms", "45.0 µs"]);
        assert_eq!(
            [123.4, 2.1318, 0.005_49, 1.2e-11].map(deviation),
            ["123", "2.1", "0.0055", "1.2e-11"]
        );
        assert_eq!([0.25, 2e-9].map(p_value), ["p = 0.250", "p = 2e-9"]);
    }

    #[test]
    fn lists_read_like_sentences() {
        let words = ["a", "b", "c"].map(String::from);
        assert_eq!(
            [0, 1, 2, 3].map(|n| listed(&words[..n], "and")),
            ["", "a", "a and b", "a, b and c"]
        );
    }
}
