use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Arg, Args};

use super::output::parse_table_path;
use super::run::parse_threads;
use super::{InputArgs, LabelsOutArgs, OutputFormat, Precision, Rng};

const PREDICT_EXAMPLES: &str = "\
Examples:
  kmeans-bench predict new.csv --model model.json > labels.txt
  kmeans-bench predict new.csv --model model.json --labels-out labels.npy
  kmeans-bench predict new.csv --label-column species --model model.npz --format json";

/// Arguments of `predict`.
#[derive(Debug, Args)]
#[command(after_help = PREDICT_EXAMPLES, mut_arg("missing", missing_as_in_fit))]
pub(crate) struct PredictArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) apply: ApplyArgs,

    #[command(flatten)]
    pub(crate) labels: LabelsOutArgs,
}

const TRANSFORM_EXAMPLES: &str = "\
Examples:
  kmeans-bench transform new.csv --model model.json > distances.csv
  kmeans-bench transform new.csv --model model.json --out distances.npy";

/// Arguments of `transform`.
#[derive(Debug, Args)]
#[command(after_help = TRANSFORM_EXAMPLES, mut_arg("missing", missing_as_in_fit))]
pub(crate) struct TransformArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    #[command(flatten)]
    pub(crate) apply: ApplyArgs,

    /// File for the distances, instead of printing them as CSV: `.csv`, `.tsv` or `.npy`,
    /// optionally with `.gz`.
    #[arg(long, value_name = "OUT", value_parser = parse_table_path)]
    pub(crate) out: Option<PathBuf>,
}

/// Changes the help of `--missing`: the model's file has the default.
fn missing_as_in_fit(missing: Arg) -> Arg {
    missing.help("How to treat missing values [default: as in the fit of the model]")
}

/// The model, and how `predict` and `transform` apply it.
#[derive(Debug, Args)]
pub(crate) struct ApplyArgs {
    /// Model file that `fit --model` has written. Its scaler is applied first.
    #[arg(long, value_name = "MODEL")]
    pub(crate) model: PathBuf,

    /// Format of the results: text for people, or one JSON object in full precision.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: OutputFormat,

    /// Number of threads, up to 1024 [default: one per core]. It changes the time, never the
    /// result.
    #[arg(long, value_name = "N", value_parser = parse_threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Type of the numbers to calculate with. It must be the model's, which is the default.
    #[arg(long, value_enum, hide_default_value = true)]
    pub(crate) precision: Option<Precision>,

    /// Has no effect: this command draws no random numbers.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,

    /// Has no effect: this command draws no random numbers.
    #[arg(long, value_enum)]
    pub(crate) rng: Option<Rng>,
}
