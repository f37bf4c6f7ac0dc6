//! What is promised of the label scores, of all of them: tables of promises and of corners, from
//! which none may be missing, values by scikit-learn and by exact arithmetic, and naive oracles.

#![expect(clippy::unwrap_used, reason = "a panic in a test is a failed test")]

mod corners;
mod golden;
mod none_missing;
mod oracles;
mod partitions;
mod promises;
mod random_labels;
