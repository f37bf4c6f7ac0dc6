use digits_data::memory;
use digits_data::{Samples, SamplesView, Scalar, compiled_once};
use rayon::prelude::*;

use super::columns::{ColumnMap, Formula, map_columns, map_columns_in_place, true_range};
use crate::{Error, FittedTransformer, Transformer};

/// Scales every feature to median 0 and interquartile range 1, which outliers do not disturb.
///
/// These are the parameters of scikit-learn's `RobustScaler`, without `unit_variance`.
/// [`fit`](Self::fit) returns the [`RobustScalerModel`] that transforms.
///
/// ```
/// use linalg_pca::{RobustScaler, Samples, Transformer};
///
/// let samples = Samples::from_rows(&[[1.0], [2.0], [3.0], [4.0], [1e6]])?;
/// let scaler = RobustScaler::new().fit(samples.view())?;
/// assert_eq!((scaler.center(), scaler.scale()), (&[3.0][..], &[2.0][..]));
/// assert_eq!(scaler.transform(samples.view())?.row(0), [-1.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct RobustScaler {
    /// Subtract the median of each feature.
    pub with_centering: bool,
    /// Divide each feature by the difference of its two quantiles.
    pub with_scaling: bool,
    /// The two quantiles, in percent from 0 to 100.
    pub quantile_range: (f64, f64),
}

/// The fitted [`RobustScaler`]: a centre and a scale for each feature.
///
/// The feature `serde` stores it in any of its formats. A model that is read is checked.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Stored", into = "stored::Stored"))]
pub struct RobustScalerModel {
    scaler: RobustScaler,
    center: Vec<f64>,
    scale: Vec<f64>,
    /// The numbers to subtract: the centre, or zeros.
    offset: Vec<f64>,
}

impl RobustScaler {
    /// Subtracts the median and divides by the range between the quartiles.
    pub fn new() -> Self {
        Self { with_centering: true, with_scaling: true, quantile_range: (25.0, 75.0) }
    }

    /// Learns the median and the two quantiles of each feature. Quantiles between two samples are
    /// interpolated linearly, as by `numpy.percentile`.
    ///
    /// A feature gets scale 1 if its quantiles differ by less than 10·ε of the larger magnitude.
    /// scikit-learn's 10·ε is absolute. Both statistics are always computed.
    ///
    /// # Errors
    ///
    /// [`Error::QuantileRange`] unless the range lies within 0 and 100 and does not fall;
    /// [`Error::Overflow`] where the quantiles are further apart than the largest `f64`.
    pub fn fit<F: Scalar>(&self, x: SamplesView<F>) -> Result<RobustScalerModel, Error> {
        Ok(fit(*self, x)?.0)
    }

    /// Learns as [`fit`](Self::fit) does, but divides a feature without a range between its quantiles by
    /// its standard deviation. Returns these features, too.
    ///
    /// More than half of such a feature is one value, and the rest can lie far away: in a table of
    /// customers, most of whom never came. A scale of 1 would leave the rest as it is, and it would decide
    /// every distance. A constant feature keeps scale 1 and is not among those returned. scikit-learn has
    /// no such fallback.
    ///
    /// ```
    /// use linalg_pca::{RobustScaler, SamplesView};
    ///
    /// let visits = SamplesView::new(&[0.0, 0.0, 0.0, 0.0, 10.0], 5, 1)?;
    /// let (model, fallen_back) = RobustScaler::new().fit_with_fallback(visits)?;
    /// assert_eq!((model.scale(), &fallen_back[..]), (&[4.0][..], &[0][..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As for [`fit`](Self::fit).
    pub fn fit_with_fallback<F: Scalar>(
        &self,
        x: SamplesView<F>,
    ) -> Result<(RobustScalerModel, Vec<usize>), Error> {
        let (mut model, mut without_range) = fit(*self, x)?;
        without_range.retain(|&feature| {
            let deviation = standard_deviation(x, feature);
            let falls_back = deviation > 0.0 && deviation.is_finite();
            if falls_back {
                model.scale[feature] = deviation;
            }
            falls_back
        });
        Ok((model, without_range))
    }

    /// Returns the model, and the features that have no range between their quantiles.
    fn fit_checked<F: Scalar>(
        self,
        x: SamplesView<'_, F>,
    ) -> Result<(RobustScalerModel, Vec<usize>), Error> {
        self.check()?;
        let statistics: Vec<(f64, Option<f64>)> = (0..x.n_features())
            .into_par_iter()
            .map(|feature| self.center_and_scale(x, feature))
            .collect::<Result<_, _>>()?;
        let (center, scale): (Vec<f64>, Vec<Option<f64>>) = statistics.into_iter().unzip();
        let without_range = (0..scale.len()).filter(|&feature| scale[feature].is_none()).collect();
        let scale = scale.into_iter().map(|scale| scale.unwrap_or(1.0)).collect();
        Ok((self.model(center, scale), without_range))
    }

    fn check(self) -> Result<(), Error> {
        let (lower, upper) = self.quantile_range;
        if 0.0 <= lower && lower <= upper && upper <= 100.0 {
            return Ok(());
        }
        Err(Error::QuantileRange { lower, upper })
    }

