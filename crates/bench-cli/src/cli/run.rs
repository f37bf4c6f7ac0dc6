use std::num::NonZeroUsize;
use std::path::Path;

use clap::{Arg, Args, ValueEnum};
use digits_data::files::{TableOptions, holds_f32};
use kmeans_core::RandomState;

use super::{Precision, Rng};

/// Output format and computation, for every command that works on a table.
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    /// Format of the results: a table for people, or one JSON object in full precision.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: OutputFormat,

    /// Number of threads, up to 1024 [default: one per core]. It changes the time, never the
    /// result.
    #[arg(long, value_name = "N", value_parser = parse_threads, allow_negative_numbers = true)]
    pub(crate) threads: Option<NonZeroUsize>,

    /// Seed of the random numbers.
    #[arg(long, value_name = "N", default_value_t = 0, allow_negative_numbers = true)]
    pub(crate) seed: u64,

    /// Generator of the random numbers.
    #[arg(long, value_enum, default_value = "pcg64")]
    pub(crate) rng: Rng,

    /// Type of the numbers to calculate with [default: f32 for a file of f32, else f64].
    #[arg(long, value_enum, hide_default_value = true)]
    pub(crate) precision: Option<Precision>,
}

impl RunArgs {
    /// The generator. A seed out of range is a usage error.
    pub(crate) fn random_state(&self) -> RandomState {
        self.rng.state(self.seed)
    }

    /// The type to calculate with: the one that was asked for, or that of the file.
    pub(crate) fn precision_for(&self, file: &Path, options: &TableOptions) -> Precision {
        let of_file = || {
            if holds_f32(file, options) { Precision::F32 } else { Precision::F64 }
        };
        self.precision.unwrap_or_else(of_file)
    }
}

/// More threads than any machine has cores today, and few enough to start quickly.
const MOST_THREADS: usize = 1024;

/// Parses a number of threads, 1 to 1024, as a value parser of clap.
///
/// # Errors
///
/// A message that names the range.
pub fn parse_threads(text: &str) -> Result<NonZeroUsize, String> {
    parse_up_to(MOST_THREADS, text)
}

/// Parses a number from 1 on.
pub(super) fn parse_count(text: &str) -> Result<NonZeroUsize, String> {
    text.parse().map_err(|_| "expected a whole number from 1 on".to_owned())
}

/// Parses a number from 1 to `most`.
pub(crate) fn parse_up_to(most: usize, text: &str) -> Result<NonZeroUsize, String> {
    match text.parse::<NonZeroUsize>() {
        Ok(number) if number.get() <= most => Ok(number),
        _ => Err(format!("expected a whole number from 1 to {most}")),
    }
}

/// Changes the help of `--rng` for a command that always uses PCG64.
pub(crate) fn rng_is_pcg64(rng: Arg) -> Arg {
    rng.help("Has no effect: this command always uses pcg64")
}

/// Format of standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum OutputFormat {
    /// Text for people.
    #[default]
    Table,
    /// One JSON object with numbers in full precision.
    Json,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn threads_have_a_bound() {
        assert_eq!(parse_threads("1").map(NonZeroUsize::get), Ok(1));
        assert_eq!(parse_threads("1024").map(NonZeroUsize::get), Ok(MOST_THREADS));
        for bad in ["", "0", "-1", "1025", "1000000", "99999999999999999999", "all"] {
            assert!(parse_threads(bad).is_err(), "{bad}");
        }
    }
}
