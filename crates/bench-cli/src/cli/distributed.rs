use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::output::parse_folder;
use super::run::parse_up_to;

/// The processes of a fit, and what happens if one of them fails.
#[derive(Debug, Args)]
pub(crate) struct DistributedArgs {
    /// Number of processes to start on this machine. FILE is one NPY file, or a folder of NPY files that
    /// are read in the order of their names.
    #[arg(
        long,
        value_name = "N",
        help_heading = PROCESSES,
        value_parser = |text: &str| parse_up_to(MOST_PROCESSES, text),
        conflicts_with_all = ["hosts", "process"]
    )]
    pub(crate) processes: Option<NonZeroUsize>,

    /// File of the addresses of all processes, one `address:port` per line. Start this program once for
    /// each of them, with the same options and its own `--process`.
    #[arg(long, value_name = "FILE", help_heading = PROCESSES, requires = "process")]
    pub(crate) hosts: Option<PathBuf>,

    /// The line of this process in the hosts file, from 0. Process 0 prints and writes the model.
    #[arg(long, value_name = "I", help_heading = PROCESSES, requires = "hosts")]
    pub(crate) process: Option<usize>,

    /// Time without an answer after which another process counts as stopped.
    #[arg(
        long,
        value_name = "SECONDS",
        default_value = "60",
        help_heading = PROCESSES,
        value_parser = parse_patience
    )]
    pub(crate) patience: Duration,

    /// Folder where process 0 stores every round, so that a fit that ends early can be resumed. The file
    /// in it is deleted when the fit is done.
    #[arg(long, value_name = "DIR", help_heading = PROCESSES, value_parser = parse_folder)]
    pub(crate) checkpoint: Option<PathBuf>,

    /// Continue from the checkpoint, on any number of processes, to the same result.
    #[arg(long, help_heading = PROCESSES, requires = "checkpoint")]
    pub(crate) resume: bool,
}

const PROCESSES: &str = "Several processes or machines (docs/SCALE.md)";

const MOST_PROCESSES: usize = 256;

impl DistributedArgs {
    /// True if the fit runs in several processes.
    pub(crate) fn is_asked(&self) -> bool {
        self.processes.is_some() || self.hosts.is_some() || self.checkpoint.is_some()
    }
}

fn parse_patience(text: &str) -> Result<Duration, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.5..=86_400.0).contains(&seconds) => Ok(Duration::from_secs_f64(seconds)),
        _ => Err("expected a number of seconds from 0.5 to 86400".to_owned()),
    }
}
