use digits_data::exact::{ColumnSums, PartialColumns};
use digits_data::{SamplesView, Scalar};

use crate::chunks::merged;

/// The mean of every feature, rounded once from the exact sum.
///
/// Unweighted, as scikit-learn's: it is where the data is centred, nothing more.
pub(crate) fn mean<F: Scalar>(samples: SamplesView<'_, F>) -> Vec<f64> {
    column_sums(samples).means(samples.n_samples())
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
            PartialColumns::of(
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
