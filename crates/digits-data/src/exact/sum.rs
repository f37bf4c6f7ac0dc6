use super::columns::PartialColumns;
use super::fixed_point::{LOWEST, add, rounded};

/// The exact sum of `f64` numbers of any size.
///
/// Order does not matter: the same numbers, added one by one, in pieces that are merged, or with
/// others that were taken away again, have the same sum to the bit. It takes 2⁴² numbers and one
/// kilobyte.
///
/// ```
/// use digits_data::exact::ExactSum;
///
/// let sum: ExactSum = [1e300, 1.0, 1e-300, -1e300].into_iter().collect();
/// assert_eq!(sum.value(), 1.0); // rounded once, at the end
/// ```
#[derive(Debug, Clone)]
pub struct ExactSum {
    limbs: Box<[i128; N_LIMBS]>,
    /// The sum of what is infinite or NaN.
    not_finite: f64,
}

/// Limbs for every `f64`, and for sums of them.
const N_LIMBS: usize = 68;

impl ExactSum {
    /// Returns the sum of nothing.
    #[must_use]
    pub fn zero() -> Self {
        Self { limbs: Box::new([0; N_LIMBS]), not_finite: 0.0 }
    }

    /// Adds a number. One that is not finite makes the sum what it makes any sum.
    #[inline]
    pub fn add(&mut self, value: f64) {
        if value.is_finite() {
            add(&mut *self.limbs, LOWEST, value);
        } else {
            self.not_finite += value;
        }
    }

    /// Adds many numbers, faster than one by one.
    #[inline(always)]
    pub fn add_all(&mut self, values: &[f64]) {
        let part = PartialColumns::of(
            0..values.len(),
            1,
            #[inline(always)]
            |rows, terms| terms.copy_from_slice(&values[rows]),
        );
        part.limbs().for_each(|(limbs, base)| self.add_limbs(limbs, base));
        part.not_finite.iter().for_each(|&(_, value)| self.add(value));
    }

    /// Adds the terms of another sum.
    pub fn merge(&mut self, other: &Self) {
        for (limb, other) in self.limbs.iter_mut().zip(&*other.limbs) {
            *limb += other;
        }
        self.not_finite += other.not_finite;
    }

    /// Adds `limbs`, which count units of 2^base.
    pub(super) fn add_limbs(&mut self, limbs: &[i128], base: i32) {
        const HALF: u32 = i128::BITS / 2;
        // Above the largest number there are limbs, but nothing in them.
        for (index, &limb) in limbs.iter().enumerate().filter(|(_, limb)| **limb != 0) {
            let (low, high) = (limb & i128::from(u64::MAX), limb >> HALF);
            let exponent = base - LOWEST + 32 * i32::try_from(index).unwrap_or(i32::MAX);
            for (part, exponent) in [(low, exponent), (high, exponent + HALF.cast_signed())] {
                let exponent = exponent.max(0).unsigned_abs();
                let limb = ((exponent / 32) as usize).min(N_LIMBS - 1);
                self.limbs[limb] += part << (exponent - 32 * u32::try_from(limb).unwrap_or(0));
            }
        }
    }

    /// Returns the sum, rounded to the nearest number; infinite where that is too large.
    pub fn value(&self) -> f64 {
        self.divided_by(1)
    }

    /// Returns the sum divided by a whole number, rounded once: the mean of so many numbers, also
    /// where their sum is too large. NaN for a divisor of 0.
    pub fn divided_by(&self, divisor: u64) -> f64 {
        if divisor == 0 {
            return f64::NAN;
        }
        if self.not_finite == 0.0 {
            rounded(&*self.limbs, LOWEST, divisor)
        } else {
            self.not_finite
        }
    }
}

impl Default for ExactSum {
    fn default() -> Self {
        Self::zero()
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
