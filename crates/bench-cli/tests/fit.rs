//! `kmeans-bench fit`, `predict`, `transform` and `compare` as a user runs them.

mod bad_files;
mod compare;
mod fitting;
mod models;
mod profile;

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use digits_data::files::{write_labels, write_table};
use digits_data::load_digits;
use serde_json::Value;
use tempfile::TempDir;

/// Runs the program in a folder.
fn kmeans_bench(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("kmeans-bench"));
    command.current_dir(folder).args(arguments);
    command
}

/// Runs the program and returns its standard output. It must succeed with nothing on standard
/// error.
fn stdout(folder: &Path, arguments: &[&str]) -> String {
    let output = kmeans_bench(folder, arguments).assert().success().get_output().clone();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    String::from_utf8(output.stdout).unwrap()
}

fn json(folder: &Path, arguments: &[&str]) -> Value {
    serde_json::from_str(&stdout(folder, &[arguments, &["--format", "json"]].concat())).unwrap()
}

/// Runs the program on wrong data and returns its error message. It must print nothing on standard
/// output.
fn error(folder: &Path, arguments: &[&str]) -> String {
    let output = kmeans_bench(folder, arguments).assert().code(1).get_output().clone();
    assert!(output.stdout.is_empty(), "{arguments:?}");
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("error: "), "{message}");
    let is_cause = |line: &str| line.starts_with("  cause: ");
    assert!(message.lines().skip(1).all(is_cause), "a line, and the causes beneath: {message}");
    message
}

fn assert_usage_error(folder: &Path, arguments: &[&str]) {
    let output = kmeans_bench(folder, arguments).assert().code(2).get_output().clone();
    assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
}

/// A folder with a table of words and numbers, and the digits.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut flowers = "length,width,species,grams\n".to_owned();
    for row in 0..30_u32 {
        let (x, species) = if row % 3 == 0 { (5.0, "setosa") } else { (60.0, "virginica") };
        let (length, width) = (x + f64::from(row % 7) / 8.0, x / 100.0 + f64::from(row % 5) / 8.0);
        writeln!(flowers, "{length},{width},{species},{}", row % 4).unwrap();
    }
    fs::write(path("flowers.csv"), flowers).unwrap();
    let digits = load_digits().unwrap();
    write_table(path("digits.npy"), digits.samples().view(), None).unwrap();
    write_labels(path("digits-labels.csv"), digits.labels()).unwrap();
    folder
}

/// Every entry of the folder with the contents of files. (A link may lead to an endless device.)
fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let mut contents: Vec<(String, Vec<u8>)> = entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            let is_file = entry.file_type().unwrap().is_file();
            (name, if is_file { fs::read(entry.path()).unwrap() } else { Vec::new() })
        })
        .collect();
    contents.sort();
    contents
}

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/sklearn_digits.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn assert_close(found: &Value, expected: &Value) {
    let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
    assert!((found - expected).abs() <= 1e-12 * expected.abs(), "{found} {expected}");
}

#[test]
fn help_says_it_all() {
    let folder = tempfile::tempdir().unwrap();
    let common = ["--label-column", "--label-file", "--header", "--delimiter", "--columns"];
    let of_command: [(&str, &[&str]); 4] = [
        (
            "fit",
            &[
                "--n-clusters",
                "--init",
                "--n-init",
                "--max-iter",
                "--tol",
                "--algorithm",
                "--weights",
                "--scale",
                "--order",
                "--model",
                "--labels-out",
                "--centers-out",
                "--seed",
                "--rng",
                "--precision",
            ],
        ),
        ("predict", &["--model", "--labels-out"]),
        ("transform", &["--model", "--out"]),
        ("compare", &["<FILE>", "--n-clusters", "--init", "--scale", "--seeds"]),
    ];
    for (command, flags) in of_command {
        let help = stdout(folder.path(), &[command, "--help"]);
        let always = ["--missing", "--format", "--threads", "Examples:"];
        for flag in flags.iter().chain(&common).chain(&always) {
            assert!(help.contains(flag), "{command} {flag}");
        }
    }
}
