use crate::reserved::reserve;
use crate::{Error, Scalar};

mod view;

pub use view::SamplesView;

/// An owned row-major block of `n_samples` rows and `n_features` columns.
///
/// The constructors guarantee that it is never empty or ragged, and that every value is finite.
///
/// ```
/// use digits_data::Samples;
///
/// let samples = Samples::from_rows(&[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]])?;
/// assert_eq!((samples.n_samples(), samples.n_features()), (3, 2));
/// assert_eq!(samples.as_slice(), [0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
/// # Ok::<(), digits_data::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Samples<F: Scalar = f64> {
    values: Vec<F>,
    n_samples: usize,
    n_features: usize,
}

impl<F: Scalar> Samples<F> {
    /// Takes a row-major buffer of `n_samples × n_features` values.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::ShapeMismatch`] or [`Error::NotFinite`].
    pub fn new(values: Vec<F>, n_samples: usize, n_features: usize) -> Result<Self, Error> {
        SamplesView::new(&values, n_samples, n_features)?;
        Ok(Self { values, n_samples, n_features })
    }

    /// Takes a buffer of values that a reader has checked one by one.
    #[cfg(feature = "files")]
    pub(crate) fn of_finite(values: Vec<F>, n_features: usize) -> Option<Self> {
        let n_samples = values.len().checked_div(n_features)?;
        let is_whole = n_samples > 0 && n_samples * n_features == values.len();
        is_whole.then_some(Self { values, n_samples, n_features })
    }

    /// Copies separate rows: arrays, vectors or slices, all of one length.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::Ragged`], [`Error::TooLarge`] or [`Error::NotFinite`].
    pub fn from_rows<R: AsRef<[F]>>(rows: &[R]) -> Result<Self, Error> {
        let n_features = rows.first().map_or(0, |row| row.as_ref().len());
        // Lengths are checked before memory is reserved, because the first row may be much longer
        // than the others.
        let mut lengths = rows.iter().map(|row| row.as_ref().len()).enumerate();
        if let Some((row, found)) = lengths.find(|&(_, length)| length != n_features) {
            return Err(Error::Ragged { row, found, expected: n_features });
        }
        let mut values = reserve(rows.len(), "samples", n_features)?;
        for row in rows {
            values.extend_from_slice(row.as_ref());
        }
        Self::new(values, rows.len(), n_features)
    }

    /// Borrows the samples as a view.
    #[inline]
    pub fn view(&self) -> SamplesView<'_, F> {
        SamplesView::of_finite(&self.values, self.n_samples, self.n_features)
    }

    /// Number of rows, at least 1.
    #[inline]
    pub fn n_samples(&self) -> usize {
        self.n_samples
    }

    /// Number of columns, at least 1.
    #[inline]
    pub fn n_features(&self) -> usize {
        self.n_features
    }

    /// `(n_samples, n_features)`.
    pub fn shape(&self) -> (usize, usize) {
        (self.n_samples, self.n_features)
    }

    /// The values, row by row.
    pub fn as_slice(&self) -> &[F] {
        &self.values
    }

    /// Returns the values, row by row, without a copy.
    #[must_use]
    pub fn into_vec(self) -> Vec<F> {
        self.values
    }

    /// One row.
    ///
    /// # Panics
    ///
    /// If `sample` is not below [`n_samples`](Self::n_samples), like indexing a slice.
    #[inline]
    pub fn row(&self, sample: usize) -> &[F] {
        self.view().row(sample)
    }

    /// The rows, first to last.
    pub fn rows(&self) -> std::slice::ChunksExact<'_, F> {
        self.view().rows()
    }

    /// Copies the samples to another scalar type, each value to the nearest.
    ///
    /// # Errors
    ///
    /// [`Error::NotFinite`] if an `f64` is too large for an `f32`; [`Error::Memory`].
    pub fn cast<G: Scalar>(&self) -> Result<Samples<G>, Error> {
        self.view().cast()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shape_must_fill_the_buffer() {
        let error = Samples::new(vec![1.0; 5], 2, 3).unwrap_err();
        let expected = Error::ShapeMismatch { len: 5, n_samples: 2, n_features: 3 };
        assert_eq!(error, expected);
        assert_eq!(
            Samples::<f64>::new(Vec::new(), usize::MAX, 2).unwrap_err(),
            Error::ShapeMismatch { len: 0, n_samples: usize::MAX, n_features: 2 },
            "a product that overflows is a mismatch, not a panic"
        );
    }

    #[test]
    fn nothing_is_not_data() {
        for (n_samples, n_features) in [(0, 0), (0, 3), (3, 0)] {
            assert_eq!(
                Samples::<f32>::new(Vec::new(), n_samples, n_features).unwrap_err(),
                Error::Empty { n_samples, n_features }
            );
        }
        assert!(matches!(Samples::<f64>::from_rows::<[f64; 2]>(&[]), Err(Error::Empty { .. })));
    }

    #[test]
    fn ragged_rows_are_named() {
        let rows: [&[f64]; 3] = [&[1.0, 2.0], &[3.0, 4.0], &[5.0]];
        assert_eq!(
            Samples::from_rows(&rows).unwrap_err(),
            Error::Ragged { row: 2, found: 1, expected: 2 }
        );
    }

    /// One long row and many short ones would take terabytes if all were as long as the first.
    #[test]
    fn a_first_row_that_is_longer_than_all_others_takes_no_room() {
        let long = vec![0.0; 1 << 20];
        let mut rows: Vec<&[f64]> = vec![&[]; 1 << 20];
        rows[0] = &long;
        let error = Error::Ragged { row: 1, found: 0, expected: 1 << 20 };
        assert_eq!(Samples::from_rows(&rows).unwrap_err(), error);
    }

    #[test]
    fn a_number_too_large_for_f32_is_refused() {
        let samples = Samples::new(vec![1.0, 1e300], 2, 1).unwrap();
        assert!(matches!(samples.cast::<f32>(), Err(Error::NotFinite { row: 1, .. })));
        assert_eq!(samples.cast::<f64>().unwrap(), samples);
    }
}
