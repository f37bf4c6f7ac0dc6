use digits_data::exact::ExactSum;
use digits_data::{SamplesView, Scalar, compiled_once, memory};

use super::fitted_centers::FittedCenters;
use crate::Error;
use crate::engine::sum_of_squared_distances;
use crate::samples::Weights;

/// Labels the blocks of new samples that are too many to hold, with the bits of
/// [`predict_with_inertia`](crate::ClusterModel::predict_with_inertia).
///
/// ```
/// use kmeans_core::blocks::BlockPredictor;
/// use kmeans_core::{ClusterModel, KMeans, SamplesView};
///
/// let samples = SamplesView::new(&[1.0, 2.0, 8.0, 9.0], 4, 1)?;
/// let model = KMeans::new(2).fit(samples)?;
/// let mut predictor = BlockPredictor::new(model.fitted_centers());
/// for block in [0..1, 1..4].map(|rows| samples.slice(rows)) {
///     predictor.predict(block.ok_or("no such rows")?)?;
/// }
/// assert_eq!(predictor.inertia()?, Some(model.inertia()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct BlockPredictor<'a, F: Scalar = f64> {
    centers: &'a FittedCenters<F>,
    inertia: ExactSum,
    /// True if the squares of a block overflow.
    is_too_far: bool,
    /// True until the squares of a block keep their digits.
    underflows: bool,
}

impl<'a, F: Scalar> BlockPredictor<'a, F> {
    /// Returns a predictor that has seen no block.
    pub fn new(centers: &'a FittedCenters<F>) -> Self {
        Self { centers, inertia: ExactSum::zero(), is_too_far: false, underflows: true }
    }

    /// Returns the cluster of each sample of the next block.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] or [`Error::Memory`].
    pub fn predict(&mut self, samples: SamplesView<'_, F>) -> Result<Vec<u32>, Error> {
        predict(self, samples)
    }

    /// Returns the sum of squared distances to the nearest centres, over all blocks.
    ///
    /// `None` means that the squares of the samples leave the range of the type. All of them must be
    /// scaled together, and the labels so far do not count:
    /// [`predict_with_inertia`](crate::ClusterModel::predict_with_inertia) does that.
    ///
    /// # Errors
    ///
    /// [`Error::Inertia`] if the sum is not finite.
    pub fn inertia(&self) -> Result<Option<f64>, Error> {
        if self.is_too_far || self.underflows {
            return Ok(None);
        }
        let inertia = self.inertia.value();
        if inertia.is_finite() { Ok(Some(inertia)) } else { Err(Error::Inertia) }
    }
}

compiled_once! {
    fn predict<F>(
        predictor: &mut BlockPredictor<'_, F>,
        samples: SamplesView<'_, F>,
    ) -> Result<Vec<u32>, Error> = predict_block
}

fn predict_block<F: Scalar>(
    predictor: &mut BlockPredictor<'_, F>,
    samples: SamplesView<'_, F>,
) -> Result<Vec<u32>, Error> {
    let problem = match predictor.centers.problem(samples, Weights::EQUAL) {
        Err(Error::TooFar { .. }) => {
            predictor.is_too_far = true;
            return Ok(memory::zeroed(samples.n_samples())?);
        }
        problem => problem?,
    };
    predictor.underflows &= problem.squares_underflow();
    let labels = predictor.centers.nearest(&problem)?;
    let FittedCenters { offset, centered, .. } = predictor.centers;
    let sum = sum_of_squared_distances(samples, Weights::EQUAL, offset, centered, &labels);
    predictor.inertia.merge(&sum);
    Ok(labels)
}
