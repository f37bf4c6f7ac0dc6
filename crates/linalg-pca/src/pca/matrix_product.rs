use std::cmp::min;
use std::ops::Range;

use rayon::prelude::*;

use super::matrix::{BlockMut, Matrix, MatrixView, copy};
use crate::distance::{Aligned, Product, Shape};

/// Rows and columns of the result that one task computes: its sums stay in the second-level cache.
const BLOCK: usize = 192;

/// Terms that are packed at a time, so that a strip of rows stays in the first-level cache.
const TERMS: usize = 128;

/// Columns whose squares one thread adds up.
const COLUMNS_PER_TASK: usize = 256;

/// `L·R`, in parallel. Every entry is one chain of fused multiply-adds over ascending terms.
pub(super) fn product(left: MatrixView<'_>, right: MatrixView<'_>) -> Matrix {
    let mut product = Matrix::zeros(left.n_rows(), right.n_columns());
    let all = product.block_mut(0..left.n_rows(), 0..right.n_columns());
    add_product(all, 1.0, left, right);
    product
}

/// `AᵀA` on and below the diagonal. The entries above are unspecified.
pub(super) fn gram(columns: &Matrix) -> Matrix {
    let size = columns.n_columns();
    let mut gram = Matrix::zeros(size, size);
    let view = columns.view();
    add_to_lower(gram.block_mut(0..size, 0..size), 1.0, view.transpose(), view);
    gram
}

/// Adds `sign·L·R` to a block; `sign` is 1 or −1.
pub(super) fn add_product(
    to: BlockMut<'_>,
    sign: f64,
    left: MatrixView<'_>,
    right: MatrixView<'_>,
) {
    run(tasks(to), sign, left, right);
}

/// Adds `sign·L·R` to a square block, at least on and below its diagonal.
pub(super) fn add_to_lower(
    to: BlockMut<'_>,
    sign: f64,
    left: MatrixView<'_>,
    right: MatrixView<'_>,
) {
    let mut tasks = tasks(to);
    tasks.retain(|task| task.first_row >= task.first_column);
    run(tasks, sign, left, right);
}

/// The sum of squares of `A − L·Rᵀ`, in parallel. It overwrites `matrix`.
pub(super) fn squares_without(mut matrix: Matrix, left: &Matrix, right: &Matrix) -> f64 {
    let (n_rows, n_columns) = (matrix.n_rows(), matrix.n_columns());
    let all = matrix.block_mut(0..n_rows, 0..n_columns);
    add_product(all, -1.0, left.view(), right.view().transpose());
    let tasks = matrix.as_slice().par_chunks(COLUMNS_PER_TASK * n_rows);
    let squares = tasks.map(|values| values.iter().map(|value| value * value).sum::<f64>());
    squares.collect::<Vec<_>>().into_iter().sum()
}

/// A part of the result: one slice per column.
struct Task<'a> {
    first_row: usize,
    first_column: usize,
    columns: Vec<&'a mut [f64]>,
}

impl Task<'_> {
    fn rows(&self) -> Range<usize> {
        self.first_row..self.first_row + self.columns[0].len()
    }

    fn columns(&self) -> Range<usize> {
        self.first_column..self.first_column + self.columns.len()
    }
}

