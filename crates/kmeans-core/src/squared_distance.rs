use std::array::from_fn;

use digits_data::Scalar;

/// Returns ‖x − offset − c‖², added up in eight sums side by side that fill a vector register.
///
/// Multiplications and additions have a fixed order, so every machine computes the same bits.
#[inline(always)]
pub(crate) fn squared_distance<F: Scalar>(x: &[F], offset: &[f64], center: &[F]) -> f64 {
    const N: usize = 8;
    let term = |x: F, offset: f64, center: F| {
        let difference = x.to_f64() - offset - center.to_f64();
        difference * difference
    };
    let (x, x_rest) = x.as_chunks::<N>();
    let (offset, offset_rest) = offset.as_chunks::<N>();
    let (center, center_rest) = center.as_chunks::<N>();
    let mut sums = [0.0; N];
    for ((x, offset), center) in x.iter().zip(offset).zip(center) {
        sums = from_fn(|i| sums[i] + term(x[i], offset[i], center[i]));
    }
    let halves: [f64; 4] = from_fn(|i| sums[i] + sums[i + 4]);
    let mut sum = (halves[0] + halves[2]) + (halves[1] + halves[3]);
    for ((&x, &offset), &center) in x_rest.iter().zip(offset_rest).zip(center_rest) {
        sum += term(x, offset, center);
    }
    sum
}
