//! The command `predict`.

use std::io::{self, Write as _};

use anyhow::{Context as _, Result};
use digits_data::Scalar;
use kmeans_core::ClusterModel;
use serde::Serialize;

use super::{Prepared, Summary, begin, cannot_apply};
use crate::cli::{OutputFormat, PredictArgs};
use crate::commands::print::{print_beside, print_records};
use crate::files::OutputFiles;
use crate::files::model::{AnyModel, Model};
use crate::files::row_clusters::{RowClusters, squared_distance_to_own};
use crate::text::numbers::first_of;
use crate::text::table::FACTS;
use crate::trials::Agreement;

/// Labels the samples, writes the file, prints the labels.
pub(crate) fn command(arguments: &PredictArgs) -> Result<()> {
    arguments.labels.check(&arguments.input)?;
    match begin(&arguments.apply, &arguments.input, arguments.labels.files())? {
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
    #[serde(skip)]
    wrote: Vec<String>,
}

fn predict<F: Scalar>(arguments: &PredictArgs, model: &Model<F>) -> Result<()> {
    let Prepared { samples, true_labels, n_rows, keys, options, summary } =
        Prepared::read(&arguments.input, model)?;
    let (labels, inertia) = model
        .centers
        .predict_with_inertia(samples.view())
        .with_context(|| cannot_apply(&arguments.input))?;
    let mut cluster_sizes = vec![0; summary.n_clusters];
    for &label in &labels {
        cluster_sizes[label as usize] += 1;
    }
    let agreement = true_labels.map(|truth| Agreement::new(&truth, &labels)).transpose()?;
    let asked = &arguments.labels;
    let centers = model.centers.cluster_centers();
    let clusters = RowClusters {
        n_rows,
        kept_rows: summary.table.kept_rows.as_deref(),
        keys: keys.as_ref(),
        labels: &labels,
        squared_distance: Box::new(squared_distance_to_own(samples.view(), centers, &labels)),
    };
    let mut files = OutputFiles::default();
    clusters.stage(&mut files, asked, &arguments.input, &options)?;
    files.commit()?;
    if asked.are_printed() {
        print_records(clusters.names(), clusters.records())?;
    } else if !asked.is_asked() && arguments.apply.format == OutputFormat::Table {
        summary.tell_dropped()?;
        if keys.is_some() {
            return Ok(print_records(clusters.names(), clusters.records())?);
        }
        let lines = clusters.bare_labels().join("\n") + "\n";
        return Ok(io::stdout().write_all(lines.as_bytes())?);
    }
    // It borrows what the result takes.
    drop(clusters);
    let wrote = asked.files().map(|path| path.display().to_string()).collect();
    let prediction = Prediction { summary, inertia, cluster_sizes, agreement, labels, wrote };
    let text = match arguments.apply.format {
        // On one line, because the labels alone may be millions of lines.
        OutputFormat::Json => serde_json::to_string(&prediction)? + "\n",
        OutputFormat::Table => prediction.to_table(),
    };
    Ok(print_beside(asked, &text)?)
}

impl Prediction {
    fn to_table(&self) -> String {
        let mut text = format!("{}\n", self.summary.table);
        let mut fact = |name: &str, value: String| text += &FACTS.line([name, &value]);
        fact("inertia", self.inertia.to_string());
        for (name, score) in self.agreement.iter().flat_map(Agreement::named) {
            fact(name, format!("{score:.3}"));
        }
        fact("sizes", first_of(&self.cluster_sizes));
        if !self.wrote.is_empty() {
            fact("wrote", self.wrote.join(", "));
        }
        text
    }
}
