use std::hash::Hash;

use crate::Error;
use crate::classes::Classes;
use crate::error::check_length;

/// The silhouettes of one cluster; see [`silhouette_by_cluster`].
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ClusterSilhouette<'a, L> {
    /// The cluster's label.
    pub label: &'a L,
    /// Its samples by falling silhouette, as a silhouette plot shows them. Equal ones keep the
    /// order of the data.
    pub samples: Vec<usize>,
    /// The mean of its silhouettes.
    pub mean: f64,
    /// The smallest.
    pub min: f64,
    /// First quartile of its silhouettes.
    pub lower_quartile: f64,
    /// Median of its silhouettes.
    pub median: f64,
    /// Third quartile of its silhouettes.
    pub upper_quartile: f64,
    /// The largest.
    pub max: f64,
    /// Share of its samples with a silhouette below 0, which are nearer to another cluster: 0…1.
    pub share_below_0: f64,
}

/// Summarises the silhouettes of each cluster, and orders its samples for a plot.
///
/// The `silhouettes` may come from [`silhouette_samples`](crate::silhouette_samples),
/// [`simplified_silhouette_samples`](crate::simplified_silhouette_samples) or
/// [`squared_euclidean_silhouette_samples`](crate::squared_euclidean_silhouette_samples). Clusters
/// are in order of the first appearance of their labels. Quartiles between two values are
/// interpolated linearly, as by `numpy.percentile`.
///
/// # Errors
///
/// [`Error::Empty`]; [`Error::LengthMismatch`] if there are not as many silhouettes as labels;
/// [`Error::Parameter`] for one that is not within −1…1.
///
/// ```
/// use cluster_metrics::{Samples, silhouette_by_cluster, silhouette_samples};
///
/// let samples = Samples::from_rows(&[[0.0], [1.0], [2.0], [10.0], [12.0]])?;
/// let labels = ["left", "left", "right", "right", "right"];
/// let silhouettes = silhouette_samples(samples.view(), &labels)?;
/// let [left, right] = &silhouette_by_cluster(&silhouettes, &labels)?[..] else { unreachable!() };
/// assert_eq!((left.label, left.samples.len(), left.share_below_0), (&"left", 2, 0.0));
/// assert_eq!(right.samples, [4, 3, 2]);
/// assert!(right.min < 0.0, "sample 2 stands on the wrong side");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn silhouette_by_cluster<'a, L: Eq + Hash + Sync>(
    silhouettes: &[f64],
    labels: &'a [L],
) -> Result<Vec<ClusterSilhouette<'a, L>>, Error> {
    check_length("silhouettes", silhouettes.len(), labels.len())?;
    if let Some(&value) = silhouettes.iter().find(|x| !(-1.0..=1.0).contains(*x)) {
        return Err(Error::Parameter { name: "silhouette", value, expected: "from -1 to 1" });
    }
    let classes = Classes::new(labels)?;
    let mut rest = &classes.samples_by_class()?[..];
    Ok((0..classes.len())
        .map(|class| {
            let (of_class, others) = rest.split_at(classes.size(class));
            rest = others;
            of_cluster(silhouettes, labels, of_class.to_vec())
        })
        .collect())
}

/// Summarises one cluster. `samples` ascend and are at least one.
fn of_cluster<'a, L>(
    silhouettes: &[f64],
    labels: &'a [L],
    mut samples: Vec<usize>,
) -> ClusterSilhouette<'a, L> {
    let label = &labels[samples[0]];
    samples.sort_by(|&a, &b| silhouettes[b].total_cmp(&silhouettes[a]));
    let ascending: Vec<f64> = samples.iter().rev().map(|&sample| silhouettes[sample]).collect();
    let n_below = ascending.partition_point(|&silhouette| silhouette < 0.0);
    ClusterSilhouette {
        label,
        mean: super::mean(&ascending),
        min: ascending[0],
        lower_quartile: quantile(&ascending, 0.25),
        median: quantile(&ascending, 0.5),
        upper_quartile: quantile(&ascending, 0.75),
        max: ascending[ascending.len() - 1],
        share_below_0: n_below as f64 / ascending.len() as f64,
        samples,
    }
}

/// Interpolates linearly between the two nearest of `ascending`, which are at least one.
fn quantile(ascending: &[f64], share: f64) -> f64 {
    let position = share * (ascending.len() - 1) as f64;
    // The position is not negative and below the length, so it fits.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "see above")]
    let below = position as usize;
    let above = (below + 1).min(ascending.len() - 1);
    let weight = position - below as f64;
    ascending[below] + weight * (ascending[above] - ascending[below])
}
