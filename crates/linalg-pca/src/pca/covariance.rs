use std::cmp::min;

use digits_data::{SamplesView, Scalar};

use super::centre::{Centre, Spread};
use super::components::Components;
use super::decomposition::Decomposition;
use super::matrix::Matrix;
use super::scatter::products_of_features;
use super::solver::Solver;
use super::symmetric_eigen::symmetric_eigen;
use crate::Error;

/// [`Solver::Covariance`].
pub(super) fn covariance<F: Scalar>(
    x: SamplesView<F>,
    n_components: Components,
) -> Result<Decomposition, Error> {
    let (centre, spread) = Centre::and_spread(x)?;
    let scatter = products_of_features(x, &centre, spread.unit);
    decomposed(&scatter, centre, spread, x.shape(), n_components)
}

/// Finds the components of a scatter.
pub(super) fn decomposed(
    scatter: &Matrix,
    centre: Centre,
    spread: Spread,
    (n_samples, n_features): (usize, usize),
    n_components: Components,
) -> Result<Decomposition, Error> {
    // Centred samples span no more directions than this; the rest is rounding.
    let rank = min(n_samples, n_features);
    let (eigenvalues, components) = symmetric_eigen(scatter, rank, n_components)?;
    let singular_values = eigenvalues[..rank].iter().map(|value| value.max(0.0).sqrt()).collect();
    Ok(Decomposition::of_all_values(
        centre,
        spread,
        (n_samples, n_features),
        (singular_values, components),
        Solver::Covariance,
    ))
}
