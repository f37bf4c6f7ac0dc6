use digits_data::{SamplesView, Scalar};

use crate::chunks::in_chunks;

/// The mean of every feature.
///
/// Taken twice, the second time of what the first left, which recovers the digits that a sum of
/// large numbers lost. Unweighted, as scikit-learn's: it is where the data is centred, nothing
/// more.
pub(crate) fn mean<F: Scalar>(samples: SamplesView<'_, F>) -> Vec<f64> {
    let zero = vec![0.0; samples.n_features()];
    let rough = mean_of(samples, |x, _| x, &zero);
    let rest = mean_of(samples, |x, rough| x - rough, &rough);
    rough.iter().zip(rest).map(|(rough, rest)| rough + rest).collect()
}

/// The mean over the features of their population variances.
pub(crate) fn mean_variance<F: Scalar>(samples: SamplesView<'_, F>, mean: &[f64]) -> f64 {
    let variances = mean_of(samples, |x, mean| (x - mean) * (x - mean), mean);
    variances.iter().sum::<f64>() / variances.len() as f64
}

/// The mean of `term(x, of the feature)` for every feature.
fn mean_of<F: Scalar>(
    samples: SamplesView<'_, F>,
    term: impl Fn(f64, f64) -> f64 + Sync,
    of_feature: &[f64],
) -> Vec<f64> {
    let (n_samples, n_features) = samples.shape();
    let partial_sums = in_chunks(n_samples, n_samples * n_features, |chunk| {
        let mut sums = vec![0.0; n_features];
        for row in chunk {
            for ((sum, x), &of_feature) in sums.iter_mut().zip(samples.row(row)).zip(of_feature) {
                *sum += term(x.to_f64(), of_feature);
            }
        }
        sums
    });
    let mut means = vec![0.0; n_features];
    for sums in partial_sums {
        for (total, sum) in means.iter_mut().zip(sums) {
            *total += sum;
        }
    }
    for mean in &mut means {
        *mean /= n_samples as f64;
    }
    means
}
