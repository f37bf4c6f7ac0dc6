use digits_data::{Samples, SamplesView, Scalar, compiled_once};

use super::centre::Centre;
use super::decomposition::Decomposition;
use super::matrix::{Matrix, MatrixView};
use super::matrix_product::product;
use super::solver::Solver;
use crate::Error;
use crate::row_chunks::map_chunks;

mod likelihood;
#[cfg(feature = "serde")]
mod stored;

/// Magnitudes this close, relative to the largest, count as equal when a sign is chosen.
const TIE: f64 = 1e-10;

/// The result of [`Pca`](super::Pca): a mean and orthonormal components.
///
/// The feature `serde` stores it in any of its formats. A model that is read is checked.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Stored", into = "stored::Stored"))]
pub struct PcaModel {
    centre: Centre,
    components: Samples<f64>,
    explained_variance: Vec<f64>,
    explained_variance_ratio: Vec<f64>,
    singular_values: Vec<f64>,
    noise_variance: f64,
    whiten: bool,
    solver: Solver,
}

impl PcaModel {
    pub(super) fn new(decomposition: Decomposition, whiten: bool) -> Result<Self, Error> {
        let Decomposition { centre, spread, n_samples, singular_values, components, .. } =
            decomposition;
        // Squares are in the unit of the spread. Multiply by the unit twice, because its square may
        // overflow.
        let divisor = (n_samples - 1) as f64;
        let variance = |square: f64| square / divisor * spread.unit * spread.unit;
        let squares = singular_values.iter().map(|value| value * value);
        let total = variance(decomposition.total_squares);
        if !total.is_finite() {
            return Err(Error::VarianceRange { total });
        }
        let explained_variance: Vec<f64> = squares.clone().map(variance).collect();
        if whiten {
            check_above_rounding(
                &explained_variance,
                decomposition.rounding,
                decomposition.solver,
            )?;
        }
        Ok(Self {
            centre,
            components: as_rows(with_signs(components))?,
            explained_variance,
            explained_variance_ratio: squares.map(|s| s / decomposition.total_squares).collect(),
            singular_values: singular_values.iter().map(|s| s * spread.unit).collect(),
            noise_variance: variance(decomposition.discarded_squares),
            whiten,
            solver: decomposition.solver,
        })
    }

