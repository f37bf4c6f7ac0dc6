use std::cmp::min;

use digits_data::{SamplesView, Scalar};

use crate::Error;
use decomposition::Decomposition;

mod centre;
mod decomposition;
mod model;
mod scatter;
mod singular_vectors;
mod symmetric_eigen;

pub use model::PcaModel;

/// Principal component analysis: the orthogonal directions of largest variance.
///
/// The parameters; [`fit`](Self::fit) gives the [`PcaModel`] that transforms.
///
/// ```
/// use digits_data::load_digits;
/// use linalg_pca::{Components, Pca};
///
/// let digits = load_digits()?;
/// let nine_tenths =
///     Pca { n_components: Components::VarianceFraction(0.9), ..Pca::default() };
/// let pca = nine_tenths.fit(digits.samples().view())?;
/// assert_eq!(pca.n_components(), 21);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pca {
    /// How many components to keep.
    pub n_components: Components,
    /// Bring every component to variance 1 on [`PcaModel::transform`].
    pub whiten: bool,
    /// How the components are found.
    pub solver: Solver,
}

/// How many components [`Pca`] keeps.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Components {
    /// As many as there are: the smaller of the numbers of samples and features.
    All,
    /// This many, at least 1 and at most [`Components::All`].
    Count(usize),
    /// The fewest whose share of the total variance exceeds this fraction, between 0 and 1 (both
    /// excluded).
    VarianceFraction(f64),
}

/// How [`Pca`] finds the components.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Solver {
    /// [`Solver::Covariance`] if there are at least 10 samples a feature and at most 1000
    /// features, else [`Solver::Full`]. The rule of scikit-learn, save that it takes a randomised
    /// solver for some large inputs.
    Auto,
    /// Eigenvectors of the `n_features × n_features` covariance matrix. Memory does not grow with
    /// the number of samples. Variances are accurate to about ε times the *largest* one.
    Covariance,
    /// Singular vectors of the centred samples, of which it holds two copies. Variances are
    /// accurate down to about ε² times the largest one: twice the digits.
    Full,
}

impl Pca {
    /// `n_components` components, not whitened, by the solver that fits the shape.
    pub fn new(n_components: usize) -> Self {
        Self { n_components: Components::Count(n_components), ..Self::default() }
    }

    /// Finds the components of samples.
    ///
    /// `explained_variance` has divisor n − 1, and the entry of largest magnitude of every
    /// component is positive, as in scikit-learn's `PCA`. Of entries whose magnitudes agree to
    /// 1e-10 the first counts as the largest, so that rounding does not choose the sign.
    ///
    /// Three deviations: samples are centred before they are multiplied, whatever the solver;
    /// components beyond the smaller side of the samples are never counted, not in
    /// `noise_variance` either; and where scikit-learn divides by 0 or by rounding noise, there is
    /// an error.
    ///
    /// # Errors
    ///
    /// - [`Error::ComponentCount`] or [`Error::VarianceFraction`] for a parameter out of range;
    /// - [`Error::NoVariance`] for one sample, or several that are all alike;
    /// - [`Error::Overflow`] or [`Error::VarianceRange`] where a variance leaves the range of
    ///   `f64`: samples that spread by less than about 1e-154 or more than 1e154;
    /// - [`Error::Whiten`] if a component to be whitened has a variance at rounding level: at most
    ///   r times the largest one, where r is `max(n_samples, n_features)·ε` for
    ///   [`Solver::Covariance`] and its square for [`Solver::Full`];
    /// - [`Error::NoConvergence`] or [`Error::Residual`] if the decomposition failed. Residuals and
    ///   departures from orthonormality may be up to `16·(m + 4)·ε` of the largest value, m being
    ///   the rows of the matrix decomposed.
    pub fn fit<F: Scalar>(&self, x: SamplesView<F>) -> Result<PcaModel, Error> {
        let (n_samples, n_features) = x.shape();
        self.check(min(n_samples, n_features))?;
        if x.rows().all(|row| row == x.row(0)) {
            return Err(Error::NoVariance { n_samples });
        }
        let decomposition = match self.solver_for(n_samples, n_features) {
            Solver::Full => Decomposition::full(x)?,
            _ => Decomposition::covariance(x)?,
        };
        PcaModel::new(decomposition, self.n_components, self.whiten)
    }

    fn check(&self, largest: usize) -> Result<(), Error> {
        match self.n_components {
            Components::Count(n_components) if !(1..=largest).contains(&n_components) => {
                Err(Error::ComponentCount { n_components, largest })
            }
            Components::VarianceFraction(fraction) if !(fraction > 0.0 && fraction < 1.0) => {
                Err(Error::VarianceFraction { fraction })
            }
            _ => Ok(()),
        }
    }

    fn solver_for(&self, n_samples: usize, n_features: usize) -> Solver {
        match self.solver {
            Solver::Auto if n_features <= 1000 && n_samples / 10 >= n_features => {
                Solver::Covariance
            }
            Solver::Auto => Solver::Full,
            solver => solver,
        }
    }
}

impl Default for Pca {
    /// All components, not whitened, by the solver that fits the shape.
    fn default() -> Self {
        Self { n_components: Components::All, whiten: false, solver: Solver::Auto }
    }
}
