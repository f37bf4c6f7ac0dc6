use digits_data::{Samples, SamplesView, Scalar, compiled_once};

use super::columns::{ColumnMap, Formula, map_columns, map_columns_in_place, true_range};
use crate::block_moments::check_features;
use crate::row_chunks::{CHUNK_ROWS, fold_chunks};
use crate::{Error, FittedTransformer, Transformer};

/// Scales every feature to a range: by default its smallest value to 0 and its largest to 1.
///
/// These are the parameters of scikit-learn's `MinMaxScaler`. [`fit`](Self::fit) returns the
/// [`MinMaxScalerModel`] that transforms.
///
/// ```
/// use linalg_pca::{MinMaxScaler, Samples, Transformer};
///
/// let samples = Samples::from_rows(&[[10.0, 7.0], [30.0, 7.0], [15.0, 7.0]])?;
/// let scaler = MinMaxScaler::new().fit(samples.view())?;
/// let scaled = scaler.transform(samples.view())?;
/// assert_eq!(scaled.as_slice(), [0.0, 0.0, 1.0, 0.0, 0.25, 0.0]);
/// assert_eq!((scaler.data_min(), scaler.data_range()), (&[10.0, 7.0][..], vec![20.0, 0.0]));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
pub struct MinMaxScaler {
    /// The range that every feature is scaled to: its lower and its upper end.
    pub feature_range: (f64, f64),
    /// Move values of other samples that lie outside the range to its nearer end.
    pub clip: bool,
}

/// The fitted [`MinMaxScaler`]: the smallest and the largest value of each feature.
///
/// The feature `serde` stores it in any of its formats. A model that is read is checked.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Stored", into = "stored::Stored"))]
pub struct MinMaxScalerModel {
    scaler: MinMaxScaler,
    data_min: Vec<f64>,
    data_max: Vec<f64>,
    /// The divisor: the difference of the two, or at least 1 if that is only rounding.
    apart: Vec<f64>,
    n_samples_seen: usize,
}

impl MinMaxScaler {
    /// Scales to 0…1, without clipping.
    pub fn new() -> Self {
        Self { feature_range: (0.0, 1.0), clip: false }
    }

    /// Learns the smallest and the largest value of each feature.
    ///
    /// A constant feature maps to the lower end. A feature counts as constant, too, if its values
    /// differ by at most 10·ε of the largest magnitude; scikit-learn's 10·ε is absolute. Those values
    /// are not spread: they are divided by 1, or by their difference if that is more.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureRange`] unless the range rises and is finite; [`Error::Overflow`] where the
    /// values of a feature are further apart than the largest `f64`.
    pub fn fit<F: Scalar>(&self, x: SamplesView<F>) -> Result<MinMaxScalerModel, Error> {
        self.check()?;
        let (data_min, data_max) = extremes(x);
        self.model(data_min, data_max, x.n_samples())
    }

    /// [`fit`](Self::fit), to the same bits, to samples that are read a block at a time.
    ///
    /// `each` calls its argument for all blocks in order. It is called once.
    ///
    /// # Errors
    ///
    /// The errors of [`fit`](Self::fit) and of `each`; [`Error::Data`] if there is no block;
    /// [`Error::FeatureMismatch`] for a block of another width.
    ///
    /// ```
    /// use linalg_pca::{Error, MinMaxScaler, Samples};
    ///
    /// let samples = Samples::from_rows(&[[0.0], [6.0], [-2.0], [3.0]])?;
    /// let x = samples.view();
    /// let scaler = MinMaxScaler::new().fit_blocks::<f64, Error>(|take| {
    ///     [0..1, 1..4].into_iter().filter_map(|rows| x.slice(rows)).try_for_each(take)
    /// })?;
    /// assert_eq!(scaler, MinMaxScaler::new().fit(x)?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit_blocks<F: Scalar, E: From<Error>>(
        &self,
        each: impl FnOnce(&mut dyn FnMut(SamplesView<'_, F>) -> Result<(), Error>) -> Result<(), E>,
    ) -> Result<MinMaxScalerModel, E> {
        self.check()?;
        let (mut seen, mut n_samples) = ((Vec::new(), Vec::new()), 0);
        each(&mut |x| {
            if n_samples == 0 {
                seen = nothing_seen(x.n_features());
            }
            check_features(x, seen.0.len())?;
            widen(&mut seen, &extremes(x));
            n_samples += x.n_samples();
            Ok(())
        })?;
        let n_features = seen.0.len();
        if n_samples == 0 {
            return Err(Error::from(digits_data::Error::Empty { n_samples, n_features }).into());
        }
        Ok(self.model(seen.0, seen.1, n_samples)?)
    }

    fn check(self) -> Result<(), Error> {
        let (lower, upper) = self.feature_range;
        let width = upper - lower;
        if width > 0.0 && width.is_finite() {
            return Ok(());
        }
        Err(Error::FeatureRange { lower, upper })
    }

    fn model(
        self,
        data_min: Vec<f64>,
        data_max: Vec<f64>,
        n_samples_seen: usize,
    ) -> Result<MinMaxScalerModel, Error> {
        let mut apart = Vec::with_capacity(data_min.len());
        for (feature, (min, max)) in data_min.iter().zip(&data_max).enumerate() {
            if !(max - min).is_finite() {
                return Err(Error::Overflow { quantity: "range", feature });
            }
            let range = max - min;
            let constant = range.max(1.0); // so that no value leaves the range
            apart.push(true_range(range, min.abs().max(max.abs())).unwrap_or(constant));
        }
        Ok(MinMaxScalerModel { scaler: self, data_min, data_max, apart, n_samples_seen })
    }
}

impl Default for MinMaxScaler {
    fn default() -> Self {
        Self::new()
    }
}

impl MinMaxScalerModel {
    /// The parameters that the model was fitted with.
    pub fn parameters(&self) -> &MinMaxScaler {
        &self.scaler
    }

