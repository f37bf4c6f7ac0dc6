use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Precision, Rng};

const EXAMPLES: &str = "\
Examples:
  kmeans-bench compare                          the table, the files and the pictures
  kmeans-bench compare --faithful --repeats 5   the page's comparison alone, timed 5 times
  kmeans-bench compare --seed 7                 another seed for either comparison
  kmeans-bench compare --format json | jq '.results[] | {init, inertia}'
  kmeans-bench compare --silhouette 300         on 300 samples, as the page does (but seeded)";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct CompareArgs {
    /// Run the faithful comparison alone.
    #[arg(long, conflicts_with = "honest")]
    pub(crate) faithful: bool,

    /// Run the honest comparison alone.
    #[arg(long)]
    pub(crate) honest: bool,

    /// Where the random numbers start.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Where the random numbers come from [default: numpy for the faithful comparison, pcg64 for
    /// the honest one].
    #[arg(long, value_enum, hide_default_value = true)]
    pub(crate) rng: Option<Rng>,

    /// Restarts of k-means++ and random; the best counts. (PCA-based starts the same every time.)
    #[arg(long, value_name = "N", default_value = "4")]
    pub(crate) n_init: NonZeroUsize,

    /// How often to time scaler plus fit; the table shows the median.
    #[arg(long, value_name = "N", default_value = "20")]
    pub(crate) repeats: NonZeroUsize,

    /// Threads to use [default: one a core]. They change the time and no other figure.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Type of the samples' numbers.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) precision: Precision,

    /// Samples the silhouette is scored on: all of them, or N drawn with the seed.
    #[arg(long, value_name = "full|N", default_value = "full", value_parser = parse_silhouette)]
    pub(crate) silhouette: Silhouette,

    /// What to print.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,

    /// Folder for the results, the labels and the pictures.
    #[arg(long, value_name = "DIR", default_value = "target/bench")]
    pub(crate) out: PathBuf,
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

/// Samples that a silhouette is scored on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Silhouette {
    Full,
    Subset(usize),
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
    fn silhouettes_are_full_or_a_number() {
        assert_eq!(parse_silhouette("full"), Ok(Silhouette::Full));
        assert_eq!(parse_silhouette("300"), Ok(Silhouette::Subset(300)));
        for bad in ["", "1", "-3", "half", "3.5"] {
            assert!(parse_silhouette(bad).is_err(), "{bad}");
        }
    }
}
