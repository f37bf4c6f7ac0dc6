use digits_data::{Samples, SamplesView, Scalar, compiled_once, memory};

use super::columns::{ColumnMap, Formula};
use super::standard::{StandardScaler, is_constant};
use crate::Error;
use crate::moments::{Merged, moments};

/// Samples of which some values are missing: a row-major table in which NaN stands for a missing value.
///
/// It is a type of its own, so a missing value never reaches what can only calculate with numbers.
///
/// ```
/// use linalg_pca::{IncompleteSamples, StandardScaler};
///
/// let table = vec![1.0, 10.0, f64::NAN, 30.0, 5.0, 20.0];
/// let samples = IncompleteSamples::new(table, 3, 2)?;
/// let scaler = StandardScaler::new().fit_incomplete(&samples)?;
/// assert_eq!(scaler.mean(), [3.0, 20.0]);
/// assert_eq!(scaler.n_samples_seen(), [2.0, 3.0]);
/// let scaled = scaler.transform(&samples)?;
/// assert_eq!(scaled.as_slice()[0], -1.0);
/// assert!(scaled.as_slice()[2].is_nan());
/// # Ok::<(), linalg_pca::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct IncompleteSamples<F: Scalar = f64> {
    values: Vec<F>,
    n_samples: usize,
    n_features: usize,
}

impl<F: Scalar> IncompleteSamples<F> {
    /// Takes a row-major table with NaN for each missing value.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] if the length does not fit the shape, if there is no sample or no feature, or if a
    /// value is infinite.
    pub fn new(values: Vec<F>, n_samples: usize, n_features: usize) -> Result<Self, Error> {
        // But for missing values, the table must be one of samples.
        let known = values.iter().map(|&x| if is_missing(x) { F::ZERO } else { x });
        Samples::new(memory::collected(known)?, n_samples, n_features)?;
        Ok(Self { values, n_samples, n_features })
    }

    /// Returns the values, row by row, with NaN for each missing one.
    pub fn as_slice(&self) -> &[F] {
        &self.values
    }

    /// Returns the number of samples and of features.
    pub fn shape(&self) -> (usize, usize) {
        (self.n_samples, self.n_features)
    }

    /// Returns the samples, if no value is missing.
    ///
    /// # Errors
    ///
    /// [`Error::Data`] names the first missing value.
    pub fn into_complete(self) -> Result<Samples<F>, Error> {
        Ok(Samples::new(self.values, self.n_samples, self.n_features)?)
    }

    /// Returns the values of a feature that are there.
    fn known(&self, feature: usize) -> Vec<F> {
        let column = self.values.iter().skip(feature).step_by(self.n_features).copied();
        column.filter(|&x| !is_missing(x)).collect()
    }
}

fn is_missing<F: Scalar>(x: F) -> bool {
    x.to_f64().is_nan()
}

/// The [`StandardScaler`] fitted to [`IncompleteSamples`]: a missing value counts for nothing and stays
/// missing.
///
/// These are the numbers of scikit-learn's `StandardScaler` for a table with NaN. A feature without any
/// value has mean 0 and scale 1 here, and NaN there.
///
/// The feature `serde` stores it. A model that is read is checked.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Stored", into = "stored::Stored"))]
pub struct IncompleteScalerModel {
    scaler: StandardScaler,
    /// The moments of each feature; `None` as long as it has no value.
    seen: Vec<Option<Merged>>,
    mean: Vec<f64>,
    variance: Vec<f64>,
    scale: Vec<f64>,
    n_samples_seen: Vec<f64>,
}

impl StandardScaler {
    /// Learns the mean and the variance of each feature from the values that are there.
    ///
    /// # Errors
    ///
    /// [`Error::Overflow`] where a mean or a variance exceeds the range of `f64`.
    pub fn fit_incomplete<F: Scalar>(
        &self,
        x: &IncompleteSamples<F>,
    ) -> Result<IncompleteScalerModel, Error> {
        Ok(IncompleteScalerModel::new(*self, moments_of_each(x)?))
    }
}

impl IncompleteScalerModel {
    fn new(scaler: StandardScaler, seen: Vec<Option<Merged>>) -> Self {
        let each = |value: fn(&Merged) -> f64| {
            seen.iter().map(|seen| seen.as_ref().map_or(0.0, value)).collect::<Vec<f64>>()
        };
        let (mean, variance) = (each(|seen| seen.mean[0]), each(|seen| seen.variance[0]));
        let n_samples_seen = each(|seen| seen.total_weight);
        let scale_of = |((&variance, &mean), &n): ((&f64, &f64), &f64)| {
            let unscaled = !scaler.with_std || is_constant(variance, mean, n);
            if unscaled { 1.0 } else { variance.sqrt() }
        };
        let scale = variance.iter().zip(&mean).zip(&n_samples_seen).map(scale_of).collect();
        Self { scaler, seen, mean, variance, scale, n_samples_seen }
    }

    /// Learns from more samples, as if all had come at once.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] or [`Error::Overflow`]. After an error the model is unchanged.
    pub fn partial_fit<F: Scalar>(&mut self, x: &IncompleteSamples<F>) -> Result<(), Error> {
        self.check(x)?;
        let mut seen = self.seen.clone();
        for (feature, (seen, more)) in seen.iter_mut().zip(moments_of_each(x)?).enumerate() {
            match (seen, more) {
                (Some(seen), Some(more)) => {
                    seen.merge(&more).map_err(|error| at(feature, error))?;
                }
                (seen @ None, more) => *seen = more,
                (Some(_), None) => {}
            }
        }
        *self = Self::new(self.scaler, seen);
        Ok(())
    }

