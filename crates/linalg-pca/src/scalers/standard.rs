use digits_data::exact::ExactSum;
use digits_data::{Samples, SamplesView, Scalar, compiled_once};

use super::columns::{ColumnMap, Formula, map_columns, map_columns_in_place};
use crate::block_moments::{FirstPass, check_features};
use crate::moments::{Merged, moments};
use crate::{Error, FittedTransformer, Transformer};

/// Scales every feature to mean 0 and variance 1.
///
/// These are the parameters of scikit-learn's `StandardScaler`. [`fit`](Self::fit) returns the
/// [`StandardScalerModel`] that transforms.
///
/// ```
/// use linalg_pca::{Samples, StandardScaler, Transformer};
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
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct StandardScaler {
    /// Subtract the mean of each feature.
    pub with_mean: bool,
    /// Divide each feature by its standard deviation.
    pub with_std: bool,
}

/// The fitted [`StandardScaler`]: a mean and a scale for each feature.
///
/// The feature `serde` stores it in any of its formats. A model that is read is checked.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Stored", into = "stored::Stored"))]
pub struct StandardScalerModel {
    scaler: StandardScaler,
    seen: Merged,
    scale: Vec<f64>,
    /// The numbers to subtract: the mean, or zeros.
    offset: Vec<f64>,
}

impl StandardScaler {
    /// Subtracts the mean and divides by the standard deviation.
    pub fn new() -> Self {
        Self { with_mean: true, with_std: true }
    }

    /// Learns the mean and the population variance (divisor n) of each feature.
    ///
    /// Two corrected passes in `f64`: an offset of 1e9 costs no digit that the data still have. A
    /// feature whose variance cannot be told from 0 gets scale 1. The rule is that of
    /// scikit-learn's `_is_constant_feature`: `var ≤ n·ε·var + (n·ε·mean)²`. (A variance below
    /// about 1e-308 is 0.) Unlike scikit-learn, we always compute both statistics, and scale `f32`
    /// samples in `f64`.
    ///
    /// # Errors
    ///
    /// [`Error::Overflow`] where a variance exceeds the range of `f64`.
    pub fn fit<F: Scalar>(&self, x: SamplesView<F>) -> Result<StandardScalerModel, Error> {
        Ok(self.model(moments_of(x, None)?))
    }

    /// [`fit`](Self::fit), to the same bits, to samples that are read a block at a time.
    ///
    /// `each` calls its argument for all blocks in order. It is called twice, and must show the same
    /// samples. The blocks may be of any size: every sum is exact.
    ///
    /// # Errors
    ///
    /// The errors of [`fit`](Self::fit) and of `each`; [`Error::Data`] if there is no block;
    /// [`Error::FeatureMismatch`] for a block of another width; [`Error::LengthMismatch`] if the
    /// number of samples changes.
    ///
    /// ```
    /// use linalg_pca::{Error, Samples, StandardScaler};
    ///
    /// let samples = Samples::from_rows(&[[0.0], [6.0], [0.0], [3.0]])?;
    /// let x = samples.view();
    /// let scaler = StandardScaler::new().fit_blocks::<f64, Error>(|take| {
    ///     [0..1, 1..4].into_iter().filter_map(|rows| x.slice(rows)).try_for_each(take)
    /// })?;
    /// assert_eq!(scaler, StandardScaler::new().fit(x)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit_blocks<F: Scalar, E: From<Error>>(
        &self,
        mut each: impl FnMut(&mut dyn FnMut(SamplesView<'_, F>) -> Result<(), Error>) -> Result<(), E>,
    ) -> Result<StandardScalerModel, E> {
        let mut first = FirstPass::none();
        each(&mut |x| first.add(x))?;
        let n_samples = first.shape().0 as f64;
        let mut second = first.about_mean()?;
        each(&mut |x| second.add(x))?;
        Ok(self.model(Merged::of(second.moments()?, n_samples)))
    }

    /// Learns from samples that count `sample_weight` times each. A whole number has the effect of
    /// repeating the sample, and 0 leaves it out.
    ///
    /// # Errors
    ///
    /// [`Error::SampleWeightLength`], [`Error::SampleWeight`], [`Error::TotalWeight`], or those of
    /// [`fit`](Self::fit).
    ///
    /// ```
    /// use linalg_pca::{Samples, StandardScaler};
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
        Ok(self.model(moments_of(x, Some(sample_weight))?))
    }

