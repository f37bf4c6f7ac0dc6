//! Tests of the program as a user runs it, one file for each kind of promise.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic here is a failed test"
)]

mod any_table;
mod bad_files;
mod datasets;
#[cfg(all(unix, feature = "distributed"))]
mod distributed;
mod evaluate;
mod fit;
mod gallery;
mod instruction_sets;
#[cfg(unix)]
mod killed;
#[cfg(target_os = "linux")]
mod memory_limit;
mod one_hot;
mod out_of_core;
mod parquet;
mod pca;
mod program;
mod report;
mod row_identity;
mod sweep;
mod web;