    /// Returns the mean of each feature, 0 without values.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// Returns the population variance of each feature, 0 without values.
    pub fn variance(&self) -> &[f64] {
        &self.variance
    }

    /// Returns the divisor of each feature: its standard deviation, or 1.
    pub fn scale(&self) -> &[f64] {
        &self.scale
    }

    /// Returns the number of values seen of each feature.
    pub fn n_samples_seen(&self) -> &[f64] {
        &self.n_samples_seen
    }

    /// Computes `(x − mean) / scale`. Missing values stay missing.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`], or [`Error::Data`] where a result is too large for `F`.
    pub fn transform<F: Scalar>(
        &self,
        x: &IncompleteSamples<F>,
    ) -> Result<IncompleteSamples<F>, Error> {
        self.map(x, Formula::Standardize)
    }

    /// Computes `x · scale + mean`. Missing values stay missing.
    ///
    /// # Errors
    ///
    /// As for [`transform`](Self::transform).
    pub fn inverse_transform<F: Scalar>(
        &self,
        x: &IncompleteSamples<F>,
    ) -> Result<IncompleteSamples<F>, Error> {
        self.map(x, Formula::Restore)
    }

    fn map<F: Scalar>(
        &self,
        x: &IncompleteSamples<F>,
        formula: Formula,
    ) -> Result<IncompleteSamples<F>, Error> {
        self.check(x)?;
        let zeros = vec![0.0; self.mean.len()];
        let offset = if self.scaler.with_mean { &self.mean } else { &zeros };
        let map = ColumnMap { offset, scale: &self.scale, formula };
        let mut values = memory::collected(x.values.iter().copied())?;
        values.chunks_exact_mut(x.n_features).for_each(|row| map.apply(row));
        IncompleteSamples::new(values, x.n_samples, x.n_features)
    }

    fn check<F: Scalar>(&self, x: &IncompleteSamples<F>) -> Result<(), Error> {
        let (found, expected) = (x.n_features, self.mean.len());
        if found == expected { Ok(()) } else { Err(Error::FeatureMismatch { found, expected }) }
    }
}

compiled_once! {
    fn moments_of_each<F>(x: &IncompleteSamples<F>) -> Result<Vec<Option<Merged>>, Error>
        = moments_of_known
}

fn moments_of_known<F: Scalar>(x: &IncompleteSamples<F>) -> Result<Vec<Option<Merged>>, Error> {
    let of_feature = |feature: usize| {
        let known = x.known(feature);
        if known.is_empty() {
            return Ok(None);
        }
        let n_known = known.len();
        let column = SamplesView::new(&known, n_known, 1)?;
        let found = moments(column, None, n_known as f64).map_err(|error| at(feature, error))?;
        Ok(Some(Merged::of(found, n_known as f64)))
    };
    (0..x.n_features).map(of_feature).collect()
}

/// Names the feature in an error about a column that stood alone.
fn at(feature: usize, error: Error) -> Error {
    match error {
        Error::Overflow { quantity, .. } => Error::Overflow { quantity, feature },
        other => other,
    }
}

/// The stored form: what the scaler has seen. Everything else follows from it.
#[cfg(feature = "serde")]
mod stored {
    use serde::{Deserialize, Serialize};

    use super::IncompleteScalerModel;
    use crate::moments::Merged;
    use crate::stored::{Range, check, check_each};
    use crate::{Error, StandardScaler};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "IncompleteScalerModel", deny_unknown_fields)]
    pub(super) struct Stored {
        scaler: StandardScaler,
        /// One value per feature, as in all lists. A feature without values has zeros.
        n_samples_seen: Vec<f64>,
        mean: Vec<f64>,
        /// The rounding error of the mean.
        mean_remainder: Vec<f64>,
        variance: Vec<f64>,
    }

    impl From<IncompleteScalerModel> for Stored {
        fn from(model: IncompleteScalerModel) -> Self {
            let IncompleteScalerModel { scaler, seen, mean, variance, n_samples_seen, .. } = model;
            let remainder = |seen: &Option<Merged>| seen.as_ref().map_or(0.0, |s| s.remainder[0]);
            let mean_remainder = seen.iter().map(remainder).collect();
            Self { scaler, n_samples_seen, mean, mean_remainder, variance }
        }
    }

    impl TryFrom<Stored> for IncompleteScalerModel {
        type Error = Error;

        fn try_from(stored: Stored) -> Result<Self, Error> {
            let Stored { scaler, n_samples_seen, mean, mean_remainder, variance } = stored;
            let n_features = mean.len();
            check("n_features", n_features as f64, Range::AboveZero)?;
            check_each("n_samples_seen", &n_samples_seen, n_features, Range::FromZero)?;
            check_each("mean", &mean, n_features, Range::Finite)?;
            check_each("mean_remainder", &mean_remainder, n_features, Range::Finite)?;
            check_each("variance", &variance, n_features, Range::FromZero)?;
            let of_feature = |feature: usize| {
                let one = |values: &[f64]| vec![values[feature]];
                let total_weight = n_samples_seen[feature];
                (total_weight > 0.0).then(|| Merged {
                    mean: one(&mean),
                    remainder: one(&mean_remainder),
                    variance: one(&variance),
                    total_weight,
                })
            };
            Ok(Self::new(scaler, (0..n_features).map(of_feature).collect()))
        }
    }
}
