use anyhow::Result;

use crate::steps::{self, Step};
use crate::{cargo, layers, lint, test, web_test};

/// Everything that must hold before a change lands; stops at the first step that fails.
pub(crate) fn run(_: &[String]) -> Result<()> {
    let mut steps = vec![
        Step::command("layers", layers::run, &[]),
        Step::command("lint", lint::run, &[]),
        Step::command("test", test::run, &[]),
        Step::command("web-test", web_test::run, &[]),
    ];
    let alone = |library| Step::new(format!("{library} alone"), move || compiles_alone(library));
    steps.extend(layers::libraries().map(alone));
    steps::run("ci", &steps)
}

/// Checks that a library and its tests compile without the other crates of the workspace, with the
/// features that its own manifest asks for; and the library also without features.
fn compiles_alone(library: &str) -> Result<()> {
    for features in [&["--all-targets"][..], &["--lib", "--no-default-features"]] {
        cargo::run(cargo::cargo(&["check", "--package", library]).args(features))?;
    }
    Ok(())
}
