use ndarray::{Array2, ArrayView2};

use crate::reserved::reserve;
use crate::{Error, Samples, SamplesView, Scalar};

impl<'a, F: Scalar> SamplesView<'a, F> {
    /// Borrows an array of `n_samples` rows and `n_features` columns, without a copy.
    ///
    /// # Errors
    ///
    /// [`Error::Layout`] unless the array is in C order without gaps; [`Samples::copy_ndarray`] copies
    /// arrays in any other layout. [`Error::Empty`] or [`Error::NotFinite`].
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
    /// Takes an array of `n_samples` rows and `n_features` columns.
    ///
    /// An array in C order without gaps gives its memory away. Any other is copied once, as by
    /// [`copy_ndarray`](Self::copy_ndarray).
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::TooLarge`] or [`Error::NotFinite`].
    pub fn from_ndarray(array: Array2<F>) -> Result<Self, Error> {
        let (n_samples, n_features) = array.dim();
        if !array.is_standard_layout() {
            return Self::copy_ndarray(array.view());
        }
        // An array that was sliced in place still holds the values outside the slice.
        let (mut values, offset) = array.into_raw_vec_and_offset();
        let start = offset.unwrap_or(0).min(values.len());
        values.drain(..start);
        values.truncate(n_samples * n_features);
        Self::new(values, n_samples, n_features)
    }

    /// Copies an array of `n_samples` rows and `n_features` columns, in any layout, once.
    ///
    /// The array may be in Fortran order, transposed, cut out of a larger one, or reversed along an
    /// axis. [`SamplesView::from_ndarray`] borrows arrays in C order without a copy.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::TooLarge`] or [`Error::NotFinite`].
    ///
    /// ```
    /// use digits_data::Samples;
    /// use ndarray::{array, s};
    ///
    /// let array = array![[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]];
    /// let transposed = Samples::copy_ndarray(array.t())?;
    /// assert_eq!(transposed.row(0), [1.0, 3.0, 5.0]);
    /// let last_two_reversed = Samples::copy_ndarray(array.slice(s![1..;-1, ..]))?;
    /// assert_eq!(last_two_reversed.row(0), [5.0, 6.0]);
    /// # Ok::<(), digits_data::Error>(())
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "a view, like ours, is handed over by value")]
    pub fn copy_ndarray(array: ArrayView2<'_, F>) -> Result<Self, Error> {
        let (n_samples, n_features) = array.dim();
        let mut values = reserve(n_samples, "samples", n_features)?;
        values.extend(array.iter());
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
    use ndarray::{ShapeBuilder as _, array, s};

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
    fn the_error_names_the_remedy() {
        let array = counted().into_ndarray();
        let error = SamplesView::from_ndarray(array.t()).unwrap_err().to_string();
        let expected = "this 3 by 4 array is not in C order without gaps; copy it with \
                        Samples::copy_ndarray";
        assert_eq!(error, expected);
    }

    /// Compares every layout with a plain loop over indices.
    #[test]
    fn views_of_any_layout_are_copied_as_their_indices_say() {
        let c = counted().into_ndarray();
        let mut fortran = Array2::zeros((4, 3).f());
        fortran.assign(&c);
        let row = ArrayView2::from_shape((1, 3), &[1.0, 2.0, 3.0]).unwrap();
        let layouts = [
            ("C order", c.view()),
            ("Fortran order", fortran.view()),
            ("transposed", c.t()),
            ("transposed Fortran order", fortran.t()),
            ("every other row", c.slice(s![..;2, ..])),
            ("every other column", fortran.slice(s![.., ..;2])),
            ("some columns", c.slice(s![.., 1..])),
            ("rows reversed", c.slice(s![..;-1, ..])),
            ("columns reversed", c.slice(s![.., ..;-1])),
            ("both reversed", fortran.slice(s![..;-1, ..;-1])),
            ("every other row from the end", c.slice(s![..;-2, 1..])),
            ("one row repeated", row.broadcast((5, 3)).unwrap()),
        ];
        for (layout, view) in layouts {
            let (n_samples, n_features) = view.dim();
            let copied = Samples::copy_ndarray(view).unwrap();
            assert_eq!(copied.shape(), (n_samples, n_features), "{layout}");
            for (row, copied) in copied.rows().enumerate() {
                let expected: Vec<f64> =
                    (0..n_features).map(|column| view[[row, column]]).collect();
                assert_eq!(copied, expected, "{layout}");
            }
            assert_eq!(Samples::from_ndarray(view.to_owned()).unwrap(), copied, "{layout}");
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
            Samples::copy_ndarray(bad.t()),
            Err(Error::NotFinite { row: 1, column: 1, .. })
        ));
        let huge = array![[0.0]];
        let huge = huge.broadcast((1 << 40, 1 << 20)).unwrap();
        assert!(matches!(Samples::copy_ndarray(huge), Err(Error::TooLarge { .. })));
        assert!(matches!(
            Samples::from_ndarray(bad),
            Err(Error::NotFinite { row: 1, column: 1, .. })
        ));
    }
}
