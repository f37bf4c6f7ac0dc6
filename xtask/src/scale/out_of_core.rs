use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use super::runs::Runs;

/// Address space of the limited runs, in kilobytes.
const LIMIT_KB: u64 = 1 << 20;

/// The largest resident memory that they may have, in megabytes.
const MOST_MB: u64 = 200;

/// Repeats of each timed run.
const REPEATS: usize = 5;

/// Runs every command on 2 GB with 1 GB of address space, and compares the files with those of runs
/// without a limit. Then times fits on disk against fits in memory.
pub(super) fn check(runs: &Runs) -> Result<()> {
    if cfg!(target_os = "linux") {
        limited(runs)?;
    }
    timed(runs)
}

fn limited(runs: &Runs) -> Result<()> {
    println!("\n2 GB of f64 (4,000,000 x 64) with 1 GB of address space: peak resident memory");
    runs.table("big.npy", 4_000_000, 64)?;
    let labels = "big-labels.npy";
    let commands: [(&[&str], &str); 6] = [
        (&["fit", "big.npy", "-k", "10", "--model", "big.json", "--labels-out", labels], labels),
        (&["predict", "big.npy", "--model", "big.json", "--labels-out", "out.npy"], "out.npy"),
        (&["transform", "big.npy", "--model", "big.json", "--out", "out.npy"], "out.npy"),
        (&["pca", "big.npy", "--n-components", "5", "--components-out", "out.npy"], "out.npy"),
        (&["pca", "big.npy", "--scale", "standard", "--components-out", "out.npy"], "out.npy"),
        (&["evaluate", "--data", "big.npy", "--pred", labels, "--silhouette", "1000"], ""),
    ];
    for (arguments, file) in commands {
        let (printed, peak_mb) = runs.limited(arguments)?;
        println!("{:9} {peak_mb} MB", arguments[0]);
        ensure!(peak_mb <= MOST_MB, "more than {MOST_MB} MB");
        if file.is_empty() {
            // Standard input can be read only once, so it is held in memory.
            let arguments = arguments.iter().map(|it| if *it == "big.npy" { "-" } else { it });
            let in_memory = runs.output(&arguments.collect::<Vec<_>>(), "big.npy")?;
            ensure!(in_memory == printed, "other scores than in memory");
            continue;
        }
        let on_disk = runs.sha256(file)?;
        runs.run(arguments)?;
        ensure!(runs.sha256(file)? == on_disk, "another result than in memory");
    }
    for name in ["big.npy", "out.npy"] {
        fs::remove_file(runs.folder.join(name)).with_context(|| name.to_owned())?;
    }
    Ok(())
}

fn timed(runs: &Runs) -> Result<()> {
    println!("\nwhole runs of fit in f64, from the page cache: medians of {REPEATS}, in turns");
    for (name, n_samples, n_features, k) in
        [("m1.npy", 1_000_000, 32, "50"), ("m4.npy", 4_000_000, 64, "20")]
    {
        runs.table(name, n_samples, n_features)?;
        let fit = ["fit", name, "-k", k, "--model", "timed.json"];
        let on_disk = [&fit[..], &["--out-of-core"]].concat();
        let mut times = [Vec::new(), Vec::new()];
        for _ in 0..REPEATS {
            times[0].push(runs.run(&fit)?);
            times[1].push(runs.run(&on_disk)?);
        }
        let [in_memory, on_disk] = times.map(median);
        println!(
            "{n_samples} x {n_features}, k = {k}: {in_memory:.2} s in memory, {on_disk:.2} s on disk: {:.2} times",
            on_disk / in_memory
        );
        fs::remove_file(runs.folder.join(name))?;
    }
    Ok(())
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

impl Runs {
    /// Runs the program with a limit. Returns what it prints, and its peak memory in megabytes.
    fn limited(&self, arguments: &[&str]) -> Result<(Vec<u8>, u64)> {
        let limit = format!("ulimit -v {LIMIT_KB}; exec \"$@\"");
        let mut command = Command::new("sh");
        command.current_dir(&self.folder).args(["-c", &limit, "sh"]).arg(&self.program);
        let mut child = command.args(arguments).stdout(Stdio::piped()).spawn()?;
        let status = format!("/proc/{}/status", child.id());
        let (mut peak_kb, start) = (0, Instant::now());
        while child.try_wait()?.is_none() {
            // The peak never falls, so the last look is the largest.
            peak_kb = peak_of(&status).unwrap_or(peak_kb);
            thread::sleep(Duration::from_millis(5).max(start.elapsed() / 1000));
        }
        let output = child.wait_with_output()?;
        ensure!(output.status.success(), "kmeans-bench {} failed", arguments.join(" "));
        Ok((output.stdout, peak_kb / 1024))
    }

    /// Runs the program without a limit, with a file as its standard input. Returns what it prints.
    fn output(&self, arguments: &[&str], input: &str) -> Result<Vec<u8>> {
        let mut command = Command::new(&self.program);
        command.stdin(fs::File::open(self.folder.join(input))?);
        Ok(command.current_dir(&self.folder).args(arguments).output()?.stdout)
    }
}

/// The peak resident memory of a process, in kilobytes; `None` when it has ended.
fn peak_of(status: &str) -> Option<u64> {
    let text = fs::read_to_string(status).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}
