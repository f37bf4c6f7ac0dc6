//! `fit` over several processes: one result for any number of them, and an end with a sentence if one
//! of them fails.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, Output, Stdio};
use std::time::{Duration, Instant};

use digits_data::files::write_table;
use digits_data::{Blobs, Samples, SamplesView, Scalar, make_blobs};
use tempfile::TempDir;

/// The longest that a fit may need to end after one of its processes has. Without this variable, which
/// `cargo xtask scale` sets, it is far more than needed, because a test machine may be busy.
fn soon() -> Duration {
    let seconds = std::env::var("END_WITHIN_SECONDS").ok().and_then(|text| text.parse().ok());
    Duration::from_secs(seconds.unwrap_or(60))
}

/// A folder with tables, and the runs in it.
struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write<F: Scalar>(&self, name: &str, samples: SamplesView<'_, F>) {
        fs::create_dir_all(self.path(name).parent().unwrap()).unwrap();
        write_table(self.path(name), samples, None).unwrap();
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("kmeans-bench"));
        command.current_dir(self.0.path()).arg("fit").args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Runs a fit, and returns its model and its labels.
    fn fit(&self, arguments: &[&str]) -> (Vec<u8>, Vec<u8>) {
        let outputs = ["--model", "m.json", "--labels-out", "l.npy"];
        let output = self.run(&[arguments, &outputs].concat());
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {message}");
        let [model, labels] = ["m.json", "l.npy"].map(|name| {
            let contents = fs::read(self.path(name)).unwrap();
            fs::remove_file(self.path(name)).unwrap();
            contents
        });
        (model, labels)
    }

    /// Writes a hosts file of free ports on 127.0.0.1, 127.0.0.2 and so on.
    fn hosts(&self, n: u8) {
        let address = |i: u8| if cfg!(target_os = "linux") { 1 + i } else { 1 };
        let bind = |i| TcpListener::bind(format!("127.0.0.{}:0", address(i))).unwrap();
        let listeners: Vec<TcpListener> = (0..n).map(bind).collect();
        let line = |it: &TcpListener| format!("{} # a process\n", it.local_addr().unwrap());
        fs::write(self.path("hosts"), listeners.iter().map(line).collect::<String>()).unwrap();
    }

    /// Starts one process of the hosts file.
    fn start(&self, process: usize, arguments: &[&str]) -> Process {
        let number = process.to_string();
        let place = ["--hosts", "hosts", "--process", &number];
        let mut command = self.command(&[arguments, &place].concat());
        command.stdout(Stdio::null()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stderr = BufReader::new(child.stderr.take().unwrap());
        Process { child, stderr }
    }
}

/// A process that does not outlive its test.
struct Process {
    child: Child,
    stderr: BufReader<ChildStderr>,
}

