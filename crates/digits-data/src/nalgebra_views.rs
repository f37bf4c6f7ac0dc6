use nalgebra::{DMatrix, DMatrixView};

use crate::{Error, Samples, SamplesView, Scalar};

impl<'a, F: Scalar> SamplesView<'a, F> {
    /// The same memory as an nalgebra matrix of `n_features` rows and `n_samples` columns.
    ///
    /// nalgebra stores column after column, and we store row after row. So its columns are our
    /// rows, and nothing is copied.
    ///
    /// ```
    /// use digits_data::Samples;
    ///
    /// let samples = Samples::from_rows(&[[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])?;
    /// let matrix = samples.view().as_nalgebra();
    /// assert_eq!(matrix.shape(), (2, 3));
    /// assert_eq!(matrix[(1, 2)], 6.0); // feature 1 of sample 2
    /// # Ok::<(), digits_data::Error>(())
    /// ```
    pub fn as_nalgebra(self) -> DMatrixView<'a, F> {
        DMatrixView::from_slice(self.as_slice(), self.n_features(), self.n_samples())
    }
}

impl<F: Scalar> Samples<F> {
    /// Takes a matrix whose columns are samples (`n_features × n_samples`), without a copy.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] or [`Error::NotFinite`].
    ///
    /// ```
    /// use digits_data::Samples;
    /// use nalgebra::DMatrix;
    ///
    /// let samples = Samples::from_nalgebra(DMatrix::from_row_slice(2, 3, &[1.0, 3.0, 5.0, 2.0, 4.0, 6.0]))?;
    /// assert_eq!(samples.row(2), [5.0, 6.0]);
    /// # Ok::<(), digits_data::Error>(())
    /// ```
    pub fn from_nalgebra(columns: DMatrix<F>) -> Result<Self, Error> {
        let (n_features, n_samples) = columns.shape();
        Self::new(columns.data.into(), n_samples, n_features)
    }

    /// Copies a matrix whose rows are samples (`n_samples × n_features`) once, transposing its storage.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] or [`Error::NotFinite`].
    pub fn from_nalgebra_rows(rows: &DMatrix<F>) -> Result<Self, Error> {
        Self::from_nalgebra(rows.transpose())
    }

    /// Gives the values away as a matrix whose columns are samples, without a copy.
    #[must_use]
    pub fn into_nalgebra(self) -> DMatrix<F> {
        let (n_samples, n_features) = self.shape();
        DMatrix::from_vec(n_features, n_samples, self.into_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back_is_the_same_memory() {
        let samples = Samples::new((0..12).map(f64::from).collect(), 4, 3).unwrap();
        let address = samples.as_slice().as_ptr();
        assert_eq!(samples.view().as_nalgebra().as_ptr(), address);
        let matrix = samples.clone().into_nalgebra();
        assert_eq!(Samples::from_nalgebra(matrix.clone()).unwrap(), samples);
        assert_eq!(Samples::from_nalgebra_rows(&matrix.transpose()).unwrap(), samples);
        let moved = samples.into_nalgebra();
        assert_eq!(moved.as_slice().as_ptr(), address);
    }

    #[test]
    fn rows_of_a_column_major_matrix_become_samples() {
        let rows = DMatrix::from_vec(3, 2, vec![1.0, 3.0, 5.0, 2.0, 4.0, 6.0]);
        let samples = Samples::from_nalgebra_rows(&rows).unwrap();
        assert_eq!(
            (samples.shape(), samples.as_slice()),
            ((3, 2), &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0][..])
        );
    }

    #[test]
    fn a_matrix_is_checked_like_any_buffer() {
        let empty = DMatrix::<f64>::zeros(3, 0);
        assert!(matches!(Samples::from_nalgebra(empty), Err(Error::Empty { .. })));
        let mut matrix = DMatrix::<f32>::zeros(2, 3);
        matrix[(1, 2)] = f32::NAN;
        assert!(matches!(
            Samples::from_nalgebra(matrix),
            Err(Error::NotFinite { row: 2, column: 1, .. })
        ));
    }
}
