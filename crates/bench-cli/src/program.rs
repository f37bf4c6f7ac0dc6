use std::env;
use std::io::{self, ErrorKind, Write as _};
use std::num::NonZeroUsize;
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use clap::Parser as _;
use clap::error::ErrorKind as ClapErrorKind;
use linalg_pca::distance::{INSTRUCTION_SET_VARIABLE, instruction_sets, is_asked_for};

use crate::cli::usage::UsageError;
use crate::cli::{Cli, Command, parse_threads, usage_error};
use crate::files::remedy::remedy;
use crate::text::plain::plain_lines;
use crate::{commands, gallery, last_resort};

/// Runs the command that the command line of `kmeans-bench` names.
///
/// Ends the process if the command line is wrong or asks for help.
///
/// # Errors
///
/// The error of the command. [`exit_code`] reports it.
pub fn run() -> Result<()> {
    last_resort::guard_threads();
    let command = Cli::parse().command;
    command.check()?;
    check_instruction_set()?;
    start_threads(command.threads())?;
    match command {
        Command::Gallery(arguments) => gallery::command(&arguments),
        Command::Compare(arguments) => commands::compare::command(&arguments),
        Command::Fit(arguments) => commands::fit::command(&arguments),
        Command::Predict(arguments) => commands::apply::predict::command(&arguments),
        Command::Transform(arguments) => commands::apply::transform::command(&arguments),
        Command::Evaluate(arguments) => commands::evaluate::command(&arguments),
        Command::Sweep(arguments) => commands::sweep::command(&arguments),
        Command::Pca(arguments) => commands::pca::command(&arguments),
        Command::Datasets(arguments) => commands::datasets::command(&arguments),
        Command::Completions { shell } => commands::completions::completions(shell),
        Command::Man { out } => commands::completions::man(out.as_deref()),
    }
}

/// Refuses an instruction set that the environment asks for and this machine does not have.
fn check_instruction_set() -> Result<()> {
    if instruction_sets().any(is_asked_for) {
        return Ok(());
    }
    let asked = env::var(INSTRUCTION_SET_VARIABLE).unwrap_or_default();
    let all = instruction_sets().collect::<Vec<_>>().join(" or ");
    let message = format!("{INSTRUCTION_SET_VARIABLE} is {asked:?}; this machine has {all}");
    Err(UsageError(message).into())
}

/// Starts the threads for all work. `None` leaves the number to rayon: one per core.
///
/// Rayon would start them by itself, but end the program if the system refuses one.
fn start_threads(n_threads: Option<NonZeroUsize>) -> Result<()> {
    let n_threads = n_threads.map_or_else(threads_of_environment, |asked| Ok(asked.get()))?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads);
    pool.build_global().with_context(|| match n_threads {
        0 => "cannot start one thread per core".to_owned(),
        n_threads => format!("cannot start {n_threads} threads"),
    })
}

/// Returns the number of threads that `RAYON_NUM_THREADS` asks for; 0 if it asks for none, as for rayon.
fn threads_of_environment() -> Result<usize> {
    const NAME: &str = "RAYON_NUM_THREADS";
    let Ok(text) = env::var(NAME) else { return Ok(0) };
    if text.parse() == Ok(0) {
        return Ok(0);
    }
    let wrong = |expected| UsageError(format!("{NAME} is {text:?}: {expected}"));
    Ok(parse_threads(&text).map_err(wrong)?.get())
}

/// Reports an error on standard error and returns the exit code of the process.
///
/// The code is 0 for success, 2 for wrong arguments and 1 for every other error. A reader that closes
/// standard output early (`kmeans-bench gallery | head -3`) is not an error.
pub fn exit_code(done: Result<()>) -> ExitCode {
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) if error.is::<UsageError>() => {
            usage_error(ClapErrorKind::ValueValidation, &plain_lines(&error.to_string()))
        }
        Err(error) => {
            // There is nothing left to do if even this cannot be written.
            let _ = io::stderr().write_all(plain_lines(&in_lines(&placed(error))).as_bytes());
            ExitCode::FAILURE
        }
    }
}

/// Writes the error on one line and each cause on a line of its own. The last line ends with the remedy.
fn in_lines(error: &anyhow::Error) -> String {
    let mut text = format!("error: {error}\n");
    for cause in error.chain().skip(1) {
        text += &["  cause: ", &cause.to_string(), "\n"].concat();
    }
    match remedy(error) {
        Some(remedy) => format!("{}; {remedy}\n", text.trim_end()),
        None => text,
    }
}

/// Adds that standard output failed, which is the only stream whose errors carry no name.
fn placed(error: anyhow::Error) -> anyhow::Error {
    if error.chain().len() == 1 && error.is::<io::Error>() {
        return error.context("cannot write to standard output");
    }
    error
}

/// True for a broken pipe of standard output. Errors of files have the file's name as context.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    let io_error = error.downcast_ref::<io::Error>().filter(|_| error.chain().len() == 1);
    io_error.is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}
