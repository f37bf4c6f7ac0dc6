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
    /// A lower bound for each of a few groups of centres: for hundreds of clusters.
    Yinyang,
}

impl Algorithm {
    /// How many groups of centres have bounds of their own: as many as keep labels, bounds and
    /// moves within 32 bytes a sample.
    pub(super) fn n_groups(self, n_clusters: usize) -> usize {
        const MOST: usize = 4;
        match self {
            Self::Auto if n_clusters >= 256 => MOST,
            Self::Yinyang => MOST.min(n_clusters),
            Self::Auto | Self::Hamerly | Self::Lloyd => 1,
        }
    }
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
