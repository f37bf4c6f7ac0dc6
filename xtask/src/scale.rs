//! What fits of tables larger than memory, and over several processes, must show, where a test would be too
//! slow; and the cost model of docs/design/scale.md, replayed with constants that are measured here.

mod model;
mod out_of_core;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};

use crate::cargo;

/// Builds the program, runs it on more than its memory, compares its results for any number of processes,
/// checks the cost model, and runs the tests of faults. It needs 3 GB of disk.
pub(crate) fn run(_: &[String]) -> Result<()> {
    let package = ["--release", "--package", "bench-cli", "--features", "distributed"];
    cargo::run(cargo::cargo(&["build", "--bin", "kmeans-bench"]).args(package))?;
    let folder = cargo::root().join("target").join("scale");
    std::fs::create_dir_all(&folder)?;
    let program = cargo::root().join("target/release/kmeans-bench");
    let runs = Runs { program, folder };
    out_of_core::check(&runs)?;
    one_result(&runs)?;
    model::check(&runs)?;
    cargo::run(cargo::cargo(&["test", "--test", "distributed"]).args(package))
}

/// Runs of the program in a folder.
struct Runs {
    program: PathBuf,
    folder: PathBuf,
}

impl Runs {
    /// Makes a table of random numbers, of type `f64`.
    fn table(&self, name: &str, n_samples: usize, n_features: usize) -> Result<()> {
        let (n_samples, n_features) = (n_samples.to_string(), n_features.to_string());
        let shape = ["--n-samples", &n_samples, "--n-features", &n_features];
        self.run(&[&["datasets", "blobs", "--out", name][..], &shape].concat()).map(drop)
    }

    /// Runs the program. Returns its time in seconds.
    fn run(&self, arguments: &[&str]) -> Result<f64> {
        let start = Instant::now();
        let mut command = Command::new(&self.program);
        let output = command.current_dir(&self.folder).args(arguments).output()?;
        let message = String::from_utf8_lossy(&output.stderr);
        ensure!(output.status.success(), "kmeans-bench {}: {message}", arguments.join(" "));
        Ok(start.elapsed().as_secs_f64())
    }

    fn sha256(&self, name: &str) -> Result<String> {
        let bytes = std::fs::read(self.folder.join(Path::new(name))).context(name.to_owned())?;
        let hash = hmac_sha256::Hash::hash(&bytes);
        Ok(hash[..8].iter().fold(String::new(), |mut text, byte| {
            // Writing to a string cannot fail.
            let _ = write!(text, "{byte:02x}");
            text
        }))
    }
}

/// Fits in 1 to 3 processes of 1 and 2 threads. The files must be those of the fit in memory.
fn one_result(runs: &Runs) -> Result<()> {
    println!("model and labels of 400,000 x 16: the first 16 digits of their SHA-256");
    runs.table("x.npy", 400_000, 16)?;
    for (init, precision) in [("k-means||", "f64"), ("k-means||", "f32"), ("random", "f64")] {
        let fit = ["fit", "x.npy", "-k", "25", "--init", init, "--precision", precision];
        let outputs = ["--max-iter", "12", "--model", "m.json", "--labels-out", "l.npy"];
        let fit = [&fit[..], &outputs].concat();
        runs.run(&fit)?;
        let expected = (runs.sha256("m.json")?, runs.sha256("l.npy")?);
        println!("{init:9} {precision}  in memory              {} {}", expected.0, expected.1);
        for processes in ["1", "2", "3"] {
            for threads in ["1", "2"] {
                runs.run(&[&fit[..], &["--processes", processes, "--threads", threads]].concat())?;
                let found = (runs.sha256("m.json")?, runs.sha256("l.npy")?);
                println!(
                    "{init:9} {precision}  {processes} processes x {threads} threads {} {}",
                    found.0, found.1
                );
                ensure!(found == expected, "the results differ");
            }
        }
    }
    Ok(())
}