    fn model(self, center: Vec<f64>, scale: Vec<f64>) -> RobustScalerModel {
        let offset = if self.with_centering { center.clone() } else { vec![0.0; center.len()] };
        RobustScalerModel { scaler: self, center, scale, offset }
    }

    fn center_and_scale<F: Scalar>(
        self,
        x: SamplesView<F>,
        feature: usize,
    ) -> Result<(f64, Option<f64>), Error> {
        let mut sorted = memory::reserved(x.n_samples())?;
        sorted.extend(column(x, feature));
        sorted.sort_unstable_by(f64::total_cmp);
        let center = f64::midpoint(sorted[(sorted.len() - 1) / 2], sorted[sorted.len() / 2]);
        if !self.with_scaling {
            return Ok((center, Some(1.0)));
        }
        let (lower, upper) = self.quantile_range;
        let (lower, upper) = (percentile(&sorted, lower), percentile(&sorted, upper));
        let apart = upper - lower;
        if !apart.is_finite() {
            return Err(Error::Overflow { quantity: "range of quantiles", feature });
        }
        Ok((center, true_range(apart, lower.abs().max(upper.abs()))))
    }
}

fn column<F: Scalar>(x: SamplesView<'_, F>, feature: usize) -> impl Iterator<Item = f64> {
    x.as_slice().iter().skip(feature).step_by(x.n_features()).map(|value| value.to_f64())
}

/// The standard deviation of a feature, divisor n.
fn standard_deviation<F: Scalar>(x: SamplesView<F>, feature: usize) -> f64 {
    let n_samples = x.n_samples() as f64;
    let mean = column(x, feature).map(|value| value / n_samples).sum::<f64>();
    let squares = column(x, feature).map(|value| (value - mean) * (value - mean));
    (squares.sum::<f64>() / n_samples).sqrt()
}

impl Default for RobustScaler {
    fn default() -> Self {
        Self::new()
    }
}

impl RobustScalerModel {
    /// The parameters that the model was fitted with.
    pub fn parameters(&self) -> &RobustScaler {
        &self.scaler
    }

    /// The median of each feature, even if it is not subtracted.
    pub fn center(&self) -> &[f64] {
        &self.center
    }

    /// Returns the divisor of each feature: the range between its quantiles, or 1.
    pub fn scale(&self) -> &[f64] {
        &self.scale
    }

    fn column_map(&self, formula: Formula) -> ColumnMap<'_> {
        ColumnMap { offset: &self.offset, scale: &self.scale, formula }
    }
}

impl Transformer for RobustScalerModel {
    /// `(x − center) / scale`, computed in `f64` and rounded once to `F`.
    fn transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        map_columns(self.column_map(Formula::Standardize), x)
    }

    fn transform_owned<F: Scalar>(&self, x: Samples<F>) -> Result<Samples<F>, Error> {
        map_columns_in_place(self.column_map(Formula::Standardize), x)
    }
}

impl FittedTransformer for RobustScalerModel {
    fn n_features_in(&self) -> usize {
        self.offset.len()
    }

    /// `x · scale + center`, which undoes [`transform`](Transformer::transform) but for rounding.
    fn inverse_transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        map_columns(self.column_map(Formula::Restore), x)
    }
}

compiled_once! {
    fn fit<F>(
        scaler: RobustScaler,
        x: SamplesView<'_, F>,
    ) -> Result<(RobustScalerModel, Vec<usize>), Error> = RobustScaler::fit_checked
}

/// Interpolates a percentile, from 0 to 100, of at least one sorted value.
fn percentile(sorted: &[f64], percentage: f64) -> f64 {
    let last = sorted.len() - 1;
    let position = percentage / 100.0 * last as f64;
    // The position is not negative, and at most `last`.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let below = (position as usize).min(last);
    let share = position - below as f64;
    let (from, to) = (sorted[below], sorted[(below + 1).min(last)]);
    let apart = to - from;
    // Interpolating from the nearer end keeps the result monotonic. NumPy does the same.
    if share < 0.5 { from + apart * share } else { to - apart * (1.0 - share) }
}

/// The stored form: the learnt statistics and the parameters.
#[cfg(feature = "serde")]
mod stored {
    use serde::{Deserialize, Serialize};

    use super::{RobustScaler, RobustScalerModel};
    use crate::Error;
    use crate::stored::{Range, check, check_each};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "RobustScalerModel", deny_unknown_fields)]
    pub(super) struct Stored {
        scaler: RobustScaler,
        center: Vec<f64>,
        scale: Vec<f64>,
    }

    impl From<RobustScalerModel> for Stored {
        fn from(RobustScalerModel { scaler, center, scale, .. }: RobustScalerModel) -> Self {
            Self { scaler, center, scale }
        }
    }

    impl TryFrom<Stored> for RobustScalerModel {
        type Error = Error;

        fn try_from(Stored { scaler, center, scale }: Stored) -> Result<Self, Error> {
            let n_features = center.len();
            scaler.check()?;
            check("n_features", n_features as f64, Range::AboveZero)?;
            check_each("center", &center, n_features, Range::Finite)?;
            check_each("scale", &scale, n_features, Range::AboveZero)?;
            Ok(scaler.model(center, scale))
        }
    }
}
