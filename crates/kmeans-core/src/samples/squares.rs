use digits_data::exact::ExactSum;
use digits_data::{SamplesView, Scalar, memory};
use linalg_pca::distance::LANES;

use crate::Error;
use crate::chunks::in_chunks;
use crate::squared_distance::squared_distance;

/// A squared distance from the mean may be at most the largest number divided by this.
///
/// Then no score of the kernel, ‖c‖² − 2x·c, can overflow.
pub(crate) const HEADROOM: f64 = 16.0;

/// Squared distances of rows from an offset.
#[derive(Debug, Clone)]
pub(crate) struct Squares {
    /// Σ‖x − offset‖².
    pub(super) total: ExactSum,
    /// The largest squared distance in each panel of samples.
    pub(crate) largest_of_panel: Vec<f64>,
}

impl Squares {
    /// Returns the measures of no samples.
    pub(super) fn none() -> Self {
        Self { total: ExactSum::zero(), largest_of_panel: Vec::new() }
    }

    /// Returns what a block needs that is read again. Only samples wider than `f32` have a screen,
    /// which needs the largest distances.
    pub(super) fn for_screens_of<F: Scalar>(self) -> Self {
        if size_of::<F>() > size_of::<f32>() { self } else { Self::none() }
    }

    /// Returns the total divided by the number of values.
    ///
    /// # Errors
    ///
    /// [`Error::Inertia`] if it is not finite: any move would be within such a tolerance.
    pub(super) fn mean(&self, n_values: usize) -> Result<f64, Error> {
        let mean = self.total.divided_by(n_values as u64);
        if mean.is_finite() { Ok(mean) } else { Err(Error::Inertia) }
    }
}

/// Computes the squared distance of each row from the offset.
///
/// # Errors
///
/// [`Error::TooFar`] for a row that the scalar type cannot calculate with.
pub(crate) fn squares<F: Scalar>(
    rows: SamplesView<'_, F>,
    offset: &[f64],
    what: &'static str,
) -> Result<Squares, Error> {
    let (n_rows, n_features) = rows.shape();
    let origin = vec![F::ZERO; n_features];
    let of_chunks = in_chunks(
        n_rows,
        n_rows * n_features,
        #[inline(always)]
        |chunk| {
            let mut squared_distances = Vec::with_capacity(chunk.len());
            let mut largest_of_panel = vec![0.0_f64; chunk.len().div_ceil(LANES)];
            for (index, row) in chunk.enumerate() {
                let squared_distance = squared_distance(rows.row(row), offset, &origin);
                // NaN, if the offset is NaN: the sum of the samples overflowed.
                if squared_distance.is_nan() || squared_distance > F::MAX / HEADROOM {
                    return Err(Error::TooFar { what, row, squared_distance, scalar: F::NAME });
                }
                let largest = &mut largest_of_panel[index / LANES];
                *largest = largest.max(squared_distance);
                squared_distances.push(squared_distance);
            }
            let mut total = ExactSum::zero();
            total.add_all(&squared_distances);
            Ok(Squares { total, largest_of_panel })
        },
    );
    let largest_of_panel = memory::reserved(n_rows.div_ceil(LANES))?;
    let mut squares = Squares { total: ExactSum::zero(), largest_of_panel };
    for of_chunk in of_chunks {
        let of_chunk = of_chunk?;
        squares.total.merge(&of_chunk.total);
        squares.largest_of_panel.extend(of_chunk.largest_of_panel);
    }
    Ok(squares)
}

/// Returns the mean of the features' population variances.
pub(crate) fn mean_variance<F: Scalar>(
    samples: SamplesView<'_, F>,
    mean: &[f64],
) -> Result<f64, Error> {
    squares(samples, mean, "samples")?.mean(samples.as_slice().len())
}
