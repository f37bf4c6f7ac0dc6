use digits_data::{SamplesView, Scalar};

use super::centre::Centre;
use super::components::Components;
use super::decomposition::Decomposition;
use super::leading_axes::{LeadingAxes, leading_axes};
use super::matrix::Matrix;
use super::qr::Qr;
use super::singular_vectors::singular_vectors;
use super::solver::Solver;
use crate::Error;

/// [`Solver::Full`].
pub(super) fn full<F: Scalar>(
    x: SamplesView<F>,
    n_components: Components,
) -> Result<Decomposition, Error> {
    let (centre, spread) = Centre::and_spread(x)?;
    let leading = match n_components {
        Components::Count(count) => leading_axes(x, &centre, spread.unit, count),
        _ => None,
    };
    if let Some(LeadingAxes { singular_values, components, discarded }) = leading {
        return Ok(Decomposition::of_kept_and_discarded(
            centre,
            spread,
            x.shape(),
            (singular_values, components),
            discarded,
            Solver::Full,
        ));
    }
    let found = singular_value_decomposition(x, &centre, spread.unit, n_components)?;
    Ok(Decomposition::of_all_values(centre, spread, x.shape(), found, Solver::Full))
}

/// Finds all singular values of the centred samples, and the principal axes to keep.
pub(super) fn singular_value_decomposition<F: Scalar>(
    x: SamplesView<F>,
    centre: &Centre,
    unit: f64,
    n_components: Components,
) -> Result<(Vec<f64>, Matrix), Error> {
    let (n_samples, n_features) = x.shape();
    if n_samples >= n_features {
        principal_axes_of_rows(centre.subtract_transposed(x.as_slice(), unit), n_components)
    } else {
        principal_axes_of_columns(centre.subtract(x.as_slice(), unit), n_components)
    }
}

/// Finds singular values and principal axes of centred samples, one per row, at least as many as
/// features.
///
/// A QR decomposition first leaves a square matrix of the shorter side.
pub(super) fn principal_axes_of_rows(
    centred: Matrix,
    n_components: Components,
) -> Result<(Vec<f64>, Matrix), Error> {
    singular_vectors(Qr::new(centred).r(), |values| n_kept(n_components, values))
}

/// Finds singular values and principal axes of centred samples, one per column, at most as many as
/// features.
pub(super) fn principal_axes_of_columns(
    centred: Matrix,
    n_components: Components,
) -> Result<(Vec<f64>, Matrix), Error> {
    let qr = Qr::new(centred);
    let (values, vectors) =
        singular_vectors(&qr.r().transpose(), |values| n_kept(n_components, values))?;
    Ok((values, qr.q_times(&vectors)))
}

fn n_kept(n_components: Components, values: &[f64]) -> usize {
    n_components.n_kept(values.iter().map(|value| value * value))
}
