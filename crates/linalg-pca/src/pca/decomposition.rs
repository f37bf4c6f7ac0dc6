use std::cmp::{max, min};

use super::centre::{Centre, Spread};
use super::components::Components;
use super::likely_dimension::likely_dimension;
use super::matrix::Matrix;
use super::solver::Solver;

/// The result of a solver, in the unit of the samples' [`Spread`].
pub(super) struct Decomposition {
    pub(super) centre: Centre,
    pub(super) spread: Spread,
    pub(super) n_samples: usize,
    /// Singular values of the centred samples, descending: one per component kept.
    pub(super) singular_values: Vec<f64>,
    /// The component of each, one per column.
    pub(super) components: Matrix,
    /// The sum of all squared singular values, discarded components included.
    pub(super) total_squares: f64,
    /// The mean square of the discarded singular values; 0 if there are none.
    pub(super) discarded_squares: f64,
    /// The largest variance, relative to the first, that may be rounding alone.
    pub(super) rounding: f64,
    pub(super) solver: Solver,
}

impl Decomposition {
    /// Makes the result from all singular values, of which the first have components.
    pub(super) fn of_all_values(
        centre: Centre,
        spread: Spread,
        shape: (usize, usize),
        (mut singular_values, components): (Vec<f64>, Matrix),
        solver: Solver,
    ) -> Self {
        let discarded = sum_of_squares(&singular_values.split_off(components.n_columns()));
        let found = (singular_values, components);
        Self::of_kept_and_discarded(centre, spread, shape, found, discarded, solver)
    }

    /// Makes the result from the singular values of the components kept. The sum of the other squares
    /// follows from the spread of the samples.
    pub(super) fn of_kept_values(
        centre: Centre,
        spread: Spread,
        (n_samples, n_features): (usize, usize),
        (singular_values, components): (Vec<f64>, Matrix),
        solver: Solver,
    ) -> Self {
        let total_squares = spread.total * n_samples as f64;
        let discarded = (total_squares - sum_of_squares(&singular_values)).max(0.0);
        let (shape, found) = ((n_samples, n_features), (singular_values, components));
        let decomposition =
            Self::of_kept_and_discarded(centre, spread, shape, found, discarded, solver);
        Self { total_squares, ..decomposition }
    }

    /// Makes the result from the singular values of the components kept, and the sum of the other
    /// squares.
    pub(super) fn of_kept_and_discarded(
        centre: Centre,
        spread: Spread,
        (n_samples, n_features): (usize, usize),
        (singular_values, components): (Vec<f64>, Matrix),
        discarded: f64,
        solver: Solver,
    ) -> Self {
        let n_discarded = min(n_samples, n_features) - components.n_columns();
        Self {
            centre,
            spread,
            n_samples,
            total_squares: sum_of_squares(&singular_values) + discarded,
            singular_values,
            components,
            discarded_squares: if n_discarded == 0 { 0.0 } else { discarded / n_discarded as f64 },
            rounding: rounding(n_samples, n_features, solver),
            solver,
        }
    }
}

impl Decomposition {
    /// Keeps the components that were asked for, where the solver left all for this choice.
    pub(super) fn reduced(self, n_components: Components) -> Self {
        if n_components != Components::Likeliest {
            return self;
        }
        let squares: Vec<f64> = self.singular_values.iter().map(|value| value * value).collect();
        let n_kept = likely_dimension(&squares, self.n_samples, self.rounding);
        let mut singular_values = self.singular_values;
        let discarded = sum_of_squares(&singular_values.split_off(n_kept));
        let n_discarded = squares.len() - n_kept;
        Self {
            singular_values,
            components: self.components.with_columns(n_kept),
            discarded_squares: if n_discarded == 0 { 0.0 } else { discarded / n_discarded as f64 },
            ..self
        }
    }
}

fn sum_of_squares(values: &[f64]) -> f64 {
    values.iter().map(|value| value * value).sum()
}

/// The largest variance, relative to the first, that may be rounding alone.
fn rounding(n_samples: usize, n_features: usize, solver: Solver) -> f64 {
    let of_values = max(n_samples, n_features) as f64 * f64::EPSILON;
    match solver {
        Solver::Covariance => of_values,
        _ => of_values.powi(2),
    }
}
