use digits_data::{SamplesView, Scalar};
use nalgebra::DMatrix;

use super::centre::Centre;
use super::decomposition::Decomposition;
use super::qr::Qr;
use super::singular_vectors::singular_vectors;
use super::{Components, Solver};
use crate::Error;

/// [`Solver::Full`].
pub(super) fn full<F: Scalar>(
    x: SamplesView<F>,
    n_components: Components,
) -> Result<Decomposition, Error> {
    let (n_samples, n_features) = x.shape();
    let (centre, spread) = Centre::and_spread(x)?;
    let (singular_values, components) = if n_samples >= n_features {
        principal_axes_of_rows(centre.subtract_transposed(x.as_slice(), spread.unit), n_components)?
    } else {
        principal_axes_of_columns(centre.subtract(x.as_slice(), spread.unit), n_components)?
    };
    Ok(Decomposition::of_all_values(
        centre,
        spread,
        x.shape(),
        singular_values,
        components,
        Solver::Full,
    ))
}

/// Singular values and principal axes of centred samples that are rows, at least as many as there
/// are features.
///
/// A QR decomposition leaves a square matrix of the shorter side, whichever that is.
pub(super) fn principal_axes_of_rows(
    centred: DMatrix<f64>,
    n_components: Components,
) -> Result<(Vec<f64>, DMatrix<f64>), Error> {
    singular_vectors(&Qr::new(centred).r(), |values| n_kept(n_components, values))
}

/// Singular values and principal axes of centred samples that are columns, at most as many as there
/// are features.
pub(super) fn principal_axes_of_columns(
    centred: DMatrix<f64>,
    n_components: Components,
) -> Result<(Vec<f64>, DMatrix<f64>), Error> {
    let qr = Qr::new(centred);
    let (values, vectors) =
        singular_vectors(&qr.r().transpose(), |values| n_kept(n_components, values))?;
    Ok((values, qr.q_times(&vectors)))
}

fn n_kept(n_components: Components, values: &[f64]) -> usize {
    n_components.n_kept(values.iter().map(|value| value * value))
}
