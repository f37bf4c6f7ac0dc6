use std::path::PathBuf;

use clap::Args;

/// Fits of tables larger than memory.
#[derive(Debug, Args)]
pub(crate) struct OutOfCoreArgs {
    /// Leave the samples on disk and read them block by block in every pass. It changes the time, never
    /// the result. This is the default where the table would not fit in memory. An NPY file is read in
    /// place; the samples of all other tables are copied to a temporary file. Excludes `--report`.
    #[arg(long, help_heading = OUT_OF_CORE, conflicts_with = "report")]
    pub(crate) out_of_core: bool,

    /// Folder of the temporary copy, which needs 8 bytes per number (4 with `--precision f32`)
    /// [default: the system's folder for temporary files].
    #[arg(long, value_name = "DIR", help_heading = OUT_OF_CORE)]
    pub(crate) spool: Option<PathBuf>,
}

const OUT_OF_CORE: &str = "Tables larger than memory";
