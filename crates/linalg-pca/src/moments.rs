use digits_data::exact::{ColumnSums, ExactSum, PartialColumns};
use digits_data::{SamplesView, Scalar};

use crate::Error;
use crate::row_chunks::{CHUNK_ROWS, fold_chunks};

/// Mean and population variance of every feature.
pub(crate) struct Moments {
    pub(crate) mean: Vec<f64>,
    /// The rounding error of `mean`: mean plus remainder has twice its digits.
    pub(crate) remainder: Vec<f64>,
    pub(crate) variance: Vec<f64>,
}

/// Moments of samples that came in pieces.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Merged {
    pub(crate) mean: Vec<f64>,
    /// The rounding error of `mean`.
    pub(crate) remainder: Vec<f64>,
    pub(crate) variance: Vec<f64>,
    pub(crate) total_weight: f64,
}

impl Merged {
    /// Starts with the first piece.
    pub(crate) fn of(moments: Moments, total_weight: f64) -> Self {
        let Moments { mean, remainder, variance } = moments;
        Self { mean, remainder, variance, total_weight }
    }

    /// Takes in another piece, of as many features; on an error nothing has changed. The weights
    /// have a finite sum.
    ///
    /// The pairwise rule of Chan, Golub and `LeVeque`, the means to twice the digits of an `f64`:
    /// equal to the moments of all samples at once, but for rounding, whatever their offset.
    pub(crate) fn merge(&mut self, piece: &Self) -> Result<(), Error> {
        let total_weight = self.total_weight + piece.total_weight;
        let (share, others) = (piece.total_weight / total_weight, self.total_weight / total_weight);
        let mut merged = self.clone();
        merged.total_weight = total_weight;
        for (feature, apart) in self.mean_minus(piece).enumerate() {
            let variance = self.variance[feature] * others
                + piece.variance[feature] * share
                + apart * apart * (share * others);
            if !variance.is_finite() {
                return Err(Error::Overflow { quantity: "variance", feature });
            }
            merged.variance[feature] = variance;
            let correction = self.remainder[feature] - apart * share;
            let mean = self.mean[feature] + correction;
            merged.remainder[feature] = rounded_off(self.mean[feature], correction, mean);
            merged.mean[feature] = mean;
        }
        *self = merged;
        Ok(())
    }

    /// Subtracts the means of another piece, feature by feature.
    pub(crate) fn mean_minus<'a>(&'a self, piece: &'a Self) -> impl Iterator<Item = f64> + 'a {
        let means = self.mean.iter().zip(&piece.mean);
        let remainders = self.remainder.iter().zip(&piece.remainder);
        means.zip(remainders).map(|((a, b), (small_a, small_b))| {
            let apart = a - b;
            apart + (rounded_off(*a, -b, apart) + (small_a - small_b))
        })
    }
}

/// Returns `a + b − sum`, exactly (Knuth, "The Art of Computer Programming" 2, 4.2.2).
fn rounded_off(a: f64, b: f64, sum: f64) -> f64 {
    let second = sum - a;
    (a - (sum - second)) + (b - second)
}

/// The corrected two-pass algorithm of Chan, Golub and `LeVeque` ("Algorithms for computing the sample
/// variance", 1983), which scikit-learn uses too.
///
/// `total_weight` is the sum of `weight(sample)`, finite and positive.
pub(crate) fn moments<F: Scalar>(
    x: SamplesView<F>,
    total_weight: f64,
    weight: impl Fn(usize) -> f64 + Sync,
) -> Result<Moments, Error> {
    #[expect(clippy::float_cmp, reason = "a whole number or not")]
    let is_weighted = total_weight != x.n_samples() as f64;
    let values = sums_of_values(x, &weight);
    let mean = checked_mean(if is_weighted {
        values.sums().iter().map(|sum| sum.value() / total_weight).collect()
    } else {
        values.means(x.n_samples())
    })?;
    let about = sums_about(x, &mean, &weight);
    moments_about(mean, &about, x.n_samples(), total_weight)
}

