//! `kmeans-bench`: clusters tables of numbers, and repeats scikit-learn's page on the digits.

use std::process::ExitCode;

use bench_cli::LastResort;

#[global_allocator]
static ALLOCATOR: LastResort = LastResort;

fn main() -> ExitCode {
    bench_cli::exit_code(bench_cli::run())
}
