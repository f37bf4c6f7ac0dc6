use digits_data::{Samples, SamplesView, Scalar, compiled_once};
use kmeans_core::{KMeans, RandomState};
use rayon::prelude::*;

use super::inertia_curve::{at_once, inertias};
use super::references::{ReferenceBox, reference_sets};
use crate::Error;

/// Parameters of the gap statistic: how far inertia lies below that of samples without clusters.
///
/// Tibshirani, Walther and Hastie, "Estimating the number of clusters in a data set via the gap
/// statistic", Journal of the Royal Statistical Society B 63 (2001); scikit-learn does not have it.
/// Unlike the silhouette, it can answer that there is only one cluster.
///
/// ```
/// use cluster_metrics::{GapStatistic, KMeans};
/// use digits_data::{Blobs, make_blobs};
///
/// let data = make_blobs::<f64>(&Blobs::new(300, 2, 3))?;
/// let kmeans = KMeans { n_init: Some(3), ..KMeans::new(1) };
/// let gap = GapStatistic { kmeans, ..GapStatistic::new(6) }.fit(data.samples().view())?;
/// assert_eq!(gap.n_clusters(), Some(3));
/// let point = gap.curve()[2];
/// assert!(point.gap == point.expected_log_inertia - point.log_inertia);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GapStatistic {
    /// Clusterings of 1…`max_clusters` clusters are compared; at least 1.
    pub max_clusters: usize,
    /// Sets of reference samples, at least 1.
    pub n_references: usize,
    /// The box that reference samples are drawn from.
    pub reference_box: ReferenceBox,
    /// The parameters to cluster samples and reference samples with, except the number of clusters.
    /// More than one start (`n_init`) makes the curve smoother.
    pub kmeans: KMeans,
    /// The random numbers of the reference samples, drawn set by set, sample by sample, feature by
    /// feature.
    pub random_state: RandomState,
}

/// The curve of a gap statistic and the number of clusters it suggests. Made by
/// [`GapStatistic::fit`].
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Stored", into = "stored::Stored"))]
pub struct GapStatisticModel {
    curve: Vec<GapPoint>,
}

/// The gap statistic of one number of clusters. Logarithms are natural.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct GapPoint {
    /// The number of clusters, k.
    pub n_clusters: usize,
    /// The logarithm of the inertia of the samples, log Wₖ.
    pub log_inertia: f64,
    /// The mean of that logarithm over the sets of reference samples.
    pub expected_log_inertia: f64,
    /// The gap, `expected_log_inertia − log_inertia`.
    pub gap: f64,
    /// The standard error of `expected_log_inertia`: sₖ = σₖ·√(1 + 1/B) for B reference sets, with
    /// σₖ the population standard deviation of their logarithms.
    pub standard_error: f64,
}

impl GapStatistic {
    /// 20 reference sets over the box of the features, clustered with scikit-learn's defaults.
    pub fn new(max_clusters: usize) -> Self {
        Self {
            max_clusters,
            n_references: 20,
            reference_box: ReferenceBox::default(),
            kmeans: KMeans::new(1),
            random_state: RandomState::default(),
        }
    }

    /// Clusters the samples and the reference samples.
    ///
    /// This takes (`n_references` + 1) × `max_clusters` fits. A reference set has the size and type
    /// of the samples, and is drawn near the origin.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] for `max_clusters` or `n_references` of 0; [`Error::NoInertia`] if
    /// there are as many clusters as distinct samples, because the inertia is then 0 and its
    /// logarithm infinite; [`Error::KMeans`], as for more clusters than samples; [`Error::Linalg`]
    /// if the PCA fails.
    pub fn fit<F: Scalar>(&self, samples: SamplesView<'_, F>) -> Result<GapStatisticModel, Error> {
        fit(self, samples)
    }

