//! Moves rows into centred coordinates, `x − offset`, and back.

use digits_data::{Samples, SamplesView, Scalar};

use crate::Error;

/// Subtracts the offset from rows.
pub(crate) fn center<F: Scalar>(
    rows: SamplesView<'_, F>,
    offset: &[f64],
) -> Result<Samples<F>, Error> {
    shift(rows, offset, |x, offset| x - offset)
}

/// Adds the offset to rows.
pub(crate) fn uncenter<F: Scalar>(
    rows: SamplesView<'_, F>,
    offset: &[f64],
) -> Result<Samples<F>, Error> {
    shift(rows, offset, |x, offset| x + offset)
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
