use digits_data::{Samples, SamplesView, Scalar, memory};

use super::problem::Problem;
use super::weights::Weights;
use crate::Error;

/// Some of the samples with their weights, copied together.
#[derive(Debug)]
pub(crate) struct Subset<F: Scalar> {
    samples: Samples<F>,
    weights: Vec<f64>,
}

impl<F: Scalar> Subset<F> {
    /// Copies the samples of these indices, at least one. Repeats are copied again.
    pub(crate) fn new(
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        indices: &[usize],
    ) -> Result<Self, Error> {
        Ok(Self {
            samples: samples.select(indices)?,
            weights: memory::collected(indices.iter().map(|&sample| weights.of(sample)))?,
        })
    }

    pub(crate) fn problem<'a>(&'a self, offset: &'a [f64]) -> Result<Problem<'a, F>, Error> {
        Problem::new(self.samples.view(), Weights::of_some(&self.weights)?, offset)
    }
}
