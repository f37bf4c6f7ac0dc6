use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use crate::succeed::succeed;
use crate::{cargo, python};

const PEERS: &str = "crates/bench-cli/versus/peers";

/// Sets up one kind of peers below a folder and gives its program.
type SetUp = fn(&Path) -> Result<PathBuf>;

/// Every kind of peers, the option that takes its program, and its setup.
const KINDS: [(&str, &str, SetUp); 3] = [
    ("python", "--python", python_peers),
    ("rust", "--rust-peers", rust_peers),
    ("r", "--rscript", rscript),
];

/// Sets up the peers, builds the program `versus` and runs it.
///
/// A peer that cannot be installed is named and left out. Everything stays below `target/versus`,
/// where the next call finds it.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let arguments = parse(arguments)?;
    let here = std::env::current_dir().context("no current folder")?;
    let manifest = cargo::root().join("Cargo.toml");
    let mut command = cargo::cargo(&["run", "--release", "--manifest-path"]);
    command.arg(manifest).args(["--package", "bench-cli", "--features", "versus"]);
    command.args(["--bin", "versus", "--"]);
    for (name, option, set_up) in KINDS.into_iter().filter(|(name, ..)| arguments.wants(name)) {
        match set_up(&cargo::root().join("target/versus").join(name)) {
            Ok(program) => {
                command.arg(option).arg(program);
            }
            Err(error) => eprintln!("no {name} peers: {error:#}"),
        }
    }
    cargo::run(command.args(arguments.rest).current_dir(here))
}

/// Installs the packages of the list that are available. Returns their Python.
fn python_peers(folder: &Path) -> Result<PathBuf> {
    python::environment(folder, &cargo::root().join(PEERS).join("python/requirements.txt"))
}

/// Builds the program of the other crates' k-means, as fast as their readmes advise.
fn rust_peers(folder: &Path) -> Result<PathBuf> {
    let manifest = cargo::root().join(PEERS).join("rust/Cargo.toml");
    let mut build = cargo::cargo(&["build", "--release", "--locked", "--manifest-path"]);
    build.arg(manifest).arg("--target-dir").arg(folder);
    // One crate uses unstable features, and all use the vectors that they are compiled for.
    build.env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-C target-cpu=native");
    build.env_remove("CARGO_ENCODED_RUSTFLAGS"); // it would win over RUSTFLAGS
    // Another folder, because our own .cargo/config.toml is not theirs.
    cargo::run(build.current_dir(std::env::temp_dir()))?;
    let name = OsString::from("kmeans-peers".to_owned() + std::env::consts::EXE_SUFFIX);
    Ok(folder.join("release").join(name))
}

/// Finds R's program for scripts, which brings its own k-means.
fn rscript(_: &Path) -> Result<PathBuf> {
    let program = PathBuf::from("Rscript");
    succeed(Command::new(&program).args(["-e", "NULL"]).stdout(Stdio::null()))?;
    Ok(program)
}

#[derive(Debug)]
struct Arguments {
    /// `none`, `all` or the name of one kind.
    peers: String,
    /// Arguments of the program `versus`.
    rest: Vec<String>,
}

impl Arguments {
    fn wants(&self, kind: &str) -> bool {
        self.peers == "all" || self.peers == kind
    }
}

fn parse(arguments: &[String]) -> Result<Arguments> {
    let mut parsed = Arguments { peers: "all".to_owned(), rest: Vec::new() };
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.split_once('=') {
            Some(("--peers", peers)) => peers.clone_into(&mut parsed.peers),
            _ if argument == "--peers" => {
                parsed.peers = arguments.next().cloned().unwrap_or_default();
            }
            _ if matches!(argument.as_str(), "--help" | "-h") => {
                return Ok(Arguments { peers: "none".to_owned(), rest: vec!["--help".to_owned()] });
            }
            _ => parsed.rest.push(argument.clone()),
        }
    }
    let peers = parsed.peers.as_str();
    let is_known = ["none", "python", "rust", "r", "all"].contains(&peers);
    ensure!(is_known, "--peers takes none, python, rust, r or all, not {peers:?}");
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(text: &str) -> Result<Arguments> {
        parse(&crate::words(text))
    }

    #[test]
    fn peers_may_be_named_anywhere_and_the_rest_is_passed_on() {
        for text in ["--peers rust --quick --filter f32", "--quick --filter f32 --peers=rust"] {
            let parsed = parse_words(text).unwrap();
            assert_eq!(KINDS.map(|(kind, ..)| parsed.wants(kind)), [false, true, false]);
            assert_eq!(parsed.rest, ["--quick", "--filter", "f32"]);
        }
        let all = parse_words("").unwrap();
        assert!(KINDS.iter().all(|(kind, ..)| all.wants(kind)) && all.rest.is_empty());
    }

    #[test]
    fn other_peers_are_refused() {
        for text in ["--peers", "--peers some", "--peers="] {
            assert!(parse_words(text).is_err(), "{text}");
        }
    }
}
