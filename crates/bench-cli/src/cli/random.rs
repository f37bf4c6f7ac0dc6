use std::num::NonZeroUsize;

use clap::ValueEnum;
use clap::error::ErrorKind;
use kmeans_core::RandomState;
use serde::Serialize;

use super::{usage_error, word};

/// A random number generator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Rng {
    /// PCG XSL RR 128/64, the default of these crates.
    Pcg64,
    /// NumPy's generator (`numpy.random.RandomState`), which draws the same numbers as scikit-learn.
    Numpy,
}

impl Rng {
    /// Consecutive seeds and their generators. A seed out of range is a usage error.
    pub(crate) fn with_seeds(self, first: u64, n_seeds: NonZeroUsize) -> Vec<(u64, RandomState)> {
        let state = |at: usize| match first.checked_add(at as u64) {
            Some(seed) => (seed, self.state(seed)),
            None => usage_error(
                ErrorKind::ValueValidation,
                "the last seed is above the largest possible, 2^64 - 1",
            ),
        };
        (0..n_seeds.get()).map(state).collect()
    }

    /// The argument of `--rng`.
    pub(crate) fn name(self) -> String {
        word(&self)
    }

    /// The generator with a seed. A seed out of range is a usage error.
    pub(crate) fn state(self, seed: u64) -> RandomState {
        self.with_seed(seed)
            .unwrap_or_else(|message| usage_error(ErrorKind::ValueValidation, &message))
    }

    /// The generator with a seed. For NumPy, a seed above 32 bits is an error.
    fn with_seed(self, seed: u64) -> Result<RandomState, String> {
        match self {
            Self::Pcg64 => Ok(RandomState::Pcg64(seed)),
            Self::Numpy => u32::try_from(seed).map(RandomState::NumPy).map_err(|_| {
                format!("`--rng numpy` takes seeds from 0 to {}, not {seed}", u32::MAX)
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numpy_seeds_have_32_bits() {
        assert_eq!(Rng::Numpy.with_seed(7), Ok(RandomState::NumPy(7)));
        assert!(Rng::Numpy.with_seed(1 << 32).is_err());
        assert_eq!(Rng::Pcg64.with_seed(1 << 32), Ok(RandomState::Pcg64(1 << 32)));
    }
}
