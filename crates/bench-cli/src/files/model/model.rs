use anyhow::{Result, bail, ensure};
use digits_data::{Samples, Scalar};
use kmeans_core::{ClusterModel as _, FittedCenters};
use serde::{Deserialize, Serialize};

use super::one_hot::OneHotWords;
use crate::cli::Precision;
use crate::files::scaling::Scaling;
use crate::text::counted;

/// Fitted centres, the scaler that samples need first, and how both were found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound = "", deny_unknown_fields)]
pub(crate) struct Model<F: Scalar> {
    pub(crate) feature_names: Option<Vec<String>>,
    /// Values in place of missing ones; `None` if the fit replaced none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) fill: Option<Fill>,
    /// Columns of words that became features, in the order of the features.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) one_hot: Vec<OneHotWords>,
    pub(crate) settings: Settings,
    pub(crate) fit: FitSummary,
    pub(crate) scaler: Option<Scaling>,
    pub(crate) centers: FittedCenters<F>,
}

/// Values in place of missing ones, as the fit learnt them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Fill {
    /// `mean` or `median`.
    pub(crate) strategy: String,
    /// One value per feature, before any scaling.
    pub(crate) values: Vec<f64>,
}

/// Parameters of the fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) init: String,
    pub(crate) n_init: usize,
    pub(crate) max_iter: usize,
    pub(crate) tol: f64,
    /// Absent if it is 0.
    #[serde(default, skip_serializing_if = "is_0")]
    pub(crate) inertia_tol: f64,
    /// Rows of the nested samples that the fit started on, if it did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) nested_samples: Vec<usize>,
    pub(crate) algorithm: String,
    pub(crate) scale: String,
    /// True if samples had weights.
    pub(crate) weighted: bool,
    pub(crate) rng: String,
    pub(crate) seed: u64,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_0(value: &f64) -> bool {
    *value == 0.0
}

/// Results of the fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FitSummary {
    pub(crate) n_samples: usize,
    pub(crate) n_iter: usize,
    pub(crate) converged: bool,
    pub(crate) stop_reason: String,
    pub(crate) inertia: f64,
    pub(crate) cluster_sizes: Vec<usize>,
}

impl<F: Scalar> Model<F> {
    /// Scales samples as the fit did. Refuses another number of features, and other names.
    pub(crate) fn prepare(
        &self,
        samples: Samples<F>,
        feature_names: Option<&[String]>,
    ) -> Result<Samples<F>> {
        let (found, expected) = (samples.n_features(), self.centers.n_features());
        ensure!(
            found == expected,
            "the samples have {} and the model takes {expected}",
            counted(found, "feature")
        );
        check_names(feature_names, self.feature_names.as_deref(), "the model")?;
        match &self.scaler {
            Some(scaler) => Ok(scaler.transform(samples)?),
            None => Ok(samples),
        }
    }

    /// The centres in the coordinates of the table, before any scaling.
    pub(crate) fn centers_as_given(&self) -> Result<Samples<F>> {
        let centers = self.centers.cluster_centers().to_owned();
        match &self.scaler {
            None => Ok(centers),
            Some(scaler) => scaler.inverse_transform(centers),
        }
    }
}

/// Refuses feature names that differ from those of `other`. Without names on both sides nothing is
/// compared.
pub(crate) fn check_names(
    found: Option<&[String]>,
    expected: Option<&[String]>,
    other: &str,
) -> Result<()> {
    let (Some(found), Some(expected)) = (found, expected) else { return Ok(()) };
    let mut pairs = found.iter().zip(expected).enumerate();
    match pairs.find(|(_, (found, expected))| found != expected) {
        Some((at, (found, expected))) => {
            bail!("feature {at} is {found:?}, and {other} has {expected:?} there")
        }
        None => Ok(()),
    }
}

/// A model with the precision of its file.
#[derive(Debug)]
pub(crate) enum AnyModel {
    F64(Model<f64>),
    F32(Model<f32>),
}

impl AnyModel {
    /// Refuses another precision than the one that was asked for.
    pub(crate) fn of_precision(self, precision: Option<Precision>) -> Result<Self> {
        match (precision, &self) {
            (Some(Precision::F32), Self::F64(_)) => bail!("the model has precision f64, not f32"),
            (Some(Precision::F64), Self::F32(_)) => bail!("the model has precision f32, not f64"),
            _ => Ok(self),
        }
    }
}
