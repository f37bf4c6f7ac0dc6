use std::path::PathBuf;

use clap::Args;
use digits_data::files::Column;

use super::input::LINES;
use super::silhouette::parse_silhouette;
use super::{RunArgs, Silhouette, TableArgs, table_source};

const EXAMPLES: &str = "\
Examples:
  kmeans-bench evaluate --true species.txt --pred labels.csv
  kmeans-bench evaluate --true flowers.csv --true-column species --pred labels.npy
  kmeans-bench evaluate --true species.txt --pred labels.csv --data flowers.csv --columns 0..4
  kmeans-bench evaluate --data flowers.csv --label-column species --pred labels.csv
  kmeans-bench evaluate --true a.txt --pred b.txt --format json | jq .adjusted_rand_score

Labels are integers or words, one a line, with or without a header; or a column of a CSV file; or an
array of whole numbers (NPY, NPZ, IDX); each gzipped or not. They need not be of one kind on both
sides: no score looks at names. Where the numbers of lines do not tell whether a first line is a
header, `--header yes` or `no` does, for all files.

In JSON each score has the name of its function, and is null where it is undefined: those of the
samples want at least 2 clusters and fewer than samples.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct EvaluateArgs {
    /// The true labels; not needed if the data has them in its `--label-column`.
    #[arg(
        long = "true",
        visible_alias = "label-file",
        value_name = "FILE",
        required_unless_present = "label_column",
        conflicts_with = "label_column"
    )]
    pub(crate) labels_true: Option<PathBuf>,

    /// The predicted labels, in the order of the true ones.
    #[arg(long = "pred", value_name = "FILE", group = LINES)]
    pub(crate) labels_pred: PathBuf,

    /// Which column of the file holds the true labels, if it has several: by name or by number
    /// from 0.
    #[arg(long, value_name = "COLUMN", requires = "labels_true")]
    pub(crate) true_column: Option<Column>,

    /// The same for the predicted labels.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) pred_column: Option<Column>,

    /// The samples that were clustered, for the scores that need them: silhouette,
    /// Caliński–Harabasz, Davies–Bouldin.
    #[arg(long = "data", id = "file", value_name = "FILE", value_parser = table_source())]
    pub(crate) data: Option<PathBuf>,

    /// Samples the silhouette is scored on: all of them, in time that grows with their square, or N
    /// drawn with the seed.
    #[arg(
        long,
        value_name = "full|N",
        default_value = "full",
        requires = "file",
        value_parser = parse_silhouette
    )]
    pub(crate) silhouette: Silhouette,

    #[command(flatten)]
    pub(crate) table: TableArgs,

    #[command(flatten)]
    pub(crate) run: RunArgs,
}
