/// Returns the point where mini-batches are centred. It is the mean, rounded to a multiple of a power
/// of two: the largest that is not above the samples' standard deviation.
///
/// The point is near enough to the samples for precise distances. Whole numbers (pixels, counts) stay
/// whole, so samples that are equally near to two first centres still are. scikit-learn does not
/// centre mini-batches and would otherwise label such samples differently.
pub(super) fn coarse_mean(mean: Vec<f64>, mean_variance: f64) -> Vec<f64> {
    let step = power_of_two_in(mean_variance.sqrt());
    let round = |mean: f64| {
        let rounded = (mean / step).round() * step;
        if rounded.is_finite() { rounded } else { mean }
    };
    mean.into_iter().map(round).collect()
}

/// The largest power of two that is not larger; 0 for 0 and for numbers below the normal ones.
fn power_of_two_in(value: f64) -> f64 {
    const EXPONENT: u64 = f64::INFINITY.to_bits();
    f64::from_bits(value.to_bits() & EXPONENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_is_rounded_by_less_than_the_deviation() {
        assert_eq!(coarse_mean(vec![5.3, -1.2, 100.1], 9.0), [6.0, -2.0, 100.0]);
        assert_eq!(coarse_mean(vec![0.3], 0.01), [0.3125]);
    }

    #[test]
    fn without_a_step_the_mean_stays() {
        for variance in [0.0, 1e-320, f64::INFINITY] {
            assert_eq!(coarse_mean(vec![5.3], variance), [5.3]);
        }
        assert_eq!(coarse_mean(vec![1e300], 1e-40), [1e300]);
    }
}
