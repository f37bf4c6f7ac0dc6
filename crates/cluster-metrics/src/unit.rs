use digits_data::{SamplesView, Scalar};
use linalg_pca::distance::vectorized;
use rayon::prelude::*;

/// Number of values that one task searches.
const CHUNK: usize = 1 << 16;

/// Returns the power of two that brings the largest value to 1…2, or as near as the exponents of `f64`
/// allow.
///
/// No score here changes when all samples are scaled, but its arithmetic does: values of 1e200
/// overflow when squared, and those of 1e-200 vanish. A power of two costs no bit. Values below
/// 1e-162 of the largest still vanish.
pub(crate) fn power_of_two_for<F: Scalar>(samples: SamplesView<'_, F>) -> f64 {
    let largest = |values: &[F]| {
        vectorized(
            #[inline(always)]
            || largest_of(values),
        )
    };
    // A maximum does not depend on the order of the search.
    power_of_two_over(samples.as_slice().par_chunks(CHUNK).map(largest).reduce(|| 0.0, f64::max))
}

/// Returns the largest magnitude. Each lane has its own maximum, so that the compiler can process
/// several at once.
#[inline(always)]
fn largest_of<F: Scalar>(values: &[F]) -> f64 {
    let mut largest = [0.0_f64; 16];
    let (whole, rest) = values.as_chunks::<16>();
    for values in whole {
        for (largest, x) in largest.iter_mut().zip(values) {
            *largest = larger(x.to_f64().abs(), *largest);
        }
    }
    let rest = rest.iter().map(|x| x.to_f64().abs());
    largest.into_iter().chain(rest).fold(0.0, larger)
}

/// Returns the larger of two numbers. It is one instruction, because it has no case for NaN as
/// `f64::max` has.
#[inline(always)]
pub(crate) fn larger(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// 2⁻ᵉ for the largest 2ᵉ that is not above `largest`; e is held to −1000…1022, within which 2⁻ᵉ is
/// a normal number.
pub(crate) fn power_of_two_over(largest: f64) -> f64 {
    let biased_exponent = largest.to_bits() >> 52;
    f64::from_bits((2046 - biased_exponent.clamp(23, 2045)) << 52)
}

#[cfg(test)]
mod tests {
    use digits_data::Samples;

    use super::*;

    #[test]
    fn the_unit_is_a_power_of_two_that_brings_the_largest_value_near_1() {
        for largest in [1.0, 1.5, 2.0, 3e-300, 1e200, 1e-12, f64::from(f32::MAX)] {
            let unit = power_of_two_over(largest);
            assert!((1.0..2.0).contains(&(largest * unit)), "{largest}");
            assert_eq!(unit.to_bits() << 12, 0, "a power of two");
        }
        assert!((2.0..4.0).contains(&(f64::MAX * power_of_two_over(f64::MAX))));
        assert!(power_of_two_over(f64::from_bits(1)).is_normal());
        assert!(power_of_two_over(0.0).is_normal());
    }

    #[test]
    fn the_largest_value_is_found_wherever_it_stands() {
        for n in [1, 15, 16, 17, CHUNK, CHUNK + 1, 3 * CHUNK + 5] {
            for at in [0, n / 2, n - 1] {
                let mut values = vec![0.25; n];
                values[at] = -5.0;
                let samples = Samples::new(values, n, 1).unwrap();
                assert_eq!(power_of_two_for(samples.view()).to_bits(), 0.25_f64.to_bits());
            }
        }
    }
}
