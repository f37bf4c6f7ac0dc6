//! The stored form of exact sums, checked when it is read.

use serde::Deserialize;

use super::{ColumnSums, ExactSum, TermRanges};

/// The number of limbs that span all `f64` and their sums.
const MOST_LIMBS: usize = 80;

#[derive(Deserialize)]
#[serde(rename = "ExactSum", deny_unknown_fields)]
pub(super) struct StoredSum {
    first: usize,
    limbs: Vec<i128>,
    not_finite: f64,
}

impl TryFrom<StoredSum> for ExactSum {
    type Error = &'static str;

    fn try_from(stored: StoredSum) -> Result<Self, Self::Error> {
        let StoredSum { first, limbs, not_finite } = stored;
        if first > MOST_LIMBS || limbs.len() > MOST_LIMBS - first {
            return Err("a stored sum has more limbs than any sum of numbers");
        }
        Ok(Self { first, limbs, not_finite })
    }
}

#[derive(Deserialize)]
#[serde(rename = "TermRanges", deny_unknown_fields)]
pub(super) struct StoredRanges {
    largest: Vec<f64>,
    smallest: Vec<f64>,
}

impl TryFrom<StoredRanges> for TermRanges {
    type Error = &'static str;

    fn try_from(stored: StoredRanges) -> Result<Self, Self::Error> {
        let StoredRanges { largest, smallest } = stored;
        if largest.len() != smallest.len() {
            return Err("stored ranges have as many smallest terms as largest ones");
        }
        Ok(Self { largest, smallest })
    }
}

#[derive(Deserialize)]
#[serde(rename = "ColumnSums", deny_unknown_fields)]
pub(super) struct StoredColumns {
    sums: Vec<ExactSum>,
    ranges: TermRanges,
}

impl TryFrom<StoredColumns> for ColumnSums {
    type Error = &'static str;

    fn try_from(stored: StoredColumns) -> Result<Self, Self::Error> {
        let StoredColumns { sums, ranges } = stored;
        if sums.len() != ranges.largest.len() {
            return Err("stored column sums have one range per column");
        }
        Ok(Self { sums, ranges })
    }
}
