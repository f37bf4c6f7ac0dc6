use anyhow::Result;
use clap::ValueEnum;
use digits_data::{Samples, Scalar};
use linalg_pca::{MinMaxScaler, RobustScaler, StandardScaler};

/// How features are brought to one scale before anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum ScaleArg {
    /// As they are in the file.
    #[default]
    None,
    /// Mean 0 and variance 1.
    Standard,
    /// From 0 to 1.
    Minmax,
    /// Median 0 and interquartile range 1, which outliers do not move.
    Robust,
}

impl ScaleArg {
    /// As it is asked for.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Standard => "standard",
            Self::Minmax => "minmax",
            Self::Robust => "robust",
        }
    }

    /// The samples, scaled by what they are themselves.
    pub(crate) fn scaled<F: Scalar>(self, samples: Samples<F>) -> Result<Samples<F>> {
        let view = samples.view();
        Ok(match self {
            Self::None => samples,
            Self::Standard => StandardScaler::new().fit(view)?.transform(view)?,
            Self::Minmax => MinMaxScaler::new().fit(view)?.transform(view)?,
            Self::Robust => RobustScaler::new().fit(view)?.transform(view)?,
        })
    }
}