    /// Learns from more samples. The result is the same as learning from all samples at once.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] or [`Error::Overflow`]. After an error the model is unchanged.
    ///
    /// ```
    /// use linalg_pca::{MinMaxScaler, Samples};
    ///
    /// let mut scaler = MinMaxScaler::new().fit(Samples::from_rows(&[[1.0], [3.0]])?.view())?;
    /// scaler.partial_fit(Samples::from_rows(&[[5.0], [2.0]])?.view())?;
    /// assert_eq!((scaler.data_min(), scaler.data_max()), (&[1.0][..], &[5.0][..]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn partial_fit<F: Scalar>(&mut self, x: SamplesView<F>) -> Result<(), Error> {
        check_features(x, self.data_min.len())?;
        let mut seen = (self.data_min.clone(), self.data_max.clone());
        widen(&mut seen, &extremes(x));
        let n_samples_seen = self.n_samples_seen.saturating_add(x.n_samples());
        *self = self.scaler.model(seen.0, seen.1, n_samples_seen)?;
        Ok(())
    }

    /// The smallest value of each feature.
    pub fn data_min(&self) -> &[f64] {
        &self.data_min
    }

    /// The largest value of each feature.
    pub fn data_max(&self) -> &[f64] {
        &self.data_max
    }

    /// Returns `data_max − data_min` of each feature: 0 for a constant one.
    pub fn data_range(&self) -> Vec<f64> {
        self.data_max.iter().zip(&self.data_min).map(|(max, min)| max - min).collect()
    }

    /// Returns the factor of each feature: the width of the range, divided by `data_range`, or by 1
    /// for a constant feature.
    ///
    /// ```
    /// use linalg_pca::{MinMaxScaler, Samples};
    ///
    /// let samples = Samples::from_rows(&[[10.0, 7.0], [30.0, 7.0]])?;
    /// let scaler = MinMaxScaler { feature_range: (-1.0, 1.0), ..MinMaxScaler::new() };
    /// let scaler = scaler.fit(samples.view())?;
    /// assert_eq!((scaler.scale(), scaler.min()), (vec![0.1, 2.0], vec![-2.0, -15.0]));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn scale(&self) -> Vec<f64> {
        let (lower, upper) = self.scaler.feature_range;
        self.apart.iter().map(|apart| (upper - lower) / apart).collect()
    }

    /// Returns the image of 0 in each feature: the lower end of the range, less `data_min · scale`.
    ///
    /// `x · scale + min` is what [`transform`](Transformer::transform) computes, except for rounding.
    pub fn min(&self) -> Vec<f64> {
        let (lower, _) = self.scaler.feature_range;
        self.data_min.iter().zip(self.scale()).map(|(min, scale)| lower - min * scale).collect()
    }

    /// The divisor of `x − data_min`: `data_range`, or for a constant feature 1, as
    /// [`fit`](MinMaxScaler::fit) says.
    pub fn divisor(&self) -> &[f64] {
        &self.apart
    }

    /// Number of samples learnt from.
    pub fn n_samples_seen(&self) -> usize {
        self.n_samples_seen
    }

    fn column_map(&self, formula: Formula) -> ColumnMap<'_> {
        ColumnMap { offset: &self.data_min, scale: &self.apart, formula }
    }

    fn to_range(&self) -> Formula {
        let MinMaxScaler { feature_range: (lower, upper), clip } = self.scaler;
        Formula::ToRange { lower, upper, clip }
    }
}

