//! The rooms of `kmeans-bench`: k-means on your tables, and scikit-learn's page on the digits from our
//! own code.
//!
//! This is the one crate with a clock, a terminal and files to write.
//!
//! | room | holds |
//! |---|---|
//! | `cli` | arguments |
//! | `commands` | one module per command: parse, read the input, fit, report |
//! | `gallery` | scikit-learn's page and the shorter tutorial |
//! | `trials` | contestants, runs over seeds, their statistics |
//! | `report` | the page: plain data, its sections, HTML |
//! | `charts` | pictures as SVG and PNG |
//! | `files` | input, models, output whole or not at all |
//! | `text` | numbers, tables, progress, pictures made of characters |
//! | `program` | threads, dispatch of the commands, exit codes |
//!
//! Two programs stand on it: `src/main.rs` is `kmeans-bench`, and `src/bin/versus` measures speed side by
//! side with other programs. Public is only what these two call.

mod charts;
mod cli;
mod commands;
mod files;
mod gallery;
mod program;
mod report;
mod text;
mod trials;

pub use crate::charts::{Curve, GrowthChart, Panel, RatioChart, Row};
pub use crate::cli::{parse_threads, word};
pub use crate::files::OutputFiles;
pub use crate::program::{exit_code, run};
pub use crate::report::environment::processor;
pub use crate::trials::Seconds;
