use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::RunArgs;
use super::output::{parse_labels_path, parse_table_path};
use super::run::{parse_count, rng_is_pcg64};

const EXAMPLES: &str = "\
Examples:
  kmeans-bench datasets                                    list the data sets
  kmeans-bench datasets digits --out digits.csv            labels in the last column, `label`
  kmeans-bench datasets digits --out digits.npy --labels-out labels.npy
  kmeans-bench datasets blobs --n-samples 300 --n-centers 5 --seed 7 --out blobs.csv.gz
  kmeans-bench datasets blobs --help                       the parameters of one data set";

const WRITING: &str = "\
The ending of the file name sets the format: .csv, .tsv or .npy. Add .gz to compress. A text file has
the labels in its last column, called label, unless `--labels-out` names a file for them. An NPY file
holds the samples only. The same parameters and seed give the same bytes on every machine.";

#[derive(Debug, Args)]
#[command(
    after_help = EXAMPLES,
    args_conflicts_with_subcommands = true,
    mut_arg("rng", rng_is_pcg64)
)]
pub(crate) struct DatasetsArgs {
    #[command(subcommand)]
    pub(crate) dataset: Option<BuiltIn>,

    #[command(flatten)]
    pub(crate) run: RunArgs,
}

/// A data set that is built in, and its parameters.
#[derive(Debug, Subcommand)]
pub(crate) enum BuiltIn {
    /// 1797 handwritten digits of 8×8 pixels with values from 0 to 16, and labels 0 to 9.
    #[command(after_help = WRITING)]
    Digits(TargetArgs),

    /// Gaussian clusters around random centres.
    #[command(after_help = WRITING)]
    Blobs {
        /// Number of samples.
        #[arg(long, value_name = "N", default_value = "300", value_parser = parse_count)]
        n_samples: NonZeroUsize,
        /// Number of features.
        #[arg(long, value_name = "N", default_value = "2", value_parser = parse_count)]
        n_features: NonZeroUsize,
        /// Number of clusters.
        #[arg(long, value_name = "N", default_value = "3", value_parser = parse_count)]
        n_centers: NonZeroUsize,
        /// Standard deviation of each cluster, 0 or more.
        #[arg(long, value_name = "X", default_value_t = 1.0, allow_negative_numbers = true)]
        cluster_std: f64,
        /// Smallest and largest coordinate of a centre.
        #[arg(long, value_names = ["LOW", "HIGH"], num_args = 2, default_values_t = [-10.0, 10.0],
              allow_negative_numbers = true)]
        center_box: Vec<f64>,
        #[command(flatten)]
        target: TargetArgs,
    },

    /// Two interleaved half circles in the plane, which k-means does not find.
    #[command(after_help = WRITING)]
    Moons {
        /// Number of samples.
        #[arg(long, value_name = "N", default_value = "300", value_parser = parse_count)]
        n_samples: NonZeroUsize,
        /// Standard deviation of the noise on each coordinate, 0 or more.
        #[arg(long, value_name = "X", default_value_t = 0.05, allow_negative_numbers = true)]
        noise: f64,
        #[command(flatten)]
        target: TargetArgs,
    },

    /// A circle inside a circle, which k-means does not find.
    #[command(after_help = WRITING)]
    Rings {
        /// Number of samples.
        #[arg(long, value_name = "N", default_value = "300", value_parser = parse_count)]
        n_samples: NonZeroUsize,
        /// Standard deviation of the noise on each coordinate, 0 or more.
        #[arg(long, value_name = "X", default_value_t = 0.05, allow_negative_numbers = true)]
        noise: f64,
        /// Inner radius divided by the outer radius, from 0 to below 1.
        #[arg(long, value_name = "X", default_value_t = 0.5, allow_negative_numbers = true)]
        factor: f64,
        #[command(flatten)]
        target: TargetArgs,
    },

    /// Uniform noise in a cube, without any clusters.
    #[command(after_help = WRITING)]
    Uniform {
        /// Number of samples.
        #[arg(long, value_name = "N", default_value = "300", value_parser = parse_count)]
        n_samples: NonZeroUsize,
        /// Number of features.
        #[arg(long, value_name = "N", default_value = "2", value_parser = parse_count)]
        n_features: NonZeroUsize,
        #[command(flatten)]
        target: TargetArgs,
    },
}

/// Files that a data set is written to.
#[derive(Debug, Args)]
#[command(mut_arg("rng", rng_is_pcg64))]
pub(crate) struct TargetArgs {
    /// File for the samples.
    #[arg(long, value_name = "FILE", value_parser = parse_table_path)]
    pub(crate) out: PathBuf,

    /// File for the labels, one per line or as NPY, instead of a column.
    #[arg(long, value_name = "FILE", value_parser = parse_labels_path)]
    pub(crate) labels_out: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) run: RunArgs,
}

impl BuiltIn {
    /// Files that the data set is written to.
    pub(crate) fn target(&self) -> &TargetArgs {
        match self {
            Self::Digits(target)
            | Self::Blobs { target, .. }
            | Self::Moons { target, .. }
            | Self::Rings { target, .. }
            | Self::Uniform { target, .. } => target,
        }
    }
}
