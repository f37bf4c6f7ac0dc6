use std::cmp::min;

use digits_data::{Samples, SamplesView, Scalar, memory};
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;

use super::accuracy::{check, departures_from_identity};
use super::centre::Centre;
use super::decomposition::Decomposition;
use super::matrix::Matrix;
use super::matrix_product::{gram, product};
use super::model::PcaModel;
use super::qr::Qr;
use super::singular_vectors::singular_vectors;
use super::solver::Solver;
use crate::Error;

/// Number of uniform numbers per normal one: their sum minus 6 has variance 1 and is nearly normal.
const UNIFORMS_PER_NORMAL: usize = 12;

/// The parameters of [`Solver::Randomized`].
pub(super) struct Sketch {
    pub(super) n_components: usize,
    pub(super) n_oversamples: usize,
    pub(super) iterated_power: usize,
    pub(super) seed: u64,
}

/// [`Solver::Randomized`].
///
/// Samples times a random matrix span nearly the same space as their first components. Every
/// multiplication with the scatter of the samples brings the two closer. In that small space the
/// components are found exactly.
pub(super) fn randomized<F: Scalar>(
    x: SamplesView<F>,
    sketch: &Sketch,
) -> Result<Randomized, Error> {
    let (n_samples, n_features) = x.shape();
    let rank = min(n_samples, n_features);
    let width = min(sketch.n_components.saturating_add(sketch.n_oversamples), rank);
    let (centre, spread) = Centre::and_spread(x)?;
    let centred = centre.subtract(x.as_slice(), spread.unit);
    let (by_sample, by_feature) = (centred.view().transpose(), centred.view());

    let directions = normal(n_features, width, &mut Pcg64::seed_from_u64(sketch.seed));
    let mut coordinates = orthonormal(product(by_sample, directions.view()));
    for _ in 0..sketch.iterated_power {
        // Made orthonormal after every product. Otherwise the first component would drown the
        // others.
        let directions = orthonormal(product(by_feature, coordinates.view()));
        coordinates = orthonormal(product(by_sample, directions.view()));
    }
    let qr = Qr::new(product(by_feature, coordinates.view()));
    let transposed = qr.r().transpose();
    let (mut singular_values, vectors) = singular_vectors(&transposed, |_| sketch.n_components)?;
    singular_values.truncate(sketch.n_components);
    let components = qr.q_times(&vectors);
    check(n_features, departures_from_identity(&gram(&components)))?;

    let within = product(transposed.view(), vectors.view());
    let coordinates = product(coordinates.view(), within.view());
    let (shape, found, solver) = (x.shape(), (singular_values, components), Solver::Randomized);
    let decomposition = Decomposition::of_kept_values(centre, spread, shape, found, solver);
    Ok(Randomized { decomposition, coordinates })
}

/// What [`randomized`] finds.
pub(super) struct Randomized {
    pub(super) decomposition: Decomposition,
    /// The left singular vectors times the singular values, one column per component.
    coordinates: Matrix,
}

impl Randomized {
    pub(super) fn model_and_coordinates<F: Scalar>(
        self,
        whiten: bool,
    ) -> Result<(PcaModel, Samples<F>), Error> {
        let Self { decomposition, coordinates } = self;
        let (unit, found) = (decomposition.spread.unit, decomposition.components.clone());
        let model = PcaModel::new(decomposition, whiten)?;
        // The model may have turned a component around.
        let turned = model
            .components()
            .rows()
            .zip(found.columns())
            .map(|(kept, found)| if kept == found { unit } else { -unit });
        let factors: Vec<f64> =
            turned.zip(model.deviations()).map(|(unit, by)| unit / by).collect();
        let (n_samples, n_components) = (coordinates.n_rows(), factors.len());
        let mut values = memory::reserved(n_samples * n_components)?;
        for sample in 0..n_samples {
            let along = coordinates.columns().zip(&factors);
            values.extend(along.map(|(column, factor)| F::from_f64(column[sample] * factor)));
        }
        Ok((model, Samples::new(values, n_samples, n_components)?))
    }
}

/// Draws nearly normal random numbers as sums of uniform ones. Unlike logarithms, these have the
/// same bits everywhere.
fn normal(n_rows: usize, n_columns: usize, generator: &mut Pcg64) -> Matrix {
    let mut number = || {
        let uniforms = (0..UNIFORMS_PER_NORMAL).map(|_| (generator.next_u64() >> 11) as f64);
        uniforms.sum::<f64>() / (1_u64 << 53) as f64 - UNIFORMS_PER_NORMAL as f64 / 2.0
    };
    Matrix::from_fn(n_rows, n_columns, |_, _| number())
}

fn orthonormal(columns: Matrix) -> Matrix {
    Qr::new(columns).q()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_random_matrix_is_pinned() {
        let numbers = normal(50, 40, &mut Pcg64::seed_from_u64(0)).to_nalgebra();
        assert!(numbers.mean().abs() < 0.1 && (numbers.variance() - 1.0).abs() < 0.1);
        assert!(numbers.amax() > 3.0);
        let bits = |at: usize| numbers.as_slice()[at].to_bits();
        assert_eq!(bits(0), (-0.856_386_135_874_795_5_f64).to_bits());
        assert_eq!(bits(1), (-1.073_425_504_321_306_f64).to_bits());
    }
}
