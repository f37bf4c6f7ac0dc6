use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::clustering::parse_init;
use super::input::LINES;
use super::output::parse_folder;
use super::run::{parse_threads, parse_up_to};
use super::{InitArg, Precision, ReadingArgs, ReportArgs, Rng, ScaleArg, table_source};

const EXAMPLES: &str = "\
Examples:
  kmeans-bench compare                          the table, the files and the pictures
  kmeans-bench compare --faithful --repeats 5   the page's comparison alone, timed 5 times
  kmeans-bench compare --seed 7                 another seed for either comparison
  kmeans-bench compare --format json | jq '.results[] | {init, inertia}'
  kmeans-bench compare --show centroids,convergence
  kmeans-bench compare --silhouette 300         on 300 samples, as the page does (but seeded)
  kmeans-bench compare flowers.csv --label-column species --scale standard
  kmeans-bench compare X.npy --n-clusters 20 --init k-means++ --init 'k-means||' --seeds 30
  kmeans-bench compare X.npy --n-clusters 20 --init random --init centers.csv --format json
  kmeans-bench compare images.npy --n-clusters 10 --report report --image-width 28";

const TABLE: &str = "With FILE";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CompareArgs {
    /// A table of your own to compare on, instead of the digits: CSV or TSV, NPY, NPZ or IDX, gzipped
    /// or not. `-` is standard input.
    #[arg(value_name = "FILE", value_parser = table_source(), group = LINES)]
    pub(crate) file: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) reading: ReadingArgs,

    /// Number of clusters [default: as many as there are classes].
    #[arg(long, short = 'k', value_name = "K", requires = "file", help_heading = TABLE)]
    pub(crate) n_clusters: Option<NonZeroUsize>,

    /// An initialisation to compare, given several times: k-means++, random, pca, k-means||, or a file
    /// of centres in the coordinates of FILE [default: the first three; pca only where there are as many
    /// features as clusters]. The others are compared with the first.
    #[arg(
        long,
        value_name = "INIT|FILE",
        value_parser = parse_init,
        requires = "file",
        help_heading = TABLE
    )]
    pub(crate) init: Vec<InitArg>,

    /// How features are brought to one scale before anything else.
    #[arg(long, value_enum, default_value_t, requires = "file", help_heading = TABLE)]
    pub(crate) scale: ScaleArg,

    /// Repeat with N seeds, up to a million, counting up from `--seed`: one seed proves nothing
    /// [default: 30 on the digits, for the report; 10 with FILE].
    #[arg(long, value_name = "N", value_parser = parse_seeds, allow_negative_numbers = true)]
    pub(crate) seeds: Option<NonZeroUsize>,

    /// Run the faithful comparison alone.
    #[arg(long, conflicts_with_all = ["honest", "file"])]
    pub(crate) faithful: bool,

    /// Run the honest comparison alone.
    #[arg(long, conflicts_with = "file")]
    pub(crate) honest: bool,

    /// Where the random numbers start.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Where the random numbers come from [default: numpy for the faithful comparison, pcg64 for
    /// the honest one].
    #[arg(long, value_enum, hide_default_value = true)]
    pub(crate) rng: Option<Rng>,

    /// Restarts of k-means++ and random; the best counts. (PCA-based starts the same every time, and
    /// so do given centres.)
    #[arg(long, value_name = "N", default_value = "4")]
    pub(crate) n_init: NonZeroUsize,

    /// How often to time scaler plus fit; the table shows the median.
    #[arg(long, value_name = "N", default_value = "20", conflicts_with = "file")]
    pub(crate) repeats: NonZeroUsize,

    /// Threads to use, up to 1024 [default: one a core]. They change the time and no other figure.
    #[arg(long, value_name = "N", value_parser = parse_threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Type of the samples' numbers.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) precision: Precision,

    /// Samples the silhouette is scored on: all of them, or N drawn with the seed [default: full; with
    /// a FILE of more than 5000 samples, none].
    #[arg(long, value_name = "full|N", value_parser = parse_silhouette)]
    pub(crate) silhouette: Option<Silhouette>,

    /// What to print; with FILE, table or json.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// What to draw in the terminal below the table.
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',', conflicts_with = "file")]
    pub(crate) show: Vec<Show>,

    /// Folder for the report, the results, the labels and the pictures; with FILE see `--report`.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "target/bench",
        conflicts_with = "file",
        value_parser = parse_folder
    )]
    pub(crate) out: PathBuf,

    #[command(flatten)]
    pub(crate) report: ReportArgs,
}

/// What goes to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// As the page prints it, with what it leaves out below.
    #[default]
    Table,
    /// For a README.
    Markdown,
    /// One line a row, in full precision.
    Csv,
    /// Everything, in full precision.
    Json,
}

/// What the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Show {
    /// The cluster centres as images.
    Centroids,
    /// Inertia by round as a line of blocks, an initialisation each.
    Convergence,
}

/// Samples that a silhouette is scored on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silhouette {
    Full,
    Subset(usize),
}

/// More would run for days.
const MOST_SEEDS: usize = 1_000_000;

fn parse_seeds(text: &str) -> Result<NonZeroUsize, String> {
    parse_up_to(MOST_SEEDS, text)
}

pub(super) fn parse_silhouette(text: &str) -> Result<Silhouette, String> {
    if text == "full" {
        return Ok(Silhouette::Full);
    }
    match text.parse() {
        Ok(n_samples) if n_samples >= 2 => Ok(Silhouette::Subset(n_samples)),
        _ => Err("expected `full` or a number of samples, at least 2".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_have_a_bound() {
        assert_eq!(parse_seeds("30").map(NonZeroUsize::get), Ok(30));
        for bad in ["", "0", "-1", "1000001", "18446744073709551615"] {
            assert!(parse_seeds(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn silhouettes_are_full_or_a_number() {
        assert_eq!(parse_silhouette("full"), Ok(Silhouette::Full));
        assert_eq!(parse_silhouette("300"), Ok(Silhouette::Subset(300)));
        for bad in ["", "1", "-3", "half", "3.5"] {
            assert!(parse_silhouette(bad).is_err(), "{bad}");
        }
    }
}