/// Refuses a mean that does not fit an `f64`.
pub(crate) fn checked_mean(mean: Vec<f64>) -> Result<Vec<f64>, Error> {
    match mean.iter().position(|mean| !mean.is_finite()) {
        Some(feature) => Err(Error::Overflow { quantity: "mean", feature }),
        None => Ok(mean),
    }
}

/// Returns Σ w·x of every feature.
pub(crate) fn sums_of_values<F: Scalar>(
    x: SamplesView<F>,
    weight: &(impl Fn(usize) -> f64 + Sync),
) -> ColumnSums {
    sums(
        x,
        x.n_features(),
        #[inline(always)]
        |sample, terms| {
            let weight = weight(sample);
            for (term, value) in terms.iter_mut().zip(x.row(sample)) {
                *term = weight * value.to_f64();
            }
        },
    )
}

/// Returns Σ w·(x − mean) of every feature, then Σ w·(x − mean)² of every feature.
pub(crate) fn sums_about<F: Scalar>(
    x: SamplesView<F>,
    mean: &[f64],
    weight: &(impl Fn(usize) -> f64 + Sync),
) -> ColumnSums {
    let n_features = x.n_features();
    sums(
        x,
        2 * n_features,
        #[inline(always)]
        |sample, terms| {
            let weight = weight(sample);
            let (deviations, squares) = terms.split_at_mut(n_features);
            let terms = deviations.iter_mut().zip(squares);
            for ((term, square), (value, mean)) in terms.zip(x.row(sample).iter().zip(mean)) {
                let deviation = value.to_f64() - mean;
                *term = weight * deviation;
                *square = weight * (deviation * deviation);
            }
        },
    )
}

/// Corrects the mean by what [`sums_about`] it found, and takes the variance about it.
pub(crate) fn moments_about(
    mut mean: Vec<f64>,
    about: &ColumnSums,
    n_samples: usize,
    total_weight: f64,
) -> Result<Moments, Error> {
    let sums: Vec<f64> = about.sums().iter().map(ExactSum::value).collect();
    let (deviations, squares) = sums.split_at(mean.len());
    let (deviations, mut variance) = (deviations.to_vec(), squares.to_vec());
    let mut remainder = deviations;
    for (feature, variance) in variance.iter_mut().enumerate() {
        let missed = remainder[feature] / total_weight;
        *variance = (*variance - remainder[feature] * missed) / total_weight;
        if !variance.is_finite() {
            return Err(Error::Overflow { quantity: "variance", feature });
        }
        *variance = variance.max(0.0);
        // Under an offset far larger than the spread, the sum of the first pass loses digits that
        // the deviations show. Below their own rounding they show nothing: a mean that is exact,
        // as that of small integers, stays so.
        let rounding = n_samples as f64 * f64::EPSILON * variance.sqrt();
        let first = mean[feature];
        if missed.abs() > rounding {
            mean[feature] = first + missed;
        }
        remainder[feature] = (first - mean[feature]) + missed;
    }
    Ok(Moments { mean, remainder, variance })
}

/// Returns the exact sums of the terms that `write` puts down for each sample.
fn sums<F: Scalar>(
    x: SamplesView<F>,
    n_terms: usize,
    write: impl Fn(usize, &mut [f64]) + Sync,
) -> ColumnSums {
    fold_chunks(
        x,
        CHUNK_ROWS,
        ColumnSums::zeros(n_terms),
        #[inline(always)]
        |first: usize, rows: &[F]| {
            PartialColumns::of(
                first..first + rows.len() / x.n_features(),
                n_terms,
                #[inline(always)]
                |samples, terms| {
                    for (sample, terms) in samples.zip(terms.chunks_exact_mut(n_terms)) {
                        write(sample, terms);
                    }
                },
            )
        },
        |total, part| total.merge(&part),
    )
}
