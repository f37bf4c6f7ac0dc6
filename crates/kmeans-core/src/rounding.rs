//! Rounding to `f32` in one direction, for bounds that must hold.

/// A factor that raises an `f32` by more than one rounding.
pub(crate) const UP: f32 = 1.0 + 4.0 * f32::EPSILON;

/// A factor that lowers an `f32` by more than one rounding.
pub(crate) const DOWN: f32 = 1.0 - 4.0 * f32::EPSILON;

/// Returns a normal number that is at least `value`.
#[expect(clippy::cast_possible_truncation, reason = "rounded up again at once")]
pub(crate) fn round_up(value: f64) -> f32 {
    (value as f32 * UP).max(f32::MIN_POSITIVE)
}

/// Returns a finite number that is at most `value`, which is 0 or more.
#[expect(clippy::cast_possible_truncation, reason = "rounded down again at once")]
pub(crate) fn round_down(value: f64) -> f32 {
    let down = (value as f32 * DOWN).min(f32::MAX);
    // Subnormal numbers are too coarse for the factor.
    if down < f32::MIN_POSITIVE { 0.0 } else { down }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rounding_goes_outward() {
        for value in [0.0, 1e-320, 1e-45, 1e-38, 0.1, 1.0, 1e30, 3.5e38, 1e300] {
            assert!(f64::from(round_up(value)) >= value, "{value}");
            assert!(f64::from(round_down(value)) <= value, "{value}");
        }
        assert!(round_down(f64::INFINITY).is_finite());
    }
}
