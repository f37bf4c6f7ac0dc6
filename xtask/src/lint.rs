use anyhow::Result;

use crate::{cargo, layers};

/// Formatting, clippy, dependencies that nothing uses, documentation: a warning is an error.
pub(crate) fn run(_: &[String]) -> Result<()> {
    cargo::run(&mut cargo::cargo(&["fmt", "--all", "--check"]))?;
    let everything = ["--workspace", "--all-targets", "--all-features"];
    cargo::run(cargo::cargo(&["clippy"]).args(everything).args(["--", "-D", "warnings"]))?;
    cargo::run(&mut unused_dependencies())?;
    // Documentation as docs.rs shows it, where a link from a public page to a private item is
    // broken.
    let documentation = ["doc", "--workspace", "--all-features", "--no-deps"];
    cargo::run(cargo::cargo(&documentation).env("RUSTDOCFLAGS", "-D warnings"))
}

/// The lint sees one target at a time, so it can be right about libraries only: the dependencies
/// of a test are declared for all tests together.
fn unused_dependencies() -> std::process::Command {
    let mut command = cargo::cargo(&["clippy", "--lib", "--all-features"]);
    for library in layers::libraries() {
        command.args(["--package", library]);
    }
    command.args(["--", "-D", "warnings", "-D", "unused-crate-dependencies"]);
    command
}
