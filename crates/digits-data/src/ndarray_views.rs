use ndarray::{Array2, ArrayView2};

use crate::{Error, Samples, SamplesView, Scalar};

impl<'a, F: Scalar> SamplesView<'a, F> {
    /// Borrows an array of `n_samples` rows and `n_features` columns, without a copy.
    ///
    /// # Errors
    ///
    /// [`Error::Layout`] if its rows do not follow each other in memory (a transposed array, every
    /// other row); [`Samples::from_ndarray`] copies such. [`Error::Empty`] or [`Error::NotFinite`].
    ///
    /// ```
    /// use digits_data::SamplesView;
    /// use ndarray::array;
    ///
    /// let array = array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
    /// let view = SamplesView::from_ndarray(array.view())?;
    /// assert_eq!(view.row(2), [5.0, 6.0]);
    /// assert!(SamplesView::from_ndarray(array.t()).is_err());
    /// # Ok::<(), digits_data::Error>(())
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "a view, like ours, is handed over by value")]
    pub fn from_ndarray(array: ArrayView2<'a, F>) -> Result<Self, Error> {
        let (n_samples, n_features) = array.dim();
        let values = array.to_slice().ok_or(Error::Layout { n_samples, n_features })?;
        Self::new(values, n_samples, n_features)
    }

    /// The same memory as an array of `n_samples` rows and `n_features` columns.
    ///
    /// ```
    /// use digits_data::Samples;
    ///
    /// let samples = Samples::from_rows(&[[1.0, 2.0], [3.0, 4.0]])?;
    /// assert_eq!(samples.view().as_ndarray().column(1).sum(), 6.0);
    /// # Ok::<(), digits_data::Error>(())
    /// ```
    pub fn as_ndarray(self) -> ArrayView2<'a, F> {
        // A shape fills its buffer by construction; an array of nothing is never made.
        ArrayView2::from_shape(self.shape(), self.as_slice())
            .unwrap_or_else(|_| ArrayView2::from(&[[F::ZERO; 0]; 0]))
    }
}

impl<F: Scalar> Samples<F> {
    /// Takes an array of `n_samples` rows and `n_features` columns; without a copy if its rows follow
    /// each other in memory.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] or [`Error::NotFinite`].
    pub fn from_ndarray(array: Array2<F>) -> Result<Self, Error> {
        let (n_samples, n_features) = array.dim();
        let is_row_major = array.is_standard_layout();
        let array = if is_row_major { array } else { array.as_standard_layout().into_owned() };
        // An array that was cut down keeps what it was cut from.
        let (mut values, offset) = array.into_raw_vec_and_offset();
        let start = offset.unwrap_or(0).min(values.len());
        values.drain(..start);
        values.truncate(n_samples * n_features);
        Self::new(values, n_samples, n_features)
    }

    /// Gives the values away as an array of `n_samples` rows and `n_features` columns, without a copy.
    #[must_use]
    pub fn into_ndarray(self) -> Array2<F> {
        // A shape fills its buffer by construction; an array of nothing is never made.
        Array2::from_shape_vec(self.shape(), self.into_vec()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use ndarray::{array, s};

    use super::*;

    fn counted() -> Samples {
        Samples::new((0..12).map(f64::from).collect(), 4, 3).unwrap()
    }

    #[test]
    fn there_and_back_is_the_same_memory() {
        let samples = counted();
        let address = samples.as_slice().as_ptr();
        let view = samples.view().as_ndarray();
        assert_eq!((view.dim(), view.as_ptr()), ((4, 3), address));
        assert_eq!(SamplesView::from_ndarray(view).unwrap(), samples.view());
        let array = samples.clone().into_ndarray();
        assert_eq!(array.row(3).to_vec(), [9.0, 10.0, 11.0]);
        let address = array.as_ptr();
        let back = Samples::from_ndarray(array).unwrap();
        assert_eq!(back.as_slice().as_ptr(), address);
        assert_eq!(back, samples);
    }

    #[test]
    fn only_rows_in_a_row_are_borrowed() {
        let array = counted().into_ndarray();
        let rows = SamplesView::from_ndarray(array.slice(s![1..3, ..])).unwrap();
        assert_eq!(rows.as_slice(), [3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        for view in [array.t(), array.slice(s![..;2, ..]), array.slice(s![.., 1..])] {
            let (n_samples, n_features) = view.dim();
            let error = SamplesView::from_ndarray(view).unwrap_err();
            assert_eq!(error, Error::Layout { n_samples, n_features });
        }
    }

    #[test]
    fn any_layout_is_copied_right() {
        let array = counted().into_ndarray();
        let turned = Samples::from_ndarray(array.clone().reversed_axes()).unwrap();
        assert_eq!((turned.shape(), turned.row(1)), ((3, 4), &[1.0, 4.0, 7.0, 10.0][..]));
        let cut = Samples::from_ndarray(array.clone().slice_move(s![1..3, ..])).unwrap();
        assert_eq!(cut.as_slice(), [3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
        let inner = Samples::from_ndarray(array.clone().slice_move(s![1..3, 1..])).unwrap();
        assert_eq!(inner.as_slice(), [4.0, 5.0, 7.0, 8.0]);
        let backwards = Samples::from_ndarray(array.slice_move(s![..;-1, ..])).unwrap();
        assert_eq!(backwards.row(0), [9.0, 10.0, 11.0]);
    }

    #[test]
    fn an_array_is_checked_like_any_buffer() {
        let empty = Array2::<f64>::zeros((0, 3));
        assert!(matches!(SamplesView::from_ndarray(empty.view()), Err(Error::Empty { .. })));
        assert!(matches!(Samples::from_ndarray(empty), Err(Error::Empty { .. })));
        let bad = array![[1.0, 2.0], [3.0, f64::NAN]];
        assert!(matches!(
            Samples::from_ndarray(bad),
            Err(Error::NotFinite { row: 1, column: 1, .. })
        ));
    }
}
