use super::fixed_point::{LOWEST, STRIDE, decode, power_of_two};

/// The sizes of the terms of some sums that stand side by side.
#[derive(Debug, Clone, PartialEq)]
pub struct TermRanges {
    /// The largest magnitude of each sum's terms.
    pub(super) largest: Vec<f64>,
    /// The smallest magnitude that is not 0; infinite if there is none.
    pub(super) smallest: Vec<f64>,
}

impl TermRanges {
    /// Returns the sizes of no terms.
    #[must_use]
    pub fn none(n_columns: usize) -> Self {
        Self { largest: vec![0.0; n_columns], smallest: vec![f64::INFINITY; n_columns] }
    }

    /// Returns the sizes of terms of which only the largest are known.
    #[must_use]
    pub fn up_to(largest: Vec<f64>) -> Self {
        Self { smallest: vec![f64::from_bits(1); largest.len()], largest }
    }

    /// Takes in a term of each sum.
    #[inline(always)]
    pub fn include(&mut self, terms: &[f64]) {
        self.include_lines([terms]);
    }

    /// Takes in several terms of each sum.
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

    /// Takes in the terms of other ranges.
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
}

/// Units in which terms of known size are whole numbers, one unit for each sum of a row.
///
/// A term is cut into windows, each a whole number of up to 46 bits. So 128 of them add up in `f64`
/// without rounding (53 bits), and then go into a number of 128 bits.
#[derive(Debug, Clone)]
pub struct Grid {
    /// The exponent of the unit of each sum.
    pub(super) bases: Vec<i32>,
    /// Windows that a term is cut into; 0 for terms too far apart, which are never `f64`s.
    pub(super) n_windows: usize,
    /// Adding and subtracting one of these leaves what is above a window: a row for each cut.
    pub(super) cuts: Vec<f64>,
    /// Limbs of each sum.
    pub(super) n_limbs: usize,
}

/// Bits of a window.
const WINDOW: u32 = 46;

/// Terms that a window takes before it must be emptied.
pub(super) const MOST_TERMS: usize = 1 << (53 - WINDOW);

/// The exponent above which a sum of terms, or what cuts them, might not be finite.
const HIGHEST: i32 = 870;

/// Bits of a term that one limb takes 2³⁶ times.
const LIMB: i32 = 91;

impl Grid {
    /// Returns the grid for terms of these ranges, whose mantissas have at most `n_digits` bits.
    ///
    /// Terms out of these ranges would be rounded or lost.
    pub fn new(ranges: &TermRanges, n_digits: u32) -> Self {
        Self::above(ranges, n_digits, |_| LOWEST)
    }

    /// Returns the grid for terms that are differences from these offsets, computed in `f64`.
    ///
    /// Such a term is a multiple of half the last digit of its offset: either it is not smaller
    /// than half the offset, or the subtraction is exact (P. Sterbenz, "Floating-point
    /// computation", 1974). So differences that are small by chance make no grid finer.
    pub fn of_differences(ranges: &TermRanges, n_digits: u32, offset: &[f64]) -> Self {
        Self::above(ranges, n_digits, |column| exponent(offset[column].abs()) - 53)
    }

    /// Returns the grid for terms that are multiples of 2^`floor(column)` besides.
    fn above(ranges: &TermRanges, n_digits: u32, floor: impl Fn(usize) -> i32) -> Self {
        let (mut bases, mut most_bits, mut highest) = (Vec::new(), 0, LOWEST);
        for (column, &largest) in ranges.largest.iter().enumerate() {
            let top = exponent(largest) + 1;
            let lowest =
                exponent(ranges.smallest[column].min(largest)) + 1 - n_digits.cast_signed();
            let base = lowest.max(floor(column)).max(LOWEST).min(top);
            most_bits = most_bits.max(top - base);
            highest = highest.max(top);
            bases.push(base);
        }
        let n_limbs = 1 + (most_bits - LIMB).max(0).unsigned_abs().div_ceil(STRIDE) as usize;
        let window = WINDOW.cast_signed();
        let n_windows = match most_bits {
            // Sums and cuts must stay finite.
            _ if highest > HIGHEST => 0,
            bits if bits <= window => 1,
            bits if bits < 2 * window => 2,
            bits if bits < 3 * window => 3,
            _ => 0,
        };
        // A cut that is added to a term and subtracted again rounds it to a multiple of 2^unit.
        let cut = |unit: i32| 1.5 * power_of_two(52 + unit);
        let above_cuts: &[i32] = match n_windows {
            2 => &[window],
            3 => &[2 * window, window],
            _ => &[],
        };
        let of_columns = |&above: &i32| bases.iter().map(move |base| cut(base + above));
        let cuts = above_cuts.iter().flat_map(of_columns).collect();
        Self { bases, n_windows, cuts, n_limbs }
    }

    /// Returns true if adding takes few instructions a term.
    pub fn is_fast(&self) -> bool {
        matches!(self.n_windows, 1 | 2)
    }

    /// Returns the number of sums in a row.
    pub fn n_columns(&self) -> usize {
        self.bases.len()
    }
}

/// Returns the exponent of the highest bit; that of the lowest number for 0.
fn exponent(magnitude: f64) -> i32 {
    let (unit, mantissa) = decode(magnitude);
    unit + 63 - (mantissa | 1).leading_zeros().cast_signed()
}
