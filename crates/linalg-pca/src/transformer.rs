use digits_data::{Samples, SamplesView, Scalar};

use crate::Error;
#[cfg(feature = "pca")]
use crate::{IncrementalPcaModel, PcaModel};

/// A map from samples to samples, row by row, like scikit-learn's `transform`.
///
/// ```
/// use linalg_pca::{Error, MinMaxScaler, Normalizer, Samples, SamplesView, Transformer};
///
/// fn first_row(transformer: &impl Transformer, x: SamplesView<f64>) -> Result<Vec<f64>, Error> {
///     Ok(transformer.transform(x)?.row(0).to_vec())
/// }
///
/// let samples = Samples::from_rows(&[[3.0, 4.0], [1.0, 2.0]])?;
/// let scaler = MinMaxScaler::new().fit(samples.view())?;
/// assert_eq!(first_row(&scaler, samples.view())?, [1.0, 1.0]);
/// assert_eq!(first_row(&Normalizer::default(), samples.view())?, [0.6, 0.8]);
/// # Ok::<(), Error>(())
/// ```
pub trait Transformer {
    /// Maps every sample in `f64`, and rounds the result once to `F`.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] if the samples have another number of features than those the
    /// transformer was fitted to, or [`Error::Data`] where a result is too large for `F`.
    fn transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error>;

    /// Maps samples that nobody needs any more: [`transform`](Self::transform), to the same bits.
    ///
    /// Scalers write over the samples, so that there is never a second table.
    ///
    /// # Errors
    ///
    /// Those of [`transform`](Self::transform).
    fn transform_owned<F: Scalar>(&self, x: Samples<F>) -> Result<Samples<F>, Error> {
        self.transform(x.view())
    }
}

/// A transformer that was fitted to samples, knows their features, and maps back to them.
///
/// ```
/// use linalg_pca::{FittedTransformer, Samples, StandardScaler, Transformer};
///
/// let samples = Samples::from_rows(&[[0.0, 7.0], [6.0, 9.0]])?;
/// let scaler = StandardScaler::new().fit(samples.view())?;
/// assert_eq!((scaler.n_features_in(), scaler.n_features_out()), (2, 2));
/// let scaled = scaler.transform(samples.view())?;
/// assert_eq!(scaler.inverse_transform(scaled.view())?, samples);
/// # Ok::<(), linalg_pca::Error>(())
/// ```
pub trait FittedTransformer: Transformer {
    /// Number of features that [`transform`](Transformer::transform) expects.
    fn n_features_in(&self) -> usize;

    /// Number of features that [`transform`](Transformer::transform) returns: as many as it
    /// expects, unless the transformer changes their number.
    fn n_features_out(&self) -> usize {
        self.n_features_in()
    }

    /// Undoes [`transform`](Transformer::transform), except for rounding and discarded directions.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] unless `x` has [`n_features_out`](Self::n_features_out) features, or
    /// [`Error::Data`] where a result is too large for `F`.
    fn inverse_transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error>;
}

#[cfg(feature = "pca")]
impl Transformer for PcaModel {
    /// Projects onto the components: [`PcaModel::transform`].
    fn transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        self.transform(x)
    }
}

#[cfg(feature = "pca")]
impl FittedTransformer for PcaModel {
    fn n_features_in(&self) -> usize {
        self.mean().len()
    }

    /// Number of components kept.
    fn n_features_out(&self) -> usize {
        self.n_components()
    }

    /// Maps coordinates back to features: [`PcaModel::inverse_transform`].
    fn inverse_transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        self.inverse_transform(x)
    }
}

#[cfg(feature = "pca")]
impl Transformer for IncrementalPcaModel {
    /// Projects onto the components found so far.
    fn transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        self.pca().transform(x)
    }
}

#[cfg(feature = "pca")]
impl FittedTransformer for IncrementalPcaModel {
    fn n_features_in(&self) -> usize {
        self.pca().n_features_in()
    }

    /// Number of components kept.
    fn n_features_out(&self) -> usize {
        self.pca().n_features_out()
    }

    fn inverse_transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        self.pca().inverse_transform(x)
    }
}
