use digits_data::{Samples, SamplesView, Scalar, compiled_once};

use crate::Error;
use crate::chunks::in_chunks;
use crate::samples::Weights;
use crate::squared_distance::squared_distance;

compiled_once! {
    /// Adds up w·‖x − offset − c‖² over all samples and the centre of each.
    ///
    /// The differences are direct: ‖x‖² − 2x·c + ‖c‖² would lose digits to cancellation.
    ///
    /// # Errors
    ///
    /// [`Error::Inertia`] if the sum is not finite.
    pub(crate) fn inertia<F>(
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        offset: &[f64],
        centers: &Samples<F>,
        labels: &[u32],
    ) -> Result<f64, Error> = sum_of_squared_distances
}

fn sum_of_squared_distances<F: Scalar>(
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