impl Transformer for MinMaxScalerModel {
    /// Computes `(x − data_min) / (data_max − data_min)`, stretched to the range, in `f64`, and
    /// rounds once to `F`.
    ///
    /// It subtracts the smallest value first, so features far from 0 stay precise.
    /// scikit-learn multiplies first. A value between `data_min` and `data_max` never leaves the
    /// range, not even by rounding.
    fn transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        map_columns(self.column_map(self.to_range()), x)
    }

    fn transform_owned<F: Scalar>(&self, x: Samples<F>) -> Result<Samples<F>, Error> {
        map_columns_in_place(self.column_map(self.to_range()), x)
    }
}

impl FittedTransformer for MinMaxScalerModel {
    fn n_features_in(&self) -> usize {
        self.data_min.len()
    }

    /// Undoes [`transform`](Transformer::transform), except for rounding and clipped values.
    fn inverse_transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        let (lower, upper) = self.scaler.feature_range;
        map_columns(self.column_map(Formula::FromRange { lower, upper }), x)
    }
}

compiled_once! {
    /// The smallest and the largest value of each feature.
    fn extremes<F>(x: SamplesView<'_, F>) -> (Vec<f64>, Vec<f64>) = smallest_and_largest
}

fn smallest_and_largest<F: Scalar>(x: SamplesView<'_, F>) -> (Vec<f64>, Vec<f64>) {
    fold_chunks(
        x,
        CHUNK_ROWS,
        nothing_seen(x.n_features()),
        #[inline(always)]
        |_, rows: &[F]| {
            let (mut min, mut max) = nothing_seen(x.n_features());
            for row in rows.chunks_exact(min.len()) {
                for ((min, max), value) in min.iter_mut().zip(&mut max).zip(row) {
                    let value = value.to_f64();
                    *min = if value < *min { value } else { *min };
                    *max = if value > *max { value } else { *max };
                }
            }
            (min, max)
        },
        |total, part| widen(total, &part),
    )
}

fn nothing_seen(n_features: usize) -> (Vec<f64>, Vec<f64>) {
    (vec![f64::INFINITY; n_features], vec![f64::NEG_INFINITY; n_features])
}

/// Adds the extremes of the samples that follow. Of 0 and −0 the first stays, whatever the cut.
fn widen(total: &mut (Vec<f64>, Vec<f64>), part: &(Vec<f64>, Vec<f64>)) {
    for (total, &part) in total.0.iter_mut().zip(&part.0) {
        *total = if part < *total { part } else { *total };
    }
    for (total, &part) in total.1.iter_mut().zip(&part.1) {
        *total = if part > *total { part } else { *total };
    }
}

/// The stored form: what the scaler has seen. Everything else follows from it.
#[cfg(feature = "serde")]
mod stored {
    use serde::{Deserialize, Serialize};

    use super::{MinMaxScaler, MinMaxScalerModel};
    use crate::Error;
    use crate::stored::{Range, check, check_each};

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "MinMaxScalerModel", deny_unknown_fields)]
    pub(super) struct Stored {
        scaler: MinMaxScaler,
        n_samples_seen: usize,
        data_min: Vec<f64>,
        data_max: Vec<f64>,
    }

    impl From<MinMaxScalerModel> for Stored {
        fn from(model: MinMaxScalerModel) -> Self {
            let MinMaxScalerModel { scaler, data_min, data_max, n_samples_seen, .. } = model;
            Self { scaler, n_samples_seen, data_min, data_max }
        }
    }

    impl TryFrom<Stored> for MinMaxScalerModel {
        type Error = Error;

        fn try_from(stored: Stored) -> Result<Self, Error> {
            let Stored { scaler, n_samples_seen, data_min, data_max } = stored;
            let n_features = data_min.len();
            scaler.check()?;
            check("n_features", n_features as f64, Range::AboveZero)?;
            check("n_samples_seen", n_samples_seen as f64, Range::AboveZero)?;
            check_each("data_min", &data_min, n_features, Range::Finite)?;
            check_each("data_max", &data_max, n_features, Range::Finite)?;
            let model = scaler.model(data_min, data_max, n_samples_seen)?;
            check_each("(data_max − data_min)", &model.data_range(), n_features, Range::FromZero)?;
            Ok(model)
        }
    }
}
