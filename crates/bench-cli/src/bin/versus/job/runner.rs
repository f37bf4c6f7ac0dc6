use anyhow::Result;

use super::{Block, Done, Job};

/// Something that does jobs: this process, or the process of a peer.
pub(crate) trait Runner {
    /// Names the contenders that do jobs of this kind.
    fn contenders(&self, job: &Job) -> Vec<String>;

    /// Reads the samples for all later jobs.
    fn load(&mut self, block: &Block) -> Result<()>;

    /// Does the job and tells its time and, if `watch`, its memory. A watched run may be slower.
    ///
    /// A contender that cannot do the job fails with the reason.
    fn run(&mut self, contender: &str, job: &Job, watch: bool) -> Result<Done>;
}
