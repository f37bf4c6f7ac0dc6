//! One pass over the columns of a matrix that subtracts two outer products and multiplies the rest
//! with two vectors. A large matrix comes from memory, so it is read only once.

use digits_data::Scalar;

use super::backend::Backend;
use super::operands::{FusedPass, Results};
use super::vector::Vector;

/// Number of partial sums of a dot product: as many as two of the widest registers hold. It is
/// fixed, so rounding does not depend on the registers.
const SUMS: usize = 16;

/// The least number of lanes in a register.
const LEAST_WIDTH: usize = if cfg!(target_arch = "aarch64") { 2 } else { 4 };

impl<F: Scalar> FusedPass<'_, F> {
    /// Changes the columns in place. The bits are the same on every instruction set.
    pub(crate) fn run(&self, columns: &mut [F], results: Results<'_, F>) {
        (Backend::active().fused_pass)(self, columns, results);
    }
}

/// Takes `COLUMNS` columns at a time, which share the loads of the vectors.
#[inline(always)]
pub(super) fn run<F: Scalar, V: Vector<F>, const COLUMNS: usize>(
    pass: &FusedPass<'_, F>,
    columns: &mut [F],
    results: Results<'_, F>,
) {
    let n_columns = columns.len() / pass.stride;
    let Results { along, row, image } = results;
    let mut first = 0;
    while first < n_columns {
        let end = if first + COLUMNS <= n_columns { first + COLUMNS } else { first + 1 };
        let columns = &mut columns[first * pass.stride..end * pass.stride];
        let pass = FusedPass { y: &pass.y[first..end], v: &pass.v[first..end], ..*pass };
        let (along, row) = (&mut along[first..end], &mut row[first..end]);
        if end - first == COLUMNS {
            subtract_and_multiply::<F, V, COLUMNS>(&pass, columns, along);
            add_image::<F, V, COLUMNS>(&pass, columns, along, row, image);
        } else {
            subtract_and_multiply::<F, V, 1>(&pass, columns, along);
            add_image::<F, V, 1>(&pass, columns, along, row, image);
        }
        first = end;
    }
}

#[inline(always)]
fn subtract_and_multiply<F: Scalar, V: Vector<F>, const COLUMNS: usize>(
    pass: &FusedPass<'_, F>,
    columns: &mut [F],
    along: &mut [F],
) {
    let len = pass.next.len();
    let (u, x, next) = (&pass.u[..len], &pass.x[..len], pass.next);
    let skipped = pass.stride - len;
    let mut sums = [[V::splat(F::ZERO); SUMS / LEAST_WIDTH]; COLUMNS];
    let mut minus_y = [V::splat(F::ZERO); COLUMNS];
    let mut minus_v = minus_y;
    for c in 0..COLUMNS {
        (minus_y[c], minus_v[c]) = (V::splat(-pass.y[c]), V::splat(-pass.v[c]));
    }
    let whole = len / SUMS * SUMS;
    for start in (0..whole).step_by(SUMS) {
        for (r, at) in (start..start + SUMS).step_by(V::WIDTH).enumerate() {
            let (u, x, next) = (V::load(u, at), V::load(x, at), V::load(next, at));
            for c in 0..COLUMNS {
                let place = c * pass.stride + skipped + at;
                let value = u.mul_add(minus_y[c], V::load(columns, place));
                let value = x.mul_add(minus_v[c], value);
                value.store(columns, place);
                sums[c][r] = value.mul_add(next, sums[c][r]);
            }
        }
    }
    for c in 0..COLUMNS {
        let mut lanes = [F::ZERO; SUMS];
        for (r, sum) in sums[c][..SUMS / V::WIDTH].iter().enumerate() {
            sum.store(&mut lanes, r * V::WIDTH);
        }
        for (at, lane) in (whole..len).zip(&mut lanes) {
            let value = &mut columns[c * pass.stride + skipped + at];
            *value = u[at].mul_add(-pass.y[c], *value);
            *value = x[at].mul_add(-pass.v[c], *value);
            *lane = value.mul_add(next[at], *lane);
        }
        along[c] = lanes.into_iter().fold(F::ZERO, |sum, lane| sum + lane);
    }
}

