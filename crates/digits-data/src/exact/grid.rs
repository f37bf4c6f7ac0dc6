use std::sync::Arc;

use super::fixed_point::{LOWEST, decode, power_of_two};

/// The ranges of the terms of each column: their largest and their smallest magnitude.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "super::stored::StoredRanges"))]
pub struct TermRanges {
    /// The largest magnitude in each column.
    pub(super) largest: Vec<f64>,
    /// The smallest magnitude that is not 0; infinite if there is none.
    pub(super) smallest: Vec<f64>,
}

impl TermRanges {
    /// Returns the ranges of columns without terms.
    #[must_use]
    pub fn none(n_columns: usize) -> Self {
        Self { largest: vec![0.0; n_columns], smallest: vec![f64::INFINITY; n_columns] }
    }

    /// Includes one term of each column.
    #[inline(always)]
    pub fn include(&mut self, terms: &[f64]) {
        self.include_lines([terms]);
    }

    /// Includes several terms of each column.
    #[inline(always)]
    pub(super) fn include_lines<const N: usize>(&mut self, lines: [&[f64]; N]) {
        let n = self.largest.len();
        let lines = lines.map(|terms| &terms[..n]);
        let ranges = self.largest.iter_mut().zip(&mut self.smallest);
        for (column, (largest, smallest)) in ranges.enumerate() {
            let (mut most, mut least) = (*largest, *smallest);
            for terms in lines {
                let magnitude = terms[column].abs();
                most = if magnitude > most { magnitude } else { most };
                let not_zero = if magnitude > 0.0 { magnitude } else { f64::INFINITY };
                least = if not_zero < least { not_zero } else { least };
            }
            (*largest, *smallest) = (most, least);
        }
    }

    /// Includes the terms of other ranges.
    pub fn merge(&mut self, other: &Self) {
        for (largest, other) in self.largest.iter_mut().zip(&other.largest) {
            *largest = largest.max(*other);
        }
        for (smallest, other) in self.smallest.iter_mut().zip(&other.smallest) {
            *smallest = smallest.min(*other);
        }
    }

    /// Returns true unless a term is infinite.
    pub fn are_finite(&self) -> bool {
        self.largest.iter().all(|largest| largest.is_finite())
    }

    /// Returns ranges that hold the differences of these terms from offsets, rounded by `round`. If an
    /// offset is not 0, a difference can be arbitrarily small.
    #[must_use]
    pub fn minus(&self, offset: &[f64], round: impl Fn(f64) -> f64) -> Self {
        let largest = self.largest.iter().zip(offset).map(|(x, offset)| round(x + offset.abs()));
        let smallest = self.smallest.iter().zip(offset);
        let smallest =
            smallest.map(|(&x, &offset)| if offset == 0.0 { x } else { f64::from_bits(1) });
        Self { largest: largest.collect(), smallest: smallest.collect() }
    }

    /// Returns the largest magnitude of each column.
    pub fn largest(&self) -> &[f64] {
        &self.largest
    }

    /// Returns true if the magnitudes of every column lie within `limits`.
    #[inline(always)]
    pub(super) fn are_within(&self, limits: &Self) -> bool {
        // Without a branch, for wide registers.
        let larger = self.largest.iter().zip(&limits.largest);
        let smaller = self.smallest.iter().zip(&limits.smallest);
        larger.fold(true, |within, (own, limit)| within & (own <= limit))
            & smaller.fold(true, |within, (own, limit)| within & (own >= limit))
    }

    /// Merges the ranges of several rows that stand side by side into one range per column.
    pub(super) fn folded(&self, n_columns: usize) -> Self {
        let mut folded = Self::none(n_columns);
        let rows = self.largest.chunks(n_columns).zip(self.smallest.chunks(n_columns));
        for (largest, smallest) in rows {
            folded.merge(&Self { largest: largest.to_vec(), smallest: smallest.to_vec() });
        }
        folded
    }
}

/// The units of sums whose terms have known ranges: one unit per column. Every term of the column is a
/// multiple of it.
///
/// A term is cut into windows of 46 bits, each a whole number. So 128 of them add up in an `f64`
/// (53 bits) without rounding, before they go into the digits of a sum.
#[derive(Debug, Clone)]
pub struct Grid {
    n_columns: usize,
    /// Windows per term, or 0 if a term would need more than three.
    pub(super) n_windows: usize,
    /// Numbers that cut off what is above a window. Adding a cut to a number and subtracting it again
    /// rounds to whole units of the next window. One row per window, the lowest first.
    pub(super) cuts: Arc<[f64]>,
}

/// Bits of a window.
pub(super) const WINDOW: u32 = 46;

/// Terms that a window takes before it must be emptied.
pub(super) const MOST_TERMS: usize = 1 << (53 - WINDOW);

/// The exponent above which a sum of terms, or a cut, might not be finite.
const HIGHEST: i32 = 870;

