use digits_data::exact::{ColumnSums, ExactSum};
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

    /// Adds another piece with as many features. The weights have a finite sum. After an error the
    /// moments are unchanged.
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

/// Returns the moments of samples, or of samples that count `weights` times each, whose sum is
/// `total_weight`, finite and positive.
///
/// Two passes, as in scikit-learn: the mean first, then squared deviations from it. All sums are
/// exact, so the order of the samples does not matter.
///
/// # Errors
///
/// [`Error::Overflow`] for a mean or a variance beyond the range of `f64`.
pub(crate) fn moments<F: Scalar>(
    x: SamplesView<F>,
    weights: Option<&[f64]>,
    total_weight: f64,
) -> Result<Moments, Error> {
    match weights {
        None => equal_moments(x),
        Some(weights) => weighted_moments(x, weights, total_weight),
    }
}

fn equal_moments<F: Scalar>(x: SamplesView<F>) -> Result<Moments, Error> {
    let values = value_sums(x);
    let mean = finite(values.means(x.n_samples()))?;
    let squares = square_sums(x, &mean);
    moments_of_sums(&values, mean, &squares, x.n_samples())
}

/// Returns Σ x of every feature.
pub(crate) fn value_sums<F: Scalar>(x: SamplesView<F>) -> ColumnSums {
    sums(
        x,
        x.n_features(),
        #[inline(always)]
        |_, row, terms| {
            for (term, value) in terms.iter_mut().zip(row) {
                *term = value.to_f64();
            }
        },
    )
}

/// Returns Σ (x − mean)² of every feature.
pub(crate) fn square_sums<F: Scalar>(x: SamplesView<F>, mean: &[f64]) -> ColumnSums {
    sums(
        x,
        x.n_features(),
        #[inline(always)]
        |_, row, terms| {
            for (term, (value, mean)) in terms.iter_mut().zip(row.iter().zip(mean)) {
                let deviation = value.to_f64() - mean;
                *term = deviation * deviation;
            }
        },
    )
}

/// Returns the moments of samples whose [`value_sums`] and [`square_sums`] are known.
pub(crate) fn moments_of_sums(
    values: &ColumnSums,
    mean: Vec<f64>,
    squares: &ColumnSums,
    n_samples: usize,
) -> Result<Moments, Error> {
    // The rounding of the mean leaves deviations that do not add up to 0.
    let deviation_sum = |(sum, &mean): (&ExactSum, &f64)| {
        let mut sum = sum.clone();
        sum.subtract_times(mean, n_samples as u64);
        sum.value()
    };
    let deviations: Vec<f64> = values.sums().iter().zip(&mean).map(deviation_sum).collect();
    let variance = variances(squares.sums(), &deviations, n_samples as f64)?;
    let remainder = deviations.into_iter().map(|sum| sum / n_samples as f64).collect();
    Ok(Moments { mean, remainder, variance })
}

fn weighted_moments<F: Scalar>(
    x: SamplesView<F>,
    weights: &[f64],
    total_weight: f64,
) -> Result<Moments, Error> {
    let (n_samples, n_features) = x.shape();
    let values = sums(
        x,
        n_features,
        #[inline(always)]
        |sample, row, terms| {
            for (term, value) in terms.iter_mut().zip(row) {
                *term = weights[sample] * value.to_f64();
            }
        },
    );
    let mean = values.sums().iter().map(|sum| sum.value() / total_weight);
    let mut mean = finite(mean.collect())?;
    let about_mean = sums(
        x,
        2 * n_features,
        #[inline(always)]
        |sample, row, terms| {
            let (deviations, squares) = terms.split_at_mut(n_features);
            let terms = deviations.iter_mut().zip(squares);
            for ((term, square), (value, mean)) in terms.zip(row.iter().zip(&mean)) {
                let deviation = value.to_f64() - mean;
                *term = weights[sample] * deviation;
                *square = weights[sample] * (deviation * deviation);
            }
        },
    );
    let (deviations, squares) = about_mean.sums().split_at(n_features);
    let deviations: Vec<f64> = deviations.iter().map(ExactSum::value).collect();
    let variance = variances(squares, &deviations, total_weight)?;
    let missed = deviations.into_iter().map(|sum| sum / total_weight);
    let remainder = missed.zip(mean.iter_mut().zip(&variance)).map(|(missed, (mean, variance))| {
        // Products of weights and values are rounded, and so is the mean. If the mean is far larger
        // than the spread, the deviations show its error, and it is corrected. An error below the
        // deviations' own rounding may not be real, so the mean stays as it is.
        let first = *mean;
        if missed.abs() > n_samples as f64 * f64::EPSILON * variance.sqrt() {
            *mean = first + missed;
        }
        (first - *mean) + missed
    });
    let remainder = remainder.collect();
    Ok(Moments { mean, remainder, variance })
}

/// Refuses a mean that does not fit an `f64`.
pub(crate) fn finite(mean: Vec<f64>) -> Result<Vec<f64>, Error> {
    match mean.iter().position(|mean| !mean.is_finite()) {
        Some(feature) => Err(Error::Overflow { quantity: "mean", feature }),
        None => Ok(mean),
    }
}

/// Returns the population variances. `squares` and `deviations` are the sums of w·(x − mean)² and
/// w·(x − mean); the second would be 0 if the mean were not rounded, and corrects the first (Chan,
/// Golub and `LeVeque`, "Algorithms for computing the sample variance", 1983).
fn variances(
    squares: &[ExactSum],
    deviations: &[f64],
    total_weight: f64,
) -> Result<Vec<f64>, Error> {
    let variance = |(squares, deviations): (&ExactSum, &f64)| {
        (squares.value() - deviations * (deviations / total_weight)) / total_weight
    };
    let variances: Vec<f64> = squares.iter().zip(deviations).map(variance).collect();
    match variances.iter().position(|variance| !variance.is_finite()) {
        Some(feature) => Err(Error::Overflow { quantity: "variance", feature }),
        None => Ok(variances.into_iter().map(|variance| variance.max(0.0)).collect()),
    }
}

/// Returns the exact sums of the terms that `write(sample, row, terms)` makes of each sample.
fn sums<F: Scalar>(
    x: SamplesView<F>,
    n_terms: usize,
    write: impl Fn(usize, &[F], &mut [f64]) + Sync,
) -> ColumnSums {
    let n_features = x.n_features();
    fold_chunks(
        x,
        CHUNK_ROWS,
        ColumnSums::zeros(n_terms),
        #[inline(always)]
        |first: usize, rows: &[F]| {
            ColumnSums::of(
                0..rows.len() / n_features,
                n_terms,
                #[inline(always)]
                |samples, terms| {
                    let rows = rows[samples.start * n_features..].chunks_exact(n_features);
                    let terms = terms.chunks_exact_mut(n_terms).zip(rows);
                    for (sample, (terms, row)) in samples.zip(terms) {
                        write(first + sample, row, terms);
                    }
                },
            )
        },
        |total, part| total.merge(&part),
    )
}