#[inline(always)]
fn add_image<F: Scalar, V: Vector<F>, const COLUMNS: usize>(
    pass: &FusedPass<'_, F>,
    columns: &[F],
    along: &[F],
    row: &mut [F],
    image: &mut [F],
) {
    let len = pass.next.len();
    let skipped = pass.stride - len;
    let mut factors = [V::splat(F::ZERO); COLUMNS];
    for c in 0..COLUMNS {
        row[c] = pass.next[0].mul_add(-along[c], columns[c * pass.stride + skipped]);
        factors[c] = V::splat(row[c]);
    }
    let whole = len / V::WIDTH * V::WIDTH;
    for at in (0..whole).step_by(V::WIDTH) {
        let mut sum = V::load(image, at);
        for (c, &factor) in factors.iter().enumerate() {
            sum = V::load(columns, c * pass.stride + skipped + at).mul_add(factor, sum);
        }
        sum.store(image, at);
    }
    for (at, sum) in image.iter_mut().enumerate().skip(whole) {
        for c in 0..COLUMNS {
            *sum = columns[c * pass.stride + skipped + at].mul_add(row[c], *sum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_backend_passes_as_plain_loops_do() {
        for (n_columns, stride, len) in
            [(1, 1, 1), (3, 20, 17), (9, 40, 40), (6, 70, 33), (13, 15, 15)]
        {
            let value = |at: usize| ((at * 7919 + 13) as f64).sin();
            let vector = |from: usize, len: usize| (from..from + len).map(value).collect();
            let (u, x, next): (Vec<f64>, Vec<f64>, Vec<f64>) =
                (vector(1, len), vector(100, len), vector(200, len));
            let (y, v): (Vec<f64>, Vec<f64>) = (vector(300, n_columns), vector(400, n_columns));
            let columns: Vec<f64> = vector(500, n_columns * stride);
            let pass = FusedPass { stride, u: &u, y: &y, x: &x, v: &v, next: &next };
            let expected = plain(&pass, columns.clone());
            for backend in Backend::<f64>::available() {
                let mut columns = columns.clone();
                let (mut along, mut row) = (vec![0.0; n_columns], vec![0.0; n_columns]);
                let mut image = vec![1.0; len];
                let results = Results { along: &mut along, row: &mut row, image: &mut image };
                (backend.fused_pass)(&pass, &mut columns, results);
                assert_eq!([columns, along, row, image], expected, "{}", backend.name);
            }
        }
    }

    fn plain(pass: &FusedPass<'_, f64>, mut columns: Vec<f64>) -> [Vec<f64>; 4] {
        let (mut along, mut row) = (Vec::new(), Vec::new());
        let mut image = vec![1.0; pass.next.len()];
        for (j, column) in columns.chunks_exact_mut(pass.stride).enumerate() {
            let column = &mut column[pass.stride - pass.next.len()..];
            let mut sums = [0.0; SUMS];
            let whole = column.len() / SUMS * SUMS;
            for (i, value) in column.iter_mut().enumerate() {
                *value = pass.u[i].mul_add(-pass.y[j], *value);
                *value = pass.x[i].mul_add(-pass.v[j], *value);
                let sum = &mut sums[if i < whole { i % SUMS } else { i - whole }];
                *sum = value.mul_add(pass.next[i], *sum);
            }
            along.push(sums.iter().fold(0.0, |sum, lane| sum + lane));
            row.push(pass.next[0].mul_add(-along[j], column[0]));
            for (sum, value) in image.iter_mut().zip(column) {
                *sum = value.mul_add(row[j], *sum);
            }
        }
        [columns, along, row, image]
    }
}
