use thiserror::Error;

/// What can go wrong.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum Error {
    /// Two things that must be equally long are not.
    #[error("{found} {what} where {expected} are needed")]
    LengthMismatch {
        /// What was counted.
        what: &'static str,
        /// How many were given.
        found: usize,
        /// How many are needed.
        expected: usize,
    },
}
