use std::ops::Range;

use digits_data::exact::ExactSum;
use digits_data::memory::{self, OutOfMemory};

use crate::Error;

/// The weight of each sample: 1 unless weights were given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weights<'a>(Option<&'a [f64]>);

/// The smallest total weight. A smaller one is imprecise because of underflow, and a mean divides by it.
const LEAST_TOTAL: f64 = f64::MIN_POSITIVE / f64::EPSILON;

impl<'a> Weights<'a> {
    pub(crate) const EQUAL: Self = Self(None);

    /// Checks that there is one weight per sample, that none is negative, and that their sum is 0
    /// or can be calculated with.
    pub(crate) fn new(weights: &'a [f64], n_samples: usize) -> Result<Self, Error> {
        check_each(weights, n_samples)?;
        let total = total(weights);
        if total > 0.0 && total < LEAST_TOTAL {
            return Err(Error::TotalWeight { n_samples: weights.len(), total });
        }
        Self::of_some(weights)
    }

    /// Checks the weights of all samples, if there are any.
    pub(crate) fn of_all(weights: Option<&'a [f64]>, n_samples: usize) -> Result<Self, Error> {
        weights.map_or(Ok(Self::EQUAL), |weights| Self::new(weights, n_samples))
    }

    /// Checks the weights of one of several blocks. Their total has no lower limit.
    pub(crate) fn of_block(weights: Option<&'a [f64]>, n_samples: usize) -> Result<Self, Error> {
        let Some(weights) = weights else { return Ok(Self::EQUAL) };
        check_each(weights, n_samples)?;
        Self::of_some(weights)
    }

    /// Checks the total of the weights of some samples, which may be repeated. It has no lower limit.
    pub(crate) fn of_some(weights: &'a [f64]) -> Result<Self, Error> {
        let total = total(weights);
        if total.is_finite() {
            Ok(Self(Some(weights)))
        } else {
            Err(Error::TotalWeight { n_samples: weights.len(), total })
        }
    }

    #[inline]
    pub(crate) fn of(self, sample: usize) -> f64 {
        self.0.map_or(1.0, |weights| weights[sample])
    }

    /// Returns the weights of consecutive samples.
    pub(crate) fn slice(self, samples: Range<usize>) -> Self {
        Self(self.0.map(|weights| &weights[samples]))
    }

    /// Returns one weight per sample, or `None` if all are 1.
    pub(crate) fn as_slice(self) -> Option<&'a [f64]> {
        self.0
    }

    /// Returns the sum of each sample's weight and all before, or `None` if all weights are equal.
    pub(crate) fn cumulative(self) -> Result<Option<Vec<f64>>, OutOfMemory> {
        let unequal = self
            .0
            .filter(|weights| weights.iter().any(|weight| weight.total_cmp(&weights[0]).is_ne()));
        let sums = unequal.map(|weights| {
            let mut sum = 0.0;
            memory::collected(weights.iter().map(|weight| {
                sum += weight;
                sum
            }))
        });
        sums.transpose()
    }

    /// Counts the samples that can be drawn: those whose share of the total weight is above 0.
    pub(crate) fn n_positive(self, n_samples: usize) -> usize {
        let Some(weights) = self.0 else { return n_samples };
        let total = total(weights);
        weights.iter().filter(|&&weight| weight / total > 0.0).count()
    }
}

fn check_each(weights: &[f64], n_samples: usize) -> Result<(), Error> {
    if weights.len() != n_samples {
        return Err(Error::SampleWeightLength { found: weights.len(), expected: n_samples });
    }
    let bad = |weight: &f64| !(weight.is_finite() && *weight >= 0.0);
    match weights.iter().position(bad) {
        Some(sample) => Err(Error::SampleWeight { sample, weight: weights[sample] }),
        None => Ok(()),
    }
}

fn total(weights: &[f64]) -> f64 {
    let mut total = ExactSum::zero();
    total.add_all(weights);
    total.value()
}
