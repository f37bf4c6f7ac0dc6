use digits_data::exact::ColumnSums;
use digits_data::{SamplesView, Scalar};

use crate::chunks::merged;

/// A mean is negligible below this share of the feature's largest magnitude.
///
/// Centring at 0 instead loses no digit, and leaves coordinates as they are: their sums need fewer
/// windows. It changes the sum of squares by less than n·2⁻⁷² of itself.
const NEGLIGIBLE: f64 = 1.0 / (1_u64 << 36) as f64;

/// Returns the point where samples are centred: the mean of every feature, rounded once, or 0 where
/// that is negligible.
///
/// Samples are not weighted here, as in scikit-learn: the point is for accuracy alone.
pub(crate) fn offset(sums: &ColumnSums, n_samples: usize) -> Vec<f64> {
    let means = sums.means(n_samples).into_iter().zip(sums.ranges().largest());
    means
        .map(|(mean, largest)| if mean.abs() < NEGLIGIBLE * largest { 0.0 } else { mean })
        .collect()
}

/// Returns the [`offset`] of samples.
pub(crate) fn mean<F: Scalar>(samples: SamplesView<'_, F>) -> Vec<f64> {
    offset(&column_sums(samples), samples.n_samples())
}

/// The sum of every feature, and its largest magnitude.
pub(crate) fn column_sums<F: Scalar>(samples: SamplesView<'_, F>) -> ColumnSums {
    let (n_samples, n_features) = samples.shape();
    let values = samples.as_slice();
    merged(
        n_samples,
        values.len(),
        ColumnSums::zeros(n_features),
        #[inline(always)]
        |chunk| {
            ColumnSums::of(
                chunk,
                n_features,
                #[inline(always)]
                |rows, terms| {
                    for (term, x) in terms.iter_mut().zip(&values[rows.start * n_features..]) {
                        *term = x.to_f64();
                    }
                },
            )
        },
        |sums, part| sums.merge(&part),
    )
}

#[cfg(test)]
mod tests {
    use digits_data::Samples;

    use super::*;

    #[test]
    fn an_offset_costs_no_digits() {
        let far = |i: usize| 1e15 + (i % 7) as f64 * 0.125;
        let samples = Samples::new((0..9_999).map(far).collect(), 9_999, 1).unwrap();
        let whole: usize = (0..9_999).map(|i| i % 7).sum();
        assert_eq!(mean(samples.view()), [1e15 + whole as f64 * 0.125 / 9_999.0]);
    }

    #[test]
    fn of_whole_numbers_it_is_the_nearest() {
        let samples =
            Samples::new((0..999_u32).map(|i| f64::from(i * i % 17)).collect(), 333, 3).unwrap();
        let sum = |feature: usize| (0..333).map(|i| (i * 3 + feature).pow(2) % 17).sum::<usize>();
        let expected: Vec<f64> = (0..3).map(|feature| sum(feature) as f64 / 333.0).collect();
        assert_eq!(mean(samples.view()), expected);
    }
}
