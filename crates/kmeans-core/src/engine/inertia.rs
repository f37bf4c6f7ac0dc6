use std::array::from_fn;

use digits_data::{Samples, SamplesView, Scalar};

use crate::Error;
use crate::chunks::in_chunks;
use crate::weights::Weights;

/// Σ w·‖x − offset − c‖² over all samples and the centre of each, from direct differences: no
/// digit is lost to cancellation, as it would be in ‖x‖² − 2x·c + ‖c‖².
///
/// # Errors
///
/// [`Error::Inertia`] if the sum is not finite.
pub(crate) fn inertia<F: Scalar>(
    samples: SamplesView<'_, F>,
    weights: Weights<'_>,
    offset: &[f64],
    centers: &Samples<F>,
    labels: &[u32],
) -> Result<f64, Error> {
    let partial_sums = in_chunks(
        samples.n_samples(),
        samples.as_slice().len(),
        #[inline(always)]
        |chunk| {
            let mut sum = 0.0;
            for sample in chunk {
                let center = centers.row(labels[sample] as usize);
                sum += weights.of(sample) * squared_distance(samples.row(sample), offset, center);
            }
            sum
        },
    );
    let inertia: f64 = partial_sums.into_iter().sum();
    if inertia.is_finite() { Ok(inertia) } else { Err(Error::Inertia) }
}

/// ‖x − offset − c‖² in eight sums side by side, so that they fill a vector register. Plain
/// multiplications and additions in a fixed order: the same bits on every machine.
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
