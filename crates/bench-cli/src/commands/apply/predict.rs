//! The command `predict`.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use digits_data::Scalar;
use digits_data::files::write_labels;
use serde::Serialize;

use crate::cli::{OutputFormat, PredictArgs};
use crate::commands::apply::{Prepared, Summary, begin, cannot_apply};
use crate::files::OutputFiles;
use crate::files::model::{AnyModel, Model};
use crate::text::numbers::first_of;
use crate::trials::Agreement;

/// Labels, writes the file, prints the format.
pub(crate) fn command(arguments: &PredictArgs) -> Result<()> {
    match begin(&arguments.apply, &arguments.input, arguments.labels_out.as_deref())? {
        AnyModel::F64(model) => predict(arguments, &model),
        AnyModel::F32(model) => predict(arguments, &model),
    }
}

/// What a program is told.
#[derive(Debug, Serialize)]
struct Prediction {
    #[serde(flatten)]
    summary: Summary,
    /// Sum of squared distances to the centres, of samples as the model knows them, that is scaled.
    inertia: f64,
    cluster_sizes: Vec<usize>,
    #[serde(flatten)]
    agreement: Option<Agreement>,
    labels: Vec<u32>,
}

fn predict<F: Scalar>(arguments: &PredictArgs, model: &Model<F>) -> Result<()> {
    let Prepared { samples, true_labels, summary } = Prepared::read(&arguments.input, model)?;
    let (labels, inertia) = model
        .centers
        .predict_with_inertia(samples.view())
        .with_context(|| cannot_apply(&arguments.input))?;
    let mut cluster_sizes = vec![0; summary.n_clusters];
    for &label in &labels {
        cluster_sizes[label as usize] += 1;
    }
    let prediction = Prediction {
        summary,
        inertia,
        cluster_sizes,
        agreement: true_labels.map(|truth| Agreement::new(&truth, &labels)).transpose()?,
        labels,
    };
    if let Some(path) = &arguments.labels_out {
        let mut files = OutputFiles::default();
        files.stage(path, |path| Ok(write_labels(path, &prediction.labels)?))?;
        files.commit()?;
    }
    let text = match (arguments.apply.format, &arguments.labels_out) {
        (OutputFormat::Json, _) => serde_json::to_string(&prediction)? + "\n",
        (OutputFormat::Table, None) => {
            prediction.summary.tell_dropped()?;
            prediction.to_lines()
        }
        (OutputFormat::Table, Some(path)) => prediction.to_table(path),
    };
    Ok(io::stdout().write_all(text.as_bytes())?)
}

impl Prediction {
    fn to_lines(&self) -> String {
        let mut text = String::new();
        for label in &self.labels {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{label}");
        }
        text
    }

    fn to_table(&self, path: &Path) -> String {
        let mut text = format!("{}\n", self.summary.table);
        let _ = writeln!(text, "inertia    {}", self.inertia);
        for (name, score) in self.agreement.iter().flat_map(Agreement::named) {
            let _ = writeln!(text, "{name:<10} {score:.3}");
        }
        let _ = writeln!(text, "sizes      {}", first_of(&self.cluster_sizes));
        let _ = writeln!(text, "wrote      {}", path.display());
        text
    }
}
