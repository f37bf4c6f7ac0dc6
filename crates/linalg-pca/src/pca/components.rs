#[cfg(doc)]
use super::Pca;

/// The number of components that [`Pca`] keeps.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Components {
    /// All there are: the smaller of the numbers of samples and features.
    All,
    /// This many, at least 1 and at most [`Components::All`].
    Count(usize),
    /// The fewest whose share of the total variance exceeds this fraction, between 0 and 1 (both
    /// excluded).
    VarianceFraction(f64),
}

impl Components {
    /// Counts the components to keep, from the squares of their singular values, descending.
    pub(super) fn n_kept(self, squares: impl Iterator<Item = f64> + Clone) -> usize {
        match self {
            Self::All => squares.count(),
            Self::Count(n_kept) => n_kept,
            Self::VarianceFraction(fraction) => n_exceeding(squares, fraction),
        }
    }
}

/// The fewest leading squares whose share of the sum exceeds `fraction`; all of them if rounding
/// keeps even that from it.
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
