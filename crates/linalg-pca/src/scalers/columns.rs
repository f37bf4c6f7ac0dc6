use digits_data::{Samples, SamplesView, Scalar};

use crate::Error;
use crate::row_chunks::map_chunks;

pub(super) fn check_features<F: Scalar>(x: SamplesView<F>, expected: usize) -> Result<(), Error> {
    let found = x.n_features();
    if found == expected { Ok(()) } else { Err(Error::FeatureMismatch { found, expected }) }
}

/// Maps every value by `scaled(value, offset, scale)` of its feature, in `f64`, rounded once to `F`.
pub(super) fn map_columns<F: Scalar>(
    x: SamplesView<F>,
    offset: &[f64],
    scale: &[f64],
    scaled: impl Fn(f64, f64, f64) -> f64 + Sync,
) -> Result<Samples<F>, Error> {
    let (n_samples, n_features) = x.shape();
    check_features(x, offset.len())?;
    let values = map_chunks(
        x,
        n_features,
        #[inline(always)]
        |rows, out| {
            let rows = rows.chunks_exact(n_features).zip(out.chunks_exact_mut(n_features));
            for (row, out) in rows {
                let parameters = offset.iter().zip(scale);
                for ((out, value), (&offset, &scale)) in out.iter_mut().zip(row).zip(parameters) {
                    *out = F::from_f64(scaled(value.to_f64(), offset, scale));
                }
            }
        },
    );
    Ok(Samples::new(values, n_samples, n_features)?)
}

/// Returns the divisor of a feature: its range `apart`, or 1 if the range is only rounding of
/// values of this magnitude. scikit-learn's `_handle_zeros_in_scale` uses 10·ε whatever the
/// magnitude, so a change of unit can make a feature constant there.
pub(super) fn scale_or_one(apart: f64, magnitude: f64) -> f64 {
    if apart <= 10.0 * f64::EPSILON * magnitude { 1.0 } else { apart }
}
