use digits_data::random::Generator;
use digits_data::{SamplesView, Scalar};

use crate::Error;
use crate::samples::{Subset, Weights};

/// Draws batches from weighted samples. A sample of weight 2 is drawn as often as two samples, so within
/// a batch all count the same.
///
/// scikit-learn draws so since 1.9. Before, it drew without regard to weights and let them count within
/// the batch; then a weight is not a repetition. Samples of equal weights are drawn as 1.7.0 does.
#[derive(Debug)]
pub(super) struct Batches<'a, F: Scalar> {
    samples: SamplesView<'a, F>,
    /// `None` if all weights are equal.
    cumulative: Option<Vec<f64>>,
    pub(super) size: usize,
}

impl<'a, F: Scalar> Batches<'a, F> {
    /// Draws at most as many samples a batch as there are.
    pub(super) fn new(
        samples: SamplesView<'a, F>,
        weights: Weights<'a>,
        batch_size: usize,
    ) -> Result<Self, Error> {
        let size = batch_size.min(samples.n_samples());
        Ok(Self { samples, cumulative: weights.cumulative()?, size })
    }

    pub(super) fn draw(&self, generator: &mut Generator) -> Result<Subset<F>, Error> {
        let drawn = match &self.cumulative {
            Some(cumulative) => generator.weighted_choice(cumulative, self.size),
            None => generator.randint(self.samples.n_samples(), self.size),
        };
        Subset::new(self.samples, Weights::EQUAL, &drawn)
    }
}
