//! Fits whose samples stay on disk: the same results as in memory, for every kind of table.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use digits_data::Samples;
use digits_data::files::write_table;
use serde_json::Value;

fn run(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("kmeans-bench").unwrap();
    command.current_dir(folder).args(arguments).output().unwrap()
}

/// Three groups of rows, of which some are moved out of line.
fn samples(n_samples: usize) -> Samples {
    let value = |at: usize| {
        let (row, column) = (at / 3, at % 3);
        (row % 3 * 40 + column) as f64 + ((at * 7919) as f64).sin()
    };
    Samples::new((0..n_samples * 3).map(value).collect(), n_samples, 3).unwrap()
}

/// Fits a table in memory and on disk, and compares everything that is written but times.
fn check(folder: &Path, table: &str, options: &[&str]) {
    let outputs = |place: &str, flag: &[&'static str]| {
        let (model, labels, centers) = (
            format!("{place}.json"),
            format!("{place}-labels.csv"),
            format!("{place}-centers.csv"),
        );
        let files = [
            "--model",
            &model,
            "--labels-out",
            &labels,
            "--centers-out",
            &centers,
            "--format",
            "json",
        ];
        let all = [&["fit", table, "-k", "3"], options, &files[..], flag].concat();
        let output = run(folder, &all);
        let error = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{all:?}: {error}");
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        let files = [model, labels, centers].map(|name| fs::read(folder.join(name)).unwrap());
        (json, files)
    };
    let (mut in_memory, files_in_memory) = outputs("memory", &[]);
    let (mut on_disk, files_on_disk) = outputs("disk", &["--out-of-core"]);
    assert_eq!(files_on_disk, files_in_memory, "{table} {options:?}");
    assert_eq!((&in_memory["out_of_core"], &on_disk["out_of_core"]), (&false.into(), &true.into()));
    for json in [&mut in_memory, &mut on_disk] {
        let fields = json.as_object_mut().unwrap();
        // Bounds are kept block by block, so the number of distances may differ.
        for name in ["fit_seconds", "files", "out_of_core", "n_distances", "algorithm"] {
            fields.remove(name).unwrap();
        }
    }
    assert_eq!(on_disk, in_memory, "{table} {options:?}");
}

#[test]
fn results_are_those_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    let samples = samples(3_000);
    let names = ["a", "b", "c"].map(String::from);
    write_table(at("x.npy"), samples.view(), None).unwrap();
    write_table(at("x32.npy"), samples.cast::<f32>().unwrap().view(), None).unwrap();
    write_table(at("x.csv"), samples.view(), Some(&names)).unwrap();
    write_table(at("x.csv.gz"), samples.view(), Some(&names)).unwrap();
    fs::write(at("weights.txt"), "0\n1\n2\n3\n".repeat(750)).unwrap();

    let check = |table: &str, options: &[&str]| check(folder.path(), table, options);
    for table in ["x.npy", "x32.npy", "x.csv", "x.csv.gz"] {
        check(table, &[]);
    }
    check("x.npy", &["--init", "random", "--scale", "standard", "--order", "size"]);
    check("x.npy", &["--init", "k-means||", "--scale", "minmax", "--n-init", "3"]);
    check("x32.npy", &["--init", "pca", "--precision", "f64"]);
    check("x.npy", &["--precision", "f32", "--columns", "0,2"]);
    check("x.npy", &["--weights", "weights.txt", "--rng", "numpy"]);
    check("x.csv", &["--weights", "c", "--init", "random"]);
    check("x.csv", &["--id", "a", "--scale", "standard"]);
}

#[test]
fn tables_of_people_are_read_as_in_memory() {
    let folder = tempfile::tempdir().unwrap();
    let rows = (0..60).map(|row| {
        let gap = if row % 10 == 3 { String::new() } else { (row % 7 * 3).to_string() };
        format!("{row}x,{gap},{},{}\n", row % 3 * 50, ["red", "blue"][row % 2])
    });
    let text: String = ["key,a,b,colour\n".to_owned()].into_iter().chain(rows).collect();
    fs::write(folder.path().join("people.csv"), text).unwrap();
    for missing in ["drop-rows", "mean", "median"] {
        let options =
            ["--id", "key", "--missing", missing, "--one-hot", "colour", "--scale", "standard"];
        check(folder.path(), "people.csv", &options);
    }
}

#[test]
#[cfg(unix)]
fn standard_input_is_copied() {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::cargo_bin("kmeans-bench").unwrap();
    let arguments = ["fit", "-", "-k", "2", "--out-of-core", "--labels-out", "-"];
    let output = command
        .current_dir(folder.path())
        .args(arguments)
        .args(["--spool", "."])
        .write_stdin("1,1\n2,2\n50,50\n51,51\n")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(String::from_utf8(output.stdout).unwrap().lines().count(), 5);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
}

#[test]
fn what_cannot_be_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("x.csv"), "1\n2\n8\n9\n").unwrap();
    let refused = |options: &[&str], code: i32, words: &str| {
        let output =
            run(folder.path(), &[&["fit", "x.csv", "-k", "2", "--out-of-core"], options].concat());
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{error}");
        assert!(error.contains(words), "{error}");
    };
    refused(&["--scale", "robust"], 1, "`--scale standard`");
    refused(&["--report", "page"], 2, "--report");
    refused(&["--spool", "nowhere"], 1, "nowhere");
}

/// A limit that the table exceeds and a fit on disk does not need: the program chooses by itself.
#[test]
#[cfg(target_os = "linux")]
fn a_table_that_would_not_fit_stays_on_disk() {
    let folder = tempfile::tempdir().unwrap();
    let value = |at: usize| ((at / 40) % 3 * 40) as f64 + ((at * 7919) as f64).sin();
    let large = Samples::new((0..200_000 * 40).map(value).collect(), 200_000, 40).unwrap();
    write_table(folder.path().join("large.npy"), large.cast::<f32>().unwrap().view(), None)
        .unwrap();
    write_table(folder.path().join("small.npy"), samples(3_000).view(), None).unwrap();
    let run = |table: &str, limit: &str| {
        let program = env!("CARGO_BIN_EXE_kmeans-bench");
        let command = format!("{limit} exec \"$@\"");
        let arguments = ["fit", table, "-k", "3", "--threads", "1", "--format", "json"];
        let mut shell = std::process::Command::new("sh");
        shell.current_dir(folder.path()).args(["-c", &command, "sh", program]).args(arguments);
        let output = shell.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let json: Value = serde_json::from_slice(&output.stdout).unwrap();
        (json["out_of_core"].as_bool().unwrap(), json["inertia"].as_f64().unwrap())
    };
    // The file has 32 MB, two copies 64.
    let (is_on_disk, inertia) = run("large.npy", "ulimit -v 61440;");
    assert!(is_on_disk);
    assert_eq!(run("large.npy", ""), (false, inertia));
    assert!(!run("small.npy", "ulimit -v 61440;").0);
}
