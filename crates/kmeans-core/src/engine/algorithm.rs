use std::fmt;

/// How the nearest centres are found. The result is the same to the bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Algorithm {
    /// Whatever takes the least work, found out as the rounds go by.
    #[default]
    Auto,
    /// Every sample is compared with every centre in every round.
    Lloyd,
    /// Two bounds a sample tell which samples cannot have changed their cluster: for clustered
    /// data and many rounds.
    Hamerly,
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Lloyd => "lloyd",
            Self::Hamerly => "hamerly",
        })
    }
}
