use super::super::matrix::Matrix;
use super::super::rotations::{Rotations, Sweep};
use crate::Error;

/// Twice LAPACK's limit of 30 iterations.
const ITERATIONS_PER_EIGENVALUE: usize = 60;

/// A symmetric matrix whose only nonzero entries are on the diagonal and next to it.
pub(super) struct Tridiagonal {
    pub(super) diagonal: Vec<f64>,
    /// Beside the diagonal: `off_diagonal[i]` stands between `i` and `i + 1`.
    pub(super) off_diagonal: Vec<f64>,
}

impl Tridiagonal {
    /// Finds all eigenvalues, descending.
    pub(super) fn eigenvalues(&self) -> Result<Vec<f64>, Error> {
        let mut values = self.diagonalise(|_, _| ())?;
        values.sort_by(|a, b| b.total_cmp(a));
        Ok(values)
    }

    /// Finds all eigenvalues, descending, and the eigenvectors of the first `n_vectors(values)` of
    /// them. Equal eigenvalues keep their order.
    ///
    /// [`Rotations`] work from the first column to the last, but the QL iteration from the last row to
    /// the first. So column `i` here is column `size - 1 - i` there, and the same holds for the rows.
    pub(super) fn eigen(
        &self,
        n_vectors: impl FnOnce(&[f64]) -> usize,
    ) -> Result<(Vec<f64>, Matrix), Error> {
        let size = self.diagonal.len();
        let mut rotations = Rotations::new(size);
        // 1. Diagonalise, and keep the rotations, with columns in reverse order.
        let unordered = self.diagonalise(|last, turns| {
            rotations.push(Sweep { first: size - 1 - last, turns });
        })?;
        // 2. Sort the eigenvalues, and choose the vectors.
        let mut order: Vec<usize> = (0..size).collect();
        order.sort_by(|&a, &b| unordered[b].total_cmp(&unordered[a]));
        let values: Vec<f64> = order.iter().map(|&at| unordered[at]).collect();
        order.truncate(n_vectors(&values));
        // 3. Rotate the identity into the chosen eigenvectors. Undo the reverse order of columns and rows.
        for at in &mut order {
            *at = size - 1 - *at;
        }
        let mut vectors = rotations.into_columns(&order);
        vectors.columns_mut().for_each(<[f64]>::reverse);
        Ok((values, vectors))
    }

    /// Finds all eigenvalues, in no order, by the QL iteration with implicit shifts. `visit`
    /// receives the last row of each iteration, and its rotations from there upwards.
    ///
    /// Source: A. Dubrulle, "A note on the implicit QL method for symmetric tridiagonal matrices",
    /// Numer. Math. 15, 1970.
    fn diagonalise(&self, mut visit: impl FnMut(usize, Vec<[f64; 2]>)) -> Result<Vec<f64>, Error> {
        let size = self.diagonal.len();
        let mut values = self.diagonal.clone();
        let mut off_diagonal = self.off_diagonal.clone();
        off_diagonal.push(0.0);
        // An entry this small is no more than rounding of the matrix.
        let negligible = 0.5 * f64::EPSILON * self.largest_entry();
        // Eigenvalues settle one after another, from the first row on.
        for first in 0..size {
            let mut iterations = 0;
            loop {
                // Rows up to `last` are still connected; beyond it an entry is 0 and splits the matrix.
                let last = end_of_block(&values, &off_diagonal, first, negligible);
                // A block of one row is an eigenvalue.
                if last == first {
                    break;
                }
                if iterations == ITERATIONS_PER_EIGENVALUE {
                    return Err(Error::NoConvergence { size, iterations });
                }
                // Each iteration makes the entry beside row `first` smaller.
                iterations += 1;
                visit(last, ql_iteration(&mut values, &mut off_diagonal, first, last));
            }
        }
        Ok(values)
    }

    fn largest_entry(&self) -> f64 {
        let entries = self.diagonal.iter().chain(&self.off_diagonal);
        entries.fold(0.0, |largest, entry| entry.abs().max(largest))
    }
}

/// The last row of the block that begins with row `first`.
fn end_of_block(diagonal: &[f64], off_diagonal: &[f64], first: usize, negligible: f64) -> usize {
    (first..diagonal.len() - 1)
        .find(|&i| {
            let scale = diagonal[i].abs() + diagonal[i + 1].abs();
            off_diagonal[i].abs() <= (f64::EPSILON * scale).max(negligible)
        })
        .unwrap_or(diagonal.len() - 1)
}

/// One iteration of QL with Wilkinson's shift on the rows `first..=last`. Returns cosine and sine of
/// each rotation, starting with that of the last two rows.
fn ql_iteration(
    diagonal: &mut [f64],
    off_diagonal: &mut [f64],
    first: usize,
    last: usize,
) -> Vec<[f64; 2]> {
    let mut turns = Vec::with_capacity(last - first);
    // The shift is the eigenvalue of the first two rows that is nearer to the first diagonal entry.
    let slope = (diagonal[first + 1] - diagonal[first]) / (2.0 * off_diagonal[first]);
    // The platform's `hypot` may give other bits. A slope too large to be squared needs no shift.
    let root = (slope * slope + 1.0).sqrt();
    let shift = off_diagonal[first] / (slope + root.copysign(slope));
    // The first rotation acts on the shifted last entry. It creates a bulge outside the tridiagonal form.
    let mut rest = diagonal[last] - diagonal[first] + shift;
    let (mut sine, mut cosine, mut moved) = (1.0, 1.0, 0.0);
    // Each further rotation chases the bulge one row up, until it falls out at the first row.
    for i in (first..last).rev() {
        let (bulge, beside) = (sine * off_diagonal[i], cosine * off_diagonal[i]);
        let length = (bulge * bulge + rest * rest).sqrt();
        off_diagonal[i + 1] = length;
        if length < f64::MIN_POSITIVE {
            // The matrix splits here. The caller continues with the smaller block.
            diagonal[i + 1] -= moved;
            off_diagonal[last] = 0.0;
            return turns;
        }
        (sine, cosine) = (bulge / length, rest / length);
        turns.push([cosine, sine]);
        rest = diagonal[i + 1] - moved;
        let turned = (diagonal[i] - rest) * sine + 2.0 * cosine * beside;
        moved = sine * turned;
        diagonal[i + 1] = rest + moved;
        rest = cosine * turned - beside;
    }
    diagonal[first] -= moved;
    off_diagonal[first] = rest;
    off_diagonal[last] = 0.0;
    turns
}

#[cfg(test)]
mod tests {
    use super::super::reduction::Reduction;
    use super::super::symmetric;

    #[test]
    fn eigenvalues_are_those_of_nalgebra() {
        for size in [1, 2, 3, 17, 40] {
            let matrix = symmetric(size);
            let mut expected = matrix.to_nalgebra().symmetric_eigenvalues().as_slice().to_vec();
            expected.sort_by(|a, b| b.total_cmp(a));
            let found = Reduction::new(matrix).tridiagonal.eigenvalues().unwrap();
            for (found, expected) in found.iter().zip(&expected) {
                assert!((found - expected).abs() < 1e-11, "{size}: {found} for {expected}");
            }
        }
    }
}
