#[cfg(doc)]
use super::{Components, Pca};

/// The algorithm by which [`Pca`] finds the components.
///
/// Every solver gives the same bits on every instruction set and for any number of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Solver {
    /// [`Solver::Covariance`] if there are at least 10 samples per feature and at most 1000
    /// features, else [`Solver::Full`]. If the first cannot whiten a component, because its variance is
    /// only rounding there, the second tries.
    ///
    /// Both are exact. scikit-learn follows the same rule, except that it approximates for larger
    /// inputs. Here you ask for [`Solver::Randomized`] by name.
    Auto,
    /// Eigenvectors of the `n_features × n_features` covariance matrix. Memory does not grow with
    /// the number of samples. Variances are accurate to about ε times the *largest* one.
    Covariance,
    /// Singular vectors of the centred samples. It holds a copy of them in `f64`. Variances are
    /// accurate down to about ε² times the largest one: twice the precision.
    ///
    /// If no more than a quarter of [`Components::All`] are kept, it finds them from the products of the
    /// samples, in less than half the time. A check on the samples must show that they are as accurate
    /// as those of a singular value decomposition. Otherwise that decomposition runs. If there are 800
    /// components or more and no more than a hundredth is kept, a Lanczos iteration finds them, as in
    /// scikit-learn's `svd_solver="arpack"`, and a proof shows that they are the first.
    Full,
    /// An approximation of the first components, for few components of samples with many features.
    /// [`Pca::n_components`] must be a [`Components::Count`]. It holds a copy of the samples in
    /// `f64`, and multiplies it with a random matrix of `n_components` + [`Pca::n_oversamples`]
    /// columns.
    ///
    /// Then it multiplies [`Pca::iterated_power`] times with the samples themselves. The variance
    /// of a component is never too large. Its relative error falls as `(σ′/σ)^(4·iterated_power +
    /// 2)`, where σ is the component's singular value and σ′ the first one without a column in the
    /// random matrix. The total variance, the ratios and the noise variance include all components.
    ///
    /// Source: N. Halko, P. Martinsson and J. Tropp, "Finding structure with randomness", SIAM
    /// Review 53, 2011, algorithm 4.4 with 5.1. scikit-learn's `svd_solver="randomized"` draws
    /// other numbers. It keeps the columns independent by LU decompositions; here they are made
    /// orthonormal after every product.
    Randomized,
}
