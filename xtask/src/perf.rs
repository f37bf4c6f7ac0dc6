use anyhow::Result;

use crate::versus;

/// What the engine itself is measured by, of all that [`versus`] can measure.
const GROUPS: [&str; 4] = ["--group", "page", "engine", "seeding"];

/// `versus` on the engine's own cases: kernel, rounds, fits, seeding, and the gallery page.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let groups = GROUPS.iter().map(|&word| word.to_owned());
    versus::run(&groups.chain(arguments.iter().cloned()).collect::<Vec<_>>())
}
