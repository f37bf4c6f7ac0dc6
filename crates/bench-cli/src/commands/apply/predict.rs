//! The command `predict`.

use std::io::{self, Write as _};
use std::path::Path;

use anyhow::{Context as _, Result};
use digits_data::Scalar;
use digits_data::files::write_labels;
use serde::Serialize;

use super::{Prepared, Summary, begin, cannot_apply, write};
use crate::cli::{OutputFormat, PredictArgs};
use crate::files::model::{AnyModel, Model};
use crate::text::numbers::first_of;
use crate::text::table::FACTS;
use crate::trials::Agreement;

/// Labels the samples, writes the file, prints the labels.
pub(crate) fn command(arguments: &PredictArgs) -> Result<()> {
    match begin(&arguments.apply, &arguments.input, arguments.labels_out.as_deref())? {
        AnyModel::F64(model) => predict(arguments, &model),
        AnyModel::F32(model) => predict(arguments, &model),
    }
}

#[derive(Debug, Serialize)]
struct Prediction {
    #[serde(flatten)]
    summary: Summary,
    /// Sum of squared distances to the nearest centres, in the coordinates of the model.
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
    let agreement = true_labels.map(|truth| Agreement::new(&truth, &labels)).transpose()?;
    let prediction = Prediction { summary, inertia, cluster_sizes, agreement, labels };
    let out = arguments.labels_out.as_deref();
    write(out, |path| Ok(write_labels(path, &prediction.labels)?))?;
    let text = match (arguments.apply.format, out) {
        // On one line, because the labels alone may be millions of lines.
        (OutputFormat::Json, _) => serde_json::to_string(&prediction)? + "\n",
        (OutputFormat::Table, None) => {
            prediction.summary.tell_dropped()?;
            prediction.labels.iter().flat_map(|label| [label.to_string(), "\n".into()]).collect()
        }
        (OutputFormat::Table, Some(path)) => prediction.to_table(path),
    };
    Ok(io::stdout().write_all(text.as_bytes())?)
}

impl Prediction {
    fn to_table(&self, path: &Path) -> String {
        let mut text = format!("{}\n", self.summary.table);
        let mut fact = |name: &str, value: String| text += &FACTS.line([name, &value]);
        fact("inertia", self.inertia.to_string());
        for (name, score) in self.agreement.iter().flat_map(Agreement::named) {
            fact(name, format!("{score:.3}"));
        }
        fact("sizes", first_of(&self.cluster_sizes));
        fact("wrote", path.display().to_string());
        text
    }
}
