//! Tests of the public functions, one file for each kind of promise, all in one program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic here is a failed test"
)]

mod algorithms;
mod blocks;
mod errors;
mod errors_variants;
mod exact_sums;
mod extremes;
mod golden;
mod golden_cases;
mod golden_variants;
mod lloyd_oracle;
mod nested_samples;
mod properties;
mod properties_variants;
mod row_source;
mod stored;
mod threads;
