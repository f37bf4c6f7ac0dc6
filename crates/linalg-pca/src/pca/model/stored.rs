//! Every field of the model, by the names of its methods.

use digits_data::Samples;
use serde::{Deserialize, Serialize};

use super::{Centre, PcaModel, Solver};
use crate::Error;
use crate::pca::accuracy::departures_from_identity;
use crate::pca::matrix::MatrixView;
use crate::pca::matrix_product::product;
use crate::stored::{Range, check, check_each};

/// The largest accepted departure from orthonormal. A format may round; a fit is never further off.
const ORTHONORMAL: f64 = 1e-6;

#[derive(Serialize, Deserialize)]
#[serde(rename = "PcaModel", deny_unknown_fields)]
pub(super) struct Stored {
    solver: Solver,
    whiten: bool,
    mean: Vec<f64>,
    /// The part of the mean that rounding left out.
    mean_remainder: Vec<f64>,
    components: Samples<f64>,
    explained_variance: Vec<f64>,
    explained_variance_ratio: Vec<f64>,
    singular_values: Vec<f64>,
    noise_variance: f64,
}

impl From<PcaModel> for Stored {
    fn from(model: PcaModel) -> Self {
        let Centre { mean, remainder: mean_remainder } = model.centre;
        Self {
            solver: model.solver,
            whiten: model.whiten,
            mean,
            mean_remainder,
            components: model.components,
            explained_variance: model.explained_variance,
            explained_variance_ratio: model.explained_variance_ratio,
            singular_values: model.singular_values,
            noise_variance: model.noise_variance,
        }
    }
}

impl TryFrom<Stored> for PcaModel {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self, Error> {
        if stored.solver == Solver::Auto {
            return Err(Error::StoredSolver);
        }
        check_numbers(&stored)?;
        check_orthonormal(&stored.components)?;
        Ok(Self {
            centre: Centre { mean: stored.mean, remainder: stored.mean_remainder },
            components: stored.components,
            explained_variance: stored.explained_variance,
            explained_variance_ratio: stored.explained_variance_ratio,
            singular_values: stored.singular_values,
            noise_variance: stored.noise_variance,
            whiten: stored.whiten,
            solver: stored.solver,
        })
    }
}

fn check_numbers(stored: &Stored) -> Result<(), Error> {
    let (n_components, n_features) = stored.components.shape();
    check_each("mean", &stored.mean, n_features, Range::Finite)?;
    check_each("mean_remainder", &stored.mean_remainder, n_features, Range::Finite)?;
    // Whitening divides by the root of the variance.
    let variance = if stored.whiten { Range::AboveZero } else { Range::FromZero };
    check_each("explained_variance", &stored.explained_variance, n_components, variance)?;
    check_falling(&stored.explained_variance)?;
    let ratio = &stored.explained_variance_ratio;
    check_each("explained_variance_ratio", ratio, n_components, Range::FromZero)?;
    check_each("singular_values", &stored.singular_values, n_components, Range::FromZero)?;
    check("noise_variance", stored.noise_variance, Range::FromZero)
}

fn check_falling(explained_variance: &[f64]) -> Result<(), Error> {
    match explained_variance.windows(2).position(|pair| pair[0] < pair[1]) {
        Some(before) => Err(Error::StoredValue {
            field: "explained_variance",
            index: Some(before + 1),
            value: explained_variance[before + 1],
            expected: "not above the one before it",
        }),
        None => Ok(()),
    }
}

fn check_orthonormal(components: &Samples<f64>) -> Result<(), Error> {
    let (n_components, n_features) = components.shape();
    let columns = MatrixView::new(components.as_slice(), n_features, n_components);
    let gram = product(columns.transpose(), columns);
    match departures_from_identity(&gram).map(f64::abs).reduce(f64::max) {
        Some(residual) if residual > ORTHONORMAL => {
            Err(Error::Residual { size: n_components, residual, bound: ORTHONORMAL })
        }
        _ => Ok(()),
    }
}
