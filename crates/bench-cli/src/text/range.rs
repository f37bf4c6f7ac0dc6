/// The smallest and the largest finite number; infinity and minus infinity without any.
pub(crate) fn finite_range(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let finite = values.filter(|value| value.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
}

/// Places of numbers in their range: 0 for the smallest, 1 for the largest. Equal numbers are at 0, and so
/// is a number that is not finite.
pub(crate) fn shares(values: &[f64]) -> impl Iterator<Item = f64> {
    // The difference of two halves never overflows.
    let halves = values.iter().map(|value| value / 2.0);
    let (low, high) = finite_range(halves.clone());
    let range = if high > low { high - low } else { 1.0 };
    let share = move |half: f64| (half - low) / range;
    halves.map(share).map(|share| if share.is_finite() { share } else { 0.0 })
}

/// Maps a share from 0 to 1 to a step from 0 to `n_steps - 1`.
pub(crate) fn step(share: f64, n_steps: usize) -> usize {
    whole(share * n_steps as f64).min(n_steps - 1)
}

/// The whole part of a number; 0 below 0 and for NaN.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
pub(crate) fn whole(value: f64) -> usize {
    value as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_numbers_have_shares() {
        let shares = |values: &[f64]| shares(values).collect::<Vec<_>>();
        assert_eq!(shares(&[2.0, 3.0, 4.0]), [0.0, 0.5, 1.0]);
        assert_eq!(shares(&[3.0; 4]), [0.0; 4]);
        assert_eq!(shares(&[f64::NAN, f64::INFINITY]), [0.0; 2]);
        assert_eq!(shares(&[f64::MIN, f64::MAX]), [0.0, 1.0]);
    }
}
