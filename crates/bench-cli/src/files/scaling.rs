//! A scaler that was fitted, as two numbers a feature.

use anyhow::{Result, ensure};
use digits_data::{Samples, SamplesView, Scalar};
use linalg_pca::{MinMaxScaler, RobustScaler, StandardScaler};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::cli::ScaleArg;

/// `(x − offset) / scale` for each feature: what every scaler comes to.
///
/// The very arithmetic of `linalg-pca`'s models, in `f64` and rounded once, so that a stored model
/// scales as the fit did, to the bit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Scaling {
    /// `standard`, `minmax` or `robust`.
    pub(crate) kind: String,
    /// The mean, the smallest value or the median of each feature.
    pub(crate) offset: Vec<f64>,
    /// The standard deviation, the range or the range between the quartiles; 1 where that is 0.
    pub(crate) scale: Vec<f64>,
}

impl Scaling {
    /// Learns from the samples; `None` if they are to stay as they are.
    pub(crate) fn fit<F: Scalar>(
        kind: ScaleArg,
        samples: SamplesView<'_, F>,
    ) -> Result<Option<Self>> {
        let (offset, scale) = match kind {
            ScaleArg::None => return Ok(None),
            ScaleArg::Standard => {
                let model = StandardScaler::new().fit(samples)?;
                (model.mean().to_vec(), model.scale().to_vec())
            }
            ScaleArg::Minmax => {
                let model = MinMaxScaler::new().fit(samples)?;
                (model.data_min().to_vec(), model.data_range().to_vec())
            }
            ScaleArg::Robust => {
                let model = RobustScaler::new().fit(samples)?;
                (model.center().to_vec(), model.scale().to_vec())
            }
        };
        Ok(Some(Self { kind: kind.name().to_owned(), offset, scale }))
    }

    /// Whether these are numbers that scale.
    pub(crate) fn check(&self, n_features: usize) -> Result<()> {
        ensure!(
            ["standard", "minmax", "robust"].contains(&self.kind.as_str()),
            "it has an unknown scaler, {:?}",
            self.kind
        );
        let lengths = (self.offset.len(), self.scale.len());
        ensure!(
            lengths == (n_features, n_features),
            "its scaler has {} offsets and {} scales for {n_features} features",
            lengths.0,
            lengths.1
        );
        let is_scale = |scale: &f64| scale.is_finite() && *scale > 0.0;
        ensure!(
            self.offset.iter().all(|offset| offset.is_finite()) && self.scale.iter().all(is_scale),
            "its scaler has numbers that do not scale"
        );
        Ok(())
    }

    pub(crate) fn transform<F: Scalar>(&self, samples: Samples<F>) -> Result<Samples<F>> {
        self.map(samples, |value, offset, scale| (value - offset) / scale)
    }

    /// Undoes [`transform`](Self::transform), but for rounding.
    pub(crate) fn inverse_transform<F: Scalar>(&self, samples: Samples<F>) -> Result<Samples<F>> {
        self.map(samples, |value, offset, scale| value * scale + offset)
    }

    /// In place: a table may fill half of the memory.
    fn map<F: Scalar>(
        &self,
        samples: Samples<F>,
        scaled: impl Fn(f64, f64, f64) -> f64 + Sync,
    ) -> Result<Samples<F>> {
        const ROWS_AT_ONCE: usize = 1024;
        let (n_samples, n_features) = samples.shape();
        let expected = self.offset.len();
        ensure!(n_features == expected, "{n_features} features where the scaler takes {expected}");
        let mut values = samples.into_vec();
        values.par_chunks_mut(n_features * ROWS_AT_ONCE).for_each(|rows| {
            for row in rows.chunks_exact_mut(n_features) {
                for ((value, &offset), &scale) in row.iter_mut().zip(&self.offset).zip(&self.scale)
                {
                    *value = F::from_f64(scaled(value.to_f64(), offset, scale));
                }
            }
        });
        Ok(Samples::new(values, n_samples, n_features)?)
    }
}

/// The samples, scaled by what they are themselves, and how; they stay as they are if `kind` says so.
pub(crate) fn scaled<F: Scalar>(
    kind: ScaleArg,
    samples: Samples<F>,
) -> Result<(Samples<F>, Option<Scaling>)> {
    let scaling = Scaling::fit(kind, samples.view())?;
    let samples = match &scaling {
        Some(scaling) => scaling.transform(samples)?,
        None => samples,
    };
    Ok((samples, scaling))
}

#[cfg(test)]
mod tests {
    use linalg_pca::{FittedTransformer as _, Transformer as _};

    use super::*;

    /// A constant feature, one far from 0, one of both signs, and one with an outlier.
    fn samples<F: Scalar>() -> Samples<F> {
        let rows: Vec<[F; 4]> = (0..2500)
            .map(|row| {
                let x = f64::from(row);
                let outlier = if row == 7 { 1e6 } else { 0.0 };
                [3.7, 1e6 + x / 7.0, (x * 1.3).sin(), x * x + outlier].map(F::from_f64)
            })
            .collect();
        Samples::from_rows(&rows).unwrap()
    }

    fn assert_as_the_models_of_linalg_pca<F: Scalar>() {
        let samples = samples::<F>();
        let ours = |kind| {
            let scaling = Scaling::fit(kind, samples.view()).unwrap().unwrap();
            scaling.check(4).unwrap();
            let scaled = scaling.transform(samples.clone()).unwrap();
            (scaled.clone(), scaling.inverse_transform(scaled).unwrap())
        };
        macro_rules! theirs {
            ($scaler:ty) => {{
                let model = <$scaler>::new().fit(samples.view()).unwrap();
                let scaled = model.transform(samples.view()).unwrap();
                let back = model.inverse_transform(scaled.view()).unwrap();
                (scaled, back)
            }};
        }
        assert_eq!(ours(ScaleArg::Standard), theirs!(StandardScaler));
        assert_eq!(ours(ScaleArg::Minmax), theirs!(MinMaxScaler));
        assert_eq!(ours(ScaleArg::Robust), theirs!(RobustScaler));
        assert_eq!(Scaling::fit(ScaleArg::None, samples.view()).unwrap(), None);
    }

    #[test]
    fn it_scales_as_the_models_of_linalg_pca_to_the_bit() {
        assert_as_the_models_of_linalg_pca::<f64>();
        assert_as_the_models_of_linalg_pca::<f32>();
    }

    #[test]
    fn numbers_that_do_not_scale_are_refused() {
        let scaling = |kind: &str, offset: Vec<f64>, scale: Vec<f64>| Scaling {
            kind: kind.into(),
            offset,
            scale,
        };
        assert!(scaling("robust", vec![0.0], vec![1.0]).check(1).is_ok());
        for bad in [
            scaling("quantile", vec![0.0], vec![1.0]),
            scaling("robust", vec![], vec![1.0]),
            scaling("robust", vec![0.0], vec![1.0, 1.0]),
            scaling("robust", vec![0.0], vec![0.0]),
            scaling("robust", vec![0.0], vec![-1.0]),
            scaling("robust", vec![f64::NAN], vec![1.0]),
        ] {
            assert!(bad.check(1).is_err(), "{bad:?}");
        }
    }
}
