use std::num::NonZeroUsize;
use std::path::PathBuf;

use bench_cli::parse_threads;
use clap::Parser;

use crate::cases::Group;

/// Measure speed and memory side by side with what users would pick instead.
///
/// `cargo xtask versus` sets up the peers and calls this. All of them get the same bytes, the same
/// starting centres and the same number of rounds, take turns, and have their results compared
/// before a time counts.
#[derive(Debug, Parser)]
#[command(name = "versus", version)]
pub(crate) struct Arguments {
    /// Run the few cases that take less than two minutes.
    #[arg(long)]
    pub(crate) quick: bool,

    /// Groups of cases to run [default: all].
    #[arg(long, value_name = "GROUP", num_args = 1.., value_enum)]
    pub(crate) group: Vec<Group>,

    /// Words that must all be in the name of what is run, such as `round f32 100000x64x10`.
    #[arg(long, value_name = "WORD", num_args = 1..)]
    pub(crate) filter: Vec<String>,

    /// Threads of every contender, up to 1024 [default: as many as the system runs at a time].
    #[arg(long, value_name = "N", value_parser = parse_threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Runs that count [default: as the case says].
    #[arg(long, value_name = "N")]
    pub(crate) repeats: Option<NonZeroUsize>,

    /// A file of cases instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    pub(crate) cases: Option<PathBuf>,

    /// A folder with MNIST's images, packed or not: `train-images*` and, if they are
    /// there, `t10k-images*`.
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
