//! `versus`: our speed and memory beside other k-means programs.
//!
//! `cargo xtask versus` sets up the peers and calls this program.
//!
//! | module | holds |
//! |---|---|
//! | [`cli`], [`run`] | arguments; the whole run, one case after another |
//! | [`cases`] | the file that lists what to measure, and the samples of each case |
//! | [`job`] | one call, the same for every contender, and its reply |
//! | [`ours`], [`peers`] | the contenders: in this process, in worker processes |
//! | [`contest`] | measures a case: contenders run in turns, and their results must agree |
//! | [`machine`] | limits of the machine, the distance kernel alone, memory of a call |
//! | [`report`] | results as CSV, Markdown and charts |

mod cases;
mod cli;
mod contest;
mod job;
mod judge;
mod machine;
mod ours;
mod peers;
mod report;
mod run;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    bench_cli::exit_code(run::run(&cli::Arguments::parse()))
}
