//! Tests of the public functions, one file for each kind of promise, all in one program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic here is a failed test"
)]

mod center_scores;
mod golden;
mod golden_samples;
mod label_scores;
#[cfg(feature = "model-selection")]
mod model_selection;
#[cfg(feature = "model-selection")]
mod replication;
mod sample_properties;
mod sample_scores;
mod stored;
