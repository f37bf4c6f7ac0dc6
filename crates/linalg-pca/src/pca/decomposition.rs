use std::cmp::max;

use nalgebra::DMatrix;

use super::centre::{Centre, Spread};
use super::{Components, Solver};

/// What a solver has found, in the unit of the samples' [`Spread`].
pub(super) struct Decomposition {
    pub(super) centre: Centre,
    pub(super) spread: Spread,
    pub(super) n_samples: usize,
    /// Of the centred samples, descending: of the components kept.
    pub(super) singular_values: Vec<f64>,
    /// The component of each, one a column.
    pub(super) components: DMatrix<f64>,
    /// The sum of the squares of all singular values, of the components discarded too.
    pub(super) total_squares: f64,
    /// The mean of the squares of those discarded; 0 if none was.
    pub(super) discarded_squares: f64,
    /// The largest variance, relative to the first, that may be rounding alone.
    pub(super) rounding: f64,
    pub(super) solver: Solver,
}

impl Decomposition {
    /// From all singular values there are, of which the first have components.
    pub(super) fn of_all_values(
        centre: Centre,
        spread: Spread,
        (n_samples, n_features): (usize, usize),
        mut singular_values: Vec<f64>,
        components: DMatrix<f64>,
        solver: Solver,
    ) -> Self {
        let square = |value: &f64| value * value;
        let total_squares = singular_values.iter().map(square).sum();
        let discarded = singular_values.split_off(components.ncols());
        let squares: f64 = discarded.iter().map(square).sum();
        let discarded_squares =
            if discarded.is_empty() { 0.0 } else { squares / discarded.len() as f64 };
        let rounding = rounding(n_samples, n_features, solver);
        Self {
            centre,
            spread,
            n_samples,
            singular_values,
            components,
            total_squares,
            discarded_squares,
            rounding,
            solver,
        }
    }
}

/// The largest variance, relative to the first, that may be rounding alone.
pub(super) fn rounding(n_samples: usize, n_features: usize, solver: Solver) -> f64 {
    let of_values = max(n_samples, n_features) as f64 * f64::EPSILON;
    match solver {
        Solver::Covariance => of_values,
        _ => of_values.powi(2),
    }
}

impl Components {
    /// How many of these components, by the squares of their singular values, descending.
    pub(super) fn n_kept(self, squares: impl Iterator<Item = f64> + Clone) -> usize {
        match self {
            Self::All => squares.count(),
            Self::Count(n_kept) => n_kept,
            Self::VarianceFraction(fraction) => n_exceeding(squares, fraction),
        }
    }
}

/// The fewest leading squares whose share of the sum exceeds `fraction`; all of them if rounding
/// keeps even that from it.
fn n_exceeding(squares: impl Iterator<Item = f64> + Clone, fraction: f64) -> usize {
    let total: f64 = squares.clone().sum();
    let mut sum = 0.0;
    let mut n_before = 0;
    for square in squares {
        sum += square / total;
        n_before += 1;
        if sum > fraction {
            break;
        }
    }
    n_before
}
