use std::fmt;

/// Way to find the nearest centres. The result is the same to the bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Algorithm {
    /// The way that takes the least work, found out as the rounds go by.
    #[default]
    Auto,
    /// Compares every sample with every centre in every round.
    Lloyd,
    /// Skips samples that cannot have changed their cluster, by two bounds per sample: for
    /// clustered data and many rounds.
    Hamerly,
    /// Keeps a lower bound for each of a few groups of centres: for hundreds of clusters.
    Yinyang,
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Auto => "auto",
            Self::Lloyd => "lloyd",
            Self::Hamerly => "hamerly",
            Self::Yinyang => "yinyang",
        })
    }
}
