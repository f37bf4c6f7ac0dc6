//! `kmeans-bench`: clusters tables of numbers, and repeats scikit-learn's page on the digits.

use std::process::ExitCode;

fn main() -> ExitCode {
    bench_cli::exit_code(bench_cli::run())
}
