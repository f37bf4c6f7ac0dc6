//! A run that is killed while it writes leaves every file as it was, or whole and new.

use std::fs::{self, File};
use std::io::Read as _;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::program::{Files, json, prints};

/// The folder that a killed run leaves beside the files, because it cannot delete it.
const TEMPORARY: &str = ".writing-";

const OLD: &str = "what was there before";

fn points(files: &Files, n_samples: &str) -> String {
    let path = files.path("x.npy");
    prints(&["datasets", "blobs", "--n-samples", n_samples, "--n-features", "4", "--out", &path]);
    path
}

fn start(arguments: &[&str]) -> Child {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("kmeans-bench"));
    command.args(arguments).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// Kills the run by SIGKILL, which no program can handle.
fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

fn temporaries(files: &Files) -> Vec<String> {
    let entries = fs::read_dir(files.folder()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with(TEMPORARY)).collect()
}

/// Labels go into a pipe that is read from once and never again: the run has its model complete, and
/// stands still in the midst of its labels, for as long as nobody kills it.
#[test]
fn files_that_wait_for_the_others_do_not_take_their_places() {
    let files = Files::new(&[("model.json", OLD), ("centers.csv", OLD)]);
    let points = points(&files, "100000");
    let [model, centers, labels] =
        ["model.json", "centers.csv", "labels.csv"].map(|name| files.path(name));
    assert!(Command::new("mkfifo").arg(&labels).status().unwrap().success());
    let arguments = [
        &["fit", &points, "-k", "3", "--model", &model][..],
        &["--labels-out", &labels, "--centers-out", &centers],
    ]
    .concat();
    let child = start(&arguments);
    // Opens when the run opens the other end; a pipe holds less than all labels.
    let mut pipe = File::open(&labels).unwrap();
    pipe.read_exact(&mut [0; 100]).unwrap();
    assert_eq!(temporaries(&files).len(), 1, "the model is ready and waits");
    kill(child);
    drop(pipe);
    assert_eq!((files.read("model.json").as_str(), files.read("centers.csv").as_str()), (OLD, OLD));

    // The left-over folder does not disturb the next run.
    fs::remove_file(&labels).unwrap();
    assert_eq!(json(&arguments)["files"].as_array().unwrap().len(), 3);
    assert_ne!(files.read("model.json"), OLD);
    assert_eq!(files.read("labels.csv").lines().count(), 100_001, "a header and every row");
    assert_eq!(temporaries(&files).len(), 1, "it is not the next run's to delete");
}

/// Kills at moments spread over the whole run, from before it writes until it ends.
#[test]
fn a_table_is_the_old_one_or_the_new_one() {
    let files = Files::new(&[]);
    let points = points(&files, "30000");
    let [model, whole, target] =
        ["model.json", "whole.csv", "distances.csv"].map(|name| files.path(name));
    prints(&["fit", &points, "-k", "10", "--max-iter", "1", "--model", &model]);
    let transform = |out| ["transform", &points, "--model", &model, "--out", out];
    prints(&transform(&whole));
    let expected = fs::read(&whole).unwrap();

    for share in [0, 1, 10, 50, 90, 100] {
        fs::write(&target, OLD).unwrap();
        let mut child = start(&transform(&target));
        let wanted = expected.len() as u64 * share / 100;
        while written(&files) < wanted && child.try_wait().unwrap().is_none() {
            thread::sleep(Duration::from_micros(200));
        }
        kill(child);
        let found = fs::read(&target).unwrap();
        let is_whole = found == OLD.as_bytes() || found == expected;
        assert!(is_whole, "{} bytes of {} at {share} %", found.len(), expected.len());
        for name in temporaries(&files) {
            fs::remove_dir_all(files.folder().join(name)).unwrap();
        }
    }
}

/// Bytes of the table that is not in its place yet.
fn written(files: &Files) -> u64 {
    let folders = temporaries(files).into_iter().map(|name| files.folder().join(name));
    let entries = folders.filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
}
