use std::cmp::min;

use digits_data::{SamplesView, Scalar};
use faer::linalg::matmul::matmul;
use faer::{Accum, MatMut, MatRef};
use nalgebra::DMatrix;
use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64;
use rayon::prelude::*;

use super::Solver;
use super::accuracy::{check, departures_from_identity};
use super::centre::Centre;
use super::decomposition::{Decomposition, rounding};
use super::qr::{ONE_THREAD, Qr, as_faer};
use super::singular_vectors::{product, singular_vectors};
use crate::Error;

/// Rows of a product that one thread computes. A constant, since matrix products of another shape
/// may round in another order.
const ROWS_PER_TASK: usize = 256;

/// Uniform numbers whose sum, less half their number, has variance 1 and is as good as normal.
const UNIFORMS_PER_NORMAL: usize = 12;

/// What [`Solver::Randomized`] is asked for.
pub(super) struct Sketch {
    pub(super) n_components: usize,
    pub(super) n_oversamples: usize,
    pub(super) iterated_power: usize,
    pub(super) seed: u64,
}

/// [`Solver::Randomized`].
///
/// Samples times a random matrix span, very nearly, what the first components of the samples span;
/// every multiplication with the scatter of the samples brings them closer. In that small space the
/// components are found exactly.
pub(super) fn randomized<F: Scalar>(
    x: SamplesView<F>,
    sketch: &Sketch,
) -> Result<Decomposition, Error> {
    let (n_samples, n_features) = x.shape();
    let rank = min(n_samples, n_features);
    let width = min(sketch.n_components.saturating_add(sketch.n_oversamples), rank);
    let (centre, spread) = Centre::and_spread(x)?;
    let centred = centre.subtract(x.as_slice(), spread.unit);
    let (by_sample, by_feature) = (as_faer(&centred).transpose(), as_faer(&centred));

    let directions = normal(n_features, width, &mut Pcg64::seed_from_u64(sketch.seed));
    let mut coordinates = orthonormal(times(by_sample, &directions));
    for _ in 0..sketch.iterated_power {
        // Orthonormal after every product: the first component would else drown the others.
        let directions = orthonormal(times(by_feature, &coordinates));
        coordinates = orthonormal(times(by_sample, &directions));
    }
    let qr = Qr::new(times(by_feature, &coordinates));
    let (mut singular_values, vectors) =
        singular_vectors(&qr.r().transpose(), |_| sketch.n_components)?;
    singular_values.truncate(sketch.n_components);
    let components = qr.q_times(&vectors);
    let gram = product(as_faer(&components).transpose(), &components);
    check(n_features, departures_from_identity(gram))?;

    let kept: f64 = singular_values.iter().map(|value| value * value).sum();
    let total_squares = spread.total * n_samples as f64;
    let n_discarded = rank - sketch.n_components;
    let discarded = (total_squares - kept).max(0.0);
    Ok(Decomposition {
        centre,
        spread,
        n_samples,
        singular_values,
        components,
        total_squares,
        discarded_squares: if n_discarded == 0 { 0.0 } else { discarded / n_discarded as f64 },
        rounding: rounding(n_samples, n_features, Solver::Randomized),
        solver: Solver::Randomized,
    })
}

/// Normal random numbers, or as good as: sums of uniform ones, which unlike logarithms are the same
/// bits everywhere.
fn normal(n_rows: usize, n_columns: usize, generator: &mut Pcg64) -> DMatrix<f64> {
    let mut number = || {
        let uniforms = (0..UNIFORMS_PER_NORMAL).map(|_| (generator.next_u64() >> 11) as f64);
        uniforms.sum::<f64>() / (1_u64 << 53) as f64 - UNIFORMS_PER_NORMAL as f64 / 2.0
    };
    DMatrix::from_fn(n_rows, n_columns, |_, _| number())
}

fn orthonormal(columns: DMatrix<f64>) -> DMatrix<f64> {
    Qr::new(columns).q()
}

/// A matrix product in parallel, some rows each.
fn times(left: MatRef<'_, f64>, right: &DMatrix<f64>) -> DMatrix<f64> {
    let width = right.ncols();
    let mut transposed = DMatrix::zeros(width, left.nrows());
    let tasks = transposed.as_mut_slice().par_chunks_mut(ROWS_PER_TASK * width);
    tasks.enumerate().for_each(|(task, out)| {
        let n_rows = out.len() / width;
        let rows = left.subrows(task * ROWS_PER_TASK, n_rows);
        let out = MatMut::from_column_major_slice_mut(out, width, n_rows).transpose_mut();
        matmul(out, Accum::Replace, rows, as_faer(right), 1.0, ONE_THREAD);
    });
    transposed.transpose()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_plain_loops() {
        let left = DMatrix::from_fn(2 * ROWS_PER_TASK + 3, 5, |i, j| ((i * 3 + j) % 7) as f64);
        let right = DMatrix::from_fn(5, 4, |i, j| (i as f64) - (j * j) as f64);
        assert_eq!(times(as_faer(&left), &right), &left * &right);
        let wide = left.transpose();
        assert_eq!(times(as_faer(&wide).transpose(), &right), &left * &right);
    }

    #[test]
    fn the_random_matrix_is_pinned() {
        let numbers = normal(50, 40, &mut Pcg64::seed_from_u64(0));
        assert!(numbers.mean().abs() < 0.1 && (numbers.variance() - 1.0).abs() < 0.1);
        assert!(numbers.amax() > 3.0);
        println!("{:?}", &numbers.as_slice()[..2]);
    }
}
