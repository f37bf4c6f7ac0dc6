use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::output::parse_folder;
use super::run::parse_threads;
use super::silhouette::parse_silhouette;
use super::{Precision, Rng, Silhouette, TrialsArgs};

const EXAMPLES: &str = "\
Examples:
  kmeans-bench gallery                          the table, the files and the pictures
  kmeans-bench gallery --faithful --repeats 5   the page's comparison alone, timed 5 times
  kmeans-bench gallery --seed 7                 another seed for either comparison
  kmeans-bench gallery --format json | jq '.results[] | {init, inertia}'
  kmeans-bench gallery --show centroids,convergence
  kmeans-bench gallery --silhouette 300         on 300 samples, as the page does (but seeded)";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES, mut_arg("seeds", |seeds| seeds.default_value("30")))]
pub(crate) struct GalleryArgs {
    /// Run the faithful comparison alone.
    #[arg(long, conflicts_with = "honest")]
    pub(crate) faithful: bool,

    /// Run the honest comparison alone.
    #[arg(long)]
    pub(crate) honest: bool,

    #[command(flatten)]
    pub(crate) trials: TrialsArgs,

    /// How often to time scaler plus fit; the table shows the median.
    #[arg(long, value_name = "N", default_value = "20")]
    pub(crate) repeats: NonZeroUsize,

    /// Samples the silhouette is scored on: all of them, or N drawn with the seed.
    #[arg(
        long,
        value_name = "full|N",
        default_value = "full",
        value_parser = parse_silhouette
    )]
    pub(crate) silhouette: Silhouette,

    /// What to print.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// What to draw in the terminal below the table.
    #[arg(long, value_enum, value_name = "WHAT", value_delimiter = ',')]
    pub(crate) show: Vec<Show>,

    /// Folder for the report, the results, the labels and the pictures.
    #[arg(long, value_name = "DIR", default_value = "target/bench", value_parser = parse_folder)]
    pub(crate) out: PathBuf,

    /// Threads to use, up to 1024 [default: one a core]. They change the time and no other figure.
    #[arg(long, value_name = "N", value_parser = parse_threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Where the random numbers start.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Where the random numbers come from [default: numpy for the faithful comparison, pcg64 for
    /// the honest one].
    #[arg(long, value_enum, hide_default_value = true)]
    pub(crate) rng: Option<Rng>,

    /// Type of the samples' numbers.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) precision: Precision,
}

/// Format of the results on standard output.
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

/// Pictures that the terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Show {
    /// The cluster centres as images.
    Centroids,
    /// Inertia by round as a line of blocks, an initialisation each.
    Convergence,
}
