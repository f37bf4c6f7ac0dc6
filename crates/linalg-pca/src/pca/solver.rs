#[cfg(doc)]
use super::{Components, Pca};

/// The algorithm by which [`Pca`] finds the components.
///
/// Every solver gives the same bits on every instruction set and for any number of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Solver {
    /// [`Solver::Covariance`] if there are at least 10 samples a feature and at most 1000
    /// features, else [`Solver::Full`].
    ///
    /// Both are exact. scikit-learn follows the same rule but for larger inputs, where it approximates;
    /// here [`Solver::Randomized`] must be asked for.
    Auto,
    /// Eigenvectors of the `n_features × n_features` covariance matrix. Memory does not grow with
    /// the number of samples. Variances are accurate to about ε times the *largest* one.
    Covariance,
    /// Singular vectors of the centred samples, of which it holds a copy in `f64`. Variances are
    /// accurate down to about ε² times the largest one: twice the digits.
    ///
    /// A few components, at most a quarter of [`Components::All`], are found through the products
    /// of the samples, in less than half the time; but only where they are as accurate as those of the
    /// singular value decomposition that makes all others, which the samples themselves must show. At
    /// most a hundredth of 800 components or more are looked for by Lanczos iteration, as by
    /// scikit-learn's `svd_solver="arpack"`, and shown to be the first.
    Full,
    /// An approximation of the first components, for when they are few and the samples have many
    /// features: [`Pca::n_components`] must be a [`Components::Count`]. It multiplies the samples,
    /// of which it holds a copy in `f64`, with a random matrix of `n_components` and
    /// [`Pca::n_oversamples`] columns, and [`Pca::iterated_power`] times with themselves.
    ///
    /// The variance of a component is never too large. What it lacks, relative to itself, falls as
    /// `(σ′/σ)^(4·iterated_power + 2)`, where σ is the component's singular value and σ′ the first
    /// that the random matrix has no column for. The total variance, and with it the ratios and
    /// the noise variance, is that of all components.
    ///
    /// Source: N. Halko, P. Martinsson and J. Tropp, "Finding structure with randomness", SIAM
    /// Review 53, 2011, algorithm 4.4 with 5.1. scikit-learn's `svd_solver="randomized"` draws other
    /// numbers and makes the columns independent by LU decompositions, where here they are
    /// orthonormal after every product.
    Randomized,
}
