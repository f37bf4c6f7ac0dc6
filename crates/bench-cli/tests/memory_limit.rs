//! Commands under a limit of memory: each works, or ends in one sentence and exit code 1.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use digits_data::Samples;
use digits_data::files::write_table;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Runs the program with so many megabytes of address space.
fn limited(megabytes: usize, arguments: &[&str]) -> Output {
    command(megabytes, arguments).output().unwrap()
}

fn command(megabytes: usize, arguments: &[&str]) -> Command {
    let limit = format!("ulimit -v {}; exec \"$@\"", megabytes << 10);
    let program = env!("CARGO_BIN_EXE_kmeans-bench");
    let mut command = Command::new("sh");
    command.args(["-c", &limit, "sh", program]).args(arguments).args(["--threads", "2"]);
    command
}

/// Checks every limit between too little and enough. Returns the smallest with which it works.
fn least(limits: impl IntoIterator<Item = usize>, arguments: &[&str]) -> Option<usize> {
    let mut least = None;
    for megabytes in limits {
        let Output { status, stderr, .. } = limited(megabytes, arguments);
        let text = String::from_utf8(stderr).unwrap();
        if status.success() {
            least = least.or(Some(megabytes));
            continue;
        }
        let is_sentence = text.starts_with("error: ") && text.lines().count() <= 2;
        let is_right = status.code() == Some(1) && is_sentence;
        assert!(is_right, "{arguments:?} with {megabytes} MB: {status} {text}");
    }
    least
}

fn array(path: &Path, n_samples: usize) {
    let value = |at: usize| f64::from(u32::try_from(at * 7919 % 1009).unwrap()) + at as f64 * 1e-7;
    let values = (0..n_samples * 8).map(value).collect();
    write_table(path, Samples::new(values, n_samples, 8).unwrap().view(), None).unwrap();
}

#[test]
fn every_command_works_or_ends_in_one_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (big, small) = (path("big.npy"), path("small.npy"));
    let (model, labels, out) = (path("model.json"), path("labels.npy"), path("out.npy"));
    array(Path::new(&big), 400_000);
    array(Path::new(&small), 20_000);
    let fit = ["fit", &big, "-k", "3", "--model", &model, "--labels-out", &labels];
    assert!(limited(4000, &fit).status.success());

    let limits = || (40..180).step_by(14);
    least(limits(), &fit);
    let report = path("report");
    least(limits(), &["fit", &small, "-k", "3", "--report", &report]);
    least(limits(), &["sweep", &small, "--k", "2..3", "--n-init", "1", "--gap-references", "0"]);
    least(limits(), &["compare", &small, "-k", "2", "--seeds", "1", "--silhouette", "100"]);
    least(limits(), &["evaluate", "--true", &labels, "--pred", &labels]);
    least(limits(), &["evaluate", "--data", &big, "--pred", &labels, "--silhouette", "100"]);
    // The samples take 25 MB, and a block of them 8.
    for command in [
        &["predict", &big, "--model", &model, "--labels-out", &out][..],
        &["transform", &big, "--model", &model, "--out", &out],
        &["pca", &big, "--n-components", "2", "--scores-out", &out],
        &["pca", &big, "--n-components", "2", "--scale", "standard", "--scores-out", &out],
    ] {
        least(limits(), command);
    }
}

/// The samples take 160 MB, more than a command may have.
#[test]
fn samples_larger_than_memory_are_scored_and_decomposed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (data, labels, out) = (path("data.npy"), path("labels.txt"), path("out.npy"));
    array(Path::new(&data), 2_500_000);
    let words: Vec<&str> = (0..2_500_000).map(|row| ["a", "b", "c"][row % 7 % 3]).collect();
    fs::write(&labels, words.join("\n")).unwrap();
    let evaluate = ["evaluate", "--data", &data, "--pred", &labels];
    let pca = ["pca", &data, "--n-components", "2", "--scores-out", &out, "--scale"];
    // Each heap of glibc reserves up to 128 MB of addresses, whatever it holds.
    let run =
        |arguments: &[&str]| command(120, arguments).env("MALLOC_ARENA_MAX", "1").output().unwrap();
    for arguments in [
        [&evaluate[..], &["--silhouette", "100"]].concat(),
        [&pca[..], &["standard"]].concat(),
        [&pca[..], &["minmax"]].concat(),
    ] {
        let output = run(&arguments);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let all = run(&evaluate);
    let message = String::from_utf8(all.stderr).unwrap();
    assert!(message.contains("say `--silhouette 10000`"), "{message}");
}

/// A file of a megabyte that unpacks to one line of a gigabyte.
#[test]
fn an_endless_line_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("line.csv.gz");
    let mut packed = GzEncoder::new(fs::File::create(&path).unwrap(), Compression::best());
    let megabyte = vec![b'1'; 1 << 20];
    for _ in 0..600 {
        packed.write_all(&megabyte).unwrap();
    }
    packed.finish().unwrap();
    let path = path.to_str().unwrap();
    assert_eq!(least([60, 200, 400], &["fit", path, "-k", "2"]), None);
}
