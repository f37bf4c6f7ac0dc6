use digits_data::{SamplesView, Scalar};

use crate::chunks::in_chunks;

/// The mean of every feature, right to its last digits whatever the offset.
///
/// Sums are of differences from the first sample, which an offset does not make large. Unweighted,
/// as scikit-learn's: it is where the data is centred, nothing more.
pub(crate) fn mean<F: Scalar>(samples: SamplesView<'_, F>) -> Vec<f64> {
    let (n_samples, n_features) = samples.shape();
    // Several samples are summed side by side, so that few features fill the registers too.
    let first: Vec<f64> = samples.row(0).iter().map(|x| x.to_f64()).collect();
    let first_repeated = first.repeat(SIDE_BY_SIDE.div_ceil(n_features));
    let values = samples.as_slice();
    let partial_sums = in_chunks(
        n_samples,
        values.len(),
        #[inline(always)]
        |chunk| {
            let mut sums = vec![0.0; first_repeated.len()];
            let chunk = &values[chunk.start * n_features..chunk.end * n_features];
            for rows in chunk.chunks(sums.len()) {
                for ((sum, x), first) in sums.iter_mut().zip(rows).zip(&first_repeated) {
                    *sum += x.to_f64() - first;
                }
            }
            sums
        },
    );
    let mut totals = vec![0.0; n_features];
    for sums in partial_sums.iter().flat_map(|sums| sums.chunks_exact(n_features)) {
        for (total, sum) in totals.iter_mut().zip(sums) {
            *total += sum;
        }
    }
    let n = n_samples as f64;
    // Divided once, at the end: the mean of whole numbers is then the nearest there is.
    totals.iter().zip(&first).map(|(total, first)| (n * first + total) / n).collect()
}

/// Sums that the registers are filled with at least.
const SIDE_BY_SIDE: usize = 256;

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
