use std::ops::{Index, IndexMut, Range};

use crate::distance::vectorized;

/// The side of the square parts in which a matrix is transposed. One of the two matrices is read
/// across its columns, and this many of them stay in the cache.
const PART: usize = 32;

/// A matrix of `f64`, stored column after column.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Matrix {
    n_rows: usize,
    n_columns: usize,
    values: Vec<f64>,
}

impl Matrix {
    pub(super) fn zeros(n_rows: usize, n_columns: usize) -> Self {
        Self { n_rows, n_columns, values: vec![0.0; n_rows * n_columns] }
    }

    pub(super) fn identity(size: usize) -> Self {
        let mut matrix = Self::zeros(size, size);
        matrix.values.iter_mut().step_by(size + 1).for_each(|value| *value = 1.0);
        matrix
    }

    /// Calls `value(row, column)` for every entry, column by column.
    pub(super) fn from_fn(
        n_rows: usize,
        n_columns: usize,
        mut value: impl FnMut(usize, usize) -> f64,
    ) -> Self {
        let values = (0..n_columns).flat_map(|j| (0..n_rows).map(move |i| (i, j)));
        Self { n_rows, n_columns, values: values.map(|(i, j)| value(i, j)).collect() }
    }

    pub(super) fn n_rows(&self) -> usize {
        self.n_rows
    }

    pub(super) fn n_columns(&self) -> usize {
        self.n_columns
    }

    pub(super) fn as_slice(&self) -> &[f64] {
        &self.values
    }

    pub(super) fn as_mut_slice(&mut self) -> &mut [f64] {
        &mut self.values
    }

    pub(super) fn into_values(self) -> Vec<f64> {
        self.values
    }

    pub(super) fn column(&self, j: usize) -> &[f64] {
        &self.values[j * self.n_rows..][..self.n_rows]
    }

    pub(super) fn column_mut(&mut self, j: usize) -> &mut [f64] {
        &mut self.values[j * self.n_rows..][..self.n_rows]
    }

    pub(super) fn columns(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.values.chunks_exact(self.n_rows)
    }

    pub(super) fn columns_mut(&mut self) -> impl ExactSizeIterator<Item = &mut [f64]> {
        self.values.chunks_exact_mut(self.n_rows)
    }

    /// Keeps the first columns, or adds columns of zeros.
    pub(super) fn with_columns(mut self, n_columns: usize) -> Self {
        self.values.resize(self.n_rows * n_columns, 0.0);
        Self { n_columns, ..self }
    }

    /// Adds rows of zeros at the end.
    pub(super) fn with_rows(&self, n_rows: usize) -> Self {
        let mut matrix = Self::zeros(n_rows, self.n_columns);
        for (to, from) in matrix.columns_mut().zip(self.columns()) {
            to[..self.n_rows].copy_from_slice(from);
        }
        matrix
    }

    pub(super) fn transpose(&self) -> Self {
        let mut transposed = Self::zeros(self.n_columns, self.n_rows);
        for (left, columns) in self.values.chunks(PART * self.n_rows).enumerate() {
            for top in (0..self.n_rows).step_by(PART) {
                for i in top..self.n_rows.min(top + PART) {
                    let row = columns[i..].iter().step_by(self.n_rows);
                    let to = &mut transposed.values[i * self.n_columns + left * PART..];
                    to.iter_mut().zip(row).for_each(|(to, value)| *to = *value);
                }
            }
        }
        transposed
    }

    pub(super) fn norm_squared(&self) -> f64 {
        self.values.iter().map(|value| value * value).sum()
    }

    pub(super) fn view(&self) -> MatrixView<'_> {
        MatrixView::new(&self.values, self.n_rows, self.n_columns)
    }

    /// The rows from `start` on.
    pub(super) fn rows_from(&self, start: usize) -> MatrixView<'_> {
        let stored = (self.n_rows - start, self.n_columns);
        let values = &self.values[start..];
        MatrixView { values, stride: self.n_rows, stored, transposed: false }
    }

    /// The entries of some rows and columns.
    pub(super) fn block_mut(&mut self, rows: Range<usize>, columns: Range<usize>) -> BlockMut<'_> {
        let stride = self.n_rows;
        BlockMut {
            columns: &mut self.values[columns.start * stride..columns.end * stride],
            stride,
            rows,
        }
    }
}

impl Index<(usize, usize)> for Matrix {
    type Output = f64;

    fn index(&self, (i, j): (usize, usize)) -> &f64 {
        &self.values[j * self.n_rows + i]
    }
}

impl IndexMut<(usize, usize)> for Matrix {
    fn index_mut(&mut self, (i, j): (usize, usize)) -> &mut f64 {
        &mut self.values[j * self.n_rows + i]
    }
}

/// A matrix that is only read, as stored or transposed.
#[derive(Clone, Copy)]
pub(super) struct MatrixView<'a> {
    values: &'a [f64],
    /// Values from the start of one stored column to that of the next.
    stride: usize,
    /// Rows and columns as stored.
    stored: (usize, usize),
    transposed: bool,
}

impl<'a> MatrixView<'a> {
    /// Reads values that are stored column after column.
    pub(super) fn new(values: &'a [f64], n_rows: usize, n_columns: usize) -> Self {
        Self { values, stride: n_rows, stored: (n_rows, n_columns), transposed: false }
    }

    pub(super) fn transpose(self) -> Self {
        Self { transposed: !self.transposed, ..self }
    }

    pub(super) fn n_rows(self) -> usize {
        if self.transposed { self.stored.1 } else { self.stored.0 }
    }

    pub(super) fn n_columns(self) -> usize {
        self.transpose().n_rows()
    }