    fn fit_checked<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
    ) -> Result<GapStatisticModel, Error> {
        check_at_least_1("max_clusters", self.max_clusters)?;
        check_at_least_1("n_references", self.n_references)?;
        let (n_clusters, n_samples) = (self.max_clusters, samples.n_samples());
        if n_clusters > n_samples {
            // Checked before any fit, because a list of numbers up to a huge `max_clusters` would
            // fill the memory.
            return Err(kmeans_core::Error::NumberOfClusters { n_clusters, n_samples }.into());
        }
        let log_inertias = self.log_inertias(samples)?;
        let of_references = self.log_inertias_of_references(samples)?;
        let curve = log_inertias.into_iter().enumerate().map(|(index, log_inertia)| {
            let references: Vec<f64> = of_references.iter().map(|logs| logs[index]).collect();
            GapPoint::new(index + 1, log_inertia, &references)
        });
        Ok(GapStatisticModel { curve: curve.collect() })
    }

    /// Returns, for each reference set, the logarithms of the inertia of 1…`max_clusters` clusters.
    fn log_inertias_of_references<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
    ) -> Result<Vec<Vec<f64>>, Error> {
        let widths = self.reference_box.widths(samples)?;
        let n_values = samples.n_samples().saturating_mul(widths.len());
        let n_at_once = at_once(n_values);
        let mut sets = reference_sets::<F>(&widths, samples.n_samples(), self.random_state);
        let mut log_inertias = Vec::new();
        while log_inertias.len() < self.n_references {
            let n_left = self.n_references - log_inertias.len();
            let some: Vec<Samples<F>> =
                sets.by_ref().take(n_at_once.min(n_left)).collect::<Result<_, _>>()?;
            let of_some = some.par_iter().map(|set| self.log_inertias(set.view()));
            log_inertias.extend(of_some.collect::<Result<Vec<_>, _>>()?);
        }
        Ok(log_inertias)
    }

    fn log_inertias<F: Scalar>(&self, samples: SamplesView<'_, F>) -> Result<Vec<f64>, Error> {
        let n_clusters: Vec<usize> = (1..=self.max_clusters).collect();
        let inertias = inertias(&self.kmeans, samples, &n_clusters)?;
        if let Some(index) = inertias.iter().position(|&inertia| inertia <= 0.0) {
            return Err(Error::NoInertia { n_clusters: index + 1 });
        }
        Ok(inertias.into_iter().map(f64::ln).collect())
    }
}

compiled_once! {
    fn fit<F>(
        parameters: &GapStatistic,
        samples: SamplesView<'_, F>,
    ) -> Result<GapStatisticModel, Error> = GapStatistic::fit_checked
}

impl GapStatisticModel {
    /// A point for 1, 2, …, `max_clusters` clusters.
    pub fn curve(&self) -> &[GapPoint] {
        &self.curve
    }

    /// The smallest k with gap(k) ≥ gap(k + 1) − s(k + 1), by the rule of the paper. `None` if no k
    /// compared satisfies it.
    pub fn n_clusters(&self) -> Option<usize> {
        let mut pairs = self.curve.windows(2);
        pairs
            .find(|pair| pair[0].gap >= pair[1].gap - pair[1].standard_error)
            .map(|pair| pair[0].n_clusters)
    }
}

impl GapPoint {
    fn new(n_clusters: usize, log_inertia: f64, references: &[f64]) -> Self {
        let n_references = references.len() as f64;
        let expected_log_inertia = references.iter().sum::<f64>() / n_references;
        let squares = references.iter().map(|log| (log - expected_log_inertia).powi(2));
        let variance = squares.sum::<f64>() / n_references;
        Self {
            n_clusters,
            log_inertia,
            expected_log_inertia,
            gap: expected_log_inertia - log_inertia,
            standard_error: (variance * (1.0 + 1.0 / n_references)).sqrt(),
        }
    }
}

fn check_at_least_1(name: &'static str, value: usize) -> Result<(), Error> {
    if value == 0 {
        return Err(Error::Parameter { name, value: 0.0, expected: "at least 1" });
    }
    Ok(())
}

/// The stored form: the curve.
#[cfg(feature = "serde")]
mod stored {
    use serde::{Deserialize, Serialize};

    use super::{GapPoint, GapStatisticModel};
    use crate::Error;

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "GapStatisticModel", deny_unknown_fields)]
    pub(super) struct Stored {
        curve: Vec<GapPoint>,
    }

    impl From<GapStatisticModel> for Stored {
        fn from(GapStatisticModel { curve }: GapStatisticModel) -> Self {
            Self { curve }
        }
    }

    impl TryFrom<Stored> for GapStatisticModel {
        type Error = Error;

        fn try_from(Stored { curve }: Stored) -> Result<Self, Error> {
            if curve.is_empty() {
                return Err(Error::Empty);
            }
            for (index, point) in curve.iter().enumerate() {
                check_point(point, index + 1)?;
            }
            Ok(Self { curve })
        }
    }

    fn check_point(point: &GapPoint, n_clusters: usize) -> Result<(), Error> {
        let GapPoint { log_inertia, expected_log_inertia, gap, standard_error, .. } = *point;
        let (is_next, found) = (point.n_clusters == n_clusters, point.n_clusters as f64);
        for (name, value, holds, expected) in [
            ("n_clusters", found, is_next, "1, then 2, and so on"),
            ("log_inertia", log_inertia, true, "finite"),
            ("expected_log_inertia", expected_log_inertia, true, "finite"),
            ("gap", gap, true, "finite"),
            ("standard_error", standard_error, standard_error >= 0.0, "finite and 0 or more"),
        ] {
            if !(holds && value.is_finite()) {
                return Err(Error::Parameter { name, value, expected });
            }
        }
        Ok(())
    }
}
