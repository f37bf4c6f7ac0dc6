use anyhow::{Context as _, Result};

use crate::cargo;

/// Builds `kmeans-bench` and runs scikit-learn's page, `kmeans-bench gallery`.
///
/// Cargo shows its progress on the error stream, so that what the benchmark prints can go to a file
/// or to `jq`. The program runs in the caller's folder, so relative paths work.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let here = std::env::current_dir().context("no current folder")?;
    let manifest = cargo::root().join("Cargo.toml");
    let mut command = cargo::cargo(&["run", "--release", "--manifest-path"]);
    command.arg(manifest).args(["--package", "bench-cli", "--bin", "kmeans-bench"]);
    cargo::run(command.args(["--", "gallery"]).args(arguments).current_dir(here))
}