    fn model(self, seen: Merged) -> StandardScalerModel {
        let scale_of = |(&variance, &mean)| {
            let unscaled = !self.with_std || is_constant(variance, mean, seen.total_weight);
            if unscaled { 1.0 } else { f64::sqrt(variance) }
        };
        let scale = seen.variance.iter().zip(&seen.mean).map(scale_of).collect();
        let offset = if self.with_mean { seen.mean.clone() } else { vec![0.0; seen.mean.len()] };
        StandardScalerModel { scaler: self, seen, scale, offset }
    }
}

impl Default for StandardScaler {
    fn default() -> Self {
        Self::new()
    }
}

impl StandardScalerModel {
    /// The parameters that the model was fitted with.
    pub fn parameters(&self) -> &StandardScaler {
        &self.scaler
    }

    /// Learns from more samples, as if all had come at once.
    ///
    /// Means and variances are merged pairwise, the means with twice the precision of an `f64`. Up to
    /// rounding they are those of all samples at once, for every offset. Each batch costs a
    /// variance a few ε.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] or [`Error::Overflow`]. After an error the model is unchanged.
    ///
    /// ```
    /// use linalg_pca::{Samples, StandardScaler};
    ///
    /// let mut scaler = StandardScaler::new().fit(Samples::from_rows(&[[0.0], [6.0]])?.view())?;
    /// scaler.partial_fit(Samples::from_rows(&[[0.0], [6.0], [3.0]])?.view())?;
    /// assert_eq!(scaler.n_samples_seen(), 5.0);
    /// assert_eq!(scaler.mean(), [3.0]);
    /// assert!(f64::abs(scaler.variance()[0] - 36.0 / 5.0) < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn partial_fit<F: Scalar>(&mut self, x: SamplesView<F>) -> Result<(), Error> {
        check_features(x, self.seen.mean.len())?;
        self.merge(&moments_of(x, None)?)
    }

    /// [`partial_fit`](Self::partial_fit) with samples that count `sample_weight` times each.
    ///
    /// # Errors
    ///
    /// The errors of [`partial_fit`](Self::partial_fit) and [`StandardScaler::fit_weighted`].
    pub fn partial_fit_weighted<F: Scalar>(
        &mut self,
        x: SamplesView<F>,
        sample_weight: &[f64],
    ) -> Result<(), Error> {
        check_features(x, self.seen.mean.len())?;
        let total = self.seen.total_weight + total_weight(sample_weight, x.n_samples())?;
        if !total.is_finite() {
            return Err(Error::TotalWeight { n_samples: x.n_samples(), total });
        }
        self.merge(&moments_of(x, Some(sample_weight))?)
    }

    fn merge(&mut self, piece: &Merged) -> Result<(), Error> {
        let mut seen = self.seen.clone();
        seen.merge(piece)?;
        *self = self.scaler.model(seen);
        Ok(())
    }

    /// Number of samples learnt from, or the sum of their weights.
    pub fn n_samples_seen(&self) -> f64 {
        self.seen.total_weight
    }

    /// The mean of each feature, even if it is not subtracted.
    pub fn mean(&self) -> &[f64] {
        &self.seen.mean
    }

    /// The population variance of each feature, even if it is not used.
    pub fn variance(&self) -> &[f64] {
        &self.seen.variance
    }

    /// Returns the divisor of each feature: its standard deviation, or 1.
    pub fn scale(&self) -> &[f64] {
        &self.scale
    }

    fn column_map(&self, formula: Formula) -> ColumnMap<'_> {
        ColumnMap { offset: &self.offset, scale: &self.scale, formula }
    }
}

