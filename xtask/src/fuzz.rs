use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail, ensure};

use crate::cargo;

/// The fuzz targets, in `xtask/fuzz`.
const TARGETS: [&str; 7] =
    ["readers", "labels", "models", "fits", "scores", "decompositions", "scalers"];

const DEFAULT_SECONDS: u32 = 60;

/// Plays the stored inputs again, then lets libFuzzer look for new ones, so many seconds a target.
///
/// New failures are left in `xtask/fuzz/crashes`, new inputs in `target/fuzz-corpus`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let Arguments { seconds, targets } = parse(arguments)?;
    let manifest = ["--manifest-path", "xtask/fuzz/Cargo.toml", "--target-dir", "target/fuzz"];
    cargo::run(cargo::cargo(&["test", "--quiet"]).args(manifest))?;
    needs_nightly()?;
    for target in targets {
        eprintln!("=== {target}, {seconds} s");
        cargo::run(&mut fuzz(&target, seconds)?)?;
    }
    Ok(())
}

/// libFuzzer counts branches, which only nightly compiles in.
fn needs_nightly() -> Result<()> {
    let works = |arguments: &[&str]| {
        let mut command = Command::new("cargo");
        command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null());
        // Under `cargo xtask` these name the toolchain that runs us.
        command.env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
        command.status().is_ok_and(|status| status.success())
    };
    ensure!(works(&["+nightly", "--version"]), "install nightly: rustup toolchain install nightly");
    ensure!(works(&["fuzz", "--version"]), "install cargo-fuzz: cargo install cargo-fuzz");
    Ok(())
}

fn fuzz(target: &str, seconds: u32) -> Result<Command> {
    let root = cargo::root();
    let found = root.join("target/fuzz-corpus").join(target);
    let kept = root.join("xtask/fuzz/corpus").join(target);
    let crashes = root.join("xtask/fuzz/crashes").join(target);
    for folder in [&found, &kept, &crashes] {
        std::fs::create_dir_all(folder).with_context(|| folder.display().to_string())?;
    }
    let mut command = Command::new("cargo");
    command.current_dir(root).env_remove("RUSTUP_TOOLCHAIN").env_remove("CARGO");
    command.args([
        "+nightly",
        "fuzz",
        "run",
        "--fuzz-dir",
        "xtask/fuzz",
        "--features",
        "libfuzzer",
    ]);
    // The first folder takes what is new.
    command.arg(target).args([&found, &kept]).arg("--");
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-artifact_prefix={}/", crashes.display()));
    // A whole file of Parquet has more than the usual 4096 bytes. The limits find what grows.
    command.args(["-max_len=8192", "-rss_limit_mb=1024", "-malloc_limit_mb=512", "-timeout=20"]);
    Ok(command)
}

#[derive(Debug, PartialEq)]
struct Arguments {
    seconds: u32,
    targets: Vec<String>,
}

fn parse(arguments: &[String]) -> Result<Arguments> {
    let mut parsed = Arguments { seconds: DEFAULT_SECONDS, targets: Vec::new() };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--seconds" => {
                let text = rest.next().map_or("", String::as_str);
                let wanted = || format!("--seconds takes a whole number from 1 up, not {text:?}");
                parsed.seconds = text.parse().with_context(wanted)?;
                ensure!(parsed.seconds > 0, wanted());
            }
            name if TARGETS.contains(&name) => parsed.targets.push(name.to_owned()),
            other => bail!("{other} is no target: {}", TARGETS.join(", ")),
        }
    }
    if parsed.targets.is_empty() {
        parsed.targets = TARGETS.map(str::to_owned).to_vec();
    }
    Ok(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse_words(text: &str) -> Result<Arguments> {
        parse(&crate::words(text))
    }

    #[test]
    fn all_targets_unless_some_are_named() {
        let all = Arguments { seconds: 60, targets: TARGETS.map(str::to_owned).to_vec() };
        assert_eq!(parse_words("").unwrap(), all);
        let two = Arguments { seconds: 7, targets: vec!["fits".into(), "models".into()] };
        assert_eq!(parse_words("fits --seconds 7 models").unwrap(), two);
    }

    #[test]
    fn what_is_no_target_and_no_time_is_refused() {
        for text in ["--seconds", "--seconds 0", "--seconds x", "file"] {
            assert!(parse_words(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_target_is_called_by_its_name() {
        let manifest =
            std::fs::read_to_string(cargo::root().join("xtask/fuzz/Cargo.toml")).unwrap();
        let named: Vec<_> = manifest
            .lines()
            .filter_map(|line| line.strip_prefix("path = \"fuzz_targets/"))
            .collect();
        assert_eq!(named, TARGETS.map(|target| format!("{target}.rs\"")));
    }
}
