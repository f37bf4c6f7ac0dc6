//! Tests of the public functions, one file for each kind of promise, all in one program.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a panic here is a failed test"
)]

mod fit_transform;
mod golden;
mod incremental_pca;
mod likeliest_components;
mod likelihood;
mod pca;
mod scalers;
mod standard_scaler;
mod stored;
mod svd_oracle;
mod threads;
mod transformer;