/// Cuts a block into tasks of a fixed size.
fn tasks(block: BlockMut<'_>) -> Vec<Task<'_>> {
    let (n_rows, n_columns) = (block.n_rows(), block.n_columns());
    let n_blocks = n_rows.div_ceil(BLOCK);
    let mut tasks = Vec::with_capacity(n_blocks * n_columns.div_ceil(BLOCK));
    for (j, column) in block.into_columns().enumerate() {
        if j % BLOCK == 0 {
            let empty = |block: usize| Task {
                first_row: block * BLOCK,
                first_column: j,
                columns: Vec::with_capacity(min(BLOCK, n_columns - j)),
            };
            tasks.extend((0..n_blocks).map(empty));
        }
        let first = tasks.len() - n_blocks;
        for (task, part) in tasks[first..].iter_mut().zip(column.chunks_mut(BLOCK)) {
            task.columns.push(part);
        }
    }
    tasks
}

fn run(tasks: Vec<Task<'_>>, sign: f64, left: MatrixView<'_>, right: MatrixView<'_>) {
    let kernel = Product::new();
    let work = |buffers: &mut Buffers, task| buffers.add(&kernel, task, sign, left, right);
    if tasks.len() == 1 {
        let mut buffers = Buffers::new();
        for task in tasks {
            work(&mut buffers, task);
        }
    } else {
        tasks.into_par_iter().for_each_init(Buffers::new, work);
    }
}

/// The memory into which a thread packs the factors, and its sums.
struct Buffers {
    rows: Aligned<f64>,
    columns: Aligned<f64>,
    sums: Aligned<f64>,
}

impl Buffers {
    fn new() -> Self {
        let empty = || Aligned::zeroed(0);
        Self { rows: empty(), columns: empty(), sums: empty() }
    }

    /// Adds a task's part of the product, some terms at a time.
    fn add(
        &mut self,
        kernel: &Product<f64>,
        mut task: Task<'_>,
        sign: f64,
        left: MatrixView<'_>,
        right: MatrixView<'_>,
    ) {
        let (rows, columns, strip) = (task.rows(), task.columns(), kernel.strip());
        let n_terms = left.n_columns();
        let shape = Shape { n_rows: rows.len(), n_columns: columns.len(), n_terms };
        self.sums.resize(kernel.n_sums(shape));
        load_sums(kernel, shape, &mut task.columns, self.sums.as_mut_slice());
        for first in (0..n_terms).step_by(TERMS) {
            let terms = first..min(first + TERMS, n_terms);
            let shape = Shape { n_terms: terms.len(), ..shape };
            let (rows, columns) = (rows.clone(), columns.clone());
            self.rows.resize(rows.len().next_multiple_of(strip) * terms.len());
            left.pack(rows, terms.clone(), strip, self.rows.as_mut_slice());
            // A strip of zeros, as in a triangle, adds nothing.
            if self.rows.as_slice().iter().all(|value| *value == 0.0) {
                continue;
            }
            self.columns.resize(columns.len().next_multiple_of(strip) * terms.len());
            right.transpose().pack(columns, terms, strip, self.columns.as_mut_slice());
            if sign < 0.0 {
                negate(self.columns.as_mut_slice());
            }
            let (columns, rows) = (self.columns.as_slice(), self.rows.as_slice());
            kernel.add(columns, rows, shape, self.sums.as_mut_slice());
        }
        store_sums(kernel, shape, &mut task.columns, self.sums.as_slice());
    }
}

fn negate(values: &mut [f64]) {
    for value in values {
        *value = -*value;
    }
}

fn load_sums(kernel: &Product<f64>, shape: Shape, columns: &mut [&mut [f64]], sums: &mut [f64]) {
    for (j, column) in columns.iter().enumerate() {
        for (strip, part) in column.chunks(kernel.strip()).enumerate() {
            copy(part, &mut sums[kernel.place(shape, strip, j)..]);
        }
    }
}

fn store_sums(kernel: &Product<f64>, shape: Shape, columns: &mut [&mut [f64]], sums: &[f64]) {
    for (j, column) in columns.iter_mut().enumerate() {
        for (strip, part) in column.chunks_mut(kernel.strip()).enumerate() {
            copy(&sums[kernel.place(shape, strip, j)..][..part.len()], part);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_plain_loops() {
        for (n_rows, n_terms, n_columns) in
            [(2 * BLOCK + 3, 5, 4), (7, TERMS * 2 + 3, BLOCK + 1), (1, 1, 1), (30, 40, 50)]
        {
            let left = Matrix::from_fn(n_rows, n_terms, |i, j| ((i * 3 + j) % 7) as f64);
            let right = Matrix::from_fn(n_terms, n_columns, |i, j| (i % 5) as f64 - (j % 9) as f64);
            let expected = left.to_nalgebra() * right.to_nalgebra();
            let (wide, long) = (left.transpose(), right.transpose());
            for left in [left.view(), wide.view().transpose()] {
                for right in [right.view(), long.view().transpose()] {
                    assert_eq!(product(left, right).to_nalgebra(), expected);
                }
            }
            let lower = gram(&right).to_nalgebra().lower_triangle();
            let right = right.to_nalgebra();
            assert_eq!(lower, (right.transpose() * right).lower_triangle());
        }
    }

    #[test]
    fn parts_of_a_matrix_are_added_to() {
        let mut matrix = Matrix::from_fn(300, 250, |i, j| (i + 2 * j) as f64);
        let before = matrix.to_nalgebra();
        let left = Matrix::from_fn(200, 3, |i, j| (i % 3) as f64 - j as f64);
        let right = Matrix::from_fn(3, 210, |i, j| (i + j % 2) as f64);
        add_product(matrix.block_mut(90..290, 20..230), -1.0, left.view(), right.view());
        let mut expected = before;
        let change = left.to_nalgebra() * right.to_nalgebra();
        let mut part = expected.view_mut((90, 20), (200, 210));
        part -= change;
        assert_eq!(matrix.to_nalgebra(), expected);
    }

    #[test]
    fn what_is_left_of_a_matrix_is_squared() {
        for (n_rows, n_columns) in [(4, 2 * COLUMNS_PER_TASK + 3), (70, 9)] {
            let matrix = Matrix::from_fn(n_rows, n_columns, |i, j| ((i * 3 + j) % 7) as f64);
            let left = Matrix::from_fn(n_rows, 2, |i, j| (i % 3) as f64 - j as f64);
            let right = Matrix::from_fn(n_columns, 2, |i, j| ((i + j) % 2) as f64);
            let product = left.to_nalgebra() * right.to_nalgebra().transpose();
            let expected = (matrix.to_nalgebra() - product).norm_squared();
            // Whole numbers: every sum is exact.
            assert_eq!(squares_without(matrix, &left, &right).to_bits(), expected.to_bits());
        }
    }
}
