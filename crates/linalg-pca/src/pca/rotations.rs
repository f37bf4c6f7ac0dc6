use std::cmp::{max, min};

use rayon::prelude::*;

use super::matrix::Matrix;
use crate::distance::{Aligned, Rotator, SWEEPS, Turns};

/// Number of sweeps gathered before they turn the columns. All of them then read a strip of rows
/// from the second-level cache.
const SWEEPS_PER_BATCH: usize = 36;

/// Padding columns before the first and after the last, where delayed sweeps begin and end.
const PADDING: usize = SWEEPS - 1;

/// Number of rows that are rotated together: as many as the widest strip has.
const ROWS_PER_GROUP: usize = 16;

/// An orthogonal matrix that begins as the identity and is turned by plane rotations of
/// neighbouring columns.
///
/// Threads share the rows, which are independent, so their number changes no bit.
pub(super) struct Rotations {
    size: usize,
    rotator: Rotator<f64>,
    /// Strips of rows, each column after column.
    strips: Aligned<f64>,
    /// The sweeps not applied yet.
    sweeps: Vec<Sweep>,
    /// The number of sweeps applied before.
    n_turned: usize,
}

/// Rotations of columns `first` and `first + 1`, then of `first + 1` and `first + 2`, and so on.
pub(super) struct Sweep {
    pub(super) first: usize,
    /// Cosine and sine: columns `(x, y)` become `(x·c + y·s, y·c − x·s)`.
    pub(super) turns: Vec<[f64; 2]>,
}

impl Rotations {
    pub(super) fn new(size: usize) -> Self {
        let rotator = Rotator::new();
        let strip = rotator.strip();
        let mut strips = Aligned::zeroed(size.div_ceil(strip) * strip_len(size, strip));
        for (number, values) in
            strips.as_mut_slice().chunks_exact_mut(strip_len(size, strip)).enumerate()
        {
            for (lane, row) in (number * strip..min((number + 1) * strip, size)).enumerate() {
                values[(PADDING + row) * strip + lane] = 1.0;
            }
        }
        let sweeps = Vec::with_capacity(SWEEPS_PER_BATCH);
        Self { size, rotator, strips, sweeps, n_turned: 0 }
    }

    pub(super) fn push(&mut self, sweep: Sweep) {
        self.sweeps.push(sweep);
        if self.sweeps.len() == SWEEPS_PER_BATCH {
            self.turn();
        }
    }

    /// The columns, in this order.
    pub(super) fn into_columns(mut self, order: &[usize]) -> Matrix {
        self.turn();
        let strip = self.rotator.strip();
        let mut columns = Matrix::zeros(self.size, order.len());
        for (column, &at) in columns.columns_mut().zip(order) {
            let strips = self.strips.as_slice().chunks_exact(strip_len(self.size, strip));
            for (part, values) in column.chunks_mut(strip).zip(strips) {
                part.copy_from_slice(&values[(PADDING + at) * strip..][..part.len()]);
            }
        }
        columns
    }

    /// Turns the columns by all sweeps gathered so far.
    fn turn(&mut self) {
        let passes: Vec<Pass> = self.sweeps.chunks(SWEEPS).map(Pass::new).collect();
        let (rotator, strip, n_before) = (self.rotator, self.rotator.strip(), self.n_turned);
        let strips = self.strips.as_mut_slice().par_chunks_exact_mut(strip_len(self.size, strip));
        strips.enumerate().for_each(|(number, values)| {
            for (n_sweeps, pass) in (n_before + SWEEPS..).step_by(SWEEPS).zip(&passes) {
                // Each sweep moves nonzero entries one column to the left. Rows are grouped, so
                // that the width of a strip changes nothing.
                let first_row = number * strip / ROWS_PER_GROUP * ROWS_PER_GROUP;
                let skipped = pass.n_steps_before(first_row.saturating_sub(n_sweeps));
                let columns = pass.first + skipped..pass.first + pass.steps.len() + SWEEPS;
                let values = &mut values[columns.start * strip..columns.end * strip];
                rotator.rotate(values, &pass.steps[skipped..]);
            }
        });
        self.n_turned += self.sweeps.len();
        self.sweeps.clear();
    }
}

/// Length of one strip of rows.
fn strip_len(size: usize, strip: usize) -> usize {
    (size + 2 * PADDING) * strip
}

/// Some sweeps that turn the columns together.
struct Pass {
    /// The first column, padding included.
    first: usize,
    steps: Vec<Turns<f64>>,
}

impl Pass {
    fn new(sweeps: &[Sweep]) -> Self {
        let first = sweeps.iter().fold(usize::MAX, |first, sweep| min(first, sweep.first));
        let end = sweeps.iter().fold(0, |end, sweep| max(end, sweep.first + sweep.turns.len()));
        let mut steps = vec![[[1.0, 0.0, 0.0]; SWEEPS]; end.saturating_sub(first) + PADDING];
        for (lag, sweep) in sweeps.iter().enumerate() {
            let steps = steps[sweep.first - first + lag..].iter_mut();
            for (step, &[cosine, sine]) in steps.zip(&sweep.turns) {
                step[lag] = [cosine, sine, -sine];
            }
        }
        Self { first, steps }
    }

    /// Number of first steps that turn only columns before this one.
    fn n_steps_before(&self, column: usize) -> usize {
        min(column.saturating_sub(self.first + 1), self.steps.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sweeps_turn_columns_one_after_another() {
        for size in [2, 3, 9, 40, 150] {
            let mut rotations = Rotations::new(size);
            let mut expected = Matrix::identity(size);
            for number in 0..3 * SWEEPS_PER_BATCH + 5 {
                let first = number % (size - 1);
                let n_turns = 1 + number * 7 % (size - 1 - first);
                let angle = |k: usize| ((number * 31 + k * 17) as f64).sin();
                let turns: Vec<_> =
                    (0..n_turns).map(|k| [angle(k).cos(), angle(k).sin()]).collect();
                for (k, &[c, s]) in turns.iter().enumerate() {
                    for i in 0..size {
                        let (x, y) = (expected[(i, first + k)], expected[(i, first + k + 1)]);
                        expected[(i, first + k)] = x * c + y * s;
                        expected[(i, first + k + 1)] = y * c - x * s;
                    }
                }
                rotations.push(Sweep { first, turns });
            }
            let order: Vec<usize> = (0..size).rev().collect();
            let found = rotations.into_columns(&order);
            for (k, &at) in order.iter().enumerate() {
                let pairs = found.column(k).iter().zip(expected.column(at));
                assert!(pairs.into_iter().all(|(a, b)| (a - b).abs() < 1e-13), "{size}");
            }
        }
    }
}
