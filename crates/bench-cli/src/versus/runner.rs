use anyhow::Result;

use super::job::{Block, Job, Reply};

/// Something that does jobs: this process, or one of the peers'.
pub(super) trait Runner {
    /// Who of it does jobs of this kind.
    fn contenders(&self, job: &Job) -> Vec<String>;

    /// Reads samples that all later jobs are about.
    fn load(&mut self, block: &Block) -> Result<()>;

    /// Does the job and says how long that took, or, if it is to watch its memory, how much of it. A
    /// run that is watched may be slower.
    fn run(&mut self, contender: &str, job: &Job, watch: bool) -> Result<Reply>;
}
