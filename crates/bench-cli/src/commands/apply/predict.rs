//! The command `predict`.

use std::io::{self, BufWriter, Write as _};

use anyhow::{Context as _, Result};
use digits_data::{Samples, Scalar, memory};
use kmeans_core::blocks::BlockPredictor;
use kmeans_core::{ClusterModel, FittedCenters};
use serde::Serialize;

use super::{Application, Summary, begin, cannot_apply};
use crate::cli::{OutputFormat, PredictArgs};
use crate::commands::print::{print_beside, print_line_beside, print_records};
use crate::files::OutputFiles;
use crate::files::input::{Input, rows_per_block};
use crate::files::model::{AnyModel, Model};
use crate::files::row_clusters::{RowClusters, check_copy, squared_distance_to_own};
use crate::text::numbers::first_of;
use crate::text::table::FACTS;
use crate::trials::Agreement;

/// Labels the samples, writes the file, prints the labels.
pub(crate) fn command(arguments: &PredictArgs) -> Result<()> {
    arguments.labels.check(&arguments.input)?;
    check_copy(&arguments.labels, &arguments.input)?;
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
    let asked = &arguments.labels;
    let application = Application::new(&arguments.input, model)?;
    let has_distances = asked.have_distances()
        || (arguments.input.table.id.is_some() && arguments.apply.format == OutputFormat::Table);
    let Labelled { labels, squared_distances, inertia, input } =
        Labelled::all(&application, has_distances)?;
    let summary = application.told_summary(&input)?;
    let Input { labels: true_labels, n_rows, keys, .. } = input;
    let mut cluster_sizes = vec![0; summary.n_clusters];
    for &label in &labels {
        cluster_sizes[label as usize] += 1;
    }
    let agreement = true_labels.map(|truth| Agreement::new(&truth, &labels)).transpose()?;
    let clusters = RowClusters {
        n_rows,
        kept_rows: summary.table.kept_rows.as_deref(),
        keys: keys.as_ref(),
        labels: &labels,
        squared_distance: Box::new(|sample| squared_distances[sample]),
    };
    let mut files = OutputFiles::default();
    clusters.stage(&mut files, asked, &arguments.input, &application.options)?;
    files.commit()?;
    if asked.are_printed() {
        print_records(clusters.names(), clusters.records())?;
    } else if !asked.is_asked() && arguments.apply.format == OutputFormat::Table {
        summary.tell_dropped()?;
        if keys.is_some() {
            return Ok(print_records(clusters.names(), clusters.records())?);
        }
        let mut out = BufWriter::new(io::stdout().lock());
        for label in clusters.bare_labels() {
            writeln!(out, "{label}")?;
        }
        return Ok(out.flush()?);
    }
    // It borrows what the result takes.
    drop(clusters);
    let wrote = asked.files().map(|path| path.display().to_string()).collect();
    let prediction = Prediction { summary, inertia, cluster_sizes, agreement, labels, wrote };
    match arguments.apply.format {
        // On one line, because the labels alone may be millions of lines.
        OutputFormat::Json => print_line_beside(asked, &prediction),
        OutputFormat::Table => Ok(print_beside(asked, &prediction.to_table())?),
    }
}

/// The labels of a table.
struct Labelled<F: Scalar> {
    labels: Vec<u32>,
    /// Squared distances to the centres of the labels, in `f64`; empty if nothing shows them.
    squared_distances: Vec<f64>,
    inertia: f64,
    input: Input<F, ()>,
}

impl<F: Scalar> Labelled<F> {
    /// Labels a table a block at a time, or at once where its squares leave the range of `F`.
    fn all(application: &Application<'_, F>, has_distances: bool) -> Result<Self> {
        let centers = &application.model.centers;
        let mut predictor = BlockPredictor::new(centers);
        let (mut labels, mut distances) = (Vec::new(), Vec::new());
        let input = application.read(rows_per_block::<F>, |samples| {
            let own = predictor.predict(samples.view())?;
            if has_distances {
                add_distances(&mut distances, &samples, centers, &own)?;
            }
            memory::make_room(&mut labels, own.len())?;
            labels.extend(own);
            Ok(())
        })?;
        let inertia = predictor.inertia().with_context(|| cannot_apply(application.input))?;
        let Some(inertia) = inertia else { return Self::at_once(application, has_distances) };
        Ok(Self { labels, squared_distances: distances, inertia, input })
    }

    fn at_once(application: &Application<'_, F>, has_distances: bool) -> Result<Self> {
        let centers = &application.model.centers;
        let (mut found, mut squared_distances) = ((Vec::new(), 0.0), Vec::new());
        let input = application.read(
            |_| usize::MAX,
            |samples| {
                found = centers.predict_with_inertia(samples.view())?;
                if has_distances {
                    add_distances(&mut squared_distances, &samples, centers, &found.0)?;
                }
                Ok(())
            },
        )?;
        let (labels, inertia) = found;
        Ok(Self { labels, squared_distances, inertia, input })
    }
}

fn add_distances<F: Scalar>(
    all: &mut Vec<f64>,
    samples: &Samples<F>,
    centers: &FittedCenters<F>,
    labels: &[u32],
) -> Result<()> {
    memory::make_room(all, labels.len())?;
    let distance = squared_distance_to_own(samples.view(), centers.cluster_centers(), labels);
    all.extend((0..labels.len()).map(distance));
    Ok(())
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
