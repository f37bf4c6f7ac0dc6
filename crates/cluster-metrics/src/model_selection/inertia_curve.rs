use digits_data::{SamplesView, Scalar, compiled_once};
use kmeans_core::KMeans;
use rayon::prelude::*;

use super::knee;
use crate::Error;
use crate::error::check_length;

/// The inertia of k-means as a curve over the number of clusters, and the knee of that curve.
///
/// ```
/// use cluster_metrics::{InertiaCurve, KMeans, Samples};
///
/// let samples = [0.0, 1.0, 2.0, 30.0, 31.0, 32.0, 60.0, 61.0, 62.0].map(|x| [x]);
/// let kmeans = KMeans { n_init: Some(5), ..KMeans::new(1) };
/// let curve = InertiaCurve::fit(&kmeans, Samples::from_rows(&samples)?.view(), 1..=8)?;
/// assert_eq!(curve.inertias()[2], 6.0);
/// assert_eq!(curve.knee(1.0)?, Some(3));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Stored", into = "stored::Stored"))]
pub struct InertiaCurve {
    n_clusters: Vec<usize>,
    inertias: Vec<f64>,
}

impl InertiaCurve {
    /// Makes a curve from known inertias.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`]; [`Error::LengthMismatch`]; [`Error::Parameter`] unless each number of
    /// clusters is larger than the one before, and inertias are finite and not negative.
    pub fn new(n_clusters: Vec<usize>, inertias: Vec<f64>) -> Result<Self, Error> {
        check_length("inertias", inertias.len(), n_clusters.len())?;
        check_rising(&n_clusters)?;
        if let Some(&value) = inertias.iter().find(|x| !(x.is_finite() && **x >= 0.0)) {
            return Err(Error::Parameter {
                name: "inertia",
                value,
                expected: "finite and 0 or more",
            });
        }
        Ok(Self { n_clusters, inertias })
    }

    /// Fits `kmeans` to the samples once per entry of `n_clusters`, which replaces
    /// `kmeans.n_clusters`.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if there are no numbers of clusters, [`Error::Parameter`] unless each is larger than the one before;
    /// [`Error::KMeans`].
    pub fn fit<F: Scalar>(
        kmeans: &KMeans,
        samples: SamplesView<'_, F>,
        n_clusters: impl IntoIterator<Item = usize>,
    ) -> Result<Self, Error> {
        let n_clusters = check_numbers(n_clusters, samples.n_samples())?;
        let inertias = inertias(kmeans, samples, &n_clusters)?;
        Ok(Self { n_clusters, inertias })
    }

    /// Numbers of clusters, rising.
    pub fn n_clusters(&self) -> &[usize] {
        &self.n_clusters
    }

    /// The inertia for each of them.
    pub fn inertias(&self) -> &[f64] {
        &self.inertias
    }

    /// The number of clusters beyond which more of them gain little: the knee, or elbow, by Kneedle.
    ///
    /// The curve is scaled to the unit square: numbers of clusters to x in 0…1, and inertias,
    /// upside down, to y in 0…1. A maximum of y − x is a knee if y − x falls from there by more
    /// than `sensitivity` times the mean step of x before it is that high again. Of several knees
    /// the one with the largest y − x counts, of equal ones the first. The result is `None` for
    /// fewer than three points, a straight line, and a curve that bends the other way or does not
    /// fall.
    ///
    /// Satopää, Albrecht, Irwin and Raghavan, "Finding a 'Kneedle' in a Haystack", ICDCS Workshops
    /// 2011, where 1 is the usual sensitivity, and a larger one wants a sharper knee. We leave out
    /// its smoothing, as numbers of clusters are few, and choose one of its knees.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] unless `sensitivity` is finite and 0 or more.
    ///
    /// ```
    /// use cluster_metrics::InertiaCurve;
    ///
    /// let bent = InertiaCurve::new(vec![1, 2, 3, 4, 5], vec![100.0, 60.0, 20.0, 18.0, 16.0])?;
    /// assert_eq!(bent.knee(1.0)?, Some(3));
    /// let straight = InertiaCurve::new(vec![1, 2, 3, 4, 5], vec![50.0, 40.0, 30.0, 20.0, 10.0])?;
    /// assert_eq!(straight.knee(1.0)?, None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn knee(&self, sensitivity: f64) -> Result<Option<usize>, Error> {
        if !(sensitivity.is_finite() && sensitivity >= 0.0) {
            return Err(Error::Parameter {
                name: "sensitivity",
                value: sensitivity,
                expected: "finite and 0 or more",
            });
        }
        let x: Vec<f64> = self.n_clusters.iter().map(|&k| k as f64).collect();
        Ok(knee::of_falling_curve(&x, &self.inertias, sensitivity)
            .map(|index| self.n_clusters[index]))
    }
}

