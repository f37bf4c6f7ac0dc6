//! `kmeans-bench`: compares ways to start k-means on the handwritten digits, and k-means with its
//! peers.
//!
//! The one crate with a clock, a terminal and files to write. [`cli`] says what can be asked;
//! [`compare`] measures and scores; [`fit`] and [`apply`] work on a user's table, which
//! [`input`] reads, and keep what was found as a [`model`]; [`formats`] turns results into text, one file a format;
//! [`evaluate`] scores labels, [`sweep`] looks for the number of clusters, [`pca`] finds components,
//! [`datasets`] writes what is built in; [`dist`] writes man pages and completions;
//! [`figures`] draws, one file a figure; [`study`] finds out what a [`report`] shows; [`versus`] measures speed side by side with others;
//! [`png`] turns what is drawn into pixels, [`terminal`] draws with characters;
//! [`progress`] shows that something goes on; [`output_dir`] and [`output_files`] write all files or none.

mod apply;
mod cli;
mod compare;
mod counted;
mod datasets;
mod dist;
mod environment;
mod evaluate;
mod figures;
mod fit;
mod formats;
mod input;
mod label;
mod model;
mod output_dir;
mod output_files;
mod pca;
mod permissions;
mod png;
mod progress;
mod report;
mod scaling;
mod seconds;
mod study;
mod sweep;
mod terminal;
mod threads;
mod undefined;
mod usage;
mod versus;

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind as ClapErrorKind;

use peak_alloc::PeakAlloc;

use crate::cli::{Cli, Command, usage_error};
use crate::usage::UsageError;

/// Counts what is allocated, so that [`versus`] can tell what a call takes.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    let done = match command {
        Command::Compare(arguments) => compare::command(&arguments),
        Command::Fit(arguments) => fit::command(&arguments),
        Command::Predict(arguments) => apply::predict::command(&arguments),
        Command::Transform(arguments) => apply::transform::command(&arguments),
        Command::Versus(arguments) => versus::command(&arguments),
        Command::Evaluate(arguments) => evaluate::command(&arguments),
        Command::Sweep(arguments) => sweep::command(&arguments),
        Command::Pca(arguments) => pca::command(&arguments),
        Command::Datasets(arguments) => datasets::command(&arguments),
        Command::Dist(arguments) => dist::command(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read our output has read enough (`kmeans-bench compare | head -3`).
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) if error.is::<UsageError>() => {
            usage_error(ClapErrorKind::ValueValidation, &error.to_string())
        }
        Err(error) => {
            // There is nothing left to do if even this cannot be written.
            let _ = io::stderr().write_all(in_lines(&placed(error)).as_bytes());
            ExitCode::FAILURE
        }
    }
}

/// What went wrong in a line, and each cause beneath.
fn in_lines(error: &anyhow::Error) -> String {
    let mut text = format!("error: {error}\n");
    for cause in error.chain().skip(1) {
        text += &["  cause: ", &cause.to_string(), "\n"].concat();
    }
    text
}

/// Every file is named where it is read or written. What the system says of none is of this one.
fn placed(error: anyhow::Error) -> anyhow::Error {
    if error.chain().len() == 1 && error.is::<io::Error>() {
        return error.context("cannot write to standard output");
    }
    error
}

/// Of standard output: what is said of a file has the file's name around it.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io_error = error.downcast_ref::<io::Error>().filter(|_| error.chain().len() == 1);
    io_error.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}
