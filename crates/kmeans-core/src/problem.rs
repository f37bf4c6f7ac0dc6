use digits_data::{Samples, SamplesView, Scalar};
use linalg_pca::distance::Panels;

use crate::Error;
use crate::chunks::in_chunks;
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
        check_spread(samples, offset, "samples")?;
        let panels = Panels::pack(samples, offset)?;
        Ok(Self { samples, weights, offset, panels })
    }

    /// Multiply-adds that one comparison of all samples with `n_clusters` centres takes.
    pub(crate) fn work(&self, n_clusters: usize) -> usize {
        self.samples.as_slice().len().saturating_mul(n_clusters)
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

/// The largest squared distance from the mean is kept this far below the largest number, so that
/// no score of the kernel, ‖c‖² − 2x·c, overflows.
const HEADROOM: f64 = 16.0;

/// Refuses rows whose squared distance from `offset` the scalar type cannot calculate with.
pub(crate) fn check_spread<F: Scalar>(
    rows: SamplesView<'_, F>,
    offset: &[f64],
    what: &'static str,
) -> Result<(), Error> {
    let (n_rows, n_features) = rows.shape();
    let squared_distance = |row: usize| -> f64 {
        rows.row(row).iter().zip(offset).map(|(x, offset)| (x.to_f64() - offset).powi(2)).sum()
    };
    let too_far = |row: &usize| squared_distance(*row) > F::MAX / HEADROOM;
    let first_of_chunk = in_chunks(n_rows, n_rows * n_features, |mut rows| rows.find(too_far));
    match first_of_chunk.into_iter().flatten().next() {
        None => Ok(()),
        Some(row) => Err(Error::TooFar {
            what,
            row,
            squared_distance: squared_distance(row),
            scalar: F::NAME,
        }),
    }
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
