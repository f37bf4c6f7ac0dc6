use std::num::NonZeroUsize;

use clap::Args;

use super::run::{parse_count, parse_up_to};

/// Number of fits per initialisation, for every command that compares initialisations.
#[derive(Debug, Args)]
pub(crate) struct TrialsArgs {
    /// Number of seeds, up to a million, counted up from `--seed`. One seed alone proves nothing.
    #[arg(
        long,
        value_name = "N",
        default_value = "10",
        value_parser = parse_seeds,
        allow_negative_numbers = true
    )]
    pub(crate) seeds: NonZeroUsize,

    /// Number of restarts of an initialisation that draws random numbers. The best one counts.
    /// (PCA and given centres always start the same way, so they have one restart.)
    #[arg(long, value_name = "N", default_value = "4", value_parser = parse_count)]
    pub(crate) n_init: NonZeroUsize,
}

/// More seeds would run for days.
const MOST_SEEDS: usize = 1_000_000;

fn parse_seeds(text: &str) -> Result<NonZeroUsize, String> {
    parse_up_to(MOST_SEEDS, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_have_a_bound() {
        assert_eq!(parse_seeds("30").map(NonZeroUsize::get), Ok(30));
        for bad in ["", "0", "-1", "1000001", "18446744073709551615"] {
            assert!(parse_seeds(bad).is_err(), "{bad}");
        }
    }
}
