use nalgebra::DMatrix;

use crate::Error;
use crate::distance::vectorized;

/// Independent sums of a dot product: as many as the widest registers want in flight, so that its
/// rounding is the same whatever the registers' width.
const SUMS: usize = 16;

/// Rounds that LAPACK's QL iteration allows for one eigenvalue, and as many again.
const ROUNDS_PER_EIGENVALUE: usize = 60;

/// A symmetric matrix `A = Q·T·Qᵀ`, with `T` tridiagonal and `Q` a product of reflections.
///
/// Plain loops in a fixed order: the same bits on every instruction set.
///
/// Source: R. Martin, C. Reinsch and J. Wilkinson, "Householder's tridiagonalization of a symmetric
/// matrix", Numer. Math. 11, 1968.
pub(super) struct Tridiagonal {
    pub(super) diagonal: Vec<f64>,
    /// Beside the diagonal: `off_diagonal[i]` stands between `i` and `i + 1`.
    pub(super) off_diagonal: Vec<f64>,
    /// Below the diagonal of column `i`: the vector, of length √2 or 0, of the i-th reflection.
    reflections: DMatrix<f64>,
}

impl Tridiagonal {
    /// Of a square matrix, of which only the lower triangle is read.
    pub(super) fn new(mut matrix: DMatrix<f64>) -> Self {
        let size = matrix.nrows();
        let mut off_diagonal = vec![0.0; size.saturating_sub(1)];
        vectorized(
            #[inline(always)]
            || {
                let (mut product, mut next_product) = (vec![0.0; size], vec![0.0; size]);
                let mut columns = matrix.as_mut_slice();
                let mut u: &[f64] = &[];
                for i in 0..size {
                    let (column, rest) = columns.split_at_mut(size);
                    subtract_products(&mut column[i..], u, &product[i..]);
                    let next_u = &mut column[i + 1..];
                    if let Some(off_diagonal) = off_diagonal.get_mut(i) {
                        *off_diagonal = reflection(next_u);
                        let next_product = &mut next_product[i + 1..];
                        reflect_and_multiply(rest, (u, &product[i..]), next_u, next_product);
                    }
                    std::mem::swap(&mut product, &mut next_product);
                    (u, columns) = (next_u, rest);
                }
            },
        );
        let diagonal = matrix.diagonal().as_slice().to_vec();
        Self { diagonal, off_diagonal, reflections: matrix }
    }

    /// All eigenvalues, descending, by the QL iteration with implicit shifts.
    ///
    /// Source: A. Dubrulle, "A note on the implicit QL method for symmetric tridiagonal matrices",
    /// Numer. Math. 15, 1970.
    pub(super) fn eigenvalues(&self) -> Result<Vec<f64>, Error> {
        let size = self.diagonal.len();
        let mut values = self.diagonal.clone();
        let mut off_diagonal = self.off_diagonal.clone();
        off_diagonal.push(0.0);
        // No more than the rounding of the matrix itself.
        let negligible = 0.5 * f64::EPSILON * self.largest_entry();
        for first in 0..size {
            let mut rounds = 0;
            loop {
                let last = end_of_block(&values, &off_diagonal, first, negligible);
                if last == first {
                    break;
                }
                if rounds == ROUNDS_PER_EIGENVALUE {
                    return Err(Error::NoConvergence { size, iterations: rounds });
                }
                rounds += 1;
                ql_round(&mut values, &mut off_diagonal, first, last);
            }
        }
        values.sort_by(|a, b| b.total_cmp(a));
        Ok(values)
    }

    fn largest_entry(&self) -> f64 {
        let entries = self.diagonal.iter().chain(&self.off_diagonal);
        entries.fold(0.0, |largest, entry| entry.abs().max(largest))
    }

    /// Turns eigenvectors of `T`, one a column, into those of `A`.
    pub(super) fn reflect_back(&self, vectors: &mut DMatrix<f64>) {
        let size = self.diagonal.len();
        let reflections = self.reflections.as_slice();
        vectorized(
            #[inline(always)]
            || {
                for column in vectors.as_mut_slice().chunks_exact_mut(size) {
                    for i in (0..size - 1).rev() {
                        let reflection = &reflections[i * size + i + 1..(i + 1) * size];
                        let values = &mut column[i + 1..];
                        let along = dot(reflection, values);
                        subtract_multiple(values, along, reflection);
                    }
                }
            },
        );
    }
}

/// Makes of `vector` the `u`, of length √2, with which `I − u·uᵀ` turns it into a multiple of the
/// first axis; returns that multiple. Nothing to reflect leaves zeros.
#[inline(always)]
fn reflection(vector: &mut [f64]) -> f64 {
    let first = vector[0];
    let squares = dot(&vector[1..], &vector[1..]);
    if squares < f64::MIN_POSITIVE {
        vector.fill(0.0);
        return first;
    }
    let length = (first * first + squares).sqrt();
    // Of the two, the one that does not cancel.
    let axis = -length.copysign(first);
    vector[0] = first - axis;
    let scale = 1.0 / (length * (length + first.abs())).sqrt();
    for value in vector {
        *value *= scale;
    }
    axis
}

