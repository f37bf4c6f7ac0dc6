use anyhow::{Context as _, Result, bail, ensure};

use crate::{cargo, test};

/// Property tests stand in a module of this name, in unit and integration tests alike, and are
/// found by it. `cargo xtask layers` sees to it.
const MODULE: &str = "properties::";

const DEFAULT_CASES: u32 = 1000;

/// Runs the property tests alone, with more random cases than the usual 256.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    let Arguments { cases, cargo, harness } = parse(arguments)?;
    let tests = || {
        let mut command = cargo::cargo(&["test"]);
        command.args(test::scope(&cargo)).args(["--all-features", "--tests"]).args(&cargo);
        command.args(["--", MODULE]).args(&harness);
        command.env("PROPTEST_CASES", cases.to_string());
        command
    };
    let listing = cargo::output(tests().args(["--list", "--format", "terse"]))?;
    let n_tests = listing.lines().filter(|line| line.ends_with(": test")).count();
    ensure!(n_tests > 0, "found no test in a module `properties`");
    eprintln!("{n_tests} property tests, {cases} cases each");
    cargo::run(&mut tests())
}

#[derive(Debug, PartialEq)]
struct Arguments {
    cases: u32,
    cargo: Vec<String>,
    /// What follows `--`.
    harness: Vec<String>,
}

fn parse(arguments: &[String]) -> Result<Arguments> {
    let mut parsed = Arguments { cases: DEFAULT_CASES, cargo: Vec::new(), harness: Vec::new() };
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match argument.as_str() {
            "--" => parsed.harness.extend(rest.by_ref().cloned()),
            "--cases" => parsed.cases = number(rest.next().map_or("", String::as_str))?,
            other => match other.strip_prefix("--cases=") {
                Some(text) => parsed.cases = number(text)?,
                None => parsed.cargo.push(argument.clone()),
            },
        }
    }
    Ok(parsed)
}

fn number(text: &str) -> Result<u32> {
    let wanted = || format!("--cases takes a number from 1 up, not {text:?}");
    let cases = text.parse().with_context(wanted)?;
    if cases == 0 {
        bail!(wanted());
    }
    Ok(cases)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::words;

    fn parse_words(text: &str) -> Result<Arguments> {
        parse(&words(text))
    }

    #[test]
    fn the_number_of_cases_may_stand_anywhere_before_the_dashes() {
        let plain = parse_words("").unwrap();
        assert_eq!(plain, Arguments { cases: 1000, cargo: vec![], harness: vec![] });
        for text in ["--cases 7 -p a -- --nocapture", "-p a --cases=7 -- --nocapture"] {
            let expected =
                Arguments { cases: 7, cargo: words("-p a"), harness: words("--nocapture") };
            assert_eq!(parse_words(text).unwrap(), expected);
        }
    }

    #[test]
    fn what_is_no_number_of_cases_is_refused() {
        for text in ["--cases", "--cases 0", "--cases=-1", "--cases many", "--cases="] {
            let message = parse_words(text).unwrap_err().to_string();
            assert!(message.starts_with("--cases takes a number"), "{message}");
        }
    }
}
