use std::cmp::min;

use digits_data::{Samples, SamplesView, Scalar, compiled_once};

use super::components::Components;
use super::covariance::covariance;
use super::decomposition::Decomposition;
use super::full::full;
use super::model::PcaModel;
use super::randomized::{Sketch, randomized};
use super::solver::Solver;
use crate::Error;

/// Parameters of principal component analysis, which finds the orthogonal directions of largest
/// variance.
///
/// [`fit`](Self::fit) returns the [`PcaModel`] that transforms.
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
    /// Number of components to keep.
    pub n_components: Components,
    /// Bring every component to variance 1 on [`PcaModel::transform`].
    pub whiten: bool,
    /// The algorithm that finds the components.
    pub solver: Solver,
    /// For [`Solver::Randomized`]: columns of the random matrix beyond `n_components`. More columns
    /// catch the components more surely. Columns beyond the number of directions are not used.
    pub n_oversamples: usize,
    /// For [`Solver::Randomized`]: number of power iterations, which multiply the samples with
    /// themselves. `None` is scikit-learn's `"auto"`: 7 for less than a tenth of the components,
    /// else 4.
    pub iterated_power: Option<usize>,
    /// For [`Solver::Randomized`]: the seed of its random numbers. The same seed gives the same
    /// bits, for any number of threads.
    pub seed: u64,
}

impl Pca {
    /// Keeps `n_components` components, without whitening, by the solver that suits the shape.
    pub fn new(n_components: usize) -> Self {
        Self { n_components: Components::Count(n_components), ..Self::default() }
    }

