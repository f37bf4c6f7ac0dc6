use super::super::matrix::Matrix;
use super::orthogonal::{normalise, orthogonalise, without_pattern};
use super::tridiagonal::Tridiagonal;
use crate::distance::vectorized;

/// Inverse iterations for one vector; the second usually changes only rounding.
const INVERSE_ITERATIONS: usize = 3;

/// Finds eigenvectors of a tridiagonal matrix, one per column, by inverse iteration. Each is made
/// orthogonal to those before it, because inverse iteration does not separate close eigenvalues.
pub(super) fn leading_vectors(tridiagonal: &Tridiagonal, values: &[f64]) -> Matrix {
    let size = tridiagonal.diagonal.len();
    let mut vectors = Matrix::zeros(size, values.len());
    let largest = values.first().map_or(0.0, |value| value.abs());
    vectorized(
        #[inline(always)]
        || {
            for (k, value) in values.iter().enumerate() {
                let (before, vector) = vectors.as_mut_slice().split_at_mut(k * size);
                let vector = &mut vector[..size];
                // Equal shifts would give equal vectors. A shift moved this little leaves no
                // residual.
                let shift = value + k as f64 * f64::EPSILON * largest;
                let solve = Shifted::new(tridiagonal, shift, f64::EPSILON * largest);
                without_pattern(vector, k);
                for _ in 0..INVERSE_ITERATIONS {
                    solve.solve(vector);
                    normalise(vector);
                    orthogonalise(vector, before);
                }
            }
        },
    );
    vectors
}

/// `T − shift·I` as lower and upper factors, with rows swapped where the pivot is larger.
struct Shifted {
    /// Pivot, and the two entries to the right of it.
    rows: Vec<[f64; 3]>,
    /// The factor of each elimination step, and true if the rows were swapped first.
    steps: Vec<(f64, bool)>,
}

impl Shifted {
    fn new(tridiagonal: &Tridiagonal, shift: f64, smallest_pivot: f64) -> Self {
        let Tridiagonal { diagonal, off_diagonal } = tridiagonal;
        let off = |i: usize| off_diagonal.get(i).copied().unwrap_or(0.0);
        let mut rows = Vec::with_capacity(diagonal.len());
        let mut steps = Vec::with_capacity(off_diagonal.len());
        let mut row = [diagonal[0] - shift, off(0), 0.0];
        for i in 0..off_diagonal.len() {
            let mut next = [off(i), diagonal[i + 1] - shift, off(i + 1)];
            let swapped = next[0].abs() > row[0].abs();
            if swapped {
                (row, next) = (next, row);
            }
            row[0] = away_from_zero(row[0], smallest_pivot);
            let factor = next[0] / row[0];
            rows.push(row);
            steps.push((factor, swapped));
            row = [next[1] - factor * row[1], next[2] - factor * row[2], 0.0];
        }
        row[0] = away_from_zero(row[0], smallest_pivot);
        rows.push(row);
        Self { rows, steps }
    }

    fn solve(&self, vector: &mut [f64]) {
        for (i, &(factor, swapped)) in self.steps.iter().enumerate() {
            if swapped {
                vector.swap(i, i + 1);
            }
            vector[i + 1] -= factor * vector[i];
        }
        let (mut next, mut after) = (0.0, 0.0);
        for (value, [pivot, right, far]) in vector.iter_mut().zip(&self.rows).rev() {
            let solved = (*value - right * next - far * after) / pivot;
            (*value, next, after) = (solved, solved, next);
        }
    }
}

fn away_from_zero(pivot: f64, smallest: f64) -> f64 {
    if pivot.abs() < smallest { smallest.copysign(pivot) } else { pivot }
}
