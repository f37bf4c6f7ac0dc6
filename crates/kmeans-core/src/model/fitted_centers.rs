use digits_data::{Samples, SamplesView, Scalar, memory};

use crate::Error;
use crate::engine::{assign_once, inertia};
use crate::samples::{Problem, Scale, Weights, uncenter};

/// The centres of a model, and the coordinates in which they were found.
///
/// They are enough to label new samples by the nearest centre. Distances are computed as during the
/// fit, relative to the same offset. So the samples of the fit get the same labels again, even from
/// centres that were stored and [restored](Self::new).
///
/// ```
/// use kmeans_core::{ClusterModel, FittedCenters, KMeans, SamplesView};
///
/// let samples = SamplesView::new(&[1.0, 2.0, 8.0, 9.0], 4, 1)?;
/// let model = KMeans::new(2).fit(samples)?;
/// let centers = model.fitted_centers();
///
/// // Two tables are all there is to store.
/// let (centered, offset) = (centers.centered(), centers.offset());
/// let again = FittedCenters::new(centered.to_owned(), offset.to_vec())?;
/// assert_eq!(again.predict(samples)?, model.labels());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// The feature `serde` stores them as a pair, `centered` and `offset`, and checks it when it is
/// read.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(bound = "", try_from = "stored::Stored<F>", into = "stored::Stored<F>")
)]
pub struct FittedCenters<F: Scalar = f64> {
    /// The centres in the samples' coordinates.
    pub(super) cluster_centers: Samples<F>,
    /// The point where the data was centred.
    pub(super) offset: Vec<f64>,
    /// The centres as the engine knows them, relative to `offset`.
    pub(super) centered: Samples<F>,
}

impl<F: Scalar> FittedCenters<F> {
    /// Makes fitted centres from an offset and the centres minus that offset.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] if the offset has another number of features,
    /// [`Error::Parameter`] if a value of it is not finite, [`Error::Data`] where a sum of both
    /// overflows.
    pub fn new(centered: Samples<F>, offset: Vec<f64>) -> Result<Self, Error> {
        let (found, expected) = (offset.len(), centered.n_features());
        if found != expected {
            return Err(Error::FeatureMismatch { found, expected });
        }
        if let Some(&value) = offset.iter().find(|value| !value.is_finite()) {
            return Err(Error::Parameter { name: "offset", value, expected: "finite" });
        }
        Self::found(centered, offset)
    }

    /// Puts together the centres that a fit found, unchecked.
    pub(crate) fn found(centered: Samples<F>, offset: Vec<f64>) -> Result<Self, Error> {
        Ok(Self { cluster_centers: uncenter(centered.view(), &offset)?, offset, centered })
    }

    /// Returns the centres minus the offset, from which distances are taken.
    pub fn centered(&self) -> SamplesView<'_, F> {
        self.centered.view()
    }

    /// Returns the point where the data was centred: the mean of the samples, for most fits.
    pub fn offset(&self) -> &[f64] {
        &self.offset
    }

    /// Counts the samples of each label.
    pub(crate) fn cluster_sizes(&self, labels: &[u32]) -> Vec<usize> {
        let mut sizes = vec![0; self.cluster_centers.n_samples()];
        for &label in labels {
            sizes[label as usize] += 1;
        }
        sizes
    }

    /// Makes samples ready in the coordinates of the fit.
    ///
    /// # Errors
    ///
    /// [`Error::FeatureMismatch`] or [`Error::TooFar`].
    pub(crate) fn problem<'a>(
        &'a self,
        samples: SamplesView<'a, F>,
        weights: Weights<'a>,
    ) -> Result<Problem<'a, F>, Error> {
        self.check_features(samples)?;
        Problem::new(samples, weights, &self.offset)
    }

    /// Returns the nearest centre of each sample of a problem that has this offset.
    pub(crate) fn nearest(&self, problem: &Problem<'_, F>) -> Result<Vec<u32>, Error> {
        let mut labels = memory::zeroed(problem.samples.n_samples())?;
        assign_once(problem, &self.centered, &mut labels)?;
        Ok(labels)
    }

    /// Returns the weighted sum of squared distances to the centres that `labels` names.
    fn inertia(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        labels: &[u32],
    ) -> Result<f64, Error> {
        inertia(samples, weights, &self.offset, &self.centered, labels)
    }

    /// Returns the [`inertia`](Self::inertia), also where samples or centres must be scaled for it.
    pub(crate) fn inertia_at_any_scale(
        &self,
        samples: SamplesView<'_, F>,
        weights: Weights<'_>,
        labels: &[u32],
    ) -> Result<f64, Error> {
        let problem = self.problem(samples, weights);
        let Some(scaled) = self.scaled_for(samples, &problem)? else {
            return self.inertia(samples, weights, labels);
        };
        let inertia = scaled.centers.inertia(scaled.samples.view(), weights, labels)?;
        let inertia = scaled.scale.undo_square(inertia);
        if inertia.is_finite() { Ok(inertia) } else { Err(Error::Inertia) }
    }

    /// Returns samples and centres at the scale of a fit to these samples, if it needs one.
    pub(crate) fn scaled_for(
        &self,
        samples: SamplesView<'_, F>,
        problem: &Result<Problem<'_, F>, Error>,
    ) -> Result<Option<Scaled<F>>, Error> {
        let centers = self.centered.as_slice().iter().map(|x| x.to_f64());
        let Some(scale) = Scale::needed(problem, samples, &self.offset, centers) else {
            return Ok(None);
        };
        let samples = scale.apply_to(samples)?;
        let offset = scale.apply_to_all(&self.offset);
        let centers = Self::found(scale.apply_to(self.centered.view())?, offset)?;
        Ok(Some(Scaled { samples, centers, scale }))
    }

    pub(super) fn check_features(&self, samples: SamplesView<'_, F>) -> Result<(), Error> {
        let (found, expected) = (samples.n_features(), self.cluster_centers.n_features());
        if found == expected { Ok(()) } else { Err(Error::FeatureMismatch { found, expected }) }
    }
}

/// Samples and centres at a scale at which squares can be taken of them.
#[derive(Debug)]
pub(crate) struct Scaled<F: Scalar> {
    pub(crate) samples: Samples<F>,
    pub(crate) centers: FittedCenters<F>,
    pub(crate) scale: Scale,
}

/// The form in which the centres are stored.
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
