use std::num::NonZeroUsize;
use std::path::PathBuf;

use bench_cli::parse_threads;
use clap::Parser;

use crate::cases::Group;

/// Measure our speed and memory beside other k-means programs.
///
/// `cargo xtask versus` installs the peers and calls this program. All contenders get the same
/// bytes, the same starting centres and the same number of iterations, and take turns. A time
/// counts only if the result agrees with ours.
#[derive(Debug, Parser)]
#[command(name = "versus", version)]
pub(crate) struct Arguments {
    /// Run only a few cases, in less than two minutes.
    #[arg(long)]
    pub(crate) quick: bool,

    /// Groups of cases to run [default: all].
    #[arg(long, value_name = "GROUP", num_args = 1.., value_enum)]
    pub(crate) group: Vec<Group>,

    /// Run only cases whose names have all these words, such as `round f32 100000x64x10`.
    #[arg(long, value_name = "WORD", num_args = 1..)]
    pub(crate) filter: Vec<String>,

    /// Number of threads of every contender, up to 1024 [default: as many as the system runs at a
    /// time].
    #[arg(long, value_name = "N", value_parser = parse_threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Number of timed runs [default: as the case says].
    #[arg(long, value_name = "N")]
    pub(crate) repeats: Option<NonZeroUsize>,

    /// File of cases, instead of the built-in ones.
    #[arg(long, value_name = "FILE")]
    pub(crate) cases: Option<PathBuf>,

    /// Folder with the images of MNIST, gzipped or not: `train-images*` and, optionally,
    /// `t10k-images*`.
    #[arg(long, value_name = "FOLDER")]
    pub(crate) mnist: Option<PathBuf>,

    /// Table of embeddings, one vector per row, such as an NPY file.
    #[arg(long, value_name = "FILE")]
    pub(crate) embeddings: Option<PathBuf>,

    /// Python interpreter that has the Python peers.
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) python: Option<PathBuf>,

    /// Program with the Rust peers.
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) rust_peers: Option<PathBuf>,

    /// R's script interpreter, `Rscript`.
    #[arg(long, value_name = "PROGRAM")]
    pub(crate) rscript: Option<PathBuf>,

    /// Folder for the results.
    #[arg(long, value_name = "DIR", default_value = "target/versus")]
    pub(crate) out: PathBuf,
}
