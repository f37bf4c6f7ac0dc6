//! Products of two matrices, tile by tile.
//!
//! A tile works as in `scatter`: rows of the result are in the lanes, and its columns are
//! broadcast. Both factors come packed in strips of rows or columns.

use digits_data::Scalar;

use super::backend::{Backend, Multiply};
use super::operands::Shape;
use super::scatter::{REGISTERS, tile_with_strip};
use super::vector::Vector;

/// The matrix product on this instruction set.
///
/// Every sum is one chain of fused multiply-adds over ascending terms, so its bits are the same on
/// every instruction set.
#[derive(Clone, Copy)]
pub(crate) struct Product<F: Scalar> {
    /// Values in a register.
    tile: usize,
    multiply: Multiply<F>,
}

impl<F: Scalar> Product<F> {
    pub(crate) fn new() -> Self {
        Self::on(&Backend::active())
    }

    fn on(backend: &Backend<F>) -> Self {
        Self { tile: backend.strip / 2, multiply: backend.multiply }
    }

    /// Rows or columns in a strip.
    ///
    /// Factors are packed strip after strip, and term after term within each. The values past the
    /// last row or column do not matter.
    pub(crate) fn strip(&self) -> usize {
        REGISTERS * self.tile
    }

    /// Number of sums that [`add`](Self::add) needs, padding past the last row and column included.
    pub(crate) fn n_sums(&self, shape: Shape) -> usize {
        shape.n_rows.next_multiple_of(self.strip()) * shape.n_columns.next_multiple_of(self.tile)
    }

    /// Index of the first sum of a strip's rows in one column. The others follow it.
    pub(crate) fn place(&self, shape: Shape, strip: usize, column: usize) -> usize {
        (strip * shape.n_columns.next_multiple_of(self.tile) + column) * self.strip()
    }

    /// Adds the products of packed rows and packed columns to the sums, term by term.
    pub(crate) fn add(&self, columns: &[F], rows: &[F], shape: Shape, sums: &mut [F]) {
        (self.multiply)(columns, rows, shape, sums);
    }
}

/// Multiplies every tile of columns with every strip of rows; `TILE` is the width of a register.
#[inline(always)]
pub(super) fn multiply<F: Scalar, V: Vector<F>, const TILE: usize>(
    columns: &[F],
    rows: &[F],
    shape: Shape,
    sums: &mut [F],
) {
    let width = REGISTERS * TILE;
    let strip_len = shape.n_terms * width;
    let of_strip = shape.n_columns.next_multiple_of(TILE) * width;
    let strips = rows.chunks_exact(strip_len).zip(sums.chunks_exact_mut(of_strip));
    for (number, (strip, sums)) in strips.enumerate() {
        let n_registers = (shape.n_rows - number * width).div_ceil(TILE);
        for (tile, sums) in sums.chunks_exact_mut(TILE * width).enumerate() {
            let factors = &columns[tile / REGISTERS * strip_len..][..strip_len];
            let at = tile % REGISTERS * TILE;
            match n_registers {
                1 => tile_with_strip::<F, V, TILE, 1>(factors, at, strip, 0, sums),
                2 => tile_with_strip::<F, V, TILE, 2>(factors, at, strip, 0, sums),
                _ => tile_with_strip::<F, V, TILE, 3>(factors, at, strip, 0, sums),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_on_every_backend_is_a_chain_of_plain_loops() {
        for (n_rows, n_columns) in [(1, 1), (3, 5), (8, 24), (25, 9), (49, 50)] {
            for n_terms in [1, 2, 7] {
                check(Shape { n_rows, n_columns, n_terms });
            }
        }
    }

    fn check(shape: Shape) {
        let value = |a: usize, b: usize| ((a * 7919 + b * 104_729) as f64).sin();
        for backend in Backend::<f64>::available() {
            let product = Product::on(&backend);
            let width = product.strip();
            let pack = |n: usize| {
                let mut packed = vec![f64::INFINITY; n.next_multiple_of(width) * shape.n_terms];
                for (i, k) in (0..n).flat_map(|i| (0..shape.n_terms).map(move |k| (i, k))) {
                    packed[(i / width * shape.n_terms + k) * width + i % width] = value(i, k);
                }
                packed
            };
            let mut sums = vec![1.0; product.n_sums(shape)];
            product.add(&pack(shape.n_columns), &pack(shape.n_rows), shape, &mut sums);
            for (i, j) in (0..shape.n_rows).flat_map(|i| (0..shape.n_columns).map(move |j| (i, j)))
            {
                let found = sums[product.place(shape, i / width, j) + i % width];
                let chain = |sum: f64, k: usize| value(i, k).mul_add(value(j, k), sum);
                let expected = (0..shape.n_terms).fold(1.0, chain);
                assert_eq!(found.to_bits(), expected.to_bits(), "{} {i} {j}", backend.name);
            }
        }
    }
}
