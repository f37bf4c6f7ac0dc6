use digits_data::{Samples, SamplesView, Scalar};
use linalg_pca::distance::Panels;

use crate::Error;
use crate::chunks::in_chunks;
use crate::engine::inertia::squared_distance;
use crate::weights::Weights;

/// Samples made ready for the engine: checked, centred on their mean, and packed once for all
/// restarts.
///
/// Everything in the engine happens in centred coordinates, `x − offset`: distances keep their
/// digits however far from the origin the data lies.
#[derive(Debug)]
pub(crate) struct Problem<'a, F: Scalar> {
    pub(crate) samples: SamplesView<'a, F>,
    pub(crate) weights: Weights<'a>,
    pub(crate) offset: &'a [f64],
    pub(crate) panels: Panels<F>,
    /// Σ‖x − offset‖² over all samples.
    total_squares: f64,
}

impl<'a, F: Scalar> Problem<'a, F> {
    /// # Errors
    ///
    /// [`Error::TooFar`] if a squared distance could overflow.
    pub(crate) fn new(
        samples: SamplesView<'a, F>,
        weights: Weights<'a>,
        offset: &'a [f64],
    ) -> Result<Self, Error> {
        let total_squares = total_squares(samples, offset, "samples")?;
        let panels = Panels::pack(samples, offset)?;
        Ok(Self { samples, weights, offset, panels, total_squares })
    }

    /// The mean over the features of their population variances, if `offset` is the mean.
    pub(crate) fn mean_variance(&self) -> f64 {
        self.total_squares / self.samples.as_slice().len() as f64
    }

    /// Multiply-adds that one comparison of all samples with `n_clusters` centres takes.
    pub(crate) fn work(&self, n_clusters: usize) -> usize {
        self.samples.as_slice().len().saturating_mul(n_clusters)
    }

    /// The centred coordinates of a sample, rounded as its scalar type rounds them.
    #[inline(always)]
    pub(crate) fn centered(&self, sample: usize) -> impl Iterator<Item = f64> + Clone {
        let row = self.samples.row(sample).iter().zip(self.offset);
        row.map(|(x, offset)| F::from_f64(x.to_f64() - offset).to_f64())
    }

    /// Rows of the caller's coordinates, moved into the engine's.
    pub(crate) fn center(&self, rows: SamplesView<'_, F>) -> Result<Samples<F>, Error> {
        shift(rows, self.offset, |x, offset| x - offset)
    }
}

/// Rows of the engine's coordinates, moved back into the caller's.
pub(crate) fn uncenter<F: Scalar>(
    rows: SamplesView<'_, F>,
    offset: &[f64],
) -> Result<Samples<F>, Error> {
    shift(rows, offset, |x, offset| x + offset)
}

/// The mean over the features of their population variances.
pub(crate) fn mean_variance<F: Scalar>(
    samples: SamplesView<'_, F>,
    mean: &[f64],
) -> Result<f64, Error> {
    Ok(total_squares(samples, mean, "samples")? / samples.as_slice().len() as f64)
}

/// The largest squared distance from the mean is kept this far below the largest number, so that
/// no score of the kernel, ‖c‖² − 2x·c, overflows.
const HEADROOM: f64 = 16.0;

/// Σ‖x − offset‖² over all rows; refuses those that the scalar type cannot calculate with.
pub(crate) fn total_squares<F: Scalar>(
    rows: SamplesView<'_, F>,
    offset: &[f64],
    what: &'static str,
) -> Result<f64, Error> {
    let (n_rows, n_features) = rows.shape();
    let origin = vec![F::ZERO; n_features];
    let of_chunks = in_chunks(
        n_rows,
        n_rows * n_features,
        #[inline(always)]
        |chunk| {
            let mut total = 0.0;
            for row in chunk {
                let squared_distance = squared_distance(rows.row(row), offset, &origin);
                // Not a number, if the offset is none: a sum of samples that overflowed.
                if squared_distance.is_nan() || squared_distance > F::MAX / HEADROOM {
                    return Err(Error::TooFar { what, row, squared_distance, scalar: F::NAME });
                }
                total += squared_distance;
            }
            Ok(total)
        },
    );
    of_chunks.into_iter().sum()
}

fn shift<F: Scalar>(
    rows: SamplesView<'_, F>,
    offset: &[f64],
    moved: impl Fn(f64, f64) -> f64,
) -> Result<Samples<F>, Error> {
    let values = rows.rows().flat_map(|row| {
        row.iter().zip(offset).map(|(x, &offset)| F::from_f64(moved(x.to_f64(), offset)))
    });
    Ok(Samples::new(values.collect(), rows.n_samples(), rows.n_features())?)
}
