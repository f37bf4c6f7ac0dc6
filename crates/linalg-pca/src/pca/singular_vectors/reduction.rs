use rayon::prelude::*;

use super::super::dot::{add_multiple, dot, subtract_multiple};
use super::super::matrix::Matrix;
use super::super::reflections::{Reflections, reflection};
use super::bidiagonal::Bidiagonal;
use crate::distance::vectorized;

/// Entries of the matrix that are worth a thread.
const ENTRIES_PER_TASK: usize = 1 << 16;

/// A square matrix `A = U·B·Vᵀ`, with `B` bidiagonal and `V` a product of reflections.
pub(super) struct Reduction {
    pub(super) bidiagonal: Bidiagonal,
    pub(super) right: Reflections,
}

/// One step's reflections of the rest of the matrix, `A − u·yᵀ − x·vᵀ`, from the row and the column
/// after their own on. They are applied when the next step reads the matrix.
#[derive(Default)]
struct Pending {
    u: Vec<f64>,
    y: Vec<f64>,
    x: Vec<f64>,
    v: Vec<f64>,
}

impl Reduction {
    /// Reads and writes what is left of the matrix once per step.
    ///
    /// Source: G. Golub and W. Kahan, "Calculating the singular values and pseudo-inverse of a
    /// matrix", J. SIAM Numer. Anal. 2, 1965; and for one pass per step G. Howell, J. Demmel,
    /// C. Fulton, S. Hammarling and K. Marmol, "Cache efficient bidiagonalization using BLAS 2.5
    /// operators", ACM Trans. Math. Softw. 34, 2008.
    pub(super) fn new(mut matrix: Matrix) -> Self {
        let size = matrix.n_rows();
        let (mut diagonal, mut right) = (Vec::with_capacity(size), Vec::with_capacity(size));
        let mut vectors = Matrix::zeros(size, size);
        let mut pending = Pending::default();
        let mut columns = matrix.as_mut_slice();
        for i in 0..size {
            let (column, rest) = columns.split_at_mut(size);
            let column = &mut column[i..];
            pending.apply(0, column);
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

impl Pending {
    /// Applies the reflections to the end of column `j`, counted from the first that is left.
    #[inline(always)]
    fn apply(&self, j: usize, column: &mut [f64]) {
        let (Some(&y), Some(&v)) = (self.y.get(j), self.v.get(j)) else { return };
        for (value, (u, x)) in column.iter_mut().zip(self.u.iter().zip(&self.x)) {
            *value -= u * y + x * v;
        }
    }
}

/// Reflects the columns that are left by `u`, from the left, and their first row to a multiple of
/// the first axis, from the right. Returns that multiple, and what is to be done to the rest.
///
/// What the matrix makes of the row it makes of the reflection's vector too, but for the first
/// entry; so the vector need not be known before the pass.
fn step(pending: &Pending, u: &[f64], columns: &mut [f64], size: usize) -> (f64, Pending) {
    let n_columns = columns.len() / size;
    let (mut y, mut row) = (vec![0.0; n_columns], vec![0.0; n_columns]);
    let per_task = ENTRIES_PER_TASK.div_ceil(u.len());
    let work = |(task, ((columns, y), row)): (usize, ((&mut [f64], &mut [f64]), &mut [f64]))| {
        let mut image = vec![0.0; u.len() - 1];
        let columns = columns.chunks_exact_mut(size).zip(y).zip(row);
        vectorized(
            #[inline(always)]
            || {
                for (j, ((column, y), row)) in (task * per_task..).zip(columns) {
                    let column = &mut column[size - u.len()..];
                    pending.apply(j + 1, column);
                    *y = dot(column, u);
                    *row = column[0] - u[0] * *y;
                    add_multiple(&mut image, *row, &column[1..]);
                }
            },
        );
        image
    };
    let tasks = columns.par_chunks_mut(per_task * size).zip(y.par_chunks_mut(per_task));
    let tasks = tasks.zip(row.par_chunks_mut(per_task)).enumerate();
    let images: Vec<Vec<f64>> = if n_columns <= per_task {
        let all = ((&mut *columns, y.as_mut_slice()), row.as_mut_slice());
        vec![work((0, all))]
    } else {
        tasks.map(work).collect()
    };
    let mut images = images.into_iter();
    let mut x = images.next().unwrap_or_default();
    images.for_each(|image| add_multiple(&mut x, 1.0, &image));

    let (axis, scale) = reflection(&mut row);
    let (v, first) = (row, &columns[size - u.len() + 1..size]);
    subtract_multiple(&mut x, axis, first);
    x.iter_mut().for_each(|x| *x *= scale);
    let along = dot(&y, &v);
    let u = u[1..].to_vec();
    subtract_multiple(&mut x, along, &u);
    (axis, Pending { u, y, x, v })
}
