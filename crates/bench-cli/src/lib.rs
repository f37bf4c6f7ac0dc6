//! The modules of the program `kmeans-bench`, which clusters tables of numbers and repeats
//! scikit-learn's page on the digits.
//!
//! Only this crate reads a clock, uses a terminal and writes reports.
//!
//! | module | holds |
//! |---|---|
//! | `cli` | arguments |
//! | `commands` | one module per command: parse, read the input, fit, report |
//! | `distributed` | `fit` over several processes, with the feature of this name |
//! | `gallery` | scikit-learn's page and the shorter tutorial |
//! | `trials` | initialisations that are compared, their runs over seeds, statistics |
//! | `report` | the page: plain data, its sections, HTML |
//! | `charts` | pictures as SVG and PNG |
//! | `files` | input, models, output files that are replaced together or not at all |
//! | `text` | numbers, tables, progress, pictures made of characters |
//! | `program` | threads, dispatch of the commands, exit codes |
//! | `last_resort` | the end of a program that has no memory left |
//!
//! Two programs use it: `src/main.rs` is `kmeans-bench`, and `src/bin/versus` measures our speed
//! beside other programs. Only the functions that these two call are public.

mod charts;
mod cli;
mod commands;
#[cfg(feature = "distributed")]
mod distributed;
mod files;
mod gallery;
mod last_resort;
mod program;
mod report;
mod text;
mod trials;

pub use crate::charts::{Curve, CurveChart, Panel, RatioChart, Row};
pub use crate::cli::{parse_threads, word};
pub use crate::files::OutputFiles;
pub use crate::last_resort::LastResort;
pub use crate::program::{exit_code, run};
pub use crate::report::environment::processor;
pub use crate::trials::Seconds;
