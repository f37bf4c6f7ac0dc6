//! Checks of stored models: a model is read only if a fit could have found it.

use crate::Error;

/// The range that numbers must lie in.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Range {
    Finite,
    FromZero,
    AboveZero,
}

impl Range {
    fn holds(self, value: f64) -> bool {
        value.is_finite()
            && match self {
                Self::Finite => true,
                Self::FromZero => value >= 0.0,
                Self::AboveZero => value > 0.0,
            }
    }

    fn in_words(self) -> &'static str {
        match self {
            Self::Finite => "finite",
            Self::FromZero => "finite and not negative",
            Self::AboveZero => "finite and above 0",
        }
    }
}

/// Checks that a list has the expected length and that every number is in the range.
pub(crate) fn check_each(
    field: &'static str,
    values: &[f64],
    expected: usize,
    range: Range,
) -> Result<(), Error> {
    if values.len() != expected {
        return Err(Error::StoredLength { field, found: values.len(), expected });
    }
    match values.iter().position(|&value| !range.holds(value)) {
        Some(index) => Err(Error::StoredValue {
            field,
            index: Some(index),
            value: values[index],
            expected: range.in_words(),
        }),
        None => Ok(()),
    }
}

pub(crate) fn check(field: &'static str, value: f64, range: Range) -> Result<(), Error> {
    if range.holds(value) {
        return Ok(());
    }
    Err(Error::StoredValue { field, index: None, value, expected: range.in_words() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_fit_can_find_is_named() {
        let refused = |values: &[f64], range| {
            check_each("scale", values, 2, range).map_err(|error| error.to_string())
        };
        assert_eq!(refused(&[0.0, -1.0], Range::Finite), Ok(()));
        for (values, range, message) in [
            (&[1.0][..], Range::Finite, "scale of a stored model has length 1; it must be 2"),
            (
                &[1.0, f64::NAN],
                Range::Finite,
                "scale[1] of a stored model is NaN; it must be finite",
            ),
            (
                &[-1.0, 1.0],
                Range::FromZero,
                "scale[0] of a stored model is -1; it must be finite and not negative",
            ),
            (
                &[1.0, 0.0],
                Range::AboveZero,
                "scale[1] of a stored model is 0; it must be finite and above 0",
            ),
        ] {
            assert_eq!(refused(values, range), Err(message.to_owned()));
        }
        let error = check("noise_variance", f64::INFINITY, Range::FromZero).unwrap_err();
        let message = "noise_variance of a stored model is inf; it must be finite and not negative";
        assert_eq!(error.to_string(), message);
    }
}