impl Process {
    fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args([name, &pid]).status().unwrap().success());
    }

    /// Reads the lines of progress up to the one that holds this text.
    fn wait_for(&mut self, text: &str) {
        let mut line = String::new();
        while !line.contains(text) {
            line.clear();
            assert!(self.stderr.read_line(&mut line).unwrap() > 0, "it ended before {text:?}");
            assert!(!line.starts_with("error"), "{line}");
        }
    }

    /// Waits for the end. Returns the sentence of the error, and the time that it took.
    fn error(mut self) -> (String, Duration) {
        let start = Instant::now();
        let (mut line, mut error) = (String::new(), String::new());
        while self.stderr.read_line(&mut line).unwrap() > 0 {
            if !line.starts_with("restart ") {
                error.push_str(&line);
            }
            line.clear();
        }
        assert_eq!(self.child.wait().unwrap().code(), Some(1), "{error}");
        (error, start.elapsed())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn blobs(n_samples: usize, n_features: usize, n_centers: usize) -> Samples<f64> {
    let blobs = Blobs { cluster_std: 3.0, ..Blobs::new(n_samples, n_features, n_centers) };
    make_blobs::<f64>(&blobs).unwrap().samples().clone()
}

/// Fits in 1 to 3 processes of 1 and 2 threads. All write the files of the fit in memory.
fn assert_one_result(folder: &Folder, data: &str, in_memory: &str, arguments: &[&str]) {
    let expected = folder.fit(&[&[in_memory], arguments].concat());
    for processes in ["1", "2", "3"] {
        for threads in ["1", "2"] {
            let spread = [data, "--processes", processes, "--threads", threads];
            let found = folder.fit(&[&spread, arguments].concat());
            assert!(found == expected, "{processes} processes, {threads} threads: {arguments:?}");
        }
    }
}

#[test]
fn k_means_parallel_of_a_file_is_the_fit_in_memory() {
    let folder = Folder::new();
    let samples = blobs(3_000, 5, 7);
    folder.write("x.npy", samples.view());
    let arguments = ["-k", "7", "--init", "k-means||", "--algorithm", "lloyd", "--tol", "0"];
    assert_one_result(&folder, "x.npy", "x.npy", &arguments);
    folder.write("x32.npy", samples.cast::<f32>().unwrap().view());
    let arguments = ["-k", "7", "--init", "k-means||", "--rng", "numpy", "--n-init", "2"];
    assert_one_result(&folder, "x32.npy", "x32.npy", &arguments);
}

#[test]
fn weighted_restarts_in_a_folder_are_the_fit_in_memory() {
    let folder = Folder::new();
    let samples = blobs(2_000, 3, 4).cast::<f32>().unwrap();
    let weights: Vec<f64> = (0..2_000).map(|i| f64::from(i % 7) * 0.3).collect();
    let weights = Samples::new(weights, 2_000, 1).unwrap();
    folder.write("x.npy", samples.view());
    folder.write("w.npy", weights.view());
    for (part, rows) in [("a", 0..900), ("b", 900..901), ("c", 901..2_000)] {
        folder.write(&format!("x/{part}.npy"), samples.view().slice(rows.clone()).unwrap());
        folder.write(&format!("w/{part}.npy"), weights.view().slice(rows).unwrap());
    }
    let cases = [
        ("random", "yinyang", "f32"),
        ("k-means||", "hamerly", "f64"),
        ("k-means++", "lloyd", "f32"),
    ];
    for (init, algorithm, precision) in cases {
        let how = ["--algorithm", algorithm, "--precision", precision];
        let common = [&["-k", "5", "--init", init, "--n-init", "3"], &how[..]].concat();
        let expected = folder.fit(&[&["x.npy", "--weights", "w.npy"], &common[..]].concat());
        for processes in ["1", "2", "3"] {
            let spread = ["x", "--weights", "w", "--processes", processes];
            assert!(
                folder.fit(&[&spread, &common[..]].concat()) == expected,
                "{init}, {processes}"
            );
        }
    }
}

/// The last centre is so far out that its cluster is empty; with few different rows, others stay empty.
#[test]
fn empty_clusters_get_the_same_samples() {
    let folder = Folder::new();
    let samples = blobs(1_500, 2, 3);
    folder.write("x.npy", samples.view());
    let mut centers = samples.view().slice(0..6).unwrap().to_owned().into_vec();
    centers[10] += 1e3;
    folder.write("c.npy", Samples::new(centers, 6, 2).unwrap().view());
    let arguments = ["-k", "6", "--init", "c.npy", "--algorithm", "hamerly"];
    assert_one_result(&folder, "x.npy", "x.npy", &arguments);

    let few = (0..900).map(|i| f64::from(i % 4)).collect();
    folder.write("few.npy", Samples::new(few, 900, 1).unwrap().view());
    for init in ["k-means||", "k-means++", "random"] {
        assert_one_result(&folder, "few.npy", "few.npy", &["-k", "6", "--init", init]);
    }
}

/// Shares of several blocks: 16 MB are read at a time.
#[test]
fn blocks_of_a_share_are_the_fit_in_memory() {
    let folder = Folder::new();
    let value = |i: usize| ((i * 7_919) as f64).sin();
    let values = (0..2_400_000).map(value).collect();
    folder.write("x.npy", Samples::new(values, 1_200_000, 2).unwrap().view());
    let arguments = ["x.npy", "-k", "4", "--init", "k-means||", "--max-iter", "3"];
    let expected = folder.fit(&arguments);
    assert!(folder.fit(&[&arguments[..], &["--processes", "1"]].concat()) == expected);
}

/// More processes than rows: some have none.
#[test]
fn processes_without_rows_take_part() {
    let folder = Folder::new();
    folder.write("x.npy", Samples::from_rows(&[[0.0], [9.0]]).unwrap().view());
    assert_one_result(&folder, "x.npy", "x.npy", &["-k", "2"]);
}

/// The bound that the program prints is 16 bytes for each sum, 8 for each count, and 64 kB.
#[test]
fn a_worker_sends_little() {
    let folder = Folder::new();
    let (k, d) = (40, 30);
    folder.write("x.npy", blobs(20_000, d, 20).view());
    let output = folder.run(&["x.npy", "-k", "40", "--processes", "3", "--max-iter", "6"]);
    let progress = String::from_utf8(output.stderr).unwrap();
    let rounds: Vec<Vec<usize>> = progress
        .lines()
        .filter_map(|line| Some(line.split_once("bytes sent ")?.1))
        .map(|sent| sent.split(' ').map(|bytes| bytes.parse().unwrap()).collect())
        .collect();
    assert_eq!(rounds.len(), 6, "{progress}");
    // The bytes of a round are known in the next one.
    for sent in &rounds[1..] {
        assert_eq!(sent.len(), 3);
        assert!(sent[1..].iter().all(|&bytes| bytes > 0));
        assert!(
            sent[1..].iter().all(|&bytes| bytes <= 16 * k * d + 8 * k + (64 << 10)),
            "{sent:?}"
        );
    }
}

/// Many slow rounds: clusters without structure, and no tolerance.
fn slow(folder: &Folder) -> [&'static str; 6] {
    let value = |i: usize| ((i * 7_919) as f64).sin() + ((i * 104_729) as f64).cos();
    let values = (0..120_000 * 6).map(value).collect();
    folder.write("x.npy", Samples::new(values, 120_000, 6).unwrap().view());
    ["x.npy", "-k", "60", "--tol", "0", "--max-iter=40"]
}

#[test]
fn a_killed_process_ends_the_others_and_the_fit_can_be_resumed() {
    let folder = Folder::new();
    let arguments = slow(&folder);
    let expected = folder.fit(&[&arguments[..], &["--processes", "1"]].concat());

    folder.hosts(3);
    let stored = [&arguments[..], &["--checkpoint", "stored"]].concat();
    let [mut first, second, third] = [0, 1, 2].map(|process| folder.start(process, &stored));
    first.wait_for("round 5:");
    third.signal("-KILL");
    for process in [first, second] {
        let (error, time) = process.error();
        assert!(error.starts_with("error: process 2 at 127.0.0."), "{error}");
        assert!(error.contains("ended before the fit was done") && error.lines().count() == 1);
        assert!(time < soon(), "{time:?}");
    }
    let other = [&stored[..], &["--resume", "--processes", "2", "--seed", "1"]].concat();
    let refused = String::from_utf8(folder.run(&other).stderr).unwrap();
    assert!(refused.contains("its fit had `--seed` 0, and this one has 1"), "{refused}");
    let resumed = folder.fit(&[&stored[..], &["--resume", "--processes", "2"]].concat());
    assert!(resumed == expected);
    assert!(fs::read_dir(folder.path("stored")).unwrap().next().is_none(), "it is done");
}

/// Restarts before the checkpoint count too: their best is compared again.
#[test]
fn a_later_restart_can_be_resumed() {
    let folder = Folder::new();
    let slow = slow(&folder);
    let arguments =
        [&slow[..5], &["--max-iter", "8", "--n-init", "3", "--init", "random", "--rng", "numpy"]]
            .concat();
    let expected = folder.fit(&[&arguments[..], &["--processes", "2"]].concat());
    folder.hosts(2);
    let stored = [&arguments[..], &["--checkpoint", "stored"]].concat();
    let [mut first, second] = [0, 1].map(|process| folder.start(process, &stored));
    first.wait_for("restart 2, round 3:");
    first.signal("-KILL");
    assert!(second.error().0.contains("process 0"));
    let resumed = folder.fit(&[&stored[..], &["--resume", "--processes", "3"]].concat());
    assert!(resumed == expected);
}

#[test]
fn a_stopped_process_is_named_within_the_patience() {
    let folder = Folder::new();
    let arguments = [&slow(&folder)[..5], &["--max-iter=100000", "--patience", "2"]].concat();
    folder.hosts(2);
    let [mut first, second] = [0, 1].map(|process| folder.start(process, &arguments));
    first.wait_for("round 2:");
    second.signal("-STOP");
    let (error, time) = first.error();
    assert!(error.starts_with("error: process 1 at 127.0.0."), "{error}");
    assert!(error.contains("has not answered for 2 s") && error.lines().count() == 1, "{error}");
    assert!(time < soon() + Duration::from_secs(2), "{time:?}");
}

#[test]
fn nothing_is_lost() {
    let folder = Folder::new();
    folder.write("x.npy", blobs(400, 2, 3).view());
    folder.write("parts/a.npy", blobs(400, 2, 3).view());
    let refused = |arguments: &[&str], words: &str| {
        let output = folder.run(&[arguments, &["-k", "3", "--processes", "2"]].concat());
        let error = String::from_utf8(output.stderr).unwrap();
        assert!([Some(1), Some(2)].contains(&output.status.code()), "{error}");
        assert!(error.contains(words), "{error}");
    };
    // Neither an input nor the checkpoint of another fit is replaced.
    let before = fs::read(folder.path("x.npy")).unwrap();
    refused(&["x.npy", "--labels-out", "x.npy"], "x.npy");
    refused(&["parts", "--labels-out", "parts/a.npy"], "a.npy");
    assert_eq!(fs::read(folder.path("x.npy")).unwrap(), before);
    fs::create_dir(folder.path("stored")).unwrap();
    fs::write(folder.path("stored/checkpoint.json"), "{}").unwrap();
    refused(&["x.npy", "--checkpoint", "stored"], "go on with `--resume`");
    // The results name the file that is there in the end. A file that looks like a part of it stays.
    fs::write(folder.path("labels.part0.npy"), "mine").unwrap();
    let labels = ["x.npy", "-k", "3", "--processes", "2", "--labels-out", "labels.npy"];
    let printed = String::from_utf8(folder.run(&labels).stdout).unwrap();
    assert!(printed.contains("labels.npy") && !printed.contains("part0"), "{printed}");
    assert!(folder.path("labels.npy").exists());
    assert_eq!(fs::read(folder.path("labels.part0.npy")).unwrap(), b"mine");
    refused(&["none.npy", "--labels-out", "labels.npy"], "cannot read none.npy");
    assert_eq!(fs::read(folder.path("labels.part0.npy")).unwrap(), b"mine");
}

/// The processes end, and delete their hosts file, if the program that started them is killed.
#[test]
fn no_process_outlives_its_launcher() {
    let folder = Folder::new();
    let temporary = folder.path("temporary");
    fs::create_dir(&temporary).unwrap();
    let arguments = [&slow(&folder)[..5], &["--max-iter=100000", "--processes", "2"]].concat();
    let mut command = folder.command(&arguments);
    command.env("TMPDIR", &temporary).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let stderr = BufReader::new(child.stderr.take().unwrap());
    let mut stdout = child.stdout.take().unwrap();
    let mut launcher = Process { child, stderr };
    launcher.wait_for("round 2:");
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 1);
    launcher.signal("-KILL");
    // All of them have this output, so it ends with the last one.
    assert_eq!(stdout.read_to_end(&mut Vec::new()).unwrap(), 0);
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);
}