impl Grid {
    /// Returns the grid for terms in these ranges, whose mantissas have at most `n_digits` bits.
    ///
    /// Terms outside the ranges would be rounded or lost.
    pub fn new(ranges: &TermRanges, n_digits: u32) -> Self {
        Bits::of(ranges, n_digits, |_| LOWEST).into_grid()
    }

    /// Returns the grid for terms that are differences from these offsets, computed in `f64`.
    ///
    /// Such a term is a multiple of half the last digit of its offset: either the term is not smaller
    /// than half the offset, or the subtraction is exact (P. Sterbenz, "Floating-point
    /// computation", 1974). So differences that are small by chance need no finer unit.
    pub fn of_differences(ranges: &TermRanges, n_digits: u32, offset: &[f64]) -> Self {
        Bits::of(ranges, n_digits, |column| exponent(offset[column].abs()) - 53).into_grid()
    }

    /// Returns the grid for terms in these ranges, and the widest ranges whose terms still fit it.
    pub(super) fn with_room(ranges: &TermRanges) -> (Self, TermRanges) {
        let mut bits = Bits::of(ranges, f64::MANTISSA_DIGITS, |_| LOWEST);
        let limits = bits.widen(ranges);
        (bits.into_grid(), limits)
    }

    /// Returns true if adding takes few instructions per term.
    pub fn is_fast(&self) -> bool {
        matches!(self.n_windows, 1 | 2)
    }

    /// Returns the number of columns.
    pub fn n_columns(&self) -> usize {
        self.n_columns
    }
}

/// The binary digits of each column's terms: from 2^base up to, but not including, 2^top.
struct Bits {
    bases: Vec<i32>,
    tops: Vec<i32>,
    n_windows: usize,
}

impl Bits {
    /// Returns the digits of terms in these ranges, which are multiples of 2^`floor(column)`.
    fn of(ranges: &TermRanges, n_digits: u32, floor: impl Fn(usize) -> i32) -> Self {
        let (mut bases, mut tops) = (Vec::new(), Vec::new());
        for (column, &largest) in ranges.largest.iter().enumerate() {
            // A column of zeros gets room for terms near 1, the most likely ones to follow.
            let largest = if largest == 0.0 { 1.0 } else { largest };
            let top = exponent(largest) + 1;
            let lowest =
                exponent(ranges.smallest[column].min(largest)) + 1 - n_digits.cast_signed();
            bases.push(lowest.max(floor(column)).max(LOWEST).min(top));
            tops.push(top);
        }
        let mut bits = Self { bases, tops, n_windows: 0 };
        // Sums and cuts must stay finite.
        if bits.tops.iter().all(|&top| top <= HIGHEST) {
            let most = bits.most();
            bits.n_windows = (1..=3).find(|&windows| most <= most_bits(windows)).unwrap_or(0);
        }
        bits
    }

    /// Returns the largest number of digits in any column.
    fn most(&self) -> i32 {
        self.tops.iter().zip(&self.bases).map(|(top, base)| top - base).max().unwrap_or(0)
    }

    /// Uses the spare digits of the windows: half below the lowest digit of a column, half above the
    /// highest. Returns the ranges of terms with such digits.
    fn widen(&mut self, ranges: &TermRanges) -> TermRanges {
        let mut limits = ranges.clone();
        if self.n_windows > 0 {
            let most = most_bits(self.n_windows);
            let limits = limits.largest.iter_mut().zip(&mut limits.smallest);
            let columns = self.bases.iter_mut().zip(&mut self.tops);
            for ((base, top), (largest, smallest)) in columns.zip(limits) {
                let n_free = most - (*top - *base);
                *base = (*base - n_free / 2).max(LOWEST);
                *top = *base + most;
                *largest = power_of_two(*top).next_down();
                *smallest = if *base > LOWEST { power_of_two(*base + 52) } else { 0.0 };
            }
        }
        limits
    }

    fn into_grid(self) -> Grid {
        let cut = |unit: i32| 1.5 * power_of_two(52 + unit);
        let cuts_above = |window: usize| {
            let bits = WINDOW.cast_signed() * i32::try_from(window).unwrap_or(0);
            self.bases.iter().map(move |base| cut(base + bits))
        };
        let cuts = (1..=self.n_windows).flat_map(cuts_above).collect();
        Grid { n_columns: self.bases.len(), n_windows: self.n_windows, cuts }
    }
}

/// Returns the number of digits that so many windows hold. Cutting may round up, which needs one
/// digit.
fn most_bits(n_windows: usize) -> i32 {
    match n_windows {
        1 => WINDOW.cast_signed(),
        2 => 2 * WINDOW.cast_signed() - 1,
        _ => 3 * WINDOW.cast_signed() - 1,
    }
}

/// Returns the exponent of the highest bit. For 0 it is that of the smallest number.
fn exponent(magnitude: f64) -> i32 {
    let (unit, mantissa) = decode(magnitude);
    unit + 63 - (mantissa | 1).leading_zeros().cast_signed()
}
