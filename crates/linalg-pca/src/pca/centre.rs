use digits_data::{SamplesView, Scalar};
use nalgebra::DMatrix;

use crate::Error;
use crate::moments::{Moments, moments};

/// The mean of the samples, to twice the digits of an `f64`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Centre {
    pub(super) mean: Vec<f64>,
    remainder: Vec<f64>,
}

impl Centre {
    /// The centre of samples that are not all alike, and a power of two near their spread.
    pub(super) fn and_unit<F: Scalar>(x: SamplesView<F>) -> Result<(Self, f64), Error> {
        let Moments { mean, remainder, variance } = moments(x, x.n_samples() as f64, |_| 1.0)?;
        let total: f64 = variance.iter().sum();
        if !total.is_normal() {
            return Err(Error::VarianceRange { total });
        }
        Ok((Self { mean, remainder }, power_of_two_below(total.sqrt())))
    }

    /// `(x − mean) / unit`, one sample a column.
    pub(super) fn subtract<F: Scalar>(&self, rows: &[F], unit: f64) -> DMatrix<f64> {
        let n_features = self.mean.len();
        let mut centred = DMatrix::zeros(n_features, rows.len() / n_features);
        let columns = centred.as_mut_slice().chunks_exact_mut(n_features);
        for (column, row) in columns.zip(rows.chunks_exact(n_features)) {
            let centre = self.mean.iter().zip(&self.remainder);
            for ((centred, value), (mean, remainder)) in column.iter_mut().zip(row).zip(centre) {
                *centred = (value.to_f64() - mean - remainder) / unit;
            }
        }
        centred
    }
}

/// For a normal, positive number: its exponent alone, so that dividing by it rounds nothing.
fn power_of_two_below(value: f64) -> f64 {
    f64::from_bits(value.to_bits() & f64::INFINITY.to_bits())
}
