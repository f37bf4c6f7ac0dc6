use super::fixed_point::{LOWEST, STRIDE, decode, rounded};

/// The exact sum of `f64` numbers of any size.
///
/// Order does not matter. The same numbers have the same sum to the bit, whether they are added one
/// by one, in pieces that are merged, or with others that are taken away again. A sum can hold 2⁴²
/// numbers. It takes 16 bytes for every 32 bits between its largest and its smallest number.
///
/// ```
/// use digits_data::exact::ExactSum;
///
/// let sum: ExactSum = [1e300, 1.0, 1e-300, -1e300].into_iter().collect();
/// assert_eq!(sum.value(), 1.0); // rounded once, at the end
/// ```
#[derive(Debug, Clone, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "super::stored::StoredSum"))]
pub struct ExactSum {
    /// The number of the first limb. Limb `i` of all counts units of 2^(`LOWEST` + 32·i).
    pub(super) first: usize,
    /// The limbs in use, from the first to the last.
    pub(super) limbs: Vec<i128>,
    /// The sum of the terms that are infinite or NaN.
    pub(super) not_finite: f64,
}

impl ExactSum {
    /// Returns a sum without terms.
    #[must_use]
    pub fn zero() -> Self {
        Self::default()
    }

    /// Adds a number. Infinity and NaN propagate as in ordinary addition.
    #[inline]
    pub fn add(&mut self, value: f64) {
        if value.is_finite() {
            let (exponent, mantissa) = decode(value);
            self.add_shifted(i128::from(mantissa), exponent);
        } else {
            self.not_finite += value;
        }
    }

    /// Subtracts a finite number `times` times.
    pub fn subtract_times(&mut self, value: f64, times: u64) {
        let (exponent, mantissa) = decode(value);
        self.add_limbs(&[-i128::from(mantissa) * i128::from(times)], exponent);
    }

    /// Adds the terms of another sum.
    pub fn merge(&mut self, other: &Self) {
        for (index, limb) in (other.first..).zip(&other.limbs) {
            *self.limb(index) += limb;
        }
        self.not_finite += other.not_finite;
    }

    /// Adds `limbs`, of which limb `i` counts units of 2^(base + 32·i).
    pub(super) fn add_limbs(&mut self, limbs: &[i128], base: i32) {
        const HALF: i32 = 64;
        for (limb, exponent) in limbs.iter().zip((base..).step_by(STRIDE as usize)) {
            // A whole limb, shifted, could overflow; its halves cannot.
            self.add_shifted(limb & i128::from(u64::MAX), exponent);
            self.add_shifted(limb >> HALF, exponent + HALF);
        }
    }

    /// Adds `digits·2^exponent`; `digits` have at most 95 bits.
    #[inline]
    fn add_shifted(&mut self, digits: i128, exponent: i32) {
        if digits != 0 {
            let position = (exponent - LOWEST).max(0).unsigned_abs();
            *self.limb((position / STRIDE) as usize) += digits << (position % STRIDE);
        }
    }

    /// Returns a limb, after making room for it.
    #[inline]
    fn limb(&mut self, index: usize) -> &mut i128 {
        if !(self.first..self.first + self.limbs.len()).contains(&index) {
            self.make_room(index);
        }
        &mut self.limbs[index - self.first]
    }

    #[cold]
    fn make_room(&mut self, index: usize) {
        if self.limbs.is_empty() {
            self.first = index;
            self.limbs.reserve(4);
        }
        if index < self.first {
            self.limbs.splice(0..0, std::iter::repeat_n(0, self.first - index));
            self.first = index;
        }
        self.limbs.resize(self.limbs.len().max(index - self.first + 1), 0);
    }

    /// Returns the sum, rounded to the nearest number; infinite where that is too large.
    pub fn value(&self) -> f64 {
        self.divided_by(1)
    }

    /// Returns the sum divided by a whole number, rounded once. So the mean of numbers is found even
    /// where their sum is too large for an `f64`. NaN for a divisor of 0.
    pub fn divided_by(&self, divisor: u64) -> f64 {
        if divisor == 0 {
            return f64::NAN;
        }
        if self.not_finite == 0.0 {
            rounded(&self.limbs, self.base(), divisor)
        } else {
            self.not_finite
        }
    }

    /// Returns the exponent of the unit of the first limb.
    #[expect(clippy::cast_possible_truncation, clippy::cast_possible_wrap, reason = "below 70")]
    fn base(&self) -> i32 {
        LOWEST + STRIDE.cast_signed() * self.first as i32
    }
}

impl Extend<f64> for ExactSum {
    fn extend<I: IntoIterator<Item = f64>>(&mut self, values: I) {
        values.into_iter().for_each(|value| self.add(value));
    }
}

impl FromIterator<f64> for ExactSum {
    fn from_iter<I: IntoIterator<Item = f64>>(values: I) -> Self {
        let mut sum = Self::zero();
        sum.extend(values);
        sum
    }
}
