//! The program run as a user runs it, on files of a folder that is gone afterwards.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use digits_data::Samples;
use digits_data::files::write_table;
use serde_json::Value;
use tempfile::TempDir;

/// Files for one test.
pub(crate) struct Files(TempDir);

impl Files {
    pub(crate) fn new(contents: &[(&str, &str)]) -> Self {
        let files = Self(tempfile::tempdir().unwrap());
        for (name, text) in contents {
            files.write(name, text.as_bytes());
        }
        files
    }

    pub(crate) fn write(&self, name: &str, bytes: &[u8]) {
        fs::write(self.0.path().join(name), bytes).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).unwrap()
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }
}

pub(crate) fn kmeans_bench(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("kmeans-bench"));
    command.args(arguments);
    command
}

/// Returns the standard output of a run that must succeed without messages.
pub(crate) fn prints(arguments: &[&str]) -> String {
    let output = kmeans_bench(arguments).assert().success().get_output().clone();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The one object that it prints with `--format json`.
pub(crate) fn json(arguments: &[&str]) -> Value {
    let value: Value =
        serde_json::from_str(&prints(&[arguments, &["--format", "json"]].concat())).unwrap();
    assert!(value.is_object(), "{value}");
    value
}

/// Returns the error message of a run that must end with this exit code and print nothing on
/// standard output.
pub(crate) fn fails(arguments: &[&str], code: i32) -> String {
    let output = kmeans_bench(arguments).assert().code(code).get_output().clone();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[track_caller]
pub(crate) fn assert_close(found: &Value, expected: f64, what: &str) {
    let found = found.as_f64().unwrap();
    assert!(
        (found - expected).abs() <= 1e-12 * expected.abs().max(1e-3),
        "{what}: {found} {expected}"
    );
}

/// Writes an array of 8 features, and NaN in some of the last rows.
pub(crate) fn write_array(files: &Files, name: &str, n_samples: usize, n_missing: usize) {
    let value = |at: usize| f64::from(u32::try_from(at * 7919 % 1009).unwrap()) + at as f64 * 1e-7;
    let values = (0..n_samples * 8).map(value).collect();
    let samples = Samples::new(values, n_samples, 8).unwrap();
    let path = files.folder().join(name);
    write_table(&path, samples.view(), None).unwrap();
    let mut bytes = fs::read(&path).unwrap();
    for row in bytes.rchunks_mut(8 * 8).take(3 * n_missing).step_by(3) {
        row[..8].copy_from_slice(&f64::NAN.to_le_bytes());
    }
    files.write(name, &bytes);
}

/// Returns the standard output of a run on a file and on the same file through a pipe, which is read as
/// a whole.
pub(crate) fn in_blocks_and_whole(
    arguments: impl Fn(&str) -> Vec<String>,
    file: &str,
) -> [String; 2] {
    let run = |name: &str| {
        let mut command = kmeans_bench(&[]);
        command.args(arguments(name)).pipe_stdin(file).unwrap();
        let output = command.assert().success().get_output().clone();
        String::from_utf8(output.stdout).unwrap()
    };
    [run(file), run("/dev/stdin")]
}
