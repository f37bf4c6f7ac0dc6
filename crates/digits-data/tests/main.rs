//! Tests of the public functions, one file for each kind of promise, all in one program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic here is a failed test"
)]

mod exact;
mod faults;
mod files_appended;
#[cfg(feature = "files")]
mod files_array_rows;
mod files_as_they_come;
mod files_bad_binary;
mod files_bad_text;
mod files_blocks;
mod files_golden;
mod files_headers;
mod files_mapped;
#[cfg(feature = "parquet")]
mod files_parquet;
mod files_properties;
mod files_written;