    /// Copies a part of the matrix into strips of `strip` rows: column after column of each.
    pub(super) fn pack(
        self,
        rows: Range<usize>,
        columns: Range<usize>,
        strip: usize,
        packed: &mut [f64],
    ) {
        vectorized(
            #[inline(always)]
            || {
                if self.transposed {
                    self.pack_rows(rows, columns, strip, packed);
                } else {
                    self.pack_columns(rows, columns, strip, packed);
                }
            },
        );
    }

    /// Copies stored columns as they are, piece by piece.
    #[inline(always)]
    fn pack_columns(
        self,
        rows: Range<usize>,
        columns: Range<usize>,
        strip: usize,
        packed: &mut [f64],
    ) {
        let len = columns.len() * strip;
        for (k, j) in columns.enumerate() {
            let column = &self.values[j * self.stride..][rows.clone()];
            for (piece, packed) in column.chunks(strip).zip(packed.chunks_exact_mut(len)) {
                copy(piece, &mut packed[k * strip..]);
            }
        }
    }

    /// Transposes stored columns, which are rows here, four at a time, so that four values are
    /// stored at once.
    #[inline(always)]
    fn pack_rows(
        self,
        rows: Range<usize>,
        columns: Range<usize>,
        strip: usize,
        packed: &mut [f64],
    ) {
        let len = columns.len() * strip;
        let row = |i: usize| &self.values[i * self.stride..][columns.clone()];
        let mut lane = 0;
        while lane < rows.len() {
            let packed = &mut packed[lane / strip * len + lane % strip..];
            let columns = packed.chunks_mut(strip);
            let i = rows.start + lane;
            if lane + 4 <= rows.len() && lane % strip + 4 <= strip {
                let four = row(i).iter().zip(row(i + 1)).zip(row(i + 2).iter().zip(row(i + 3)));
                for (column, ((a, b), (c, d))) in columns.zip(four) {
                    column[..4].copy_from_slice(&[*a, *b, *c, *d]);
                }
                lane += 4;
            } else {
                columns.zip(row(i)).for_each(|(column, value)| column[0] = *value);
                lane += 1;
            }
        }
    }
}

/// Copies about four values at a time. A call to a copy function would take longer.
#[inline(always)]
pub(super) fn copy(from: &[f64], to: &mut [f64]) {
    let (fours, rest) = from.as_chunks::<4>();
    let (to_fours, to_rest) = to[..from.len()].as_chunks_mut::<4>();
    for (to, from) in to_fours.iter_mut().zip(fours) {
        *to = *from;
    }
    for (to, from) in to_rest.iter_mut().zip(rest) {
        *to = *from;
    }
}

/// Some rows and columns of a matrix, to be changed.
pub(super) struct BlockMut<'a> {
    columns: &'a mut [f64],
    stride: usize,
    rows: Range<usize>,
}

impl<'a> BlockMut<'a> {
    pub(super) fn n_rows(&self) -> usize {
        self.rows.len()
    }

    pub(super) fn n_columns(&self) -> usize {
        self.columns.len() / self.stride
    }

    pub(super) fn view(&self) -> MatrixView<'_> {
        MatrixView {
            values: &self.columns[self.rows.start..],
            stride: self.stride,
            stored: (self.n_rows(), self.n_columns()),
            transposed: false,
        }
    }

    pub(super) fn into_columns(self) -> impl Iterator<Item = &'a mut [f64]> {
        let rows = self.rows;
        self.columns.chunks_exact_mut(self.stride).map(move |column| &mut column[rows.clone()])
    }
}

#[cfg(test)]
mod nalgebra_matrices {
    use nalgebra::DMatrix;

    use super::Matrix;

    impl From<&DMatrix<f64>> for Matrix {
        fn from(matrix: &DMatrix<f64>) -> Self {
            Self::from_fn(matrix.nrows(), matrix.ncols(), |i, j| matrix[(i, j)])
        }
    }

    impl From<&Matrix> for DMatrix<f64> {
        fn from(matrix: &Matrix) -> Self {
            Self::from_column_slice(matrix.n_rows, matrix.n_columns, &matrix.values)
        }
    }

    impl Matrix {
        pub(in crate::pca) fn to_nalgebra(&self) -> DMatrix<f64> {
            self.into()
        }
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::DMatrix;

    use super::*;

    #[test]
    fn transposed_in_parts() {
        for (n_rows, n_columns) in [(1, 1), (3, 70), (65, 33), (32, 64)] {
            let matrix = Matrix::from_fn(n_rows, n_columns, |i, j| (i * 100 + j) as f64);
            assert_eq!(matrix.transpose().to_nalgebra(), matrix.to_nalgebra().transpose());
        }
    }

    #[test]
    fn packed_as_stored_and_transposed() {
        let matrix = Matrix::from_fn(5, 4, |i, j| (i * 10 + j) as f64);
        let mut packed = vec![-1.0; 8];
        matrix.view().pack(1..4, 2..4, 2, &mut packed);
        assert_eq!(packed, [12.0, 22.0, 13.0, 23.0, 32.0, -1.0, 33.0, -1.0]);
        packed.fill(-1.0);
        matrix.view().transpose().pack(1..4, 2..4, 2, &mut packed);
        assert_eq!(packed, [21.0, 22.0, 31.0, 32.0, 23.0, -1.0, 33.0, -1.0]);
    }

    #[test]
    fn the_same_as_nalgebra() {
        let matrix = Matrix::from_fn(2, 3, |i, j| (i * 10 + j) as f64);
        assert_eq!(Matrix::from(&DMatrix::from(&matrix)), matrix);
        assert_eq!(matrix[(1, 2)].to_bits(), 12.0_f64.to_bits());
        assert_eq!(matrix.with_rows(3).with_columns(1).as_slice(), [0.0, 10.0, 0.0]);
    }
}
