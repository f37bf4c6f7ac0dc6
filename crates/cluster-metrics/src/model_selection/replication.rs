use digits_data::{Samples, SamplesView, Scalar, compiled_once, memory};
use kmeans_core::{ClusterModel as _, KMeans, KMeansModel, RandomState};
use rayon::prelude::*;

use super::inertia_curve::check_numbers;
use super::separation::{separation, steps};
use crate::{Error, adjusted_rand_score};

/// The least agreement of two halves that counts as the same clustering. Prediction strength, a related
/// measure, also uses 0.8.
const SAME_CLUSTERING: f64 = 0.8;

/// Parameters of a replication analysis. It finds the number of clusters that two halves of the samples
/// agree on, if these clusters stand apart.
///
/// The samples are split into two random halves, and k-means clusters each. Then the centres of
/// one half label the samples of the other. A number of clusters is *replicated* if these labels
/// agree with the half's own, and if every two clusters stand apart. The answer is the largest
/// number that is replicated, or none. Numbers that are too large never change it, so it does not
/// depend on how far the search goes.
///
/// *Agreement* is the adjusted Rand index: `McIntyre` and Blashfield, "A nearest-centroid technique
/// for evaluating the minimum-variance clustering procedure", Multivariate Behavioral Research 15
/// (1980); Breckenridge, "Replicating cluster analysis", ibid. 24 (1989). Tibshirani and Walther's
/// prediction strength (2005) uses the same halves. Agreement alone is not enough, because halves
/// of a long cloud without clusters agree, too. So we also ask for *separation*; see
/// [`ReplicationPoint::separation`].
///
/// Unlike the silhouette, it can answer that there are no clusters, and does so for uniform and for
/// normal samples. (The gap statistic can answer that there is one.) It finds small clusters beside large
/// ones, and groups within groups.
///
/// ```
/// use cluster_metrics::ReplicationAnalysis;
/// use digits_data::{Blobs, Samples, make_blobs};
///
/// let blobs = make_blobs::<f64>(&Blobs { cluster_std: 0.5, ..Blobs::new(300, 2, 3) })?;
/// let found = ReplicationAnalysis::default().fit(blobs.samples().view(), 2..=8)?;
/// assert_eq!(found.n_clusters(), Some(3));
/// assert!(found.curve()[1].agreement > 0.99, "three clusters");
///
/// let even = (0..400).map(|i| [f64::from(i % 20), f64::from(i / 20)]).collect::<Vec<_>>();
/// let found = ReplicationAnalysis::default().fit(Samples::from_rows(&even)?.view(), 2..=8)?;
/// assert_eq!(found.n_clusters(), None);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ReplicationAnalysis {
    /// Splits into halves, at least 1. Each split compares twice, as each half labels the other.
    pub n_splits: usize,
    /// Samples per split, at least 2. A split of more samples takes a random choice of this many.
    pub max_samples: usize,
    /// The parameters to cluster halves with, except the number of clusters. Several restarts
    /// (`n_init`) matter: a half that misses its best clustering agrees with no other.
    pub kmeans: KMeans,
    /// The random numbers of the splits: the permutation of the samples, one stream per split.
    pub random_state: RandomState,
}

/// Agreement and separation for each number of clusters, and the number they suggest. Made by
/// [`ReplicationAnalysis::fit`].
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "stored::Stored", into = "stored::Stored"))]
pub struct ReplicationModel {
    curve: Vec<ReplicationPoint>,
}

/// The replication of one number of clusters. Each value is the median over all splits.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(deny_unknown_fields))]
#[non_exhaustive]
pub struct ReplicationPoint {
    /// The number of clusters, k.
    pub n_clusters: usize,
    /// Adjusted Rand index between a half's own clusters and those that the other half predicts;
    /// −0.5…1, and 0 if a half has fewer than k samples.
    pub agreement: f64,
    /// The smallest separation of any two clusters. 0 or more; from 1 on they count as apart.
    ///
    /// The samples of two clusters are projected on the line through the two centres, which come
    /// from the other half. The distance of the two means is compared with the sum of the two
    /// standard deviations (the bimodal separation of Zhang, Mapes and Soden, Quarterly Journal of
    /// the Royal Meteorological Society 129, 2003, times 2). Uniformly spread samples have a ratio of
    /// √3, wherever the border between the two clusters lies, and a normal cloud has less. Separation is
    /// the ratio over √3·(1 + 1.25·e). Here e is the relative standard error of the ratio for uniformly
    /// spread samples, √(2/15·(1/n₁ + 1/n₂)).
    ///
    /// A rounded value, such as an integer, may lie anywhere within its rounding step. So step²/12 is
    /// added to the variance of each feature; the step is the smallest difference between two of its
    /// values. If a cluster has fewer than 2 samples in a half, both halves are measured together.
    /// Separation is 0 if it has fewer than 3 even then, and for a single cluster.
    pub separation: f64,
}

