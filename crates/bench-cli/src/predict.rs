//! The command `predict`.

use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;

use anyhow::Result;
use digits_data::Scalar;
use digits_data::files::write_labels;
use serde::Serialize;

use crate::cli::{OutputFormat, PredictArgs};
use crate::fit::{Scores, sizes};
use crate::input::Input;
use crate::model::{AnyModel, Model};
use crate::output_files::OutputFiles;
use crate::threads;

/// Labels, writes the file, prints the format.
pub(crate) fn command(arguments: &PredictArgs) -> Result<()> {
    OutputFiles::check(arguments.labels_out.iter().map(AsRef::<Path>::as_ref))?;
    threads::start(arguments.apply.threads)?;
    match AnyModel::read(&arguments.apply.model)?.of_precision(arguments.apply.precision)? {
        AnyModel::F64(model) => predict(arguments, &model),
        AnyModel::F32(model) => predict(arguments, &model),
    }
}

/// What a program is told.
#[derive(Debug, Serialize)]
struct Prediction {
    file: String,
    n_samples: usize,
    n_features: usize,
    n_clusters: usize,
    dropped_rows: usize,
    precision: &'static str,
    /// Sum of squared distances to the centres, of samples as the model knows them, that is scaled.
    inertia: f64,
    cluster_sizes: Vec<usize>,
    #[serde(flatten)]
    scores: Option<Scores>,
    /// The rows of the file that the labels are of, if some were dropped.
    kept_rows: Option<Vec<usize>>,
    labels: Vec<u32>,
}

fn predict<F: Scalar>(arguments: &PredictArgs, model: &Model<F>) -> Result<()> {
    let input = Input::<F>::read(&arguments.input)?;
    let dropped_rows = input.dropped_rows();
    let samples = model.prepare(input.samples, input.feature_names.as_deref())?;
    let labels = model.centers.predict(samples.view())?;
    let mut cluster_sizes = vec![0; model.centers.n_clusters()];
    for &label in &labels {
        cluster_sizes[label as usize] += 1;
    }
    let prediction = Prediction {
        file: input.name,
        n_samples: samples.n_samples(),
        n_features: samples.n_features(),
        n_clusters: cluster_sizes.len(),
        dropped_rows,
        precision: F::NAME,
        inertia: -model.centers.score(samples.view())?,
        cluster_sizes,
        scores: input.labels.map(|truth| Scores::new(&truth, &labels)).transpose()?,
        kept_rows: input.kept_rows,
        labels,
    };
    if let Some(path) = &arguments.labels_out {
        let mut files = OutputFiles::default();
        files.stage(path, |path| Ok(write_labels(path, &prediction.labels)?))?;
        files.commit()?;
    }
    let text = match (arguments.apply.format, &arguments.labels_out) {
        (OutputFormat::Json, _) => serde_json::to_string(&prediction)? + "\n",
        (OutputFormat::Table, None) => prediction.to_lines(),
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
        let Self { file, n_samples, n_features, inertia, .. } = self;
        let mut text = format!("{file}: {n_samples} samples, {n_features} features\n");
        if self.dropped_rows > 0 {
            let _ = writeln!(text, "dropped    {} rows with missing values", self.dropped_rows);
        }
        let _ = writeln!(text, "inertia    {inertia}");
        if let Some(scores) = self.scores {
            let _ = writeln!(text, "ARI        {:.3}", scores.adjusted_rand_score);
            let _ = writeln!(text, "AMI        {:.3}", scores.adjusted_mutual_info_score);
            let _ = writeln!(text, "V-measure  {:.3}", scores.v_measure_score);
        }
        let _ = writeln!(text, "sizes      {}", sizes(&self.cluster_sizes));
        let _ = writeln!(text, "wrote      {}", path.display());
        text
    }
}
