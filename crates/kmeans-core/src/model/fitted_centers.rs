use digits_data::{Samples, SamplesView, Scalar};

use crate::engine::assign;
use crate::engine::inertia::{inertia, squared_distance};
use crate::problem::{Problem, squares, uncenter};
use crate::weights::Weights;
use crate::{Error, chunks};

/// Centres that were found, and the coordinates they were found in: what every model of this crate
/// answers from, and what to keep of one.
///
/// Distances are calculated as they were during the fit, relative to the same offset, so that a
/// model labels the samples it was fitted to as the fit did, to the bit; and so do centres that were
/// stored and [put together](Self::new) again.
///
/// ```
/// use kmeans_core::{FittedCenters, KMeans};
///
/// let digits = digits_data::load_digits()?;
/// let model = KMeans::new(10).fit(digits.samples().view())?;
/// let centers = model.fitted_centers();
///
/// // Two tables are all there is to store.
/// let (centered, offset) = (centers.centered(), centers.offset());
/// let again = FittedCenters::new(centered.to_owned(), offset.to_vec())?;
/// assert_eq!(again.predict(digits.samples().view())?, model.labels());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// With the feature `serde` they are such a pair, `centered` and `offset`, in any of its formats,
/// and are checked when they are read.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(bound = "", try_from = "stored::Stored<F>", into = "stored::Stored<F>")
)]
pub struct FittedCenters<F: Scalar = f64> {
    /// In the samples' coordinates.
    cluster_centers: Samples<F>,
    /// Where the data was centred.
    offset: Vec<f64>,
    /// The centres as the engine knows them, relative to `offset`.
    centered: Samples<F>,
}

impl<F: Scalar> FittedCenters<F> {
    /// Puts together the centres less an offset, and that offset.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] if the offset has another number of features, [`Error::Parameter`] if a
    /// value of it is not finite, [`Error::TooFar`] or [`Error::Data`] where numbers overflow.
    pub fn new(centered: Samples<F>, offset: Vec<f64>) -> Result<Self, Error> {
        let (found, expected) = (offset.len(), centered.n_features());
        if found != expected {
            return Err(Error::FeatureMismatch { found, expected });
        }
        if let Some(&value) = offset.iter().find(|value| !value.is_finite()) {
            return Err(Error::Parameter { name: "offset", value, expected: "finite" });
        }
        squares(centered.view(), &vec![0.0; expected], "centres")?;
        Self::found(centered, offset)
    }

    /// The same of what a fit has found.
    pub(crate) fn found(centered: Samples<F>, offset: Vec<f64>) -> Result<Self, Error> {
        Ok(Self { cluster_centers: uncenter(centered.view(), &offset)?, offset, centered })
    }

    /// The centres, `n_clusters × n_features`, one a row.
    pub fn cluster_centers(&self) -> SamplesView<'_, F> {
        self.cluster_centers.view()
    }

    /// The centres less the offset, which is how distances know them.
    pub fn centered(&self) -> SamplesView<'_, F> {
        self.centered.view()
    }

    /// Where the data was centred: the mean of the samples, for most fits.
    pub fn offset(&self) -> &[f64] {
        &self.offset
    }

    /// Number of clusters.
    pub fn n_clusters(&self) -> usize {
        self.cluster_centers.n_samples()
    }

    /// Number of features.
    pub fn n_features(&self) -> usize {
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

    /// The samples in the coordinates of the fit, or [`Error::FeatureMismatch`] or [`Error::TooFar`].
    pub(crate) fn problem<'a>(
        &'a self,
        samples: SamplesView<'a, F>,
        weights: Weights<'a>,
    ) -> Result<Problem<'a, F>, Error> {
        self.check_features(samples)?;
        Problem::new(samples, weights, &self.offset)
    }

    /// The nearest centre of each sample, the lowest of those equally near.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] for another number of features; [`Error::TooFar`] where distances
    /// overflow.
    pub fn predict(&self, samples: SamplesView<'_, F>) -> Result<Vec<u32>, Error> {
        self.nearest(&self.problem(samples, Weights::EQUAL)?)
    }

    /// The nearest centre of each sample of a problem that has this offset.
    pub(crate) fn nearest(&self, problem: &Problem<'_, F>) -> Result<Vec<u32>, Error> {
        let mut labels = vec![0; problem.samples.n_samples()];
        assign(problem.panels()?, &self.centered, &mut labels)?;
        Ok(labels)
    }

    /// [`predict`](Self::predict) and minus [`score`](Self::score) at once, the same bits for half the
    /// work: the nearest centre of each sample, and the sum of squared distances to them.
    ///
    /// # Errors
    ///
    /// As [`score`](Self::score).
    ///
    /// ```
    /// use kmeans_core::KMeans;
    ///
    /// let digits = digits_data::load_digits()?;
    /// let model = KMeans::new(10).fit(digits.samples().view())?;
    /// let centers = model.fitted_centers();
    /// let (labels, inertia) = centers.predict_with_inertia(digits.samples().view())?;
    /// assert_eq!((labels.as_slice(), inertia), (model.labels(), model.inertia()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn predict_with_inertia(
        &self,
        samples: SamplesView<'_, F>,
    ) -> Result<(Vec<u32>, f64), Error> {
        let labels = self.predict(samples)?;
        let inertia = self.inertia(samples, Weights::EQUAL, &labels)?;
        Ok((labels, inertia))
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

    /// Minus the sum of squared distances to the nearest centres: larger is better.
    ///
    /// # Errors
    ///
    /// As [`predict`](Self::predict); [`Error::Inertia`] if the sum overflows.
    pub fn score(&self, samples: SamplesView<'_, F>) -> Result<f64, Error> {
        self.weighted_score(samples, Weights::EQUAL)
    }

    pub(crate) fn weighted_score(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
    ) -> Result<f64, Error> {
        Ok(-self.inertia(samples, weights, &self.predict(samples)?)?)
    }

    /// The Euclidean distance of each sample to each centre, `n_samples × n_clusters`, from direct
    /// differences.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] for another number of features; [`Error::Data`] where a distance
    /// overflows.
    pub fn transform(&self, samples: SamplesView<'_, F>) -> Result<Samples<F>, Error> {
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
        if found == expected { Ok(()) } else { Err(Error::FeatureMismatch { found, expected }) }
    }
}

/// How the centres are stored.
#[cfg(feature = "serde")]
mod stored {
    use digits_data::{Samples, Scalar};
    use serde::{Deserialize, Serialize};

    use super::FittedCenters;
    use crate::Error;

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "FittedCenters", bound = "", deny_unknown_fields)]
    pub(super) struct Stored<F: Scalar> {
        centered: Samples<F>,
        offset: Vec<f64>,
    }

    impl<F: Scalar> From<FittedCenters<F>> for Stored<F> {
        fn from(centers: FittedCenters<F>) -> Self {
            Self { centered: centers.centered, offset: centers.offset }
        }
    }

    impl<F: Scalar> TryFrom<Stored<F>> for FittedCenters<F> {
        type Error = Error;

        fn try_from(stored: Stored<F>) -> Result<Self, Error> {
            Self::new(stored.centered, stored.offset)
        }
    }
}
