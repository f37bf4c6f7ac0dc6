use fast_float2::FastFloat;

use crate::{PerScalar, Scalar};

/// The contents of a field that is not a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoNumber {
    Missing,
    /// Infinite, or a number past the largest.
    Infinite,
    Text,
}

/// Words for a missing value, in addition to an empty field and NaN: those of pandas, and `?`.
const MISSING: [&str; 13] = [
    "na", "n/a", "null", "none", "?", "<na>", "#n/a", "#na", "#n/a n/a", "1.#ind", "-1.#ind",
    "1.#qnan", "-1.#qnan",
];

/// Reads a number as Rust writes it, to the nearest of its type; blanks around it do not matter. `True`
/// is 1 and `False` is 0.
pub(super) fn parse<F: Scalar>(field: &[u8]) -> Result<F, NoNumber> {
    let text = field.trim_ascii();
    match F::choose::<Parser>(parse_as::<f32>, parse_as::<f64>)(text) {
        Some(value) if value.is_finite() => Ok(value),
        Some(value) if value.to_f64().is_nan() => Err(NoNumber::Missing),
        Some(_) => Err(NoNumber::Infinite),
        None if is_missing(text) => Err(NoNumber::Missing),
        None if text.eq_ignore_ascii_case(b"true") => Ok(F::ONE),
        None if text.eq_ignore_ascii_case(b"false") => Ok(F::ZERO),
        None => Err(NoNumber::Text),
    }
}

fn is_missing(text: &[u8]) -> bool {
    text.is_empty() || MISSING.iter().any(|missing| text.eq_ignore_ascii_case(missing.as_bytes()))
}

/// Parses straight into the type. By way of another type, some numbers would be rounded twice.
struct Parser;

impl PerScalar for Parser {
    type Of<F: Scalar> = fn(&[u8]) -> Option<F>;
}

/// Uses the algorithm of the standard library. The library's own function needs UTF-8 checked first
/// and takes 1.5 to 2 times as long.
fn parse_as<F: FastFloat>(text: &[u8]) -> Option<F> {
    F::parse_float(text).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_to_the_nearest() {
        let cases =
            [("1", 1.0), (" -2.5e-3\t", -0.0025), ("+.5", 0.5), ("7.", 7.0), ("1E2", 100.0)];
        for (text, number) in cases {
            assert_eq!(parse::<f64>(text.as_bytes()), Ok(number), "{text}");
        }
        // Halfway between two f32, except for a digit that f64 cannot hold.
        let text = b"1.00000005960464477540";
        assert_eq!(parse::<f32>(text), Ok(1.0 + f32::EPSILON));
        assert_eq!(parse::<f64>(b"9007199254740993"), Ok(9_007_199_254_740_992.0));
        assert_eq!(parse::<f64>(b"1e-999"), Ok(0.0));
    }

    mod properties {
        use proptest::prelude::*;

        use super::*;

        /// Checks that the standard library parses the text to the same bits, NaN and infinities
        /// included.
        fn check<F: Scalar + std::str::FromStr>(text: &str) {
            let expected: Option<F> = text.trim_ascii().parse().ok();
            let found =
                F::choose::<Parser>(parse_as::<f32>, parse_as::<f64>)(text.trim_ascii().as_bytes());
            let bits = |value: Option<F>| value.map(|value| value.to_f64().to_bits());
            assert_eq!(bits(found), bits(expected), "{text:?}");
        }

        proptest! {
            #[test]
            fn numbers_are_those_of_the_standard_library(
                near in "[+-]?[0-9]{0,25}([.][0-9]{0,25})?([eE][+-]?[0-9]{0,4})?",
                wild in "[0-9.eE+naifty-]{0,8}",
                word in "[+-]?(nan|NaN|inf|INF|infinity|Infinity|infinit|nann)",
                bits in any::<u64>(),
            ) {
                for text in [near, wild, word, f64::from_bits(bits).to_string()] {
                    check::<f32>(&text);
                    check::<f64>(&text);
                }
            }
        }
    }

    #[test]
    fn all_else_has_its_name() {
        for missing in [
            "", "  ", "NA", "na", "N/A", "NaN", "nan", "-nan", "NULL", "None", "?", "<NA>", "#N/A",
            "#N/A N/A", "-1.#IND", "1.#QNAN",
        ] {
            assert_eq!(parse::<f64>(missing.as_bytes()), Err(NoNumber::Missing), "{missing}");
        }
        assert_eq!(parse::<f64>(b"True"), Ok(1.0));
        assert_eq!(parse::<f64>(b" false"), Ok(0.0));
        for infinite in ["inf", "-Infinity", "1e999", "-1e400"] {
            assert_eq!(parse::<f64>(infinite.as_bytes()), Err(NoNumber::Infinite), "{infinite}");
        }
        assert_eq!(parse::<f32>(b"1e39"), Err(NoNumber::Infinite));
        let text: [&[u8]; 8] =
            [b"x", b"1,5", b"1_000", b"0x10", b"1 2", b"1\0", b"\xff", "−1".as_bytes()];
        for text in text {
            assert_eq!(parse::<f64>(text), Err(NoNumber::Text), "{text:?}");
        }
    }
}
