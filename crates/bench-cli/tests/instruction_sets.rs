//! Every instruction set of this machine writes the same files.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use digits_data::Samples;
use digits_data::files::write_table;
use linalg_pca::distance::{INSTRUCTION_SET_VARIABLE, instruction_sets};

use crate::program::kmeans_bench;

/// The program for another machine, and the words that run it here, one per line. `cargo xtask arm` sets it.
const OTHER_PROGRAM: &str = "KMEANS_BENCH_OF_ANOTHER_MACHINE";

fn other_kmeans_bench(program: &str, arguments: &[&str]) -> Command {
    let mut words = program.lines();
    let mut command = Command::new(words.next().unwrap());
    command.args(words).args(arguments);
    command
}

fn run(mut command: Command, set: &str, folder: &Path) -> Vec<u8> {
    let output = command.current_dir(folder).env(INSTRUCTION_SET_VARIABLE, set).output().unwrap();
    assert!(output.status.success(), "{set}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

/// A cloud with long tails, where scores of centres come close to each other.
fn samples(n_samples: usize, n_features: usize) -> Samples {
    let value = |at: usize| (at as f64 * 0.7).sin().powi(3) * 9.0 + (at * at % 1013) as f64 * 0.01;
    let values = (0..n_samples * n_features).map(value).collect();
    Samples::new(values, n_samples, n_features).unwrap()
}

/// Everything that a few commands write, apart from times.
fn all_files(set: &str, data: &str, program: &dyn Fn(&[&str]) -> Command) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| run(program(arguments), set, folder.path());
    let files =
        ["--model", "m.npz", "--labels-out", "l.npy", "--centers-out", "c.npy", "--format", "json"];
    let mut written = Vec::new();
    for options in [
        &["-k", "7", "--n-init", "2"][..],
        &["-k", "40", "--init", "random", "--algorithm", "hamerly", "--scale", "standard"],
        &["-k", "3", "--init", "pca", "--algorithm", "lloyd"],
        &["-k", "25", "--init", "k-means||", "--algorithm", "yinyang", "--scale", "minmax"],
    ] {
        run(&[&["fit", data], options, &files[..]].concat());
        run(&["transform", data, "--model", "m.npz", "--out", "d.npy"]);
        written.push(run(&["evaluate", "--data", data, "--pred", "l.npy", "--format", "json"]));
        for name in ["m.npz", "l.npy", "c.npy", "d.npy"] {
            written.push(fs::read(folder.path().join(name)).unwrap());
        }
    }
    let pca = ["pca", data, "--n-components", "3", "--scores-out", "s.npy", "--format", "json"];
    written.push(run(&pca));
    written.push(fs::read(folder.path().join("s.npy")).unwrap());
    written
}

#[test]
fn all_write_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    for (n_samples, n_features) in [(700, 3), (331, 17), (200, 65)] {
        let samples = samples(n_samples, n_features);
        for is_f32 in [false, true] {
            let path = folder.path().join("x.npy");
            if is_f32 {
                write_table(&path, samples.cast::<f32>().unwrap().view(), None).unwrap();
            } else {
                write_table(&path, samples.view(), None).unwrap();
            }
            let path = path.to_str().unwrap();
            let mut sets = instruction_sets();
            let expected = all_files(sets.next().unwrap(), path, &|words| kmeans_bench(words));
            let check = |set: &str, program: &dyn Fn(&[&str]) -> Command| {
                let found = all_files(set, path, program);
                assert!(found == expected, "{set}: {n_samples} x {n_features}, f32: {is_f32}");
            };
            sets.for_each(|set| check(set, &|words| kmeans_bench(words)));
            if let Ok(other) = std::env::var(OTHER_PROGRAM) {
                for set in ["neon", "portable"] {
                    check(set, &|words| other_kmeans_bench(&other, words));
                }
            }
        }
    }
}

/// Otherwise the test above would compare one set with itself.
#[test]
fn the_variable_chooses_the_set_that_the_page_names() {
    let folder = tempfile::tempdir().unwrap();
    write_table(folder.path().join("x.npy"), samples(50, 3).view(), None).unwrap();
    for set in instruction_sets() {
        let fit = kmeans_bench(&["fit", "x.npy", "-k", "2", "--report", "r"]);
        run(fit, set, folder.path());
        let page = fs::read_to_string(folder.path().join("r/report.html")).unwrap();
        assert!(page.contains(&format!(">{set}<")), "{set}");
    }
    let mut command = kmeans_bench(&["fit", "x.npy", "-k", "2"]);
    let output = command.current_dir(folder.path()).env(INSTRUCTION_SET_VARIABLE, "mmx").output();
    let message = String::from_utf8(output.unwrap().stderr).unwrap();
    assert!(message.contains("KMEANS_INSTRUCTION_SET is \"mmx\"; this machine has "), "{message}");
}
