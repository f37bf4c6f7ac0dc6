//! The command `evaluate`: scores of predicted labels against true ones, and against the samples.

mod data;
mod labels;
mod report;
mod sample_scores;

use std::path::PathBuf;

use anyhow::Result;
use digits_data::Scalar;

use self::data::Data;
use self::labels::{Labels, read_labels_of};
use self::report::{LabelScores, Report};
use self::sample_scores::SampleScores;
use super::print::print;
use crate::cli::{EvaluateArgs, Precision};
use crate::text::progress::Progress;

/// Reads the labels and the samples, scores them, prints the scores.
pub(crate) fn command(arguments: &EvaluateArgs) -> Result<()> {
    let of_data = |file: &PathBuf| arguments.run.precision_for(file, &arguments.table.options());
    match arguments.data.as_ref().map_or_else(Precision::default, of_data) {
        Precision::F64 => evaluate::<f64>(arguments),
        Precision::F32 => evaluate::<f32>(arguments),
    }
}

fn evaluate<F: Scalar>(arguments: &EvaluateArgs) -> Result<()> {
    let progress = Progress::of("reading");
    let read = |file| Data::<F>::read(file, arguments.table.options(), arguments.silhouette);
    let data = arguments.data.as_deref().map(read).transpose()?;
    let Labels { pairs, of_samples, n_unlabelled } = read_labels_of(arguments, data.as_ref())?;
    progress.say("scoring");
    let agreement =
        pairs.as_ref().map(|(truth, pred)| LabelScores::new(truth, pred)).transpose()?;
    let sample_scores = data
        .zip(of_samples)
        .map(|(data, labels)| SampleScores::new(arguments, &data, &labels))
        .transpose()?;
    drop(progress);
    let report = Report { agreement, sample_scores, n_unlabelled };
    print(arguments.run.format, &report, Report::to_table)
}
