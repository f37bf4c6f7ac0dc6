use rayon::prelude::*;

use super::super::dot::{add_multiple, dot, subtract_multiple};
use super::super::matrix::Matrix;
use super::super::reflections::{Reflections, reflection};
use super::bidiagonal::Bidiagonal;
use crate::distance::{FusedPass, Results};

/// Number of matrix entries that are worth a thread.
const ENTRIES_PER_TASK: usize = 1 << 16;

/// A square matrix `A = U·B·Vᵀ`, with `B` bidiagonal and `V` a product of reflections.
pub(super) struct Reduction {
    pub(super) bidiagonal: Bidiagonal,
    pub(super) right: Reflections,
}

/// Two outer products still to be subtracted from the rest of the matrix: `A − u·yᵀ − x·vᵀ`. The
/// next step subtracts them when it reads the matrix.
struct Pending {
    u: Vec<f64>,
    y: Vec<f64>,
    x: Vec<f64>,
    v: Vec<f64>,
}

impl Reduction {
    /// Reduces a matrix. Each step reads and writes the rest of it once.
    ///
    /// Source: G. Golub and W. Kahan, "Calculating the singular values and pseudo-inverse of a
    /// matrix", J. SIAM Numer. Anal. 2, 1965; and for one pass per step G. Howell, J. Demmel,
    /// C. Fulton, S. Hammarling and K. Marmol, "Cache efficient bidiagonalization using BLAS 2.5
    /// operators", ACM Trans. Math. Softw. 34, 2008.
    pub(super) fn new(mut matrix: Matrix) -> Self {
        let size = matrix.n_rows();
        let (mut diagonal, mut right) = (Vec::with_capacity(size), Vec::with_capacity(size));
        let mut vectors = Matrix::zeros(size, size);
        let zeros = || vec![0.0; size];
        let mut pending = Pending { u: zeros(), y: zeros(), x: zeros(), v: zeros() };
        let mut columns = matrix.as_mut_slice();
        for i in 0..size {
            let (column, rest) = columns.split_at_mut(size);
            let column = &mut column[i..];
            subtract_multiple(column, pending.y[0], &pending.u);
            subtract_multiple(column, pending.v[0], &pending.x);
            diagonal.push(reflection(column).0);
            if i + 1 < size {
                let (axis, next) = step(&pending, column, rest, size);
                right.push(axis);
                vectors.column_mut(i)[i + 1..].copy_from_slice(&next.v);
                pending = next;
            }
            columns = rest;
        }
        let right_reflections = Reflections::below_diagonal(&vectors, 1);
        Self { bidiagonal: Bidiagonal { diagonal, right }, right: right_reflections }
    }
}

/// Reflects the remaining columns by `u`, from the left. Then it reflects their first row to a
/// multiple of the first axis, from the right. Returns that multiple, and the outer products to
/// subtract from the rest.
///
/// The vector of the second reflection differs from the row by a factor and in the first entry, so
/// its image follows from the image of the row. The vector need not be known before the pass.
fn step(pending: &Pending, u: &[f64], columns: &mut [f64], size: usize) -> (f64, Pending) {
    let n_columns = columns.len() / size;
    let (mut y, mut row) = (vec![0.0; n_columns], vec![0.0; n_columns]);
    let mut image = pass(pending, u, columns, (&mut y, &mut row));
    let first = &columns[size - u.len() + 1..size];
    let mut x = image.split_off(1);

    let (axis, scale) = reflection(&mut row);
    let v = row;
    subtract_multiple(&mut x, axis, first);
    for x in &mut x {
        *x *= scale;
    }
    let along = dot(&y, &v);
    let u = u[1..].to_vec();
    subtract_multiple(&mut x, along, &u);
    (axis, Pending { u, y, x, v })
}

/// Subtracts the pending products and multiplies with `u`, in tasks of some columns. Returns the
/// image of the first row, summed in order over the tasks.
fn pass(
    pending: &Pending,
    u: &[f64],
    columns: &mut [f64],
    (y, row): (&mut [f64], &mut [f64]),
) -> Vec<f64> {
    let stride = columns.len() / y.len();
    let per_task = ENTRIES_PER_TASK.div_ceil(u.len());
    let pending_columns =
        pending.y[1..].par_chunks(per_task).zip(pending.v[1..].par_chunks(per_task));
    let results = y.par_chunks_mut(per_task).zip(row.par_chunks_mut(per_task));
    let tasks = columns.par_chunks_mut(per_task * stride).zip(pending_columns).zip(results);
    let images = tasks.map(|((columns, (y, v)), (along, row))| {
        let mut image = vec![0.0; u.len()];
        let pass = FusedPass { stride, u: &pending.u, y, x: &pending.x, v, next: u };
        pass.run(columns, Results { along, row, image: &mut image });
        image
    });
    let mut images = images.collect::<Vec<_>>().into_iter();
    let mut total = images.next().unwrap_or_default();
    images.for_each(|image| add_multiple(&mut total, 1.0, &image));
    total
}
