//! Plane rotations of neighbouring columns, several sweeps in one pass.
//!
//! Rows are in the lanes. A sweep turns columns 0 and 1, then 1 and 2, and so on; the next sweep
//! follows one column behind, so a column is loaded and stored once for all of them.

use digits_data::Scalar;

use super::backend::{Backend, Rotate};
use super::operands::{SWEEPS, Turns};
use super::vector::Vector;

/// Registers of rows in a strip.
const REGISTERS: usize = 2;

/// Rotations of columns on this instruction set.
///
/// Every entry takes the same two operations for every rotation, in the order of the sweeps. So its
/// bits are the same on every instruction set.
#[derive(Clone, Copy)]
pub(crate) struct Rotator<F: Scalar> {
    strip: usize,
    rotate: Rotate<F>,
}

impl<F: Scalar> Rotator<F> {
    pub(crate) fn new() -> Self {
        Self::on(&Backend::active())
    }

    fn on(backend: &Backend<F>) -> Self {
        Self { strip: backend.strip, rotate: backend.rotate }
    }

    /// Rows in a strip, which is stored column after column.
    pub(crate) fn strip(&self) -> usize {
        self.strip
    }

    /// Turns the columns of a strip. In step `t`, sweep `s` turns column `t + SWEEPS - 1 - s` and
    /// the next one. A strip has [`SWEEPS`] more columns than there are steps.
    ///
    /// A turn by cosine `c` and sine `s` makes `(x·c + y·s, y·c − x·s)` of columns `(x, y)`.
    pub(crate) fn rotate(&self, columns: &mut [F], steps: &[Turns<F>]) {
        (self.rotate)(columns, steps);
    }
}

#[inline(always)]
pub(super) fn rotate<F: Scalar, V: Vector<F>>(columns: &mut [F], steps: &[Turns<F>]) {
    let width = REGISTERS * V::WIDTH;
    let columns = &mut columns[..(steps.len() + SWEEPS) * width];
    let mut window = [[V::splat(F::ZERO); REGISTERS]; SWEEPS + 1];
    for (at, column) in window[..SWEEPS].iter_mut().enumerate() {
        *column = load(columns, at * width);
    }
    for (step, turns) in steps.iter().enumerate() {
        window[SWEEPS] = load(columns, (step + SWEEPS) * width);
        for (sweep, &[cosine, sine, minus_sine]) in turns.iter().enumerate() {
            let turn = [V::splat(cosine), V::splat(sine), V::splat(minus_sine)];
            let at = SWEEPS - 1 - sweep;
            let (x, y) = (window[at], window[at + 1]);
            for r in 0..REGISTERS {
                (window[at][r], window[at + 1][r]) = turned(x[r], y[r], turn);
            }
        }
        store(window[0], columns, step * width);
        for at in 0..SWEEPS {
            window[at] = window[at + 1];
        }
    }
    for (at, &column) in window[..SWEEPS].iter().enumerate() {
        store(column, columns, (steps.len() + at) * width);
    }
}

#[inline(always)]
fn turned<F: Scalar, V: Vector<F>>(x: V, y: V, [c, s, minus_s]: [V; 3]) -> (V, V) {
    (x.mul_add(c, y.mul(s)), y.mul_add(c, x.mul(minus_s)))
}

#[inline(always)]
fn load<F: Scalar, V: Vector<F>>(columns: &[F], at: usize) -> [V; REGISTERS] {
    let mut column = [V::splat(F::ZERO); REGISTERS];
    for (r, register) in column.iter_mut().enumerate() {
        *register = V::load(columns, at + r * V::WIDTH);
    }
    column
}

#[inline(always)]
fn store<F: Scalar, V: Vector<F>>(column: [V; REGISTERS], columns: &mut [F], at: usize) {
    for (r, register) in column.into_iter().enumerate() {
        register.store(columns, at + r * V::WIDTH);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_backend_turns_as_plain_loops_do() {
        for backend in Backend::<f64>::available() {
            for n_steps in [1, 2, 3, 9] {
                let rotator = Rotator::on(&backend);
                let width = rotator.strip();
                let value = |at: usize| ((at * 7919 + n_steps) as f64).sin();
                let mut columns: Vec<f64> = (0..(n_steps + SWEEPS) * width).map(value).collect();
                let angle = |t: usize, s: usize| value(t * 11 + s);
                let turn = |t, s| [angle(t, s).cos(), angle(t, s).sin(), -angle(t, s).sin()];
                let step = |t| std::array::from_fn(|s| turn(t, s));
                let steps: Vec<Turns<f64>> = (0..n_steps).map(step).collect();
                let expected = plain(columns.clone(), width, &steps);
                rotator.rotate(&mut columns, &steps);
                assert!(columns.iter().zip(&expected).all(|(a, b)| a.to_bits() == b.to_bits()));
            }
        }
    }

    /// One sweep after another.
    fn plain(mut columns: Vec<f64>, width: usize, steps: &[Turns<f64>]) -> Vec<f64> {
        for sweep in 0..SWEEPS {
            for (step, turns) in steps.iter().enumerate() {
                let [c, s, minus_s] = turns[sweep];
                let first = (step + SWEEPS - 1 - sweep) * width;
                for at in first..first + width {
                    let (x, y) = (columns[at], columns[at + width]);
                    columns[at] = x.mul_add(c, y * s);
                    columns[at + width] = y.mul_add(c, x * minus_s);
                }
            }
        }
        columns
    }
}