impl Default for ReplicationAnalysis {
    /// Ten splits of at most 4000 samples, and ten restarts for each half.
    fn default() -> Self {
        Self {
            n_splits: 10,
            max_samples: 4000,
            kmeans: KMeans { n_init: Some(10), ..KMeans::new(1) },
            random_state: RandomState::default(),
        }
    }
}

impl ReplicationAnalysis {
    /// Splits the samples, and compares the halves for each of `n_clusters`.
    ///
    /// This takes 2 × `n_splits` fits of at most `max_samples` / 2 samples for each number.
    ///
    /// # Errors
    ///
    /// [`Error::Empty`] if there are no numbers of clusters; [`Error::Parameter`] unless each is
    /// larger than the one before, and for `n_splits` or `max_samples` out of range; [`Error::KMeans`], as for more clusters
    /// than samples.
    pub fn fit<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        n_clusters: impl IntoIterator<Item = usize>,
    ) -> Result<ReplicationModel, Error> {
        fit(self, samples, &check_numbers(n_clusters, samples.n_samples())?)
    }

    fn fit_checked<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        n_clusters: &[usize],
    ) -> Result<ReplicationModel, Error> {
        for (name, value, least, expected) in [
            ("n_splits", self.n_splits, 1, "at least 1"),
            ("max_samples", self.max_samples, 2, "at least 2"),
        ] {
            if value < least {
                return Err(Error::Parameter { name, value: value as f64, expected });
            }
        }
        let mut streams = self.random_state.streams();
        let mut trials = vec![Vec::new(); n_clusters.len()];
        // One split after another, so that only one is in memory.
        for _ in 0..self.n_splits {
            let mut order = memory::collected(0..samples.n_samples())?;
            streams.next(|generator| generator.shuffle(&mut order));
            let split = self.split(samples, &order)?;
            let of_split = n_clusters.par_iter().map(|&k| self.compare(split.as_ref(), k));
            let of_split = of_split.collect::<Result<Vec<_>, Error>>()?;
            for (all, new) in trials.iter_mut().zip(of_split) {
                all.extend(new);
            }
        }
        let points = n_clusters.iter().zip(&trials);
        Ok(ReplicationModel {
            curve: points.map(|(&k, of)| ReplicationPoint::new(k, of)).collect(),
        })
    }

    /// Splits the samples: the first ones in `order`, then the next ones. A single sample cannot be
    /// split.
    fn split<F: Scalar>(
        &self,
        samples: SamplesView<'_, F>,
        order: &[usize],
    ) -> Result<Option<Split<F>>, Error> {
        let n_half = order.len().min(self.max_samples) / 2;
        let part = |rows: &[usize]| -> Result<Part<F>, Error> {
            let samples = samples.select(rows)?;
            Ok(Part { steps: steps(samples.view()), samples })
        };
        if n_half == 0 {
            return Ok(None);
        }
        let halves = [part(&order[..n_half])?, part(&order[n_half..2 * n_half])?];
        Ok(Some(Split { halves, both: part(&order[..2 * n_half])? }))
    }

    /// Clusters both halves. Compares, on each half, the labels of its own fit with those of the other
    /// half's centres.
    fn compare<F: Scalar>(&self, split: Option<&Split<F>>, k: usize) -> Result<Vec<Trial>, Error> {
        let is_enough = |split: &&Split<F>| split.halves[0].samples.n_samples() >= k;
        let Some(Split { halves, both }) = split.filter(is_enough) else {
            return Ok(vec![Trial { agreement: 0.0, separation: 0.0 }]);
        };
        let kmeans = KMeans { n_clusters: k, ..self.kmeans.clone() };
        let fit = |half: &Part<F>| kmeans.fit(half.samples.view());
        let models = halves.iter().map(fit).collect::<Result<Vec<_>, _>>()?;
        let others = models.iter().rev();
        let trial = |((half, own), other): ((&Part<F>, &KMeansModel<F>), _)| {
            Trial::new(half, own.labels(), other, both)
        };
        halves.iter().zip(&models).zip(others).map(trial).collect()
    }
}

