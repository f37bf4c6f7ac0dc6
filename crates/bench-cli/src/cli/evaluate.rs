use std::path::PathBuf;

use clap::Args;
use digits_data::files::Column;

use super::input::LINES;
use super::silhouette::parse_silhouette;
use super::{RunArgs, Silhouette, TableArgs, table_source};

const EXAMPLES: &str = "\
Examples:
  kmeans-bench evaluate --pred labels.csv --data flowers.csv
  kmeans-bench evaluate --true species.txt --pred labels.csv
  kmeans-bench evaluate --true flowers.csv --true-column species --pred labels.npy
  kmeans-bench evaluate --true species.txt --pred labels.csv --data flowers.csv --columns 0..3
  kmeans-bench evaluate --data flowers.csv --label-column species --pred labels.csv
  kmeans-bench evaluate --true a.txt --pred b.txt --format json | jq .adjusted_rand_score

Label files hold integers or words: one per line with or without a header, a column of a CSV file, or \
an array of whole numbers (NPY, NPZ, IDX). All may be gzipped. True and predicted labels may differ in \
kind, because no score depends on the names. If the numbers of lines do not show whether the first line \
is a header, say `--header yes` or `--header no`, which applies to all files.

In JSON each score has the name of its function. It is null where it is undefined: scores of the samples \
need at least 2 clusters, and fewer clusters than samples.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct EvaluateArgs {
    /// File of the true labels. Not needed if `--label-column` names their column in the data, or if
    /// only the samples are to be scored.
    #[arg(
        long = "true",
        visible_alias = "label-file",
        value_name = "FILE",
        required_unless_present_any = ["label_column", "file"],
        conflicts_with = "label_column"
    )]
    pub(crate) labels_true: Option<PathBuf>,

    /// File of the predicted labels, in the order of the true labels. If it has several columns, as
    /// those of `fit --labels-out`, the column `cluster` is read. Rows without a label are left out.
    #[arg(long = "pred", value_name = "FILE", group = LINES)]
    pub(crate) labels_pred: PathBuf,

    /// Column of the true labels, if their file has several: its name, or its number from 0.
    #[arg(long, value_name = "COLUMN", requires = "labels_true")]
    pub(crate) true_column: Option<Column>,

    /// Column of the predicted labels, if their file has several.
    #[arg(long, value_name = "COLUMN")]
    pub(crate) pred_column: Option<Column>,

    /// File of the samples that were clustered, for the scores that need them: silhouette,
    /// Caliński–Harabasz, Davies–Bouldin.
    #[arg(long = "data", id = "file", value_name = "FILE", value_parser = table_source())]
    pub(crate) data: Option<PathBuf>,

    /// Samples that the silhouette is measured on: all of them, or N random ones drawn with the
    /// seed. The time grows with the square of their number. With N the other samples need not fit in
    /// memory.
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
