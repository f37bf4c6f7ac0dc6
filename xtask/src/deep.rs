use anyhow::Result;

use crate::steps::{self, Step};
use crate::{arm, breaks, cargo, fuzz, layers, prop, scale, versus_sklearn};

/// Checks that take hours together; stops at the first that fails. `ci` has run before.
pub(crate) fn run(_: &[String]) -> Result<()> {
    let alone = |library| Step::new(format!("{library} alone"), move || stands_alone(library));
    let mut steps: Vec<Step> = layers::libraries().map(alone).collect();
    steps.extend([
        Step::command("prop", prop::run, &["--cases", "2000"]),
        Step::command("versus-sklearn", versus_sklearn::run, &["--cases", "6000"]),
        Step::command("breaks", breaks::run, &[]),
        Step::new("arm", arm_if_possible),
        Step::command("scale", scale::run, &[]),
        Step::command("fuzz", fuzz::run, &["--seconds", "600"]),
    ]);
    steps::run("deep", &steps)
}

fn arm_if_possible() -> Result<()> {
    if arm::is_possible() {
        return arm::run(&[]);
    }
    println!("left out: `cargo xtask arm` says what it needs");
    Ok(())
}

/// Runs the tests of a library with the features of its own manifest, and builds the archive that a
/// registry would serve.
fn stands_alone(library: &str) -> Result<()> {
    cargo::run(&mut cargo::cargo(&["test", "--package", library]))?;
    // Quiet, for cargo warns of every patch in .cargo/config.toml that this crate does not need; and
    // into one target folder, so that the dependencies are built once for all packages.
    let package = ["package", "--quiet", "--package", library, "--allow-dirty"];
    cargo::run(cargo::cargo(&package).args(["--target-dir", "target"]))
}
