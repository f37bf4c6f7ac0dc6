//! Deliberate faults in a copy of the sources: each must turn a test red.

mod list;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail, ensure};

use self::list::{BREAKS, Break};
use crate::cargo;

/// Breaks a copy of the sources in one place at a time, runs tests that should notice, and fails if they
/// do not. Arguments choose the breaks whose names contain them.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let folder = cargo::root().join("target/breaks/tree");
    let mut unseen = Vec::new();
    for it in BREAKS.iter().filter(|it| is_asked_for(it.name, arguments)) {
        copy_sources(&folder)?;
        apply(it, &folder)?;
        let seen = turns_a_test_red(it, &folder)?;
        println!("{:<5} {}: {}", if seen { "red" } else { "GREEN" }, it.file, it.name);
        if !seen {
            unseen.push(it.name);
        }
    }
    ensure!(unseen.is_empty(), "no test has noticed: {}", unseen.join("; "));
    Ok(())
}

fn is_asked_for(name: &str, arguments: &[String]) -> bool {
    arguments.is_empty() || arguments.iter().any(|argument| name.contains(argument))
}

/// Copies what cargo needs, and only files that differ, so that little is built again.
fn copy_sources(to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for name in
        ["Cargo.toml", "Cargo.lock", "rust-toolchain.toml", ".cargo", "crates", "xtask", "data"]
    {
        copy(&cargo::root().join(name), &to.join(name))?;
    }
    Ok(())
}

fn copy(from: &Path, to: &Path) -> Result<()> {
    let what = || format!("copying {}", from.display());
    if from.is_dir() {
        fs::create_dir_all(to).with_context(what)?;
        for entry in fs::read_dir(from).with_context(what)? {
            let name = entry.with_context(what)?.file_name();
            if name != "target" {
                copy(&from.join(&name), &to.join(&name))?;
            }
        }
        return Ok(());
    }
    let contents = fs::read(from).with_context(what)?;
    if fs::read(to).is_ok_and(|found| found == contents) {
        return Ok(());
    }
    fs::write(to, contents).with_context(what)
}

fn apply(it: &Break, folder: &Path) -> Result<()> {
    let path = folder.join(it.file);
    let text = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    ensure!(text.matches(it.right).count() == 1, "{}: {:?} does not stand once", it.file, it.right);
    Ok(fs::write(&path, text.replace(it.right, it.wrong))?)
}

fn turns_a_test_red(it: &Break, folder: &Path) -> Result<bool> {
    let mut command = cargo::cargo(&["test", "--quiet", "--no-fail-fast", "--package", it.package]);
    command.args(it.tests).current_dir(folder).stdin(Stdio::null());
    command.env("CARGO_TARGET_DIR", cargo::root().join("target/breaks/build"));
    let output = command.output().context("cargo did not start")?;
    let printed = String::from_utf8_lossy(&output.stdout);
    if !printed.contains("test result:") {
        bail!("{}: it was not built:\n{}", it.name, String::from_utf8_lossy(&output.stderr));
    }
    Ok(printed.contains("test result: FAILED"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_break_changes_one_place() {
        for Break { name, file, right, wrong, .. } in BREAKS {
            let text = fs::read_to_string(cargo::root().join(file)).unwrap();
            assert_eq!(text.matches(right).count(), 1, "{name}");
            assert_ne!(right, wrong, "{name}");
        }
    }
}
