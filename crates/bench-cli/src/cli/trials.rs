use std::num::NonZeroUsize;

use clap::Args;

use super::run::parse_up_to;

/// Number of fits per initialisation: for every command that compares initialisations.
#[derive(Debug, Args)]
pub(crate) struct TrialsArgs {
    /// Repeat with N seeds, up to a million, counting up from `--seed`: one seed proves nothing.
    #[arg(
        long,
        value_name = "N",
        default_value = "10",
        value_parser = parse_seeds,
        allow_negative_numbers = true
    )]
    pub(crate) seeds: NonZeroUsize,

    /// Restarts of k-means++ and random; the best counts. (PCA-based starts the same every time, and
    /// so do given centres.)
    #[arg(long, value_name = "N", default_value = "4")]
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
