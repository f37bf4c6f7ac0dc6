use std::cmp::min;
use std::ops::Range;

use digits_data::{SamplesView, Scalar};
use rayon::prelude::*;

use super::matrix::Matrix;
use crate::Error;
use crate::distance::vectorized;
use crate::moments::{Moments, moments};

/// Features that are transposed together: a cache line of them.
const FEATURES_PER_TASK: usize = 8;

/// The mean of the samples, with twice the precision of an `f64`: `mean + remainder`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Centre {
    pub(super) mean: Vec<f64>,
    pub(super) remainder: Vec<f64>,
}

/// The spread of samples around their centre.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    /// A power of two near the root of the total variance.
    pub(super) unit: f64,
    /// The total population variance, in this unit's square.
    pub(super) total: f64,
}

impl Spread {
    pub(super) fn of(total: f64) -> Result<Self, Error> {
        if !total.is_normal() {
            return Err(Error::VarianceRange { total });
        }
        let unit = power_of_two_below(total.sqrt());
        Ok(Self { unit, total: total / unit / unit })
    }
}

impl Centre {
    /// Returns the centre of the samples and their spread around it. The samples must not all be
    /// equal.
    pub(super) fn and_spread<F: Scalar>(x: SamplesView<F>) -> Result<(Self, Spread), Error> {
        let Moments { mean, remainder, variance } = moments(x, None, x.n_samples() as f64)?;
        Ok((Self { mean, remainder }, Spread::of(variance.iter().sum())?))
    }

    /// Writes `(x − mean) / unit` of one sample, cut into strips of features.
    #[inline(always)]
    pub(super) fn subtract_in_strips<'a, F: Scalar>(
        &self,
        row: &[F],
        unit: f64,
        strip: usize,
        strips: impl Iterator<Item = &'a mut [f64]>,
    ) {
        let scale = reciprocal(unit);
        let centre = self.mean.chunks(strip).zip(self.remainder.chunks(strip));
        for ((strip, row), (mean, remainder)) in strips.zip(row.chunks(strip)).zip(centre) {
            let centre = mean.iter().zip(remainder);
            for ((centred, value), (mean, remainder)) in strip.iter_mut().zip(row).zip(centre) {
                *centred = (value.to_f64() - mean - remainder) * scale;
            }
        }
    }

    /// `(x − mean) / unit` of some features of one sample.
    #[inline(always)]
    pub(super) fn subtract_features<'a, F: Scalar>(
        &self,
        row: &[F],
        features: Range<usize>,
        unit: f64,
        centred: impl Iterator<Item = &'a mut f64>,
    ) {
        let scale = reciprocal(unit);
        let centre = self.mean[features.clone()].iter().zip(&self.remainder[features.clone()]);
        for ((centred, value), (mean, remainder)) in centred.zip(&row[features]).zip(centre) {
            *centred = (value.to_f64() - mean - remainder) * scale;
        }
    }

    /// `(x − mean) / unit`, one sample per column.
    pub(super) fn subtract<F: Scalar>(&self, rows: &[F], unit: f64) -> Matrix {
        let (n_features, scale) = (self.mean.len(), reciprocal(unit));
        let mut centred = Matrix::zeros(n_features, rows.len() / n_features);
        let task = rows_per_task(n_features) * n_features;
        let tasks = centred.as_mut_slice().par_chunks_mut(task).zip(rows.par_chunks(task));
        tasks.for_each(|(columns, rows)| {
            vectorized(
                #[inline(always)]
                || {
                    let columns = columns.chunks_exact_mut(n_features);
                    for (column, row) in columns.zip(rows.chunks_exact(n_features)) {
                        let centre = self.mean.iter().zip(&self.remainder);
                        let column = column.iter_mut().zip(row);
                        for ((centred, value), (mean, remainder)) in column.zip(centre) {
                            *centred = (value.to_f64() - mean - remainder) * scale;
                        }
                    }
                },
            );
        });
        centred
    }

    /// `(x − mean) / unit`, one feature per column.
    pub(super) fn subtract_transposed<F: Scalar>(&self, rows: &[F], unit: f64) -> Matrix {
        let (n_features, scale) = (self.mean.len(), reciprocal(unit));
        let n_samples = rows.len() / n_features;
        let mut centred = Matrix::zeros(n_samples, n_features);
        let columns = centred.as_mut_slice().par_chunks_mut(FEATURES_PER_TASK * n_samples);
        columns.enumerate().for_each(|(task, columns)| {
            let first = task * FEATURES_PER_TASK;
            let features = first..min(first + FEATURES_PER_TASK, n_features);
            let centre = self.mean[features.clone()].iter().zip(&self.remainder[features.clone()]);
            for (sample, row) in rows.chunks_exact(n_features).enumerate() {
                let values = row[features.clone()].iter().zip(centre.clone());
                for (k, (value, (mean, remainder))) in values.enumerate() {
                    columns[k * n_samples + sample] = (value.to_f64() - mean - remainder) * scale;
                }
            }
        });
        centred
    }
}

/// The reciprocal of a power of two. Multiplying by it is as exact as the division, and faster.
#[inline(always)]
fn reciprocal(unit: f64) -> f64 {
    1.0 / unit
}

/// The number of rows that makes a task worth a thread.
fn rows_per_task(n_features: usize) -> usize {
    (1_usize << 16).div_ceil(n_features)
}

/// Returns the power of two at or below a normal, positive number. Dividing by it rounds nothing.
fn power_of_two_below(value: f64) -> f64 {
    f64::from_bits(value.to_bits() & f64::INFINITY.to_bits())
}

#[cfg(test)]
impl Centre {
    /// Rounds to halves, for tests with exact sums.
    pub(super) fn rounded_to_halves(mut self) -> Self {
        self.mean.iter_mut().for_each(|mean| *mean = (*mean * 2.0).round() / 2.0);
        self.remainder.fill(0.0);
        self
    }
}
