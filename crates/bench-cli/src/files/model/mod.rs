//! Models that are kept: [`document`] is what a file holds, [`json`] and [`npz`] how, [`checksum`]
//! whether it still does. docs/MODEL.md describes the files.

mod checksum;
mod document;
mod json;
mod npz;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use digits_data::{Samples, SamplesView, Scalar};
use kmeans_core::FittedCenters;
use serde_json::Value;

use self::document::Document;
pub(crate) use self::document::{FitSummary, Settings, rows};
use crate::cli::Precision;
use crate::files::scaling::Scaling;
use crate::text::counted;

/// Centres that were fitted, what the samples went through before, and where they come from.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Model<F: Scalar> {
    pub(crate) centers: FittedCenters<F>,
    pub(crate) scaler: Option<Scaling>,
    pub(crate) feature_names: Option<Vec<String>>,
    pub(crate) settings: Settings,
    pub(crate) fit: FitSummary,
}

impl<F: Scalar> Model<F> {
    /// Writes `.json` or `.npz`.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let mut document = Document::of(self);
        document.checksum = checksum::of(&serde_json::to_value(&document)?);
        match path.extension().and_then(|extension| extension.to_str()) {
            Some(extension) if extension.eq_ignore_ascii_case("json") => {
                json::write(path, &document)
            }
            Some(extension) if extension.eq_ignore_ascii_case("npz") => {
                npz::write(path, &document, &self.centers)
            }
            _ => bail!("the name of a model must end in .json or .npz"),
        }
    }

    /// Samples as the centres know them: scaled, of as many features, and of the same.
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
            Some(scaler) => scaler.transform(samples),
            None => Ok(samples),
        }
    }

    /// The centres in the coordinates of the table, the scaling undone.
    pub(crate) fn centers_as_given(&self) -> Result<Samples<F>> {
        let centers: SamplesView<'_, F> = self.centers.cluster_centers();
        match &self.scaler {
            None => Ok(centers.to_owned()),
            Some(scaler) => scaler.inverse_transform(centers.to_owned()),
        }
    }
}

/// Refuses features of other names, or in another order, than the other has; where one has no names
/// there is nothing to compare.
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

/// A model of whatever precision its file has.
#[derive(Debug)]
pub(crate) enum AnyModel {
    F64(Model<f64>),
    F32(Model<f32>),
}

impl AnyModel {
    /// Reads a model that [`Model::write`] has written; the file says which format it is.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let read = || -> Result<Self> {
            // At once: what comes through a pipe comes once.
            let contents = fs::read(path)?;
            if !npz::is_archive(&contents) {
                return Self::of(json::read(&contents)?);
            }
            ensure!(path.is_file(), "an archive cannot be read from a pipe, and JSON can");
            Self::of(npz::read(path)?)
        };
        read().with_context(|| format!("cannot use the model {}", path.display()))
    }

    /// The same, if it is of the precision that was asked for.
    pub(crate) fn of_precision(self, precision: Option<Precision>) -> Result<Self> {
        match (precision, &self) {
            (Some(Precision::F32), Self::F64(_)) => bail!("the model is of f64, not of f32"),
            (Some(Precision::F64), Self::F32(_)) => bail!("the model is of f32, not of f64"),
            _ => Ok(self),
        }
    }

    fn of(contents: Value) -> Result<Self> {
        let document = Document::checked(contents)?;
        match document.precision.as_str() {
            f64::NAME => document.into_model().map(Self::F64),
            f32::NAME => document.into_model().map(Self::F32),
            other => bail!("its precision is {other:?}; it must be \"f32\" or \"f64\""),
        }
    }
}
