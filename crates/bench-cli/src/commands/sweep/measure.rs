use anyhow::Result;
use cluster_metrics::{
    Error, GapPoint, GapStatistic, GapStatisticModel, InertiaCurve, ReplicationAnalysis,
    ReplicationModel, calinski_harabasz_score, davies_bouldin_score, silhouette_score,
    simplified_silhouette_score,
};
use digits_data::{SamplesView, Scalar};
use kmeans_core::KMeans;
use serde::Serialize;

use crate::cli::{SilhouetteKind, SweepArgs};
use crate::text::progress::Progress;
use crate::trials::{Agreement, if_defined};

/// Most samples for the exact silhouette, unless it is asked for: some seconds per k.
pub(super) const EXACT_SILHOUETTE: usize = 10_000;

/// The knee's sensitivity: the usual value of Kneedle.
const SENSITIVITY: f64 = 1.0;

/// Scores of k-means for several numbers of clusters.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sweep {
    /// One point per number of clusters, in rising order.
    pub(super) points: Vec<Point>,
    /// True if the silhouette is exact, false if it is simplified.
    pub(super) is_exact: bool,
    pub(super) knee: Option<usize>,
    pub(super) n_rows: usize,
    /// The number of distinct rows, if it is not above the largest number of clusters.
    pub(super) n_distinct_rows: Option<usize>,
    /// Agreement and separation for every number of 2 or more that leaves inertia; `None` if there
    /// is no such number.
    pub(super) replication: Option<ReplicationModel>,
    /// The gap for every number of clusters from 1 on, if it was asked for.
    pub(super) gap: Option<Gap>,
}

/// The scores of one number of clusters; `None` where one is undefined.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub(super) struct Point {
    pub(super) n_clusters: usize,
    pub(super) inertia: f64,
    pub(super) silhouette_score: Option<f64>,
    pub(super) simplified_silhouette_score: Option<f64>,
    pub(super) calinski_harabasz_score: Option<f64>,
    pub(super) davies_bouldin_score: Option<f64>,
    pub(super) replication_agreement: Option<f64>,
    pub(super) replication_separation: Option<f64>,
    pub(super) gap: Option<f64>,
    pub(super) gap_standard_error: Option<f64>,
    /// Agreement with the true labels, if there are any.
    #[serde(flatten)]
    pub(super) agreement: Option<Agreement>,
}

/// The gap statistic, and its own choice among all numbers from 1 on.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Gap {
    pub(super) n_clusters: Option<usize>,
    pub(super) curve: Vec<GapPoint>,
    /// The number of clusters from which on no inertia is left, and the gap is undefined.
    pub(super) undefined_from: Option<usize>,
}

impl Sweep {
    pub(super) fn new<F: Scalar>(
        arguments: &SweepArgs,
        samples: SamplesView<'_, F>,
        true_labels: Option<&[String]>,
    ) -> Result<Self> {
        let kmeans = KMeans {
            n_init: Some(arguments.n_init.get()),
            random_state: arguments.run.random_state(),
            ..KMeans::new(1)
        };
        let is_exact = match arguments.silhouette {
            SilhouetteKind::Auto => samples.n_samples() <= EXACT_SILHOUETTE,
            SilhouetteKind::Exact => true,
            SilhouetteKind::Simplified => false,
        };
        let numbers = arguments.numbers_of_clusters(samples.n_samples());
        let progress = Progress::of_steps("sweeping", numbers.len());
        let point = |&k: &usize| {
            progress.say(&format!("{k} clusters"));
            let point = Point::measure(&kmeans, samples, true_labels, k, is_exact);
            progress.advance();
            point
        };
        let mut points: Vec<Point> = numbers.iter().map(point).collect::<Result<_>>()?;
        drop(progress);
        let inertias = points.iter().map(|point| point.inertia).collect();
        let largest = numbers.last().copied().unwrap_or(1);
        let n_distinct_rows = distinct_rows(samples, largest);
        let knee = InertiaCurve::new(numbers.clone(), inertias)?.knee(SENSITIVITY)?;
        let clustered =
            numbers.into_iter().filter(|&k| k > 1 && n_distinct_rows.is_none_or(|n| k < n));
        let replication = replicate(&kmeans, samples, clustered.collect())?;
        let gap = match arguments.gap_references {
            0 => None,
            n_references => Some(Gap::measure(n_references, largest, &kmeans, samples)?),
        };
        for point in &mut points {
            point.add(replication.as_ref(), gap.as_ref());
        }
        let n_rows = samples.n_samples();
        Ok(Self { points, is_exact, knee, n_rows, n_distinct_rows, replication, gap })
    }