impl Transformer for StandardScalerModel {
    /// `(x − mean) / scale`, computed in `f64` and rounded once to `F`.
    fn transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        map_columns(self.column_map(Formula::Standardize), x)
    }

    fn transform_owned<F: Scalar>(&self, x: Samples<F>) -> Result<Samples<F>, Error> {
        map_columns_in_place(self.column_map(Formula::Standardize), x)
    }
}

impl FittedTransformer for StandardScalerModel {
    fn n_features_in(&self) -> usize {
        self.offset.len()
    }

    /// Computes `x · scale + mean`, which undoes [`transform`](Transformer::transform) up to
    /// rounding.
    fn inverse_transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        map_columns(self.column_map(Formula::Restore), x)
    }
}

/// The error bound of the two-pass algorithm, as in scikit-learn's `_is_constant_feature`.
pub(super) fn is_constant(variance: f64, mean: f64, n_samples: f64) -> bool {
    let bound = n_samples * f64::EPSILON * variance + (n_samples * mean * f64::EPSILON).powi(2);
    variance <= bound
}

compiled_once! {
    fn moments_of<F>(
        x: SamplesView<'_, F>,
        sample_weight: Option<&[f64]>,
    ) -> Result<Merged, Error> = moments_checked
}

fn moments_checked<F: Scalar>(
    x: SamplesView<'_, F>,
    sample_weight: Option<&[f64]>,
) -> Result<Merged, Error> {
    let n_samples = x.n_samples();
    let total_weight = match sample_weight {
        Some(weights) => total_weight(weights, n_samples)?,
        None => n_samples as f64,
    };
    Ok(Merged::of(moments(x, sample_weight, total_weight)?, total_weight))
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
    let mut total = ExactSum::zero();
    total.add_all(sample_weight);
    let total = total.value();
    if total > 0.0 && total.is_finite() {
        return Ok(total);
    }
    Err(Error::TotalWeight { n_samples, total })
}

/// The stored form: what the scaler has seen. Everything else follows from it.
#[cfg(feature = "serde")]
mod stored {
    use serde::{Deserialize, Serialize};

    use super::{StandardScaler, StandardScalerModel};
    use crate::Error;
    use crate::moments::Merged;
    use crate::stored::{Range, check, check_each};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "StandardScalerModel", deny_unknown_fields)]
    pub(super) struct Stored {
        scaler: StandardScaler,
        n_samples_seen: f64,
        mean: Vec<f64>,
        /// The rounding error of the mean.
        mean_remainder: Vec<f64>,
        variance: Vec<f64>,
    }

    impl From<StandardScalerModel> for Stored {
        fn from(StandardScalerModel { scaler, seen, .. }: StandardScalerModel) -> Self {
            let Merged { mean, remainder: mean_remainder, variance, total_weight } = seen;
            Self { scaler, n_samples_seen: total_weight, mean, mean_remainder, variance }
        }
    }

    impl TryFrom<Stored> for StandardScalerModel {
        type Error = Error;

        fn try_from(stored: Stored) -> Result<Self, Error> {
            let Stored { scaler, n_samples_seen, mean, mean_remainder, variance } = stored;
            let n_features = mean.len();
            check("n_features", n_features as f64, Range::AboveZero)?;
            check("n_samples_seen", n_samples_seen, Range::AboveZero)?;
            check_each("mean", &mean, n_features, Range::Finite)?;
            check_each("mean_remainder", &mean_remainder, n_features, Range::Finite)?;
            check_each("variance", &variance, n_features, Range::FromZero)?;
            let remainder = mean_remainder;
            Ok(scaler.model(Merged { mean, remainder, variance, total_weight: n_samples_seen }))
        }
    }
}
