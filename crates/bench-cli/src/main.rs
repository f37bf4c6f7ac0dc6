//! `kmeans-bench`: k-means on your tables, and scikit-learn's page on the digits from our own code.
//!
//! This is the one crate with a clock, a terminal and files to write.
//!
//! | room | holds |
//! |---|---|
//! | [`cli`] | arguments |
//! | [`commands`] | one module per command: parse, read the input, fit, report |
//! | [`gallery`] | scikit-learn's page and the shorter tutorial |
//! | [`trials`] | contestants, runs over seeds, their statistics |
//! | [`report`] | the page: plain data, its sections, HTML |
//! | [`charts`] | pictures as SVG and PNG |
//! | [`files`] | input, models, output whole or not at all |
//! | [`text`] | numbers, progress, pictures made of characters |
//! | [`versus`] | speed side by side with other programs |

mod charts;
mod cli;
mod commands;
mod files;
mod gallery;
mod report;
mod text;
mod trials;
mod versus;

use std::io::{self, ErrorKind, Write as _};
use std::process::ExitCode;

use clap::Parser as _;
use clap::error::ErrorKind as ClapErrorKind;

use peak_alloc::PeakAlloc;

use crate::cli::usage::UsageError;
use crate::cli::{Cli, Command, usage_error};

/// Counts what is allocated, so that [`versus`] can tell what a call takes.
#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() -> ExitCode {
    let Cli { command } = Cli::parse();
    let done = match command {
        Command::Gallery(arguments) => gallery::command(&arguments),
        Command::Compare(arguments) => commands::compare::command(&arguments),
        Command::Fit(arguments) => commands::fit::command(&arguments),
        Command::Predict(arguments) => commands::apply::predict::command(&arguments),
        Command::Transform(arguments) => commands::apply::transform::command(&arguments),
        Command::Versus(arguments) => versus::command(&arguments),
        Command::Evaluate(arguments) => commands::evaluate::command(&arguments),
        Command::Sweep(arguments) => commands::sweep::command(&arguments),
        Command::Pca(arguments) => commands::pca::command(&arguments),
        Command::Datasets(arguments) => commands::datasets::command(&arguments),
        Command::Dist(arguments) => commands::dist::command(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever read our output has read enough (`kmeans-bench gallery | head -3`).
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
