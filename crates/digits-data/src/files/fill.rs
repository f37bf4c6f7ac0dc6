//! Values in place of missing ones.

use super::{ColumnPosition, Missing, Position, ReadError, ReadErrorKind};
use crate::{Scalar, memory};

/// A feature in which missing values were replaced.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Filled {
    /// The feature, from 0.
    pub feature: usize,
    /// Number of values that were missing.
    pub n_missing: usize,
    /// The value in their place.
    pub value: f64,
}

impl Missing {
    /// True if missing features are replaced.
    pub(super) fn fills(&self) -> bool {
        matches!(self, Self::Mean | Self::Median | Self::Values(_))
    }
}

/// Values in place of missing ones, and where they stand.
#[derive(Debug, Default)]
pub(super) struct Fills {
    /// The value of each feature; `None` if missing values are not replaced.
    pub(super) values: Option<Vec<f64>>,
    pub(super) filled: Vec<Filled>,
}

impl Fills {
    /// Replaces each NaN by the value that the policy gives its feature. `column` says where a
    /// feature stands in the file.
    ///
    /// Rows may come in blocks, unless the policy is a mean or a median.
    pub(super) fn replace<F: Scalar>(
        &mut self,
        values: &mut [F],
        n_features: usize,
        policy: &Missing,
        column: impl Fn(usize) -> ColumnPosition,
    ) -> Result<(), Box<ReadError>> {
        if !policy.fills() || values.is_empty() {
            return Ok(());
        }
        let at = Position::File;
        if let Missing::Values(given) = policy
            && given.len() != n_features
        {
            let (expected, found) =
                (format!("a value for each of {n_features} features"), given.len());
            return Err(ReadError::new(ReadErrorKind::Column, at, expected, found.to_string()));
        }
        let mut fill_values = Vec::new();
        for feature in 0..n_features {
            let (value, n_missing) = replace_in(values, feature, n_features, policy, &column)?;
            fill_values.push(value);
            if n_missing > 0 {
                self.count(Filled { feature, n_missing, value });
            }
        }
        self.values = Some(fill_values);
        Ok(())
    }

    /// Adds to what earlier blocks counted.
    fn count(&mut self, new: Filled) {
        match self.filled.binary_search_by_key(&new.feature, |filled| filled.feature) {
            Ok(at) => self.filled[at].n_missing += new.n_missing,
            Err(at) => self.filled.insert(at, new),
        }
    }
}

/// Replaces the missing values of a feature. Returns the value for it, and how many were missing.
fn replace_in<F: Scalar>(
    values: &mut [F],
    feature: usize,
    n_features: usize,
    policy: &Missing,
    column: impl Fn(usize) -> ColumnPosition,
) -> Result<(f64, usize), Box<ReadError>> {
    let cells = || values.iter().skip(feature).step_by(n_features);
    let n_missing = cells().filter(|value| value.to_f64().is_nan()).count();
    let present = cells().map(|value| value.to_f64()).filter(|value| !value.is_nan());
    let value = match policy {
        Missing::Values(given) => given.get(feature).copied(),
        Missing::Median => {
            let mut values = memory::reserved(cells().len() - n_missing)?;
            values.extend(present);
            median(values)
        }
        _ => mean(present),
    };
    let value = value.map(F::from_f64).filter(|value| value.is_finite()).ok_or_else(|| {
        let kind = ReadErrorKind::Missing { n_missing, n_rows: n_missing, of_rows: n_missing };
        let expected = "a value to replace missing ones by";
        let mut error = ReadError::new(kind, Position::File, expected, "none");
        error.column = Some(column(feature));
        error
    })?;
    if n_missing > 0 {
        let missing = values.iter_mut().skip(feature).step_by(n_features);
        for cell in missing.filter(|value| value.to_f64().is_nan()) {
            *cell = value;
        }
    }
    Ok((value.to_f64(), n_missing))
}

/// Moves towards each value in turn, so that no sum overflows.
fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let step = |mean: Option<f64>, (at, value): (usize, f64)| {
        let count = (at + 1) as f64;
        Some(mean.map_or(value, |mean| mean + (value / count - mean / count)))
    };
    values.enumerate().fold(None, step)
}

/// The mean of the two in the middle if the number of values is even.
fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len() / 2;
    let is_even = values.len().is_multiple_of(2);
    if values.is_empty() {
        return None;
    }
    let (below, &mut upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let lower = below.iter().copied().max_by(f64::total_cmp).filter(|_| is_even);
    Some(lower.map_or(upper, |lower| lower / 2.0 + upper / 2.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(policy: &Missing, column: &[f64]) -> Option<f64> {
        let mut values = column.to_vec();
        let column = |index| ColumnPosition { index, name: None };
        Fills::default().replace(&mut values, 1, policy, column).ok().map(|()| values[0])
    }

    #[test]
    fn mean_and_median_take_the_place_of_missing_values() {
        let values = [f64::NAN, 1.0, 2.0, 6.0];
        assert_eq!(filled(&Missing::Mean, &values), Some(3.0));
        assert_eq!(filled(&Missing::Median, &values), Some(2.0));
        assert_eq!(filled(&Missing::Median, &values[..3]), Some(1.5));
        assert_eq!(filled(&Missing::Values(vec![-1.0]), &values), Some(-1.0));
        assert_eq!(filled(&Missing::Mean, &[f64::NAN, f64::MAX, f64::MAX]), Some(f64::MAX));
        assert_eq!(filled(&Missing::Mean, &[f64::NAN]), None);
        assert_eq!(filled(&Missing::Values(vec![]), &values), None);
    }
}
