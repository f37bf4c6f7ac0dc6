use digits_data::{Samples, SamplesView, Scalar};

use crate::Error;
use crate::moments::{Moments, moments};
use crate::row_chunks::map_chunks;

/// Brings every feature to mean 0 and variance 1.
///
/// The parameters of scikit-learn's `StandardScaler`; [`fit`](Self::fit) gives the
/// [`StandardScalerModel`] that transforms.
///
/// ```
/// use digits_data::Samples;
/// use linalg_pca::StandardScaler;
///
/// let samples = Samples::from_rows(&[[0.0, 7.0], [0.0, 9.0], [6.0, 8.0], [6.0, 8.0]])?;
/// let scaler = StandardScaler::new().fit(samples.view())?;
/// assert_eq!(scaler.mean(), [3.0, 8.0]);
/// assert_eq!(scaler.variance(), [9.0, 0.5]);
/// let scaled = scaler.transform(samples.view())?;
/// assert_eq!(scaled.row(0), [-1.0, -1.0 / 0.5_f64.sqrt()]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StandardScaler {
    /// Subtract the mean of each feature.
    pub with_mean: bool,
    /// Divide each feature by its standard deviation.
    pub with_std: bool,
}

/// What [`StandardScaler`] learnt from samples: a mean and a scale for each feature.
#[derive(Debug, Clone, PartialEq)]
pub struct StandardScalerModel {
    mean: Vec<f64>,
    variance: Vec<f64>,
    scale: Vec<f64>,
    /// What is subtracted: the mean, or zeros.
    offset: Vec<f64>,
}

impl StandardScaler {
    /// Both, the mean and the standard deviation.
    pub fn new() -> Self {
        Self { with_mean: true, with_std: true }
    }

    /// Learns the mean and the population variance (divisor n) of each feature.
    ///
    /// Two corrected passes in `f64`: an offset of 1e9 costs no digit that the data still have.
    /// A feature whose variance cannot be told from 0 gets scale 1: `var ≤ n·ε·var + (n·ε·mean)²`,
    /// the rule of scikit-learn's `_is_constant_feature`. (A variance below 1e-308 or so is 0.)
    /// Unlike there, both statistics are always computed, and `f32` samples are subtracted and
    /// divided in `f64` too.
    ///
    /// # Errors
    ///
    /// [`Error::Overflow`] where a sum of values or of squares exceeds the range of `f64`.
    pub fn fit<F: Scalar>(&self, x: SamplesView<F>) -> Result<StandardScalerModel, Error> {
        let n_samples = x.n_samples() as f64;
        Ok(self.model(moments(x, n_samples, |_| 1.0)?, n_samples))
    }

    /// Learns from samples that count `sample_weight` times each: whole numbers do what repeating
    /// a sample does, and 0 leaves it out.
    ///
    /// # Errors
    ///
    /// [`Error::SampleWeightLength`], [`Error::SampleWeight`], [`Error::TotalWeight`], or those of
    /// [`fit`](Self::fit).
    ///
    /// ```
    /// use digits_data::Samples;
    /// use linalg_pca::StandardScaler;
    ///
    /// let samples = Samples::from_rows(&[[1.0], [5.0], [400.0]])?;
    /// let scaler = StandardScaler::new().fit_weighted(samples.view(), &[3.0, 1.0, 0.0])?;
    /// assert_eq!(scaler.mean(), [2.0]);
    /// assert_eq!(scaler.variance(), [3.0]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit_weighted<F: Scalar>(
        &self,
        x: SamplesView<F>,
        sample_weight: &[f64],
    ) -> Result<StandardScalerModel, Error> {
        let total_weight = total_weight(sample_weight, x.n_samples())?;
        let moments = moments(x, total_weight, |sample| sample_weight[sample])?;
        Ok(self.model(moments, total_weight))
    }

    fn model(self, moments: Moments, n_samples: f64) -> StandardScalerModel {
        let Moments { mean, variance, .. } = moments;
        let scale_of = |(&variance, &mean)| {
            let unscaled = !self.with_std || is_constant(variance, mean, n_samples);
            if unscaled { 1.0 } else { f64::sqrt(variance) }
        };
        let scale = variance.iter().zip(&mean).map(scale_of).collect();
        let offset = if self.with_mean { mean.clone() } else { vec![0.0; mean.len()] };
        StandardScalerModel { mean, variance, scale, offset }
    }
}

impl Default for StandardScaler {
    fn default() -> Self {
        Self::new()
    }
}

impl StandardScalerModel {
    /// The mean of each feature, also where it is not subtracted.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// The population variance of each feature, also where it is not divided by.
    pub fn variance(&self) -> &[f64] {
        &self.variance
    }

    /// What each feature is divided by: its standard deviation, or 1.
    pub fn scale(&self) -> &[f64] {
        &self.scale
    }

    /// `(x − mean) / scale`, computed in `f64` and rounded once to `F`.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`], or [`Error::Data`] where a result is too large for `F`.
    pub fn transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        self.map(x, |value, offset, scale| (value - offset) / scale)
    }

    /// `x · scale + mean`, which undoes [`transform`](Self::transform) but for rounding.
    ///
    /// # Errors
    ///
    /// As for [`transform`](Self::transform).
    pub fn inverse_transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        self.map(x, |value, offset, scale| value * scale + offset)
    }

    fn map<F: Scalar>(
        &self,
        x: SamplesView<F>,
        scaled: impl Fn(f64, f64, f64) -> f64 + Sync,
    ) -> Result<Samples<F>, Error> {
        let (n_samples, n_features) = x.shape();
        if n_features != self.mean.len() {
            return Err(Error::FeatureMismatch { found: n_features, expected: self.mean.len() });
        }
        let values = map_chunks(
            x,
            n_features,
            #[inline(always)]
            |rows, out| {
                let rows = rows.chunks_exact(n_features).zip(out.chunks_exact_mut(n_features));
                for (row, out) in rows {
                    let parameters = self.offset.iter().zip(&self.scale);
                    for ((out, value), (&offset, &scale)) in out.iter_mut().zip(row).zip(parameters)
                    {
                        *out = F::from_f64(scaled(value.to_f64(), offset, scale));
                    }
                }
            },
        );
        Ok(Samples::new(values, n_samples, n_features)?)
    }
}

/// The error bound of the two-pass algorithm, as in scikit-learn's `_is_constant_feature`.
fn is_constant(variance: f64, mean: f64, n_samples: f64) -> bool {
    let bound = n_samples * f64::EPSILON * variance + (n_samples * mean * f64::EPSILON).powi(2);
    variance <= bound
}

fn total_weight(sample_weight: &[f64], n_samples: usize) -> Result<f64, Error> {
    if sample_weight.len() != n_samples {
        let found = sample_weight.len();
        return Err(Error::SampleWeightLength { found, expected: n_samples });
    }
    let wrong = |&(_, weight): &(usize, &f64)| !(weight.is_finite() && *weight >= 0.0);
    if let Some((sample, &weight)) = sample_weight.iter().enumerate().find(wrong) {
        return Err(Error::SampleWeight { sample, weight });
    }
    let total: f64 = sample_weight.iter().sum();
    if total > 0.0 && total.is_finite() {
        return Ok(total);
    }
    Err(Error::TotalWeight { n_samples, total })
}
