use std::fmt;

/// A way to find the nearest centres. All ways give the same result, to the bit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Algorithm {
    /// Chooses the way during the fit, by the number of distances that bounds save.
    #[default]
    Auto,
    /// Compares every sample with every centre in every iteration.
    Lloyd,
    /// Skips samples that cannot have changed their cluster, by two bounds per sample: for
    /// clustered data and many iterations.
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