    /// Finds the components of samples.
    ///
    /// `explained_variance` has divisor n − 1, and the entry of largest magnitude of every
    /// component is positive, as in scikit-learn's `PCA`. Of entries whose magnitudes agree to
    /// 1e-10 the first counts as the largest, so that rounding does not choose the sign.
    ///
    /// There are three deviations. Samples are centred before they are multiplied, for every
    /// solver. Components beyond the smaller side of the samples are never counted, not even in
    /// `noise_variance`. A division by 0 or by rounding noise is an error.
    ///
    /// # Errors
    ///
    /// - [`Error::ComponentCount`] or [`Error::VarianceFraction`] for a parameter out of range.
    /// - [`Error::RandomizedComponents`] if [`Solver::Randomized`] is not given a number of components;
    ///   [`Error::LikeliestComponents`] if [`Components::Likeliest`] has fewer samples than features.
    /// - [`Error::NoVariance`] for one sample, or several that are all equal.
    /// - [`Error::Overflow`] or [`Error::VarianceRange`] where a variance leaves the range of
    ///   `f64`: samples that spread by less than about 1e-154 or more than 1e154.
    /// - [`Error::Whiten`] if a component to be whitened has a variance at rounding level. That is at
    ///   most r times the largest one, where r is `max(n_samples, n_features)·ε` for
    ///   [`Solver::Covariance`] and its square for the others. [`Solver::Auto`] tries
    ///   [`Solver::Full`] before it fails.
    /// - [`Error::NoConvergence`] or [`Error::Residual`] if the decomposition failed. Residuals and
    ///   departures from orthonormality may be up to `16·(m + 4)·ε` of the largest value, m being
    ///   the rows of the matrix decomposed.
    ///
    /// ```
    /// use digits_data::load_digits;
    /// use linalg_pca::{Pca, Solver};
    ///
    /// let digits = load_digits()?;
    /// let exact = Pca::new(2).fit(digits.samples().view())?;
    /// let randomized = Pca { solver: Solver::Randomized, seed: 7, ..Pca::new(2) };
    /// let close = randomized.fit(digits.samples().view())?;
    /// let ratio = close.explained_variance()[1] / exact.explained_variance()[1];
    /// assert!((1.0 - 1e-9..=1.0 + 1e-12).contains(&ratio));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit<F: Scalar>(&self, x: SamplesView<F>) -> Result<PcaModel, Error> {
        fit(self, x)
    }

    /// Finds the components and returns the samples' coordinates along them too.
    ///
    /// These are the coordinates that [`PcaModel::transform`] gives, but for [`Solver::Randomized`]. There
    /// they come from the decomposition itself, as in scikit-learn: their variance is exactly
    /// [`PcaModel::explained_variance`], and they are orthogonal to each other.
    ///
    /// # Errors
    ///
    /// The errors of [`fit`](Self::fit) and [`PcaModel::transform`].
    ///
    /// ```
    /// use digits_data::load_digits;
    /// use linalg_pca::{Pca, Solver};
    ///
    /// let digits = load_digits()?;
    /// let pca = Pca { solver: Solver::Randomized, iterated_power: Some(0), ..Pca::new(2) };
    /// let (model, coordinates) = pca.fit_transform(digits.samples().view())?;
    /// let squares: f64 = coordinates.rows().map(|row| row[0] * row[0]).sum();
    /// assert!((squares / 1796.0 / model.explained_variance()[0] - 1.0).abs() < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fit_transform<F: Scalar>(
        &self,
        x: SamplesView<F>,
    ) -> Result<(PcaModel, Samples<F>), Error> {
        fit_transform(self, x)
    }

    fn fit_checked<F: Scalar>(&self, x: SamplesView<'_, F>) -> Result<PcaModel, Error> {
        let solver = self.check_samples(x)?;
        let model =
            |found: Decomposition| PcaModel::new(found.reduced(self.n_components), self.whiten);
        match solver {
            Solver::Randomized => model(randomized(x, &self.sketch(x)?)?.decomposition),
            Solver::Covariance => match model(covariance(x, self.n_components)?) {
                // The other solver sees variances that are only rounding for this one.
                Err(Error::Whiten { .. }) if self.solver == Solver::Auto => {
                    model(full(x, self.n_components)?)
                }
                found => found,
            },
            _ => model(full(x, self.n_components)?),
        }
    }

    fn fit_transform_checked<F: Scalar>(
        &self,
        x: SamplesView<'_, F>,
    ) -> Result<(PcaModel, Samples<F>), Error> {
        if self.check_samples(x)? == Solver::Randomized {
            let found = randomized(x, &self.sketch(x)?)?;
            return found.model_and_coordinates(self.whiten);
        }
        let model = self.fit(x)?;
        let coordinates = model.transform(x)?;
        Ok((model, coordinates))
    }

    /// Checks the parameters and that the samples differ. Returns the solver that suits them.
    fn check_samples<F: Scalar>(&self, x: SamplesView<'_, F>) -> Result<Solver, Error> {
        let (n_samples, n_features) = x.shape();
        self.check(n_samples, n_features)?;
        if x.rows().all(|row| row == x.row(0)) {
            return Err(Error::NoVariance { n_samples });
        }
        Ok(self.solver_for(n_samples, n_features))
    }

    pub(super) fn check(&self, n_samples: usize, n_features: usize) -> Result<(), Error> {
        let largest = min(n_samples, n_features);
        match self.n_components {
            Components::Count(n_components) if !(1..=largest).contains(&n_components) => {
                Err(Error::ComponentCount { n_components, largest })
            }
            Components::VarianceFraction(fraction) if !(fraction > 0.0 && fraction < 1.0) => {
                Err(Error::VarianceFraction { fraction })
            }
            Components::Count(_) => Ok(()),
            _ if self.solver == Solver::Randomized => Err(Error::RandomizedComponents),
            Components::Likeliest if n_samples < n_features => {
                Err(Error::LikeliestComponents { n_samples, n_features })
            }
            _ => Ok(()),
        }
    }

    pub(super) fn solver_for(&self, n_samples: usize, n_features: usize) -> Solver {
        match self.solver {
            Solver::Auto if n_features <= 1000 && n_samples / 10 >= n_features => {
                Solver::Covariance
            }
            Solver::Auto => Solver::Full,
            solver => solver,
        }
    }

    fn sketch<F: Scalar>(&self, x: SamplesView<'_, F>) -> Result<Sketch, Error> {
        let Components::Count(n_components) = self.n_components else {
            return Err(Error::RandomizedComponents);
        };
        let largest = min(x.n_samples(), x.n_features());
        let few = n_components < largest.div_ceil(10);
        let iterated_power = self.iterated_power.unwrap_or(if few { 7 } else { 4 });
        let (n_oversamples, seed) = (self.n_oversamples, self.seed);
        Ok(Sketch { n_components, n_oversamples, iterated_power, seed })
    }
}

compiled_once! {
    fn fit<F>(pca: &Pca, x: SamplesView<'_, F>) -> Result<PcaModel, Error> = Pca::fit_checked
}

compiled_once! {
    fn fit_transform<F>(pca: &Pca, x: SamplesView<'_, F>) -> Result<(PcaModel, Samples<F>), Error>
        = Pca::fit_transform_checked
}

impl Default for Pca {
    /// Keeps all components, without whitening, by the solver that suits the shape. For
    /// [`Solver::Randomized`]: 10 columns more than components, and seed 0.
    fn default() -> Self {
        Self {
            n_components: Components::All,
            whiten: false,
            solver: Solver::Auto,
            n_oversamples: 10,
            iterated_power: None,
            seed: 0,
        }
    }
}
