use std::num::NonZeroUsize;

use clap::Args;

use super::clustering::parse_init;
use super::run::parse_count;
use super::silhouette::parse_silhouette;
use super::{InitArg, InputArgs, ReportArgs, RunArgs, ScaleArg, Silhouette, TrialsArgs};

const EXAMPLES: &str = "\
Examples:
  kmeans-bench compare flowers.csv --label-column species --scale standard
  kmeans-bench compare X.npy --n-clusters 20 --init k-means++ --init 'k-means||' --seeds 30
  kmeans-bench compare X.npy --n-clusters 20 --init random --init centers.csv --format json
  kmeans-bench compare images.npy --n-clusters 10 --report report --image-width 28";

/// Names the gallery, because `compare` without a FILE used to run it.
const USAGE: &str = "kmeans-bench compare [OPTIONS] <FILE>
       kmeans-bench gallery [OPTIONS]         (for the handwritten digits)";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, override_usage = USAGE)]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    pub(crate) input: InputArgs,

    /// Number of clusters [default: the number of true classes].
    #[arg(long, short = 'k', value_name = "K", value_parser = parse_count)]
    pub(crate) n_clusters: Option<NonZeroUsize>,

    /// Initialisation to compare; repeat the option for each. One of k-means++, random, pca,
    /// k-means||, or a file of centres in the units of FILE [default: the first three, but pca only
    /// if there are at least as many features as clusters]. The first one is the baseline in the
    /// terminal. The report compares with the best one.
    #[arg(long, value_name = "INIT|FILE", value_parser = parse_init)]
    pub(crate) init: Vec<InitArg>,

    /// Scaling of the features before clustering.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) scale: ScaleArg,

    #[command(flatten)]
    pub(crate) trials: TrialsArgs,

    /// Samples that the silhouette is measured on: all of them, or N random ones drawn with the
    /// seed [default: full up to 5000 samples, beyond that no silhouette].
    #[arg(long, value_name = "full|N", value_parser = parse_silhouette)]
    pub(crate) silhouette: Option<Silhouette>,

    #[command(flatten)]
    pub(crate) run: RunArgs,

    #[command(flatten)]
    pub(crate) report: ReportArgs,
}
