//! `kmeans-bench versus` as a user runs it, on cases small enough for a test.
#![allow(clippy::unwrap_used, reason = "a panic here is a failed test")]

use std::fs;

use assert_cmd::Command;

const CASES: &str = "
    quick = []
    [[full]]
    shape = [500, 3, 4]
    data = ['uniform']
    dtypes = ['f32', 'f64']
    measures = ['tile', 'round', 'fit', 'seeding']
    repeats = 1
    [[full]]
    shape = [1797, 64, 10]
    data = ['digits']
    dtypes = ['f64']
    measures = ['page']
    repeats = 1
";

fn versus(folder: &tempfile::TempDir, arguments: &[&str]) -> Command {
    let cases = folder.path().join("cases.toml");
    fs::write(&cases, CASES).unwrap();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("kmeans-bench"));
    command.args(["versus", "--threads", "2", "--cases"]).arg(cases).args(arguments);
    command
}

#[test]
fn everything_is_measured_and_peers_that_are_not_there_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let nobody = folder.path().join("nobody");
    let output = versus(&folder, &["--out", out.to_str().unwrap()])
        .args(["--python", nobody.to_str().unwrap(), "--rust-peers", nobody.to_str().unwrap()])
        .assert()
        .success()
        .get_output()
        .clone();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.matches("not there").count(), 4, "{text}");
    let rows = text.lines().filter(|line| line.starts_with("| tile"));
    assert_eq!(rows.count(), 4, "one thread and two: {text}");
    for row in ["page digits f64 1797x64x10, PCA-based", "round uniform f32 500x3x4"] {
        assert!(text.contains(row), "{text}");
    }
    let mut reader = csv::Reader::from_path(out.join("results.csv")).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let headings = reader.headers().unwrap().clone();
    let column = |name: &str| {
        let at = headings.iter().position(|heading| heading == name).unwrap();
        rows.iter().map(move |row| row[at].to_owned()).collect::<Vec<_>>()
    };
    let (contenders, counts, n_iter) = (column("contender"), column("counts"), column("n_iter"));
    assert_eq!(contenders.len(), 2 * (3 + 3 + 3), "one thread beside all");
    assert!(counts.iter().all(|counts| counts == "true"));
    assert_eq!(n_iter[12..], ["14", "14", "25", "25", "34", "34"], "scikit-learn's rounds");
    let markdown = fs::read_to_string(out.join("results.md")).unwrap();
    assert!(markdown.starts_with(&text) && markdown.contains("### fit uniform f64"), "{markdown}");
}

#[test]
fn a_filter_that_leaves_nothing_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let output = versus(&folder, &["--filter", "round", "digits"]).assert().code(1);
    let message = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(message.contains("no case"), "{message}");
}
