//! `kmeans-bench`: k-means on your tables, and scikit-learn's page on the digits from our own code.

use std::process::ExitCode;

fn main() -> ExitCode {
    bench_cli::exit_code(bench_cli::run())
}