    /// The directions, `(n_components, n_features)`: one unit vector per row, largest variance
    /// first.
    pub fn components(&self) -> SamplesView<'_, f64> {
        self.components.view()
    }

    /// The mean of each feature, subtracted before projecting.
    pub fn mean(&self) -> &[f64] {
        &self.centre.mean
    }

    /// The variance of the samples along each component, divisor n − 1; descending.
    pub fn explained_variance(&self) -> &[f64] {
        &self.explained_variance
    }

    /// Each variance as a share, 0…1, of the total variance of the samples, discarded components
    /// included.
    pub fn explained_variance_ratio(&self) -> &[f64] {
        &self.explained_variance_ratio
    }

    /// The singular values of the centred samples: `√((n − 1) · explained_variance)`.
    pub fn singular_values(&self) -> &[f64] {
        &self.singular_values
    }

    /// The mean variance of the discarded components; 0 if all were kept.
    ///
    /// M. Tipping and C. Bishop, "Probabilistic principal component analysis", 1999.
    pub fn noise_variance(&self) -> f64 {
        self.noise_variance
    }

    /// The mean that is subtracted before projecting, with twice the precision of an `f64`.
    #[cfg(feature = "serde")]
    pub(super) fn centre(&self) -> &Centre {
        &self.centre
    }

    /// True if coordinates are scaled to variance 1.
    pub(super) fn whitens(&self) -> bool {
        self.whiten
    }

    /// Number of components kept.
    pub fn n_components(&self) -> usize {
        self.components.n_samples()
    }

    /// The solver that ran, never [`Solver::Auto`].
    pub fn solver(&self) -> Solver {
        self.solver
    }

    /// Coordinates of samples along the components: `(n_samples, n_components)`.
    ///
    /// Coordinates are computed in `f64` and rounded once to `F`. With whitening, each is divided
    /// by the standard deviation of its component.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`], or [`Error::Data`] where a result is too large for `F`.
    ///
    /// ```
    /// use digits_data::Samples;
    /// use linalg_pca::Pca;
    ///
    /// let samples = Samples::from_rows(&[[1.0, 1.0], [4.0, 5.0], [7.0, 9.0]])?; // on a line
    /// let pca = Pca::new(1).fit(samples.view())?;
    /// let line = pca.transform(samples.view())?;
    /// assert!(f64::abs(line.row(2)[0] - 5.0) < 1e-12); // from the middle to an end
    /// let back = pca.inverse_transform(line.view())?;
    /// assert!(f64::abs(back.row(2)[1] - 9.0) < 1e-12);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        project(self, x)
    }

    fn projected<F: Scalar>(&self, x: SamplesView<'_, F>) -> Result<Samples<F>, Error> {
        check_features(x.n_features(), self.components.n_features())?;
        let directions = self.directions(|entry, deviation| entry / deviation);
        let values = map_chunks(x, self.n_components(), |rows, out| {
            let centred = self.centre.subtract(rows, 1.0);
            let projected = product(directions.view().transpose(), centred.view());
            for (out, &value) in out.iter_mut().zip(projected.as_slice()) {
                *out = F::from_f64(value);
            }
        })?;
        Ok(Samples::new(values, x.n_samples(), self.n_components())?)
    }

    /// Maps coordinates along the components back to samples: `(n_samples, n_features)`.
    ///
    /// It undoes [`transform`](Self::transform), whitening included. The part along discarded
    /// components is lost.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] if `x` does not have one column for each component, or
    /// [`Error::Data`] where a result is too large for `F`.
    pub fn inverse_transform<F: Scalar>(&self, x: SamplesView<F>) -> Result<Samples<F>, Error> {
        place_back(self, x)
    }

    fn placed_back<F: Scalar>(&self, x: SamplesView<'_, F>) -> Result<Samples<F>, Error> {
        check_features(x.n_features(), self.n_components())?;
        let n_features = self.components.n_features();
        let directions = self.directions(|entry, deviation| entry * deviation);
        let values = map_chunks(x, n_features, |rows, out| {
            let coordinates: Vec<f64> = rows.iter().map(|value| value.to_f64()).collect();
            let n_rows = rows.len() / self.n_components();
            let coordinates = MatrixView::new(&coordinates, self.n_components(), n_rows);
            let placed = product(directions.view(), coordinates);
            for (out, placed) in out.chunks_exact_mut(n_features).zip(placed.columns()) {
                for ((out, value), mean) in out.iter_mut().zip(placed).zip(&self.centre.mean) {
                    *out = F::from_f64(value + mean);
                }
            }
        })?;
        Ok(Samples::new(values, x.n_samples(), n_features)?)
    }

    /// The components, one per column, each entry scaled by the deviation of its component.
    fn directions(&self, scaled: impl Fn(f64, f64) -> f64) -> Matrix {
        let (n_components, n_features) = self.components.shape();
        let deviations: Vec<f64> = self.deviations().collect();
        Matrix::from_fn(n_features, n_components, |i, k| {
            scaled(self.components.row(k)[i], deviations[k])
        })
    }

    /// The divisors of whitening: standard deviations, or ones.
    pub(super) fn deviations(&self) -> impl Iterator<Item = f64> {
        let whiten = self.whiten;
        self.explained_variance.iter().map(move |v| if whiten { v.sqrt() } else { 1.0 })
    }
}

compiled_once! {
    fn project<F>(pca: &PcaModel, x: SamplesView<'_, F>) -> Result<Samples<F>, Error>
        = PcaModel::projected
}

compiled_once! {
    fn place_back<F>(pca: &PcaModel, x: SamplesView<'_, F>) -> Result<Samples<F>, Error>
        = PcaModel::placed_back
}

fn check_features(found: usize, expected: usize) -> Result<(), Error> {
    if found == expected { Ok(()) } else { Err(Error::FeatureMismatch { found, expected }) }
}

/// `variances` descend, and the first is positive.
fn check_above_rounding(variances: &[f64], rounding: f64, solver: Solver) -> Result<(), Error> {
    let threshold = rounding * variances[0];
    match variances.iter().position(|&variance| variance <= threshold) {
        Some(component) => {
            let explained_variance = variances[component];
            Err(Error::Whiten { solver, component, explained_variance, threshold })
        }
        None => Ok(()),
    }
}

/// Makes the largest entry of every column positive.
fn with_signs(mut components: Matrix) -> Matrix {
    for component in components.columns_mut() {
        let largest = component.iter().fold(0.0, |largest: f64, entry| largest.max(entry.abs()));
        let tied = largest * (1.0 - TIE);
        if component.iter().find(|entry| entry.abs() >= tied).is_some_and(|&entry| entry < 0.0) {
            for entry in component {
                *entry = -*entry;
            }
        }
    }
    components
}

/// Reinterprets columns as samples, without a copy.
fn as_rows(columns: Matrix) -> Result<Samples<f64>, Error> {
    let (n_features, n_components) = (columns.n_rows(), columns.n_columns());
    Ok(Samples::new(columns.into_values(), n_components, n_features)?)
}
