use super::fixed_point::{LOWEST, STRIDE, decode, power_of_two};

/// The size of the terms of one sum.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TermRange {
    /// The largest magnitude of a term.
    pub largest: f64,
    /// The smallest magnitude of a term that is not 0; infinite if there is none.
    pub smallest: f64,
}

impl TermRange {
    /// Returns the range of no terms.
    pub const EMPTY: Self = Self { largest: 0.0, smallest: f64::INFINITY };

    /// Takes in a term.
    #[inline(always)]
    pub fn include(&mut self, term: f64) {
        let magnitude = term.abs();
        self.largest = if magnitude > self.largest { magnitude } else { self.largest };
        let not_zero = if magnitude == 0.0 { f64::INFINITY } else { magnitude };
        self.smallest = if not_zero < self.smallest { not_zero } else { self.smallest };
    }

    /// Takes in another range.
    pub fn merge(&mut self, other: Self) {
        self.largest = self.largest.max(other.largest);
        self.smallest = self.smallest.min(other.smallest);
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
pub(super) const MOST_TERMS: u32 = 1 << (53 - WINDOW);

/// The exponent above which a sum of terms, or what cuts them, might not be finite.
const HIGHEST: i32 = 870;

/// Bits of a term that one limb takes 2³⁶ times.
const LIMB: i32 = 91;

impl Grid {
    /// Returns the grid for terms of these ranges, whose mantissas have at most `n_digits` bits.
    ///
    /// Terms out of these ranges would be rounded or lost.
    pub fn new(ranges: &[TermRange], n_digits: u32) -> Self {
        Self::above(ranges, n_digits, |_| LOWEST)
    }

    /// Returns the grid for terms that are differences from these offsets, computed in `f64`.
    ///
    /// Such a term is a multiple of half the last digit of its offset: either it is not smaller
    /// than half the offset, or the subtraction is exact (P. Sterbenz, "Floating-point
    /// computation", 1974). So differences that are small by chance make no grid finer.
    pub fn of_differences(ranges: &[TermRange], n_digits: u32, offset: &[f64]) -> Self {
        Self::above(ranges, n_digits, |column| exponent(offset[column].abs()) - 53)
    }

    /// Returns the grid for terms that are multiples of 2^`floor(column)` besides.
    fn above(ranges: &[TermRange], n_digits: u32, floor: impl Fn(usize) -> i32) -> Self {
        let (mut bases, mut most_bits, mut highest) = (Vec::new(), 0, LOWEST);
        for (column, range) in ranges.iter().enumerate() {
            let top = exponent(range.largest) + 1;
            let lowest = exponent(range.smallest.min(range.largest)) + 1 - n_digits.cast_signed();
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
            bits if bits <= 2 * window - 1 => 2,
            bits if bits <= 3 * window - 2 => 3,
            _ => 0,
        };
        // What is added to a term and subtracted again rounds it to a multiple of 2^unit.
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
