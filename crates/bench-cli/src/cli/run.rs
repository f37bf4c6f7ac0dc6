use std::num::NonZeroUsize;

use clap::error::ErrorKind;
use clap::{Args, ValueEnum};
use kmeans_core::RandomState;

use super::{Precision, Rng, usage_error};

/// What every command that works on a table has: how it prints, and what it computes with.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// What to print: for people, or one JSON object in full precision and nothing else.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: OutputFormat,

    /// Threads to use [default: one a core]. They change the time and no other figure.
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Where the random numbers start.
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,

    /// Where the random numbers come from.
    #[arg(long, value_enum, default_value = "pcg64")]
    pub(crate) rng: Rng,

    /// Type of the samples' numbers.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) precision: Precision,
}

impl RunArgs {
    /// The generator; a seed that does not fit is a usage error.
    pub(crate) fn random_state(&self) -> RandomState {
        self.rng
            .with_seed(self.seed)
            .unwrap_or_else(|message| usage_error(ErrorKind::ValueValidation, &message))
    }
}

/// What goes to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Text.
    #[default]
    Table,
    /// One object, numbers in full precision.
    Json,
}
