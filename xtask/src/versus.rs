use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

use crate::cargo;

const PEERS: &str = "crates/bench-cli/versus/peers";

/// Sets up the peers, builds the program `versus` and runs it.
///
/// A peer that cannot be had is named and left out. Everything that is made stays below
/// `target/versus`, where the next call finds it.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let Arguments { python, rust, r, rest } = parse(arguments)?;
    let here = std::env::current_dir().context("no current folder")?;
    let manifest = cargo::root().join("Cargo.toml");
    let mut command = cargo::cargo(&["run", "--release", "--manifest-path"]);
    command.arg(manifest).args(["--package", "bench-cli", "--features", "versus"]);
    command.args(["--bin", "versus", "--"]);
    let folder = cargo::root().join("target/versus");
    if python && let Some(program) = unless_failed("Python", python_peers(&folder.join("python"))) {
        command.arg("--python").arg(program);
    }
    if rust && let Some(program) = unless_failed("Rust", rust_peers(&folder.join("rust"))) {
        command.arg("--rust-peers").arg(program);
    }
    if r && let Some(program) = unless_failed("R", rscript()) {
        command.arg("--rscript").arg(program);
    }
    cargo::run(command.args(rest).current_dir(here))
}

fn unless_failed(peers: &str, program: Result<PathBuf>) -> Option<PathBuf> {
    program.inspect_err(|error| eprintln!("no {peers} peers: {error:#}")).ok()
}

/// The Python of an environment with what the list names, or with what of it can be had.
///
/// What is missing is tried again at every call, and what is there stays: without a network it is all
/// there is.
fn python_peers(folder: &Path) -> Result<PathBuf> {
    let list = cargo::root().join(PEERS).join("python/requirements.txt");
    let text = fs::read_to_string(&list).with_context(|| list.display().to_string())?;
    let wanted: Vec<&str> = requirements(&text).collect();
    let scripts = if cfg!(windows) { "Scripts" } else { "bin" };
    let python = folder.join(scripts).join("python");
    let record = folder.join("installed.txt");
    let installed = fs::read_to_string(&record).unwrap_or_default();
    let mut installed: Vec<&str> = requirements(&installed).collect();
    let starts = python.exists() && succeed(Command::new(&python).args(["-c", ""])).is_ok();
    if !starts || installed.iter().any(|requirement| !wanted.contains(requirement)) {
        eprintln!("setting up the Python peers in {}", folder.display());
        let system = if cfg!(windows) { "python" } else { "python3" };
        succeed(Command::new(system).args(["-m", "venv", "--clear"]).arg(folder))?;
        installed.clear();
    }
    for requirement in wanted {
        if installed.contains(&requirement) {
            continue;
        }
        let mut pip = Command::new(&python);
        pip.args(["-m", "pip", "install", "--quiet", "--only-binary", ":all:", requirement]);
        // So that what a later one needs does not move an earlier one.
        match succeed(pip.arg("--constraint").arg(&list)) {
            Ok(()) => installed.push(requirement),
            Err(error) => eprintln!("without {requirement}: {error:#}"),
        }
        fs::write(&record, installed.join("\n")).with_context(|| record.display().to_string())?;
    }
    Ok(python)
}

/// The program of the other crates' k-means, built as fast as their readmes advise.
fn rust_peers(folder: &Path) -> Result<PathBuf> {
    let manifest = cargo::root().join(PEERS).join("rust/Cargo.toml");
    let mut build = cargo::cargo(&["build", "--release", "--locked", "--manifest-path"]);
    build.arg(manifest).arg("--target-dir").arg(folder);
    // One of them uses unstable features, and both use what vectors they are compiled for.
    build.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-C target-cpu=native");
    build.env_remove("CARGO_ENCODED_RUSTFLAGS"); // which goes before the other
    // Elsewhere, because our own .cargo/config.toml is not theirs.
    cargo::run(build.current_dir(std::env::temp_dir()))?;
    let name = OsString::from("kmeans-peers".to_owned() + std::env::consts::EXE_SUFFIX);
    Ok(folder.join("release").join(name))
}

fn requirements(list: &str) -> impl Iterator<Item = &str> {
    list.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// R's program for scripts, if it is installed; it brings its own k-means.
fn rscript() -> Result<PathBuf> {
    let program = PathBuf::from("Rscript");
    succeed(Command::new(&program).args(["-e", "NULL"]).stdout(Stdio::null()))?;
    Ok(program)
}

fn succeed(command: &mut Command) -> Result<()> {
    let name = command.get_program().display().to_string();
    let status = command.status().with_context(|| format!("{name} did not start"))?;
    ensure!(status.success(), "{name} failed ({status})");
    Ok(())
}

#[derive(Debug, PartialEq)]
struct Arguments {
    python: bool,
    rust: bool,
    r: bool,
    rest: Vec<String>,
}

fn parse(arguments: &[String]) -> Result<Arguments> {
    let mut parsed = Arguments { python: true, rust: true, r: true, rest: Vec::new() };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        if matches!(argument.as_str(), "--help" | "-h") {
            let rest = vec!["--help".to_owned()];
            return Ok(Arguments { python: false, rust: false, r: false, rest });
        }
        let peers = match argument.split_once('=') {
            Some(("--peers", peers)) => peers,
            _ if argument == "--peers" => arguments.next().map_or("", String::as_str),
            _ => {
                parsed.rest.push(argument.clone());
                continue;
            }
        };
        (parsed.python, parsed.rust, parsed.r) = match peers {
            "none" => (false, false, false),
            "python" => (true, false, false),
            "rust" => (false, true, false),
            "r" => (false, false, true),
            "all" => (true, true, true),
            other => bail!("--peers takes none, python, rust, r or all, not {other:?}"),
        };
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(text: &str) -> Result<Arguments> {
        parse(&text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn peers_may_be_named_anywhere_and_the_rest_is_passed_on() {
        for text in ["--peers rust --quick --filter f32", "--quick --filter f32 --peers=rust"] {
            let parsed = parse_words(text).unwrap();
            assert_eq!((parsed.python, parsed.rust, parsed.r), (false, true, false));
            assert_eq!(parsed.rest, ["--quick", "--filter", "f32"]);
        }
        let all = parse_words("").unwrap();
        assert!(all.python && all.rust && all.r && all.rest.is_empty());
    }

    #[test]
    fn a_requirement_may_be_commented_out() {
        let list = "numpy==2\n# why\n# torch==2\n\nfaiss-cpu==1\n";
        assert_eq!(requirements(list).collect::<Vec<_>>(), ["numpy==2", "faiss-cpu==1"]);
    }

    #[test]
    fn other_peers_are_refused() {
        for text in ["--peers", "--peers some", "--peers="] {
            assert!(parse_words(text).is_err(), "{text}");
        }
    }
}
