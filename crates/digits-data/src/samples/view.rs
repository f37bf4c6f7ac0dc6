use std::ops::Range;

use super::Samples;
use crate::{Error, Scalar, memory};

/// A borrowed row-major block of `n_samples` rows and `n_features` columns.
///
/// It is two words and a pointer, so it is passed by value. Like [`Samples`] it is never empty,
/// never ragged, and holds finite values only.
///
/// ```
/// use digits_data::SamplesView;
///
/// let buffer = [0.0_f32, 1.0, 2.0, 3.0]; // a memory map, a NumPy array, …
/// let view = SamplesView::new(&buffer, 2, 2)?;
/// assert_eq!(view.row(1), [2.0, 3.0]);
/// # Ok::<(), digits_data::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SamplesView<'a, F: Scalar = f64> {
    values: &'a [F],
    n_samples: usize,
    n_features: usize,
}

impl<'a, F: Scalar> SamplesView<'a, F> {
    /// Borrows a row-major buffer of `n_samples × n_features` values.
    ///
    /// The values are read once, to check that all are finite. Copies of the view are free.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`], [`Error::ShapeMismatch`] or [`Error::NotFinite`].
    pub fn new(values: &'a [F], n_samples: usize, n_features: usize) -> Result<Self, Error> {
        if n_samples == 0 || n_features == 0 {
            return Err(Error::Empty { n_samples, n_features });
        }
        if n_samples.checked_mul(n_features) != Some(values.len()) {
            return Err(Error::ShapeMismatch { len: values.len(), n_samples, n_features });
        }
        check_finite(values, n_features)?;
        Ok(Self { values, n_samples, n_features })
    }

    /// Borrows values that were checked before.
    #[inline]
    pub(crate) fn of_finite(values: &'a [F], n_samples: usize, n_features: usize) -> Self {
        Self { values, n_samples, n_features }
    }

    /// Number of rows, at least 1.
    #[inline]
    pub fn n_samples(self) -> usize {
        self.n_samples
    }

    /// Number of columns, at least 1.
    #[inline]
    pub fn n_features(self) -> usize {
        self.n_features
    }

    /// `(n_samples, n_features)`.
    pub fn shape(self) -> (usize, usize) {
        (self.n_samples, self.n_features)
    }

    /// The values, row by row.
    #[inline]
    pub fn as_slice(self) -> &'a [F] {
        self.values
    }

    /// One row.
    ///
    /// # Panics
    ///
    /// If `sample` is not below [`n_samples`](Self::n_samples), like indexing a slice.
    #[inline]
    pub fn row(self, sample: usize) -> &'a [F] {
        &self.values[sample * self.n_features..][..self.n_features]
    }

    /// The rows, first to last.
    pub fn rows(self) -> std::slice::ChunksExact<'a, F> {
        self.values.chunks_exact(self.n_features)
    }

    /// The rows of a range, as a view without a copy. `None` if the range is empty or reaches past
    /// the end.
    pub fn slice(self, rows: Range<usize>) -> Option<Self> {
        if rows.is_empty() || rows.end > self.n_samples {
            return None;
        }
        Some(Self {
            values: &self.values[rows.start * self.n_features..rows.end * self.n_features],
            n_samples: rows.len(),
            n_features: self.n_features,
        })
    }

    /// Copies the rows named, in that order; a row may be named more than once.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if no row is named, [`Error::RowOutOfRange`] if one does not exist,
    /// [`Error::Memory`].
    pub fn select(self, rows: &[usize]) -> Result<Samples<F>, Error> {
        let mut values = memory::reserved(rows.len().saturating_mul(self.n_features))?;
        for &row in rows {
            if row >= self.n_samples {
                return Err(Error::RowOutOfRange { row, n_samples: self.n_samples });
            }
            values.extend_from_slice(self.row(row));
        }
        if rows.is_empty() {
            return Err(Error::Empty { n_samples: 0, n_features: self.n_features });
        }
        Ok(Samples { values, n_samples: rows.len(), n_features: self.n_features })
    }

    /// Copies the view into owned samples.
    #[must_use]
    pub fn to_owned(self) -> Samples<F> {
        Samples {
            values: self.values.to_vec(),
            n_samples: self.n_samples,
            n_features: self.n_features,
        }
    }

    /// Copies the samples to another scalar type, each value to the nearest.
    ///
    /// # Errors
    ///
    /// [`Error::NotFinite`] if an `f64` is too large for an `f32`; [`Error::Memory`].
    pub fn cast<G: Scalar>(self) -> Result<Samples<G>, Error> {
        let values = memory::collected(self.values.iter().map(|x| G::from_f64(x.to_f64())))?;
        Samples::new(values, self.n_samples, self.n_features)
    }
}

impl<'a, F: Scalar> From<&'a Samples<F>> for SamplesView<'a, F> {
    fn from(samples: &'a Samples<F>) -> Self {
        samples.view()
    }
}

/// Refuses NaN and infinities. `0 · x` is 0 for a finite `x` and NaN for every other, and NaN
/// survives a sum. Eight such sums side by side need no branch, so the check runs at the speed of
/// memory.
fn check_finite<F: Scalar>(values: &[F], n_features: usize) -> Result<(), Error> {
    let (blocks, rest) = values.as_chunks::<8>();
    let mut sums = [F::ZERO; 8];
    for block in blocks {
        for (sum, &x) in sums.iter_mut().zip(block) {
            *sum += x * F::ZERO;
        }
    }
    if sums.iter().chain(rest).all(|x| x.is_finite()) {
        return Ok(());
    }
    let first = values.iter().position(|x| !x.is_finite());
    first.map_or(Ok(()), |index| {
        Err(Error::NotFinite {
            row: index / n_features,
            column: index % n_features,
            value: values[index].to_f64(),
        })
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn slices_and_selections_are_rows() {
        let samples = Samples::from_rows(&[[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]).unwrap();
        let view = samples.view();
        assert_eq!(view.slice(1..3).unwrap().as_slice(), [2.0, 3.0, 4.0, 5.0]);
        assert_eq!(view.slice(1..1), None);
        assert_eq!(view.slice(1..4), None);
        let selected = view.select(&[2, 0, 2]).unwrap();
        assert_eq!(selected.as_slice(), [4.0, 5.0, 0.0, 1.0, 4.0, 5.0]);
        assert_eq!(view.select(&[3]).unwrap_err(), Error::RowOutOfRange { row: 3, n_samples: 3 });
        assert!(matches!(view.select(&[]), Err(Error::Empty { .. })));
    }

    mod properties {
        use super::*;

        proptest! {
            #[test]
            fn every_bad_value_is_found_where_it_stands(
                n_samples in 1_usize..40,
                n_features in 1_usize..20,
                at in any::<prop::sample::Index>(),
                bad in prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
            ) {
                let mut values = vec![f64::MAX; n_samples * n_features];
                prop_assert!(SamplesView::new(&values, n_samples, n_features).is_ok());
                let index = at.index(values.len());
                values[index] = bad;
                let Err(Error::NotFinite { row, column, value }) =
                    SamplesView::new(&values, n_samples, n_features)
                else {
                    return Err(TestCaseError::fail("accepted"));
                };
                prop_assert_eq!((row, column), (index / n_features, index % n_features));
                prop_assert_eq!(value.to_bits(), bad.to_bits());
            }
        }
    }
}
