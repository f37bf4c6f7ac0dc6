use std::path::PathBuf;

use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct DistArgs {
    /// Folder for `man` and `completions`.
    #[arg(long, value_name = "DIR", default_value = "target/dist")]
    pub(crate) out: PathBuf,
}