    /// True if some row does not lie on its centre. Otherwise scores are perfect and say nothing.
    pub(super) fn leaves_inertia(&self, point: &Point) -> bool {
        point.inertia > 0.0 && self.n_distinct_rows.is_none_or(|n| point.n_clusters < n)
    }
}

impl Point {
    fn measure<F: Scalar>(
        kmeans: &KMeans,
        samples: SamplesView<'_, F>,
        true_labels: Option<&[String]>,
        n_clusters: usize,
        is_exact: bool,
    ) -> Result<Self> {
        let model = KMeans { n_clusters, ..kmeans.clone() }.fit(samples)?;
        let labels = model.labels();
        let exact = || if_defined(silhouette_score(samples, labels));
        Ok(Self {
            n_clusters,
            inertia: model.inertia(),
            silhouette_score: if is_exact { exact()? } else { None },
            simplified_silhouette_score: if_defined(simplified_silhouette_score(samples, labels))?,
            calinski_harabasz_score: if_defined(calinski_harabasz_score(samples, labels))?,
            davies_bouldin_score: if_defined(davies_bouldin_score(samples, labels))?,
            agreement: true_labels.map(|truth| Agreement::new(truth, labels)).transpose()?,
            ..Self::default()
        })
    }

    fn add(&mut self, replication: Option<&ReplicationModel>, gap: Option<&Gap>) {
        let mut replicated = replication.iter().flat_map(|model| model.curve());
        if let Some(point) = replicated.find(|point| point.n_clusters == self.n_clusters) {
            self.replication_agreement = Some(point.agreement);
            self.replication_separation = Some(point.separation);
        }
        if let Some(point) = gap.and_then(|gap| gap.curve.get(self.n_clusters - 1)) {
            self.gap = Some(point.gap);
            self.gap_standard_error = Some(point.standard_error);
        }
    }
}

/// Counts distinct rows, but no more than `largest` of them.
fn distinct_rows<F: Scalar>(samples: SamplesView<'_, F>, largest: usize) -> Option<usize> {
    let mut distinct: Vec<&[F]> = Vec::new();
    for row in samples.rows() {
        if !distinct.contains(&row) {
            distinct.push(row);
        }
        if distinct.len() > largest {
            return None;
        }
    }
    Some(distinct.len())
}

/// Clusters halves of the samples, with ten restarts or more each.
fn replicate<F: Scalar>(
    kmeans: &KMeans,
    samples: SamplesView<'_, F>,
    numbers: Vec<usize>,
) -> Result<Option<ReplicationModel>> {
    if numbers.is_empty() {
        return Ok(None);
    }
    let _progress = Progress::of("comparing halves of the rows");
    let standard = ReplicationAnalysis::default();
    let n_init = kmeans.n_init.max(standard.kmeans.n_init);
    let kmeans = KMeans { n_init, ..kmeans.clone() };
    let random_state = kmeans.random_state;
    let analysis = ReplicationAnalysis { kmeans, random_state, ..standard };
    Ok(Some(analysis.fit(samples, numbers)?))
}

impl Gap {
    /// Measures up to the largest number of clusters that leaves any inertia.
    fn measure<F: Scalar>(
        n_references: usize,
        largest: usize,
        kmeans: &KMeans,
        samples: SamplesView<'_, F>,
    ) -> Result<Self> {
        let _progress = Progress::of(&format!("gap statistic, up to {largest} clusters"));
        let statistic = |max_clusters| GapStatistic {
            n_references,
            kmeans: kmeans.clone(),
            random_state: kmeans.random_state,
            ..GapStatistic::new(max_clusters)
        };
        match statistic(largest).fit(samples) {
            Err(Error::NoInertia { n_clusters }) => {
                let rest = match n_clusters {
                    0 | 1 => Self::default(),
                    _ => Self::of(&statistic(n_clusters - 1).fit(samples)?),
                };
                Ok(Self { undefined_from: Some(n_clusters), ..rest })
            }
            fitted => Ok(Self::of(&fitted?)),
        }
    }

    fn of(model: &GapStatisticModel) -> Self {
        let (n_clusters, curve) = (model.n_clusters(), model.curve().to_vec());
        Self { n_clusters, curve, undefined_from: None }
    }
}
