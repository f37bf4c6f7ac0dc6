use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::cargo;

/// The shells, and the name that each one looks for.
const COMPLETIONS: [(&str, &str); 5] = [
    ("bash", "kmeans-bench.bash"),
    ("elvish", "kmeans-bench.elv"),
    ("fish", "kmeans-bench.fish"),
    ("powershell", "_kmeans-bench.ps1"),
    ("zsh", "_kmeans-bench"),
];

/// Builds `kmeans-bench` and has it write its man pages and shell completions into `target/dist`.
///
/// The program knows its own command line; xtask, which uses none of the crates, does not.
pub(crate) fn run(_arguments: &[String]) -> Result<()> {
    let out = cargo::root().join("target").join("dist");
    let completions = out.join("completions");
    fs::create_dir_all(&completions)?;
    cargo::run(kmeans_bench(&["man", "--out"]).arg(out.join("man")))?;
    for (shell, name) in COMPLETIONS {
        let script = cargo::output(&mut kmeans_bench(&["completions", shell]))?;
        fs::write(completions.join(name), script)?;
    }
    Ok(())
}

fn kmeans_bench(arguments: &[&str]) -> Command {
    let mut command = cargo::cargo(&["run", "--release", "--package", "bench-cli"]);
    command.args(["--bin", "kmeans-bench", "--"]).args(arguments);
    command
}
