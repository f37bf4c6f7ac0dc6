#[cfg(doc)]
use super::Pca;

/// The number of components that [`Pca`] keeps.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Components {
    /// All components: as many as the smaller of `n_samples` and `n_features`.
    All,
    /// A fixed number, at least 1 and at most that of [`Components::All`].
    Count(usize),
    /// The fewest components whose share of the total variance exceeds this fraction, between 0 and
    /// 1 (both excluded).
    VarianceFraction(f64),
    /// The number that the samples make most likely, by Minka's estimate: `n_components="mle"` in
    /// scikit-learn. There must be at least as many samples as features.
    ///
    /// T. Minka, "Automatic choice of dimensionality for PCA", NIPS 2000.
    Likeliest,
}

impl Components {
    /// Counts the components to keep, from the squares of their singular values, descending.
    pub(super) fn n_kept(self, squares: impl Iterator<Item = f64> + Clone) -> usize {
        match self {
            // The likeliest number follows from all of them.
            Self::All | Self::Likeliest => squares.count(),
            Self::Count(n_kept) => n_kept,
            Self::VarianceFraction(fraction) => n_exceeding(squares, fraction),
        }
    }
}

/// The number of leading squares whose share of the sum exceeds `fraction`, or all of them if
/// rounding keeps every share below it.
fn n_exceeding(squares: impl Iterator<Item = f64> + Clone, fraction: f64) -> usize {
    let total: f64 = squares.clone().sum();
    let mut sum = 0.0;
    let mut n_before = 0;
    for square in squares {
        sum += square / total;
        n_before += 1;
        if sum > fraction {
            break;
        }
    }
    n_before
}
