//! Stored models, in files that docs/MODEL.md describes: [`mod@model`] is what they hold, [`document`] adds
//! the header of a file, [`json`] and [`npz`] are its two layouts, [`checksum`] finds damage, [`mod@one_hot`] stores
//! columns of words, [`unique_keys`] refuses a document with two values for one key, [`version_1`] reads older files.

mod checksum;
mod document;
mod json;
#[expect(
    clippy::module_inception,
    reason = "the folder has the files of a model, the module the model"
)]
mod model;
mod npz;
mod one_hot;
mod unique_keys;
mod version;
mod version_1;

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, bail, ensure};
use digits_data::Scalar;

use self::document::Document;
pub(crate) use self::model::{AnyModel, Fill, FitSummary, Model, Settings, check_names};
pub(crate) use self::one_hot::{OneHotWords, source_columns};

impl<F: Scalar> Model<F> {
    /// Writes `.json` or `.npz`.
    pub(crate) fn write(&self, path: &Path) -> Result<()> {
        let document = Document::new(self)?;
        match path.extension().and_then(|extension| extension.to_str()) {
            Some(extension) if extension.eq_ignore_ascii_case("json") => {
                Ok(fs::write(path, json::text(&document)?)?)
            }
            Some(extension) if extension.eq_ignore_ascii_case("npz") => {
                npz::write(path, serde_json::to_value(&document)?)
            }
            _ => bail!("the name of a model must end in .json or .npz"),
        }
    }
}

impl AnyModel {
    /// Reads a model that [`Model::write`] has written, now or in version 1. The first bytes tell the
    /// format.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let read = || -> Result<Self> {
            // A pipe can be read only once.
            let contents = fs::read(path)?;
            if !npz::is_archive(&contents) {
                return document::model(json::read(&contents)?);
            }
            ensure!(path.is_file(), "an NPZ archive cannot be read from a pipe; use a JSON model");
            document::model(npz::read(path)?)
        };
        read().with_context(|| format!("cannot use the model {}", path.display()))
    }
}
