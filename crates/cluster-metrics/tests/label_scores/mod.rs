//! Tests of all label scores: a table of promises and one of corner cases, in which no score may be
//! missing; values from scikit-learn and from exact arithmetic; naive oracles.

mod corners;
mod golden;
mod none_missing;
mod oracles;
mod partitions;
mod promises;
mod random_labels;
