use anyhow::Result;

use super::job::{Block, Job, Reply};

/// Something that fits: this process, or one of the peers'.
pub(super) trait Runner {
    /// The names it answers to.
    fn contenders(&self) -> &[String];

    /// Reads samples that all later fits are of.
    fn load(&mut self, block: &Block) -> Result<()>;

    /// Fits and says how long that took. An error is the end of the runner.
    fn fit(&mut self, contender: &str, job: &Job) -> Result<Reply>;
}