/// Applies a reflection, from both sides, to the lower triangle at the end of `columns`; and makes of
/// `product` what the next one, `u`, is to be applied with.
///
/// Both in one go: large matrices are read from memory, and so they are read once.
#[inline(always)]
fn reflect_and_multiply(
    columns: &mut [f64],
    (last_u, last_product): (&[f64], &[f64]),
    u: &[f64],
    product: &mut [f64],
) {
    let size = columns.len() / u.len();
    product.fill(0.0);
    for (j, column) in columns.chunks_exact_mut(size).enumerate() {
        let column = &mut column[size - u.len() + j..];
        if let Some(last_u) = last_u.get(j + 1..) {
            subtract_products(column, last_u, &last_product[j + 1..]);
        }
        // Of the whole matrix the lower triangle is read once: as a column and as a row.
        product[j] += column[0] * u[j] + dot(&column[1..], &u[j + 1..]);
        add_multiple(&mut product[j + 1..], u[j], &column[1..]);
    }
    let half = 0.5 * dot(product, u);
    subtract_multiple(product, half, u);
}

/// Takes `u·pᵀ + p·uᵀ` from a column, whose first entry is that of the diagonal.
#[inline(always)]
fn subtract_products(column: &mut [f64], u: &[f64], product: &[f64]) {
    let (Some(by_u), Some(by_product)) = (u.first(), product.first()) else { return };
    for (value, (product, u)) in column.iter_mut().zip(product.iter().zip(u)) {
        *value -= product * by_u + u * by_product;
    }
}

/// Up to which row the matrix hangs together, from `first` on.
fn end_of_block(diagonal: &[f64], off_diagonal: &[f64], first: usize, negligible: f64) -> usize {
    (first..diagonal.len() - 1)
        .find(|&i| {
            let scale = diagonal[i].abs() + diagonal[i + 1].abs();
            off_diagonal[i].abs() <= (f64::EPSILON * scale).max(negligible)
        })
        .unwrap_or(diagonal.len() - 1)
}

/// One step of QL with Wilkinson's shift on the rows `first..=last`.
fn ql_round(diagonal: &mut [f64], off_diagonal: &mut [f64], first: usize, last: usize) {
    let slope = (diagonal[first + 1] - diagonal[first]) / (2.0 * off_diagonal[first]);
    // Not `hypot`, which is the platform's; a slope too large to be squared needs no shift.
    let root = (slope * slope + 1.0).sqrt();
    let shift = off_diagonal[first] / (slope + root.copysign(slope));
    let mut rest = diagonal[last] - diagonal[first] + shift;
    let (mut sine, mut cosine, mut moved) = (1.0, 1.0, 0.0);
    for i in (first..last).rev() {
        let (bulge, beside) = (sine * off_diagonal[i], cosine * off_diagonal[i]);
        let length = (bulge * bulge + rest * rest).sqrt();
        off_diagonal[i + 1] = length;
        if length < f64::MIN_POSITIVE {
            // The matrix has come apart here: the caller goes on with the smaller block.
            diagonal[i + 1] -= moved;
            off_diagonal[last] = 0.0;
            return;
        }
        (sine, cosine) = (bulge / length, rest / length);
        rest = diagonal[i + 1] - moved;
        let turned = (diagonal[i] - rest) * sine + 2.0 * cosine * beside;
        moved = sine * turned;
        diagonal[i + 1] = rest + moved;
        rest = cosine * turned - beside;
    }
    diagonal[first] -= moved;
    off_diagonal[first] = rest;
    off_diagonal[last] = 0.0;
}

/// The dot product, its terms shared out among [`SUMS`] sums.
#[inline(always)]
pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; SUMS];
    let (mut a, mut b) = (a.chunks_exact(SUMS), b.chunks_exact(SUMS));
    for (a, b) in a.by_ref().zip(b.by_ref()) {
        for (sum, (a, b)) in sums.iter_mut().zip(a.iter().zip(b)) {
            *sum += a * b;
        }
    }
    for (sum, (a, b)) in sums.iter_mut().zip(a.remainder().iter().zip(b.remainder())) {
        *sum += a * b;
    }
    sums.iter().sum()
}

#[inline(always)]
fn add_multiple(to: &mut [f64], factor: f64, vector: &[f64]) {
    for (to, value) in to.iter_mut().zip(vector) {
        *to += factor * value;
    }
}

#[inline(always)]
pub(super) fn subtract_multiple(from: &mut [f64], factor: f64, vector: &[f64]) {
    add_multiple(from, -factor, vector);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symmetric(size: usize) -> DMatrix<f64> {
        DMatrix::from_fn(size, size, |i, j| ((i * j + i + j) % 11) as f64 - 4.0)
    }

    #[test]
    fn the_reflections_give_the_matrix_back() {
        for size in [1, 2, 3, 17, 40] {
            let matrix = symmetric(size);
            let tridiagonal = Tridiagonal::new(matrix.clone());
            let mut q = DMatrix::identity(size, size);
            tridiagonal.reflect_back(&mut q);
            let t = DMatrix::from_fn(size, size, |i, j| match i.abs_diff(j) {
                0 => tridiagonal.diagonal[i],
                1 => tridiagonal.off_diagonal[i.min(j)],
                _ => 0.0,
            });
            let rebuilt = &q * t * q.transpose();
            assert!((rebuilt - matrix).amax() < 1e-12, "{size}");
        }
    }

    #[test]
    fn eigenvalues_are_those_of_nalgebra() {
        for size in [1, 2, 3, 17, 40] {
            let matrix = symmetric(size);
            let mut expected = matrix.symmetric_eigenvalues().as_slice().to_vec();
            expected.sort_by(|a, b| b.total_cmp(a));
            let found = Tridiagonal::new(matrix).eigenvalues().unwrap();
            for (found, expected) in found.iter().zip(&expected) {
                assert!((found - expected).abs() < 1e-11, "{size}: {found} for {expected}");
            }
        }
    }
}
