use digits_data::{Samples, SamplesView, Scalar};

use crate::engine::assign;
use crate::engine::inertia::{inertia, squared_distance};
use crate::problem::{Problem, uncenter};
use crate::weights::Weights;
use crate::{Error, chunks};

/// Centres that were found, and the coordinates they were found in: what every model of this crate
/// answers from.
///
/// Distances are calculated as they were during the fit, relative to the same offset, so that a
/// model labels the samples it was fitted to as the fit did, to the bit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct FittedCenters<F: Scalar> {
    /// In the samples' coordinates.
    cluster_centers: Samples<F>,
    /// Where the data was centred.
    offset: Vec<f64>,
    /// The centres as the engine knows them, relative to `offset`.
    centered: Samples<F>,
}

impl<F: Scalar> FittedCenters<F> {
    pub(crate) fn new(centered: Samples<F>, offset: Vec<f64>) -> Result<Self, Error> {
        Ok(Self { cluster_centers: uncenter(centered.view(), &offset)?, offset, centered })
    }

    pub(crate) fn cluster_centers(&self) -> SamplesView<'_, F> {
        self.cluster_centers.view()
    }

    pub(crate) fn offset(&self) -> &[f64] {
        &self.offset
    }

    pub(crate) fn n_clusters(&self) -> usize {
        self.cluster_centers.n_samples()
    }

    pub(crate) fn n_features(&self) -> usize {
        self.cluster_centers.n_features()
    }

    /// The samples with each label.
    pub(crate) fn cluster_sizes(&self, labels: &[u32]) -> Vec<usize> {
        let mut sizes = vec![0; self.n_clusters()];
        for &label in labels {
            sizes[label as usize] += 1;
        }
        sizes
    }

    /// The samples in the coordinates of the fit, or [`Error::Features`] or [`Error::TooFar`].
    pub(crate) fn problem<'a>(
        &'a self,
        samples: SamplesView<'a, F>,
        weights: Weights<'a>,
    ) -> Result<Problem<'a, F>, Error> {
        self.check_features(samples)?;
        Problem::new(samples, weights, &self.offset)
    }

    /// The nearest centre of each sample.
    pub(crate) fn predict(&self, samples: SamplesView<'_, F>) -> Result<Vec<u32>, Error> {
        self.nearest(&self.problem(samples, Weights::EQUAL)?)
    }

    /// The nearest centre of each sample of a problem that has this offset.
    pub(crate) fn nearest(&self, problem: &Problem<'_, F>) -> Result<Vec<u32>, Error> {
        let mut labels = vec![0; problem.samples.n_samples()];
        assign(problem.panels()?, &self.centered, &mut labels)?;
        Ok(labels)
    }

    /// Weighted sum of the samples' squared distances to the centres that `labels` names.
    pub(crate) fn inertia(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        labels: &[u32],
    ) -> Result<f64, Error> {
        inertia(samples, weights, &self.offset, &self.centered, labels)
    }

    /// Minus the inertia of samples that each go to the nearest centre.
    pub(crate) fn score(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<f64, Error> {
        Ok(-self.inertia(samples, weights, &self.predict(samples)?)?)
    }

    /// The distance of each sample to each centre, from direct differences.
    pub(crate) fn transform(&self, samples: SamplesView<'_, F>) -> Result<Samples<F>, Error> {
        self.check_features(samples)?;
        let (n_samples, n_features) = samples.shape();
        let n_clusters = self.n_clusters();
        let work = n_samples.saturating_mul(n_features * n_clusters);
        let of_chunks = chunks::in_chunks(
            n_samples,
            work,
            #[inline(always)]
            |chunk| {
                let mut distances = Vec::with_capacity(chunk.len() * n_clusters);
                for sample in chunk {
                    let x = samples.row(sample);
                    distances.extend(self.centered.rows().map(|center| {
                        F::from_f64(squared_distance(x, &self.offset, center).sqrt())
                    }));
                }
                distances
            },
        );
        Ok(Samples::new(of_chunks.concat(), n_samples, n_clusters)?)
    }

    fn check_features(&self, samples: SamplesView<'_, F>) -> Result<(), Error> {
        let (found, expected) = (samples.n_features(), self.n_features());
        if found == expected { Ok(()) } else { Err(Error::Features { found, expected }) }
    }
}
