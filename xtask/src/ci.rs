use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

use crate::{cargo, layers, lint, test, web_test};

struct Step {
    name: String,
    run: Box<dyn Fn() -> Result<()>>,
}

/// Everything that must hold before a change lands; stops at the first step that fails.
pub(crate) fn run(_: &[String]) -> Result<()> {
    let steps = steps();
    let mut times = Vec::new();
    for (number, step) in (1..).zip(&steps) {
        println!("\n=== {number}/{} {}", steps.len(), step.name);
        let start = Instant::now();
        (step.run)().with_context(|| {
            format!("ci stopped at step {number} of {}, {}", steps.len(), step.name)
        })?;
        times.push(start.elapsed());
    }
    summarise(&steps, &times);
    Ok(())
}

fn steps() -> Vec<Step> {
    let step = |name: &str, run: fn(&[String]) -> Result<()>| Step {
        name: name.to_owned(),
        run: Box::new(move || run(&[])),
    };
    let mut steps = vec![
        step("layers", layers::run),
        step("lint", lint::run),
        step("test", test::run),
        step("web-test", web_test::run),
    ];
    steps.extend(layers::libraries().map(|library| Step {
        name: format!("{library} alone"),
        run: Box::new(move || stands_alone(library)),
    }));
    steps
}

/// Checks that a library works without the other crates of the workspace, in three steps. It tests the
/// library with the features that its own manifest asks for. It builds the library without features. It
/// builds the archive that a registry would serve.
fn stands_alone(library: &str) -> Result<()> {
    cargo::run(&mut cargo::cargo(&["test", "--package", library]))?;
    let bare = ["check", "--package", library, "--no-default-features", "--lib"];
    cargo::run(&mut cargo::cargo(&bare))?;
    // Quiet, for cargo warns of every patch in .cargo/config.toml that this crate does not need; and
    // into one target folder, so that the dependencies are built once for all packages.
    let package = ["package", "--quiet", "--package", library, "--allow-dirty"];
    cargo::run(cargo::cargo(&package).args(["--target-dir", "target"]))
}

fn summarise(steps: &[Step], times: &[Duration]) {
    println!("\n=== all {} steps passed", steps.len());
    for (step, time) in steps.iter().zip(times) {
        println!("{:>5} s  {}", time.as_secs(), step.name);
    }
    println!("{:>5} s  in all", times.iter().sum::<Duration>().as_secs());
}
