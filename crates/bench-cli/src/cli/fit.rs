use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::clustering::parse_init;
use super::labels_out::OUTPUT;
use super::out_of_core::OutOfCoreArgs;
use super::output::{parse_model_path, parse_table_path};
use super::run::parse_count;
use super::{ClusteringArgs, InitArg, InputArgs, LabelsOutArgs, ReportArgs, RunArgs};

const EXAMPLES: &str = "\
Examples:
  kmeans-bench fit points.csv --n-clusters 5
  kmeans-bench fit flowers.csv --label-column species --n-clusters 3 --scale standard
  kmeans-bench fit X.npy --n-clusters 50 --n-init 10 --model model.json --labels-out labels.csv
  kmeans-bench fit train-images.idx.gz --label-file train-labels.idx.gz --n-clusters 10
  kmeans-bench fit shops.csv --columns '!name' --weights revenue --n-clusters 8
  kmeans-bench fit X.npy --n-clusters 5 --centers-out c.npy && \\
    kmeans-bench fit Y.npy --n-clusters 5 --init c.npy        continue from these centres
  kmeans-bench fit images.npy --n-clusters 10 --report report --image-width 28
  kmeans-bench fit X.npy --n-clusters 5 --format json | jq .inertia

No output file may replace an input file. A file that is replaced keeps its permissions. The same file \
and options give the same result to the bit, for any number of threads. `--rng numpy` draws the random \
numbers that scikit-learn draws. Exit code 1 means that the data or a file is wrong, and 2 that the \
command line is wrong.";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct FitArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Number of clusters.
    #[arg(long, short = 'k', value_name = "K", value_parser = parse_count, allow_negative_numbers = true)]
    pub(crate) n_clusters: NonZeroUsize,

    /// How to choose the first centres: k-means++, random, pca, k-means||, or a file of centres in
    /// the units of FILE (CSV or NPY, one centre per row).
    #[arg(long, value_name = "INIT|FILE", default_value = "k-means++", value_parser = parse_init)]
    pub(crate) init: InitArg,

    /// Weight of each sample: a file with one weight per row of FILE. If there is no such file, it
    /// is a column of FILE, by name or by number from 0. That column is not a feature. Scalers
    /// ignore weights.
    #[arg(long, value_name = "COLUMN|FILE")]
    pub(crate) weights: Option<String>,

    #[command(flatten)]
    pub(crate) clustering: ClusteringArgs,

    /// Order of the cluster numbers, in every file and on the page.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) order: OrderArg,

    #[command(flatten)]
    pub(crate) out_of_core: OutOfCoreArgs,

    #[command(flatten)]
    pub(crate) run: RunArgs,

    #[command(flatten)]
    pub(crate) report: ReportArgs,

    #[cfg(feature = "distributed")]
    #[command(flatten)]
    pub(crate) distributed: super::DistributedArgs,

    #[cfg(not(feature = "distributed"))]
    #[command(flatten)]
    not_distributed: super::NotDistributedArgs,

    /// File for the model, which `predict` and `transform` read: `.json` for people or `.npz` for
    /// NumPy. It holds the scaler and the centres in scaled units.
    #[arg(long, value_name = "OUT", help_heading = OUTPUT, value_parser = parse_model_path)]
    pub(crate) model: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) labels: LabelsOutArgs,

    /// File for the centres in the units of FILE, with the scaling undone: `.csv`, `.tsv` or
    /// `.npy`, optionally with `.gz`.
    #[arg(long, value_name = "OUT", help_heading = OUTPUT, value_parser = parse_table_path)]
    pub(crate) centers_out: Option<PathBuf>,
}

/// Numbering of the clusters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OrderArg {
    /// As k-means found them.
    #[default]
    Found,
    /// The largest cluster is number 0.
    Size,
}
