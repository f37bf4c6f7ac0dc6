use std::cmp::{max, min};

use digits_data::{SamplesView, Scalar};
use nalgebra::{DMatrix, QR};

use super::Solver;
use super::centre::Centre;
use super::scatter::scatter;
use super::singular_vectors::singular_vectors;
use super::symmetric_eigen::symmetric_eigen;
use crate::Error;
use crate::row_chunks::fold_chunks;

/// Rows whose products one thread adds up: enough that adding their `n_features²` sums to the
/// total costs little, few enough that their centred copy stays small.
const COVARIANCE_CHUNK_ROWS: usize = 2048;

/// All components of some samples, before a number of them is chosen.
pub(super) struct Decomposition {
    pub(super) centre: Centre,
    pub(super) n_samples: usize,
    /// Singular values are counted in this unit, a power of two near the spread of the samples.
    pub(super) unit: f64,
    /// Of the centred samples, descending.
    pub(super) singular_values: Vec<f64>,
    /// The component of each, one a column.
    pub(super) components: DMatrix<f64>,
    /// The largest variance, relative to the first, that may be rounding alone.
    pub(super) rounding: f64,
    pub(super) solver: Solver,
}

impl Decomposition {
    pub(super) fn covariance<F: Scalar>(x: SamplesView<F>) -> Result<Self, Error> {
        let (n_samples, n_features) = x.shape();
        let (centre, unit) = Centre::and_unit(x)?;
        let scatter = fold_chunks(
            x,
            COVARIANCE_CHUNK_ROWS,
            Ok(DMatrix::zeros(n_features, n_features)),
            |_, rows| scatter(&centre.subtract(rows, unit)),
            |total: &mut Result<_, Error>, part| match (total, part) {
                (Ok(total), Ok(part)) => *total += part,
                (total, Err(error)) => *total = Err(error),
                (Err(_), Ok(_)) => {}
            },
        );
        let (eigenvalues, mut components) = symmetric_eigen(scatter?)?;
        // Centred samples span no more directions than this; the rest is rounding.
        let rank = min(n_samples, n_features);
        components.resize_horizontally_mut(rank, 0.0);
        let singular_values = eigenvalues[..rank].iter().map(|x| x.max(0.0).sqrt()).collect();
        Ok(Self {
            centre,
            n_samples,
            unit,
            singular_values,
            components,
            rounding: max(n_samples, n_features) as f64 * f64::EPSILON,
            solver: Solver::Covariance,
        })
    }

    /// A QR decomposition leaves a square matrix of the shorter side, whichever that is.
    pub(super) fn full<F: Scalar>(x: SamplesView<F>) -> Result<Self, Error> {
        let (n_samples, n_features) = x.shape();
        let (centre, unit) = Centre::and_unit(x)?;
        let centred = centre.subtract(x.as_slice(), unit);
        let (singular_values, components) = if n_samples >= n_features {
            singular_vectors(QR::new(centred.transpose()).unpack_r())?
        } else {
            let (q, r) = QR::new(centred).unpack();
            let (singular_values, vectors) = singular_vectors(r.transpose())?;
            (singular_values, q * vectors)
        };
        Ok(Self {
            centre,
            n_samples,
            unit,
            singular_values,
            components,
            rounding: (max(n_samples, n_features) as f64 * f64::EPSILON).powi(2),
            solver: Solver::Full,
        })
    }
}
