use anyhow::Result;

use crate::versus;

/// The groups of [`versus`] that measure kmeans-core.
const GROUPS: [&str; 4] = ["--group", "page", "engine", "seeding"];

/// Runs `versus` on the cases of kmeans-core: kernel, iterations, fits, seeding, and the gallery page.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let groups = GROUPS.iter().map(|&word| word.to_owned());
    versus::run(&groups.chain(arguments.iter().cloned()).collect::<Vec<_>>())
}
