//! The scaler that a command line asks for.

use anyhow::Result;
use digits_data::{Samples, SamplesView, Scalar};
use linalg_pca::{
    Error, FittedTransformer as _, MinMaxScaler, MinMaxScalerModel, RobustScaler,
    RobustScalerModel, StandardScaler, StandardScalerModel, Transformer as _,
};
use serde::{Deserialize, Serialize};

use super::input::Input;
use crate::cli::ScaleArg;

/// A fitted scaler of `linalg-pca`, in a file with its `kind`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub(crate) enum Scaling {
    Standard(StandardScalerModel),
    Minmax(MinMaxScalerModel),
    Robust(RobustScalerModel),
}

impl Scaling {
    /// Learns from the samples; `None` for [`ScaleArg::None`]. Also returns the features without a range
    /// between their quartiles, if the scaler divides by it.
    pub(crate) fn fit<F: Scalar>(
        kind: ScaleArg,
        samples: SamplesView<'_, F>,
    ) -> Result<(Option<Self>, Vec<usize>)> {
        let scaling = match kind {
            ScaleArg::None => return Ok((None, Vec::new())),
            ScaleArg::Standard => Self::Standard(StandardScaler::new().fit(samples)?),
            ScaleArg::Minmax => Self::Minmax(MinMaxScaler::new().fit(samples)?),
            ScaleArg::Robust => {
                let (model, without_range) = RobustScaler::new().fit_with_fallback(samples)?;
                return Ok((Some(Self::Robust(model)), without_range));
            }
        };
        Ok((Some(scaling), Vec::new()))
    }

    /// Learns, to the same bits, from samples that are read a block at a time. `each` calls its
    /// argument for all blocks in order, as often as it is called. `None` for [`ScaleArg::None`], and
    /// for [`ScaleArg::Robust`], whose quartiles need whole columns.
    pub(crate) fn fit_blocks<F: Scalar>(
        kind: ScaleArg,
        each: impl FnMut(&mut dyn FnMut(SamplesView<'_, F>) -> Result<(), Error>) -> Result<()>,
    ) -> Result<Option<Self>> {
        Ok(match kind {
            ScaleArg::None | ScaleArg::Robust => None,
            ScaleArg::Standard => Some(Self::Standard(StandardScaler::new().fit_blocks(each)?)),
            ScaleArg::Minmax => Some(Self::Minmax(MinMaxScaler::new().fit_blocks(each)?)),
        })
    }

    /// The argument of `--scale` that gives such a scaler.
    pub(crate) fn kind(&self) -> ScaleArg {
        match self {
            Self::Standard(_) => ScaleArg::Standard,
            Self::Minmax(_) => ScaleArg::Minmax,
            Self::Robust(_) => ScaleArg::Robust,
        }
    }

    /// Two numbers per feature: a value `x` becomes `(x − offset) / scale`.
    pub(crate) fn offset_and_scale(&self) -> (&[f64], &[f64]) {
        match self {
            Self::Standard(model) => (model.mean(), model.scale()),
            Self::Minmax(model) => (model.data_min(), model.divisor()),
            Self::Robust(model) => (model.center(), model.scale()),
        }
    }

    /// Scales the samples in their place.
    pub(crate) fn transform<F: Scalar>(&self, samples: Samples<F>) -> Result<Samples<F>, Error> {
        match self {
            Self::Standard(model) => model.transform_owned(samples),
            Self::Minmax(model) => model.transform_owned(samples),
            Self::Robust(model) => model.transform_owned(samples),
        }
    }

    /// Undoes [`transform`](Self::transform), except for rounding.
    #[expect(clippy::needless_pass_by_value, reason = "the scaled table is freed")]
    pub(crate) fn inverse_transform<F: Scalar>(&self, samples: Samples<F>) -> Result<Samples<F>> {
        let samples = samples.view();
        Ok(match self {
            Self::Standard(model) => model.inverse_transform(samples)?,
            Self::Minmax(model) => model.inverse_transform(samples)?,
            Self::Robust(model) => model.inverse_transform(samples)?,
        })
    }
}

/// A table whose features were scaled as asked.
pub(crate) struct Scaled<F: Scalar, S = Samples<F>> {
    pub(crate) input: Input<F, S>,
    /// `None` if the features stay as they are.
    pub(crate) scaler: Option<Scaling>,
    /// Features without a range between their quartiles, if the scaler divides by it.
    pub(super) without_range: Vec<usize>,
}

impl<F: Scalar> Scaled<F> {
    /// Scales the samples by a scaler fitted to them.
    pub(crate) fn new(kind: ScaleArg, input: Input<F>) -> Result<Self> {
        let (scaler, without_range) = Scaling::fit(kind, input.samples.view())?;
        let samples = match &scaler {
            Some(scaler) => scaler.transform(input.samples)?,
            None => input.samples,
        };
        Ok(Self { input: Input { samples, ..input }, scaler, without_range })
    }
}

/// Undoes the scaling, if there is one.
pub(crate) fn unscaled<F: Scalar>(
    scaling: Option<&Scaling>,
    samples: Samples<F>,
) -> Result<Samples<F>> {
    match scaling {
        Some(scaling) => scaling.inverse_transform(samples),
        None => Ok(samples),
    }
}

/// Samples without a table, scaled by a scaler fitted to them.
pub(crate) fn scaled<F: Scalar>(
    kind: ScaleArg,
    samples: Samples<F>,
) -> Result<(Samples<F>, Option<Scaling>)> {
    let Scaled { input, scaler, .. } = Scaled::new(kind, Input::of(samples))?;
    Ok((input.samples, scaler))
}

#[cfg(test)]
mod tests {

    use super::*;

    #[test]
    fn every_kind_scales_by_its_offset_and_scale() {
        // Its statistics are exact, so that the way back is exact too.
        let samples =
            Samples::from_rows(&[[3.5, 1.0], [3.5, 5.0], [3.5, 1.0], [3.5, 5.0]]).unwrap();
        for kind in [ScaleArg::Standard, ScaleArg::Minmax, ScaleArg::Robust] {
            let (scaled, scaling) = scaled(kind, samples.clone()).unwrap();
            let scaling = scaling.unwrap();
            assert_eq!(scaling.kind(), kind);
            let (offset, scale) = scaling.offset_and_scale();
            for (row, scaled) in samples.rows().zip(scaled.rows()) {
                assert_eq!(scaled, [0, 1].map(|at| (row[at] - offset[at]) / scale[at]));
            }
            assert_eq!(scaling.inverse_transform(scaled).unwrap(), samples);
        }
        assert_eq!(scaled(ScaleArg::None, samples.clone()).unwrap(), (samples, None));
    }
}