/// The program that starts the processes ends all of them.
#[test]
fn an_error_of_one_process_is_said_once() {
    let folder = Folder::new();
    let mut values = blobs(400, 2, 3).into_vec();
    values[700] = 1e200;
    values[701] = 1e200;
    folder.write("x.npy", Samples::new(values, 400, 2).unwrap().view());
    let output = folder.run(&["x.npy", "-k", "3", "--processes", "2"]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{error}");
    assert_eq!(error.lines().filter(|line| line.starts_with("error: ")).count(), 1, "{error}");
    assert!(error.contains("squared distance") && !error.contains("panicked"), "{error}");
}

#[test]
fn processes_that_differ_are_refused_and_named() {
    let folder = Folder::new();
    let samples = blobs(300, 2, 3);
    folder.write("x.npy", samples.view());
    folder.write("y.npy", samples.view().slice(1..300).unwrap());
    let mut other = samples.clone().into_vec();
    other[0] += 1.0;
    folder.write("z/x.npy", Samples::new(other, 300, 2).unwrap().view());
    for (first, second, reason) in [
        (["x.npy", "-k", "3"], ["x.npy", "-k", "4"], "has `--n-clusters` 4 and process 0 has 3"),
        (["x.npy", "-k", "3"], ["y.npy", "-k", "3"], "sees other parts"),
        (["x.npy", "-k", "3"], ["z/x.npy", "-k", "3"], "x.npy holds other numbers for process 1"),
    ] {
        folder.hosts(2);
        let processes = [folder.start(0, &first), folder.start(1, &second)];
        for process in processes {
            let (error, _) = process.error();
            assert!(error.contains(reason) && error.lines().count() == 1, "{error}");
        }
    }
    folder.hosts(2);
    let one = folder.start(1, &["x.npy", "-k", "3", "--patience", "0.5"]);
    assert!(one.error().0.contains("process 1 did not reach process 0"));
}

/// Folders of which each process has its own part: the rows of process 0 come first.
#[test]
fn each_process_can_have_its_own_folder() {
    let folder = Folder::new();
    let samples = blobs(1_000, 3, 4);
    folder.write("x.npy", samples.view());
    folder.write("first/b.npy", samples.view().slice(0..300).unwrap());
    folder.write("second/a.npy", samples.view().slice(300..1_000).unwrap());
    let (model, _) = folder.fit(&["x.npy", "-k", "4"]);
    folder.hosts(2);
    let outputs = ["-k", "4", "--model", "m.json", "--labels-out", "l.txt"];
    let start = |(process, data)| folder.start(process, &[&[data], &outputs[..]].concat());
    let processes: Vec<Process> = ["first", "second"].into_iter().enumerate().map(start).collect();
    for mut process in processes {
        assert!(process.child.wait().unwrap().success());
    }
    assert!(fs::read(folder.path("m.json")).unwrap() == model);
    let n_lines = |name: &str| fs::read_to_string(folder.path(name)).unwrap().lines().count();
    assert_eq!(["l.part0.txt", "l.part1.txt"].map(n_lines), [300, 700]);
}

#[test]
fn what_several_processes_cannot_do_is_said() {
    let folder = Folder::new();
    folder.write("x.npy", blobs(30, 2, 3).view());
    fs::write(folder.path("x.csv"), "1,2\n3,4\n").unwrap();
    let refused = |arguments: &[&str], code: i32, reason: &str| {
        let output = folder.run(&[arguments, &["-k", "2"]].concat());
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(code), "{error}");
        assert!(error.contains(reason), "{error}");
    };
    refused(&["x.csv", "--processes", "2"], 1, "save the table as NPY");
    refused(&["x.npy", "--processes", "2", "--scale", "standard"], 2, "`--scale`");
    refused(&["x.npy", "--processes", "2", "--labels-out", "l.csv"], 2, ".npy or .txt");
    refused(&["x.npy", "--processes", "2", "--weights", "1"], 2, "NPY file");
    refused(&["x.npy", "--checkpoint", "c"], 2, "--hosts");
    fs::write(folder.path("hosts"), "127.0.0.1:9\n").unwrap();
    refused(&["x.npy", "--hosts", "hosts", "--process", "1"], 2, "no process 1");
}
