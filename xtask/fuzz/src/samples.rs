//! Small tables of numbers from bytes.

use arbitrary::{Result, Unstructured};
use digits_data::{Samples, Scalar};

/// A check of one type of numbers.
pub type Check = fn(&mut Unstructured<'_>) -> Result<()>;

/// Runs the check in `f32` or in `f64`, as the first byte says. Bytes that are too few end it.
pub fn in_either_type(bytes: &[u8], in_f32: Check, in_f64: Check) {
    let mut bytes = Unstructured::new(bytes);
    let is_f32 = bytes.arbitrary().unwrap_or(false);
    let _ = if is_f32 { in_f32(&mut bytes) } else { in_f64(&mut bytes) };
}

/// Up to 32 samples of up to 5 features. One unit holds for the whole table, so that huge and tiny
/// tables are as likely as usual ones, and equal samples are frequent.
pub fn samples<F: Scalar>(bytes: &mut Unstructured<'_>) -> Result<Samples<F>> {
    let n_samples = bytes.int_in_range(1..=32)?;
    let n_features = bytes.int_in_range(1..=5)?;
    let unit = unit::<F>(bytes)?;
    let offset = bytes.choose(&[0.0, 0.0, 1.0, 1e3, 1e9, 1e17])? * unit;
    let value = |bytes: &mut Unstructured<'_>| -> Result<F> {
        Ok(F::from_f64(offset + unit * f64::from(bytes.arbitrary::<i8>()?)))
    };
    let values: Vec<F> =
        (0..n_samples * n_features).map(|_| value(bytes)).collect::<Result<_>>()?;
    Samples::new(values, n_samples, n_features).map_err(|_| arbitrary::Error::IncorrectFormat)
}

fn unit<F: Scalar>(bytes: &mut Unstructured<'_>) -> Result<f64> {
    let usual = [1.0, 1.0, 1.0, 0.1, 1e-3, 1e6];
    let wide = [1e-300, 1e-170, 1e-40, 1e-20, 1e20, 1e36, 1e150, 1e290];
    let unit: f64 =
        if bytes.ratio(3, 4)? { *bytes.choose(&usual)? } else { *bytes.choose(&wide)? };
    Ok(if F::NAME == "f32" { unit.clamp(1e-42, 1e27) } else { unit })
}

/// The weight of each sample: 0 to 3, or none.
pub fn weights(bytes: &mut Unstructured<'_>, n_samples: usize) -> Result<Option<Vec<f64>>> {
    if bytes.ratio(2, 3)? {
        return Ok(None);
    }
    let weight = |_| bytes.int_in_range(0..=3_u8).map(f64::from);
    (0..n_samples).map(weight).collect::<Result<Vec<f64>>>().map(Some)
}