compiled_once! {
    fn fit<F>(
        parameters: &ReplicationAnalysis,
        samples: SamplesView<'_, F>,
        n_clusters: &[usize],
    ) -> Result<ReplicationModel, Error> = ReplicationAnalysis::fit_checked
}

/// Two halves of the samples, and the samples of both.
struct Split<F: Scalar> {
    halves: [Part<F>; 2],
    both: Part<F>,
}

/// Some samples, with the step of each feature.
struct Part<F: Scalar> {
    samples: Samples<F>,
    steps: Vec<f64>,
}

impl<F: Scalar> Part<F> {
    /// Measures the separation of the clusters of a model, if there are enough samples.
    fn separation(&self, labels: &[u32], model: &KMeansModel<F>, fewest: usize) -> Option<f64> {
        separation(self.samples.view(), &self.steps, labels, model.cluster_centers(), fewest)
    }
}

/// One comparison of two halves.
#[derive(Debug, Clone, Copy)]
struct Trial {
    agreement: f64,
    separation: f64,
}

impl Trial {
    fn new<F: Scalar>(
        half: &Part<F>,
        own: &[u32],
        other: &KMeansModel<F>,
        both: &Part<F>,
    ) -> Result<Self, Error> {
        let predicted = other.predict(half.samples.view())?;
        let separation = if let Some(separation) = half.separation(&predicted, other, 2) {
            separation
        } else {
            // Most samples of a small cluster may be in the other half.
            let predicted = other.predict(both.samples.view())?;
            both.separation(&predicted, other, 3).unwrap_or(0.0)
        };
        Ok(Self { agreement: adjusted_rand_score(own, &predicted)?, separation })
    }
}

impl ReplicationModel {
    /// Returns one point per number of clusters, in ascending order.
    pub fn curve(&self) -> &[ReplicationPoint] {
        &self.curve
    }

    /// The largest number that is replicated. `None` if none of those compared is: the samples
    /// have no clear number of clusters.
    pub fn n_clusters(&self) -> Option<usize> {
        let replicated = |point: &&ReplicationPoint| point.is_replicated();
        self.curve.iter().rev().find(replicated).map(|point| point.n_clusters)
    }
}

impl ReplicationPoint {
    fn new(n_clusters: usize, trials: &[Trial]) -> Self {
        let median = |value: fn(&Trial) -> f64| median(trials.iter().map(value).collect());
        Self {
            n_clusters,
            agreement: median(|trial| trial.agreement),
            separation: median(|trial| trial.separation),
        }
    }

    /// True if halves agree by 0.8 or more, and all clusters stand apart. One cluster is no
    /// finding, so it is never replicated.
    pub fn is_replicated(&self) -> bool {
        self.n_clusters > 1 && self.agreement >= SAME_CLUSTERING && self.separation >= 1.0
    }
}

/// The median of at least one value; of two in the middle, their mean.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 {
        return values[middle];
    }
    f64::midpoint(values[middle - 1], values[middle])
}

/// The stored form: the curve.
#[cfg(feature = "serde")]
mod stored {
    use serde::{Deserialize, Serialize};

    use super::{ReplicationModel, ReplicationPoint};
    use crate::Error;
    use crate::model_selection::inertia_curve::check_rising;

    #[derive(Serialize, Deserialize)]
    #[serde(rename = "ReplicationModel", deny_unknown_fields)]
    pub(super) struct Stored {
        curve: Vec<ReplicationPoint>,
    }

    impl From<ReplicationModel> for Stored {
        fn from(ReplicationModel { curve }: ReplicationModel) -> Self {
            Self { curve }
        }
    }

    impl TryFrom<Stored> for ReplicationModel {
        type Error = Error;

        fn try_from(Stored { curve }: Stored) -> Result<Self, Error> {
            let numbers: Vec<usize> = curve.iter().map(|point| point.n_clusters).collect();
            check_rising(&numbers)?;
            for &ReplicationPoint { agreement, separation, .. } in &curve {
                let is_separation = separation.is_finite() && separation >= 0.0;
                for (name, value, holds, expected) in [
                    ("agreement", agreement, (-0.5..=1.0).contains(&agreement), "−0.5 to 1"),
                    ("separation", separation, is_separation, "finite and 0 or more"),
                ] {
                    if !holds {
                        return Err(Error::Parameter { name, value, expected });
                    }
                }
            }
            Ok(Self { curve })
        }
    }
}