compiled_once! {
    /// Returns the inertia of one fit for each number of clusters.
    pub(super) fn inertias<F>(
        kmeans: &KMeans,
        samples: SamplesView<'_, F>,
        n_clusters: &[usize],
    ) -> Result<Vec<f64>, Error> = inertias_of_fits
}

fn inertias_of_fits<F: Scalar>(
    kmeans: &KMeans,
    samples: SamplesView<'_, F>,
    n_clusters: &[usize],
) -> Result<Vec<f64>, Error> {
    let inertia = |&n_clusters: &usize| {
        let kmeans = KMeans { n_clusters, ..kmeans.clone() };
        Ok(kmeans.fit(samples)?.inertia())
    };
    // Large fits use all threads by themselves, and each would hold its own copy of the samples.
    if at_once(samples.as_slice().len()) == 1 {
        return n_clusters.iter().map(inertia).collect();
    }
    n_clusters.par_iter().map(inertia).collect()
}

/// Returns how many tables of so many values may be in memory at a time.
pub(super) fn at_once(n_values: usize) -> usize {
    const VALUES_AT_ONCE: usize = 1 << 20;
    (VALUES_AT_ONCE / n_values.max(1)).max(1)
}

/// Collects numbers of clusters. Refuses them unless each is larger than the one before, and none is larger
/// than the number of samples.
pub(super) fn check_numbers(
    n_clusters: impl IntoIterator<Item = usize>,
    n_samples: usize,
) -> Result<Vec<usize>, Error> {
    // Since each is larger than the one before, more numbers than samples cannot all be valid.
    let n_clusters: Vec<usize> = n_clusters.into_iter().take(n_samples + 1).collect();
    check_rising(&n_clusters)?;
    if let Some(&n_clusters) = n_clusters.iter().find(|&&n_clusters| n_clusters > n_samples) {
        // Checked before any fit, which would be wasted.
        return Err(kmeans_core::Error::NumberOfClusters { n_clusters, n_samples }.into());
    }
    Ok(n_clusters)
}

pub(super) fn check_rising(n_clusters: &[usize]) -> Result<(), Error> {
    if n_clusters.is_empty() {
        return Err(Error::Empty);
    }
    if let Some(pair) = n_clusters.windows(2).find(|pair| pair[0] >= pair[1]) {
        return Err(Error::Parameter {
            name: "n_clusters",
            value: pair[1] as f64,
            expected: "larger than the one before it",
        });
    }
    Ok(())
}

/// The stored form: the two lists.
#[cfg(feature = "serde")]
mod stored {
    use serde::{Deserialize, Serialize};

    use super::InertiaCurve;
    use crate::Error;

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "InertiaCurve", deny_unknown_fields)]
    pub(super) struct Stored {
        n_clusters: Vec<usize>,
        inertias: Vec<f64>,
    }

    impl From<InertiaCurve> for Stored {
        fn from(InertiaCurve { n_clusters, inertias }: InertiaCurve) -> Self {
            Self { n_clusters, inertias }
        }
    }

    impl TryFrom<Stored> for InertiaCurve {
        type Error = Error;

        fn try_from(Stored { n_clusters, inertias }: Stored) -> Result<Self, Error> {
            Self::new(n_clusters, inertias)
        }
    }
}
