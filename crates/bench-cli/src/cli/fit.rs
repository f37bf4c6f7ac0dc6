use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::clustering::parse_init;
use super::output::{parse_labels_path, parse_model_path, parse_table_path};
use super::{ClusteringArgs, InitArg, InputArgs, ReportArgs, RunArgs};

const EXAMPLES: &str = "\
Examples:
  kmeans-bench fit points.csv --n-clusters 5
  kmeans-bench fit flowers.csv --label-column species --n-clusters 3 --scale standard
  kmeans-bench fit X.npy --n-clusters 50 --n-init 10 --model model.json --labels-out labels.csv
  kmeans-bench fit train-images.idx.gz --label-file train-labels.idx.gz --n-clusters 10
  kmeans-bench fit shops.csv --columns '!name' --weights revenue --n-clusters 8
  kmeans-bench fit X.npy --n-clusters 5 --centers-out c.npy && \\
    kmeans-bench fit Y.npy --n-clusters 5 --init c.npy        go on from these centres
  kmeans-bench fit images.npy --n-clusters 10 --report report --image-width 28
  kmeans-bench fit X.npy --n-clusters 5 --format json | jq .inertia

No file is written over one that is read; who may read a file that is replaced stays the same.
Same file, same options, same result, to the bit, for any number of threads. `--rng numpy` draws as
scikit-learn does. Exit code 2: called wrongly; 1: something is wrong with the data or a file.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct FitArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Number of clusters.
    #[arg(long, short = 'k', value_name = "K")]
    pub(crate) n_clusters: NonZeroUsize,

    /// Where the first centres come from: k-means++, random, pca, k-means||, or a file of centres
    /// (CSV or NPY, one a row), in the coordinates of FILE.
    #[arg(long, value_name = "INIT|FILE", default_value = "k-means++", value_parser = parse_init)]
    pub(crate) init: InitArg,

    /// How much each sample counts: a column of FILE, by name or by number from 0, that is no feature
    /// then; or a file of weights, one a row of FILE. What names a file that is there is a file.
    /// Scalers take no notice of weights.
    #[arg(long, value_name = "COLUMN|FILE")]
    pub(crate) weights: Option<String>,

    #[command(flatten)]
    pub(crate) clustering: ClusteringArgs,

    /// How clusters are numbered, in every file and on the page.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) order: OrderArg,

    #[command(flatten)]
    pub(crate) run: RunArgs,

    #[command(flatten)]
    pub(crate) report: ReportArgs,

    /// Where to keep the model, for `predict` and `transform`: `.json` for people, `.npz` for NumPy.
    /// It holds the centres as they were found, that is scaled, and the scaler.
    #[arg(long, value_name = "OUT", help_heading = OUTPUT, value_parser = parse_model_path)]
    pub(crate) model: Option<PathBuf>,

    /// Where to write the label of each sample: `.csv`, `.tsv`, `.txt` or `.npy`, also with `.gz`.
    #[arg(long, value_name = "OUT", help_heading = OUTPUT, value_parser = parse_labels_path)]
    pub(crate) labels_out: Option<PathBuf>,

    /// Where to write the centres, in the coordinates of FILE, that is with the scaling undone:
    /// `.csv`, `.tsv` or `.npy`, also with `.gz`.
    #[arg(long, value_name = "OUT", help_heading = OUTPUT, value_parser = parse_table_path)]
    pub(crate) centers_out: Option<PathBuf>,
}

const OUTPUT: &str =
    "Files to write (all of them or none; a killed run leaves `.writing-…` to delete)";

/// Numbering of the clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OrderArg {
    /// As k-means found them.
    #[default]
    Found,
    /// The largest cluster is number 0.
    Size,
}
