//! Numbers of several limbs, each a whole number of 128 bits. Limb `i` counts units of 2^(base + 32·i).
//!
//! Limbs overlap, so a term is added to one limb and carries nothing. A limb can hold 2⁴² terms of 53
//! bits, which is more than memory holds.

/// The distance of two limbs, in bits.
pub(super) const STRIDE: u32 = 32;

/// The exponent of the smallest positive `f64`.
pub(super) const LOWEST: i32 = -1074;

/// Splits a finite number into an exponent and a whole number: value = mantissa·2^exponent.
#[inline(always)]
pub(super) fn decode(value: f64) -> (i32, i64) {
    const FRACTION: u64 = (1 << 52) - 1;
    let bits = value.to_bits();
    let biased = (bits >> 52 & 0x7ff).cast_signed();
    let normal = u64::from(biased != 0);
    let magnitude = (bits & FRACTION | normal << 52).cast_signed();
    #[expect(clippy::cast_possible_truncation, reason = "11 bits")]
    let exponent = (biased - 1 + i64::from(biased == 0)) as i32 + LOWEST;
    (exponent, if value < 0.0 { -magnitude } else { magnitude })
}

/// Rounds a number, divided by a positive whole number, to the nearest `f64`, to even on a tie.
pub(super) fn rounded(limbs: &[i128], base: i32, divisor: u64) -> f64 {
    if let Some(whole) = combined(limbs) {
        let magnitude = rounded_quotient(whole.unsigned_abs(), base, divisor);
        return if whole < 0 { -magnitude } else { magnitude };
    }
    let (is_negative, digits) = digits(limbs);
    let Some(lowest) = digits.iter().position(|&digit| digit > 0) else { return 0.0 };
    let highest = digits.iter().rposition(|&digit| digit > 0).unwrap_or(lowest);
    let base = base + (STRIDE * as_u32(lowest)).cast_signed();
    let digits = &digits[lowest..=highest];
    let magnitude = if divisor == 1 {
        rounded_magnitude(digits, base)
    } else {
        // Four more digits for those of the quotient.
        let mut quotient = [&[0; 4], digits].concat();
        divide(&mut quotient, divisor);
        rounded_magnitude(&quotient, base - 4 * STRIDE.cast_signed())
    };
    if is_negative { -magnitude } else { magnitude }
}

/// Returns the number as one limb, if it fits.
fn combined(limbs: &[i128]) -> Option<i128> {
    let append = |whole: i128, limb: &i128| whole.checked_mul(1 << STRIDE)?.checked_add(*limb);
    limbs.iter().rev().try_fold(0, append)
}

fn rounded_quotient(magnitude: u128, base: i32, divisor: u64) -> f64 {
    if divisor == 1 || magnitude == 0 {
        return scaled(magnitude, base);
    }
    // A shifted dividend gives a quotient of at least 64 bits.
    let n_zeros = magnitude.leading_zeros();
    let (dividend, divisor) = (magnitude << n_zeros, u128::from(divisor));
    // A bit for the remainder, as it decides ties.
    let quotient = (dividend / divisor) | u128::from(!dividend.is_multiple_of(divisor));
    scaled(quotient, base - n_zeros.cast_signed())
}

/// Returns the sign of a number and the digits of its magnitude in base 2³², the lowest first.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the low digit is meant"
)]
fn digits(limbs: &[i128]) -> (bool, Vec<u32>) {
    let mut digits = Vec::with_capacity(limbs.len() + 4);
    let mut carry = 0_i128;
    // Above the last limb its carry goes on for four digits.
    for limb in limbs.iter().chain(&[0; 4]) {
        carry = carry.wrapping_add(*limb);
        digits.push(carry as u32);
        carry >>= STRIDE;
    }
    let is_negative = carry < 0;
    if is_negative {
        let mut borrows = true;
        for digit in &mut digits {
            (*digit, borrows) = (!*digit).overflowing_add(u32::from(borrows));
        }
    }
    (is_negative, digits)
}

/// Divides in place. A remainder sets the lowest bit, which stands far below what is kept.
#[expect(clippy::cast_possible_truncation, reason = "a remainder is less than the divisor")]
fn divide(digits: &mut [u32], divisor: u64) {
    let mut remainder = 0_u64;
    for digit in digits.iter_mut().rev() {
        let dividend = u128::from(remainder) << STRIDE | u128::from(*digit);
        // Most divisors are short, and a short division is many times faster.
        (*digit, remainder) = if let Ok(dividend) = u64::try_from(dividend) {
            ((dividend / divisor) as u32, dividend % divisor)
        } else {
            let divisor = u128::from(divisor);
            ((dividend / divisor) as u32, (dividend % divisor) as u64)
        };
    }
    digits[0] |= u32::from(remainder > 0);
}

fn rounded_magnitude(digits: &[u32], base: i32) -> f64 {
    let Some(highest) = digits.iter().rposition(|&digit| digit > 0) else { return 0.0 };
    let first = (highest + 1).saturating_sub(4);
    let kept = digits[first..=highest].iter().rev();
    let kept = kept.fold(0_u128, |kept, &digit| kept << STRIDE | u128::from(digit));
    // A bit for everything below, as it decides ties.
    let below = u128::from(digits[..first].iter().any(|&digit| digit > 0));
    scaled(kept | below, base + (STRIDE * as_u32(first)).cast_signed())
}

/// Returns `value·2^exponent`, rounded once.
fn scaled(value: u128, exponent: i32) -> f64 {
    if value == 0 {
        return 0.0;
    }
    let n_bits = (u128::BITS - value.leading_zeros()).cast_signed();
    // An `f64` keeps at most 53 bits, and none below its smallest number.
    let dropped = (n_bits - 53).max(LOWEST - exponent).max(0);
    if dropped > 127 {
        return 0.0;
    }
    let (kept, half) = (value >> dropped, (1_u128 << dropped) >> 1);
    let rest = value - (kept << dropped);
    let rounds_up = rest > half || (rest == half && half > 0 && kept & 1 == 1);
    #[expect(clippy::cast_possible_truncation, reason = "at most 53 bits")]
    let kept = kept as u64 + u64::from(rounds_up);
    times_power_of_two(kept as f64, exponent + dropped)
}

/// Returns `value·2^exponent`. The result must not be rounded.
pub(super) fn times_power_of_two(mut value: f64, mut exponent: i32) -> f64 {
    while exponent > 1023 {
        value *= power_of_two(1023);
        exponent -= 1023;
        if value.is_infinite() {
            return value;
        }
    }
    while exponent < -1022 {
        // A value of 53 bits is far from the smallest numbers until the last step.
        let step = exponent.max(-969);
        value *= power_of_two(step);
        exponent -= step;
        if exponent == 0 {
            return value;
        }
    }
    value * power_of_two(exponent)
}

/// Returns 2^exponent for the exponents of normal numbers, and 0 or infinity beyond.
pub(super) fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(u64::from((exponent + 1023).clamp(0, 2047).unsigned_abs()) << 52)
}

#[expect(clippy::cast_possible_truncation, reason = "callers keep it below 2³²")]
fn as_u32(value: usize) -> u32 {
    value as u32
}
