use anyhow::Result;

use crate::cargo;

/// Builds `kmeans-bench` and has it write its man pages and shell completions into `target/dist`.
///
/// The program knows its own command line; xtask, which uses none of the crates, does not.
pub(crate) fn run(_arguments: &[String]) -> Result<()> {
    let out = cargo::root().join("target").join("dist");
    let mut command = cargo::cargo(&["run", "--release", "--package", "bench-cli"]);
    command.args(["--bin", "kmeans-bench", "--", "dist", "--out"]).arg(out);
    cargo::run(&mut command)
}
