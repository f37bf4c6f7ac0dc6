use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use kmeans_core::RandomState;

use crate::versus::Group;

/// k-means, exact, fast and reproducible: comparisons you can run and check.
#[derive(Debug, Parser)]
#[command(name = "kmeans-bench", version, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Compare k-means++, random and PCA-based initialisation on the handwritten digits.
    ///
    /// Answers scikit-learn's gallery page "A demo of K-Means clustering on the handwritten digits
    /// data" with two comparisons. The faithful one does what the page does and gives its table,
    /// digit for digit. The honest one does what the page should: PCA fitted in the scaled space
    /// that is clustered, and the silhouette over all samples of that space.
    Compare(CompareArgs),

    /// Measure speed and memory side by side with what users would pick instead.
    ///
    /// `cargo xtask versus` sets up the peers and calls this. All of them get the same bytes, the same
    /// starting centres and the same number of rounds, take turns, and have their results compared
    /// before a time counts.
    Versus(VersusArgs),
}

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

#[derive(Debug, Args)]
pub(crate) struct VersusArgs {
    /// Run the few cases that take less than two minutes.
    #[arg(long)]
    pub(crate) quick: bool,

    /// Groups of cases to run [default: all].
    #[arg(long, value_name = "GROUP", num_args = 1.., value_enum)]
    pub(crate) group: Vec<Group>,

    /// Words that must all be in the name of what is run, such as `round f32 100000x64x10`.
    #[arg(long, value_name = "WORD", num_args = 1..)]
    pub(crate) filter: Vec<String>,

    /// Threads of every contender [default: one a core].
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Runs that count [default: as the case says].
    #[arg(long, value_name = "N")]
    pub(crate) repeats: Option<NonZeroUsize>,

    /// A file of cases instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    pub(crate) cases: Option<PathBuf>,

    /// A folder with MNIST's images, packed or not: `train-images*` and, if they are to be had,
    /// `t10k-images*`.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) mnist: Option<PathBuf>,

    /// A Python that has the Python peers.
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) python: Option<PathBuf>,

    /// The program of the Rust peers.
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) rust_peers: Option<PathBuf>,

    /// R's program for scripts, `Rscript`.
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) rscript: Option<PathBuf>,

    /// Folder for the results.
    #[arg(long, value_name = "DIR", default_value = "target/versus")]
    pub(crate) out: PathBuf,
}

/// A random number generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Rng {
    /// PCG XSL RR 128/64, the libraries' default.
    Pcg64,
    /// MT19937 as `numpy.random.RandomState` draws from it: scikit-learn's clusters.
    Numpy,
}

impl Rng {
    /// # Errors
    ///
    /// What is wrong with the seed: NumPy takes 32 bits.
    pub(crate) fn with_seed(self, seed: u64) -> Result<RandomState, String> {
        match self {
            Self::Pcg64 => Ok(RandomState::Pcg64(seed)),
            Self::Numpy => u32::try_from(seed).map(RandomState::NumPy).map_err(|_| {
                format!("NumPy's generator takes seeds from 0 to {}, not {seed}", u32::MAX)
            }),
        }
    }
}

/// The type of the samples' numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Precision {
    #[default]
    F64,
    F32,
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

fn parse_silhouette(text: &str) -> Result<Silhouette, String> {
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
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_definition_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn numpy_seeds_have_32_bits() {
        assert_eq!(Rng::Numpy.with_seed(7), Ok(RandomState::NumPy(7)));
        assert!(Rng::Numpy.with_seed(1 << 32).is_err());
        assert_eq!(Rng::Pcg64.with_seed(1 << 32), Ok(RandomState::Pcg64(1 << 32)));
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
