use digits_data::exact::ExactSum;
use digits_data::{Samples, SamplesView, Scalar, compiled_once};

use crate::Error;
use crate::chunks::merged;
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
    ) -> Result<f64, Error> = rounded
}

fn rounded<F: Scalar>(
    samples: SamplesView<'_, F>,
    weights: Weights<'_>,
    offset: &[f64],
    centers: &Samples<F>,
    labels: &[u32],
) -> Result<f64, Error> {
    let inertia = sum_of_squared_distances(samples, weights, offset, centers, labels).value();
    if inertia.is_finite() { Ok(inertia) } else { Err(Error::Inertia) }
}

/// Returns the exact sum, which may be infinite.
pub(crate) fn sum_of_squared_distances<F: Scalar>(
    samples: SamplesView<'_, F>,
    weights: Weights<'_>,
    offset: &[f64],
    centers: &Samples<F>,
    labels: &[u32],
) -> ExactSum {
    merged(
        samples.n_samples(),
        samples.as_slice().len(),
        ExactSum::zero(),
        #[inline(always)]
        |chunk| {
            let term = |sample: usize| {
                let center = centers.row(labels[sample] as usize);
                weights.of(sample) * squared_distance(samples.row(sample), offset, center)
            };
            let mut sum = ExactSum::zero();
            sum.add_all(&chunk.map(term).collect::<Vec<f64>>());
            sum
        },
        |total, sum| total.merge(&sum),
    )
}
