use crate::Error;

/// How much each sample counts: 1 each unless weights were given.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Weights<'a>(Option<&'a [f64]>);

/// A total below this has lost digits to underflow, and a mean divides by it.
const LEAST_TOTAL: f64 = f64::MIN_POSITIVE / f64::EPSILON;

impl<'a> Weights<'a> {
    pub(crate) const EQUAL: Self = Self(None);

    /// As many as samples, none negative, and with a sum that can be calculated with, or of 0.
    pub(crate) fn new(weights: &'a [f64], n_samples: usize) -> Result<Self, Error> {
        if weights.len() != n_samples {
            return Err(Error::SampleWeightLength { found: weights.len(), expected: n_samples });
        }
        let bad = |weight: &f64| !(weight.is_finite() && *weight >= 0.0);
        if let Some(sample) = weights.iter().position(bad) {
            return Err(Error::SampleWeight { sample, weight: weights[sample] });
        }
        let total: f64 = weights.iter().sum();
        if total > 0.0 && total < LEAST_TOTAL {
            return Err(Error::TotalWeight { n_samples: weights.len(), total });
        }
        Self::of_some(weights)
    }

    /// Of some of the samples, perhaps repeated: they may be as light as they like.
    pub(crate) fn of_some(weights: &'a [f64]) -> Result<Self, Error> {
        let total: f64 = weights.iter().sum();
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

    /// One a sample; `None` if all are 1.
    pub(crate) fn as_slice(self) -> Option<&'a [f64]> {
        self.0
    }

    /// Samples that can be drawn by their weight: one whose share of the total rounds to 0 cannot.
    pub(crate) fn n_positive(self, n_samples: usize) -> usize {
        let Some(weights) = self.0 else { return n_samples };
        let total: f64 = weights.iter().sum();
        weights.iter().filter(|&&weight| weight / total > 0.0).count()
    }
}
