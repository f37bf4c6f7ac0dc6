use digits_data::{Samples, SamplesView, Scalar, compiled_once};
use rayon::prelude::*;

use crate::Error;
use crate::block_moments::check_features;
use crate::distance::vectorized;
use crate::row_chunks::{CHUNK_ROWS, map_chunks};

/// A map of every value of a feature by that feature's offset and scale.
#[derive(Debug, Clone, Copy)]
pub(super) struct ColumnMap<'a> {
    pub(super) offset: &'a [f64],
    pub(super) scale: &'a [f64],
    pub(super) formula: Formula,
}

/// The map of one value, in `f64`.
#[derive(Debug, Clone, Copy)]
pub(super) enum Formula {
    /// `(x − offset) / scale`
    Standardize,
    /// `x · scale + offset`
    Restore,
    /// `(x − offset) / scale · (upper − lower) + lower`, at most `upper` if the share is at most 1;
    /// with `clip`, cut to the range.
    ToRange { lower: f64, upper: f64, clip: bool },
    /// `(x − lower) / (upper − lower) · scale + offset`
    FromRange { lower: f64, upper: f64 },
}

compiled_once! {
    /// Maps every value into a new table.
    pub(super) fn map_columns<F>(
        map: ColumnMap<'_>,
        x: SamplesView<'_, F>,
    ) -> Result<Samples<F>, Error> = into_new_table
}

compiled_once! {
    /// Maps every value in its place.
    pub(super) fn map_columns_in_place<F>(
        map: ColumnMap<'_>,
        x: Samples<F>,
    ) -> Result<Samples<F>, Error> = in_place
}

fn into_new_table<F: Scalar>(
    map: ColumnMap<'_>,
    x: SamplesView<'_, F>,
) -> Result<Samples<F>, Error> {
    let (n_samples, n_features) = x.shape();
    check_features(x, map.offset.len())?;
    let values = map_chunks(
        x,
        n_features,
        #[inline(always)]
        |rows, out| {
            // A row is read and written while it is in the cache.
            let rows = rows.chunks_exact(n_features).zip(out.chunks_exact_mut(n_features));
            for (row, out) in rows {
                out.copy_from_slice(row);
                map.apply(out);
            }
        },
    )?;
    Ok(Samples::new(values, n_samples, n_features)?)
}

fn in_place<F: Scalar>(map: ColumnMap<'_>, x: Samples<F>) -> Result<Samples<F>, Error> {
    let (n_samples, n_features) = x.shape();
    check_features(x.view(), map.offset.len())?;
    let mut values = x.into_vec();
    let chunks = values.par_chunks_mut(CHUNK_ROWS * n_features);
    chunks.for_each(|rows| {
        vectorized(
            #[inline(always)]
            || rows.chunks_exact_mut(n_features).for_each(|row| map.apply(row)),
        );
    });
    Ok(Samples::new(values, n_samples, n_features)?)
}

impl ColumnMap<'_> {
    #[inline(always)]
    pub(super) fn apply<F: Scalar>(self, row: &mut [F]) {
        match self.formula {
            Formula::Standardize => self.map_row(row, |x, offset, scale| (x - offset) / scale),
            Formula::Restore => self.map_row(row, |x, offset, scale| x * scale + offset),
            Formula::ToRange { lower, upper, clip } => {
                let in_range = |x: f64, offset: f64, scale: f64| {
                    let share = (x - offset) / scale;
                    let value = share * (upper - lower) + lower;
                    // The product and the sum may round up. Below, rounding never passes `lower`.
                    if share <= 1.0 { value.min(upper) } else { value }
                };
                if clip {
                    self.map_row(row, |x, at, scale| in_range(x, at, scale).clamp(lower, upper));
                } else {
                    self.map_row(row, in_range);
                }
            }
            Formula::FromRange { lower, upper } => {
                let share = |x| (x - lower) / (upper - lower);
                self.map_row(row, |x, offset, scale| share(x) * scale + offset);
            }
        }
    }

    #[inline(always)]
    fn map_row<F: Scalar>(self, row: &mut [F], scaled: impl Fn(f64, f64, f64) -> f64) {
        let parameters = self.offset.iter().zip(self.scale);
        for (value, (&offset, &scale)) in row.iter_mut().zip(parameters) {
            *value = F::from_f64(scaled(value.to_f64(), offset, scale));
        }
    }
}

/// Returns the range `apart`, unless numbers of this magnitude differ as much by rounding.
/// scikit-learn's `_handle_zeros_in_scale` uses 10·ε whatever the magnitude, so a change of unit can
/// make a feature constant there.
pub(super) fn true_range(apart: f64, magnitude: f64) -> Option<f64> {
    (apart > 10.0 * f64::EPSILON * magnitude).then_some(apart)
}
