//! The command `evaluate`: scores of predicted labels against true ones, and against the samples.

mod labels;
mod report;
mod sample_scores;

use anyhow::Result;
use cluster_metrics::{ContingencyTable, Evaluation};
use digits_data::Scalar;

use self::labels::{Data, read_pair};
use self::report::Report;
use self::sample_scores::SampleScores;
use super::print::print;
use crate::cli::{EvaluateArgs, Precision};
use crate::text::progress::Progress;

/// Reads the labels and the samples, scores them, prints the scores.
pub(crate) fn command(arguments: &EvaluateArgs) -> Result<()> {
    match arguments.run.precision {
        Precision::F64 => evaluate::<f64>(arguments),
        Precision::F32 => evaluate::<f32>(arguments),
    }
}

fn evaluate<F: Scalar>(arguments: &EvaluateArgs) -> Result<()> {
    let progress = Progress::of("reading".into());
    let options = arguments.table.options();
    let data = arguments.data.as_deref().map(|file| Data::<F>::read(file, &options)).transpose()?;
    let (labels_true, labels_pred) = read_pair(arguments, data.as_ref())?;
    progress.say("scoring".into());
    let evaluation = Evaluation::new(&labels_true, &labels_pred)?;
    let table = ContingencyTable::new(&labels_true, &labels_pred)?.aligned();
    let sample_scores =
        data.map(|data| SampleScores::new(arguments, &data, &labels_pred)).transpose()?;
    drop(progress);
    let report = Report { evaluation: &evaluation, table: &table, sample_scores };
    print(arguments.run.format, &report, Report::to_table)
}
