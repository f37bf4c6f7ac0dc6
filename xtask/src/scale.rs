//! Checks of fits larger than memory and over several processes that are too slow for tests. They also
//! replay the cost model of docs/design/scale.md with constants that are measured here.

mod model;
mod out_of_core;
mod runs;

use anyhow::{Result, ensure};

use self::runs::Runs;
use crate::cargo;

/// A part of this command.
type Part = fn(&Runs) -> Result<()>;

/// The parts of this command, in their order.
const PARTS: [(&str, Part); 4] = [
    ("out-of-core", out_of_core::check),
    ("processes", one_result),
    ("model", model::check),
    ("faults", faults),
];

const PROGRAM: [&str; 5] = ["--release", "--package", "bench-cli", "--features", "distributed"];

/// Builds the program, runs it on more than its memory, compares its results for any number of processes,
/// checks the cost model, and runs the tests of faults; or only the parts that are named. It needs 3 GB
/// of disk.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    for name in arguments {
        let is_part = PARTS.iter().any(|(part, _)| part == name);
        ensure!(is_part, "{name} is no part: {}", PARTS.map(|(part, _)| part).join(", "));
    }
    cargo::run(cargo::cargo(&["build", "--bin", "kmeans-bench"]).args(PROGRAM))?;
    let folder = cargo::root().join("target").join("scale");
    std::fs::create_dir_all(&folder)?;
    let program = cargo::root().join("target/release/kmeans-bench");
    let runs = Runs { program, folder };
    let asked = |name: &str| arguments.is_empty() || arguments.iter().any(|it| it == name);
    PARTS.iter().filter(|(name, _)| asked(name)).try_for_each(|(_, check)| check(&runs))
}

/// Kills and stops processes, and resumes their fits. The others must end within five seconds.
fn faults(_: &Runs) -> Result<()> {
    let mut command = cargo::cargo(&["test", "--test", "distributed"]);
    cargo::run(command.args(PROGRAM).env("END_WITHIN_SECONDS", "5"))
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
