use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::householder::{
    apply_block_householder_sequence_on_the_left_in_place_scratch,
    apply_block_householder_sequence_on_the_left_in_place_with_conj,
};
use faer::linalg::qr::no_pivoting::factor::{
    qr_in_place, qr_in_place_scratch, recommended_block_size,
};
use faer::{Conj, Mat, MatMut, MatRef, Par};
use nalgebra::DMatrix;

/// faer shares work out by the number of threads, and other shares are other bits.
pub(super) const ONE_THREAD: Par = Par::Seq;

/// `A = Q·R` of a matrix with at least as many rows as columns.
pub(super) struct Qr {
    /// `R` on and above the diagonal, and below it what `Q` is made of.
    reflections: DMatrix<f64>,
    factors: Mat<f64>,
}

impl Qr {
    pub(super) fn new(mut matrix: DMatrix<f64>) -> Self {
        let (n_rows, n_columns) = matrix.shape();
        let block = recommended_block_size::<f64>(n_rows, n_columns);
        let mut factors = Mat::zeros(block, n_columns);
        let scratch =
            qr_in_place_scratch::<f64>(n_rows, n_columns, block, ONE_THREAD, Default::default());
        qr_in_place(
            as_faer_mut(&mut matrix),
            factors.as_mut(),
            ONE_THREAD,
            MemStack::new(&mut MemBuffer::new(scratch)),
            Default::default(),
        );
        Self { reflections: matrix, factors }
    }

    /// `R`, square.
    pub(super) fn r(&self) -> DMatrix<f64> {
        let size = self.reflections.ncols();
        self.reflections.rows(0, size).upper_triangle()
    }

    /// `Q·B`, for `B` with as many rows as `R`.
    pub(super) fn q_times(&self, columns: &DMatrix<f64>) -> DMatrix<f64> {
        let mut product = columns.clone().resize_vertically(self.reflections.nrows(), 0.0);
        let scratch = apply_block_householder_sequence_on_the_left_in_place_scratch::<f64>(
            self.reflections.nrows(),
            self.factors.nrows(),
            product.ncols(),
        );
        apply_block_householder_sequence_on_the_left_in_place_with_conj(
            as_faer(&self.reflections),
            self.factors.as_ref(),
            Conj::No,
            as_faer_mut(&mut product),
            ONE_THREAD,
            MemStack::new(&mut MemBuffer::new(scratch)),
        );
        product
    }

    /// The columns of `Q`, as many as `R` has rows.
    pub(super) fn q(&self) -> DMatrix<f64> {
        let size = self.reflections.ncols();
        self.q_times(&DMatrix::identity(size, size))
    }
}

/// The same memory as faer sees it.
pub(super) fn as_faer(matrix: &DMatrix<f64>) -> MatRef<'_, f64> {
    MatRef::from_column_major_slice(matrix.as_slice(), matrix.nrows(), matrix.ncols())
}

pub(super) fn as_faer_mut(matrix: &mut DMatrix<f64>) -> MatMut<'_, f64> {
    let (n_rows, n_columns) = matrix.shape();
    MatMut::from_column_major_slice_mut(matrix.as_mut_slice(), n_rows, n_columns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_factors_give_the_matrix_back() {
        for (n_rows, n_columns) in [(1, 1), (2, 1), (5, 5), (70, 33), (300, 100)] {
            let matrix = DMatrix::from_fn(n_rows, n_columns, |i, j| ((i * i + j * 7) % 11) as f64);
            let qr = Qr::new(matrix.clone());
            assert!((qr.q_times(&qr.r()) - &matrix).amax() <= 1e-13 * matrix.norm());
            let gram = qr.q().transpose() * qr.q();
            assert!((gram - DMatrix::identity(n_columns, n_columns)).amax() < 1e-13);
        }
    }
}
