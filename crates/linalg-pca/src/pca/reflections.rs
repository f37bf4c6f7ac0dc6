use std::cmp::min;

use super::dot::{dot, subtract_multiple};
use super::matrix::{BlockMut, Matrix};
use super::matrix_product::{add_product, gram, product};

/// Number of reflections applied at once: enough to make a packed matrix product worthwhile.
const REFLECTIONS_PER_BLOCK: usize = 128;

/// A product `H₀·H₁·…` of reflections `H = I − u·uᵀ`, each `u` of length √2 or 0.
///
/// Source: R. Schreiber and C. Van Loan, "A storage-efficient WY representation for products of
/// Householder transformations", SIAM J. Sci. Stat. Comput. 10, 1989.
pub(super) struct Reflections {
    blocks: Vec<Block>,
}

impl Reflections {
    pub(super) fn new() -> Self {
        Self { blocks: Vec::new() }
    }

    /// Takes the vectors of the reflections from below the entries `(i + below, i)` of a square
    /// matrix.
    pub(super) fn below_diagonal(vectors: &Matrix, below: usize) -> Self {
        let size = vectors.n_rows();
        let mut reflections = Self::new();
        for first in (0..size.saturating_sub(below)).step_by(REFLECTIONS_PER_BLOCK) {
            let end = min(first + REFLECTIONS_PER_BLOCK, size - below);
            let first_row = first + below;
            let mut block = Matrix::zeros(size - first_row, end - first);
            for (k, column) in block.columns_mut().enumerate() {
                column[k..].copy_from_slice(&vectors.column(first + k)[first_row + k..]);
            }
            reflections.push(Block::new(first_row, block));
        }
        reflections
    }

    /// Adds reflections after all others.
    pub(super) fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// Multiplies the product of all reflections with `columns`, in place.
    pub(super) fn apply(&self, columns: &mut Matrix) {
        let (n_rows, n_columns) = (columns.n_rows(), columns.n_columns());
        for block in self.blocks.iter().rev() {
            block.apply(columns.block_mut(block.first_row..n_rows, 0..n_columns), false);
        }
    }
}

/// Some neighbouring reflections of the product: `H₀·H₁·… = I − V·T·Vᵀ`, with `T` upper triangular.
pub(super) struct Block {
    /// Rows above this one stay as they are.
    first_row: usize,
    /// `V`: one `u` per column.
    vectors: Matrix,
    /// `T`.
    triangle: Matrix,
}

impl Block {
    pub(super) fn new(first_row: usize, vectors: Matrix) -> Self {
        let products = gram(&vectors);
        let n_vectors = vectors.n_columns();
        let mut triangle = Matrix::identity(n_vectors);
        for j in 1..n_vectors {
            let (before, column) = triangle.as_mut_slice().split_at_mut(j * n_vectors);
            for (k, other) in before.chunks_exact(n_vectors).enumerate() {
                subtract_multiple(&mut column[..=k], products[(j, k)], &other[..=k]);
            }
        }
        Self { first_row, vectors, triangle }
    }

    /// Multiplies the block, or its transpose, with columns that begin at its first row.
    pub(super) fn apply(&self, columns: BlockMut<'_>, transposed: bool) {
        let vectors = self.vectors.view();
        let along = product(vectors.transpose(), columns.view());
        let triangle = self.triangle.view();
        let triangle = if transposed { triangle.transpose() } else { triangle };
        let turned = product(triangle, along.view());
        add_product(columns, -1.0, vectors, turned.view());
    }
}

/// Turns `vector` into the `u`, of length √2, for which `I − u·uᵀ` maps it to a multiple of the
/// first axis. Returns that multiple, and the factor of the entries of `u` after the first.
///
/// A vector with nothing to reflect becomes zeros, and its factor is 0.
#[inline(always)]
pub(super) fn reflection(vector: &mut [f64]) -> (f64, f64) {
    let first = vector[0];
    let squares = dot(&vector[1..], &vector[1..]);
    if squares < f64::MIN_POSITIVE {
        vector.fill(0.0);
        return (first, 0.0);
    }
    let length = (first * first + squares).sqrt();
    // The opposite sign would lose precision to cancellation.
    let axis = -length.copysign(first);
    vector[0] = first - axis;
    let scale = 1.0 / (length * (length + first.abs())).sqrt();
    for value in vector {
        *value *= scale;
    }
    (axis, scale)
}

/// Applies the reflection by `u` to one column.
#[inline(always)]
pub(super) fn reflect(column: &mut [f64], u: &[f64]) {
    let along = dot(u, column);
    subtract_multiple(column, along, u);
}
