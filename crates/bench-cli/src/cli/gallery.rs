use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output::parse_folder;
use super::run::{parse_count, parse_threads};
use super::silhouette::parse_silhouette;
use super::{Precision, Rng, Silhouette, TrialsArgs};

const EXAMPLES: &str = "\
Examples:
  kmeans-bench gallery                          both comparisons, with all files and pictures
  kmeans-bench gallery --faithful --repeats 5   only what the page does, timed 5 times
  kmeans-bench gallery --seed 7                 both comparisons with another seed
  kmeans-bench gallery --format json | jq '.results[] | {init, inertia}'
  kmeans-bench gallery --show centroids,convergence
  kmeans-bench gallery --silhouette 300         the silhouette of 300 samples, as on the page (but seeded)";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("seeds", |seeds| seeds.default_value("30")))]
pub(crate) struct GalleryArgs {
    /// Run only the faithful comparison.
    #[arg(long, conflicts_with = "honest")]
    pub(crate) faithful: bool,

    /// Run only the honest comparison.
    #[arg(long)]
    pub(crate) honest: bool,

    #[command(flatten)]
    pub(crate) trials: TrialsArgs,

    /// Number of times to run and time scaler plus fit. The table shows the median.
    #[arg(long, value_name = "N", default_value = "20", value_parser = parse_count)]
    pub(crate) repeats: NonZeroUsize,

    /// Samples that the silhouette is measured on: all of them, or N random ones drawn with the
    /// seed.
    #[arg(
        long,
        value_name = "full|N",
        default_value = "full",
        value_parser = parse_silhouette
    )]
    pub(crate) silhouette: Silhouette,

    /// Format of the results on the terminal.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// Pictures to draw in the terminal, below the table.
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) show: Vec<Show>,

    /// Folder for the report, the results, the labels and the pictures.
    #[arg(long, value_name = "DIR", default_value = "target/bench", value_parser = parse_folder)]
    pub(crate) out: PathBuf,

    /// Number of threads, up to 1024 [default: one per core]. It changes the time, never the
    /// result.
    #[arg(long, value_name = "N", value_parser = parse_threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Seed of the random numbers.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Generator of the random numbers [default: numpy for the faithful comparison, pcg64 for the
    /// honest one].
    #[arg(long, value_enum, hide_default_value = true)]
    pub(crate) rng: Option<Rng>,

    /// Type of the numbers to calculate with.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) precision: Precision,
}

/// Format of the results on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// The table of scikit-learn's page, and below it the spread of the times and the tutorial.
    #[default]
    Table,
    /// Tables in Markdown.
    Markdown,
    /// CSV with one line per row of the table, in full precision.
    Csv,
    /// One JSON object with everything, in full precision.
    Json,
}

/// Pictures that the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Show {
    /// The cluster centres as images.
    Centroids,
    /// Inertia after each iteration as a line of blocks, one line per initialisation.
    Convergence,
}
