//! Silhouettes: [`all_pairs`] from the Euclidean distances of all pairs, [`any_distance`] from others,
//! [`to_centers`] simplified ones from the distances to centres. [`by_cluster`] prepares a plot.

use std::hash::Hash;

use digits_data::random::RandomState;
use digits_data::{SamplesView, Scalar, memory};

use crate::Error;
use crate::classes::Classes;
use crate::error::check_length;

mod all_pairs;
mod any_distance;
mod by_cluster;
mod coefficient;
mod sorted;
mod to_centers;

pub use any_distance::{
    manhattan_silhouette_samples, manhattan_silhouette_score, precomputed_silhouette_samples,
    precomputed_silhouette_score,
};
pub use by_cluster::{ClusterSilhouette, silhouette_by_cluster};
use coefficient::mean;
pub use to_centers::{
    simplified_silhouette_samples, simplified_silhouette_score,
    squared_euclidean_silhouette_samples, squared_euclidean_silhouette_score,
};
pub(crate) use to_centers::{simplified_silhouettes, squared_silhouettes};

/// The silhouette of each sample, −1…1: how much nearer it is to its own cluster than to the nearest
/// other one.
///
/// The silhouette is (b − a) / max(a, b). Here a is the mean Euclidean distance to the other
/// samples of the same cluster, and b the smallest mean distance to the samples of another cluster.
/// It is 0 for a sample alone in its cluster, or if a and b are 0. Rousseeuw, "Silhouettes",
/// Journal of Computational and Applied Mathematics 20, 1987; scikit-learn's `silhouette_samples`.
///
/// The work is O(n²·d) for the distances of all pairs, which are never held in memory. Memory is
/// O(n·d), plus up to 1 kB per sample. Up to 64 clusters each distance is computed once, beyond
/// that twice. Distances come from differences, in `f64` whatever `F` is, with a relative error of
/// at most (d + 4)·ε/4. Near samples and a far origin do not change that. A shift that
/// rounds no sample changes no bit.
///
/// # Errors
///
/// [`Error::LengthMismatch`]; [`Error::NumberOfLabels`] unless there are 2…n−1 distinct labels.
///
/// ```
/// use cluster_metrics::{Samples, silhouette_samples};
///
/// let samples = Samples::from_rows(&[[0.0], [1.0], [5.0]])?;
/// let silhouettes = silhouette_samples(samples.view(), &["left", "left", "right"])?;
/// assert_eq!(silhouettes, [0.8, 0.75, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn silhouette_samples<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
) -> Result<Vec<f64>, Error> {
    all_pairs::silhouettes(samples, &Classes::for_samples(labels, samples.n_samples())?)
}

/// The mean of [`silhouette_samples`], −1…1; scikit-learn's `silhouette_score`.
///
/// # Errors
///
/// The errors of [`silhouette_samples`].
///
/// ```
/// use cluster_metrics::silhouette_score;
/// use digits_data::load_digits;
///
/// let digits = load_digits()?;
/// let score = silhouette_score(digits.samples().view(), digits.labels())?;
/// assert!((score - 0.162_944).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn silhouette_score<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(mean(&silhouette_samples(samples, labels)?))
}

/// The silhouette score within a random subset of `n_subset` samples, drawn without replacement:
/// −1…1.
///
/// The subset is the start of [`RandomState::permutation`]. With [`RandomState::NumPy`] it is the
/// one that scikit-learn's `silhouette_score` draws for `sample_size` and `random_state`. The score
/// is an estimate: its error falls with √`n_subset`, and its cost grows with the square.
///
/// # Errors
///
/// [`Error::SubsetSize`] unless `n_subset` is 1…n; otherwise those of [`silhouette_samples`], the
/// number of labels being that within the subset.
///
/// ```
/// use cluster_metrics::{RandomState, silhouette_score_subset};
/// use digits_data::load_digits;
///
/// let digits = load_digits()?;
/// let samples = digits.samples().view();
/// let score = silhouette_score_subset(samples, digits.labels(), 300, RandomState::NumPy(0))?;
/// assert!((score - 0.162_944).abs() < 0.02);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn silhouette_score_subset<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
    n_subset: usize,
    random_state: RandomState,
) -> Result<f64, Error> {
    let n_samples = samples.n_samples();
    check_length("labels", labels.len(), n_samples)?;
    let subset = silhouette_subset(n_samples, n_subset, random_state)?;
    let labels = memory::collected(subset.iter().map(|&sample| &labels[sample]))?;
    silhouette_score(samples.select(&subset)?.view(), &labels)
}

/// Draws the samples of [`silhouette_score_subset`], in the order in which that function takes them.
///
/// If the samples are larger than memory, read these alone and give them to [`silhouette_score`].
///
/// # Errors
///
/// [`Error::SubsetSize`] unless `n_subset` is 1…n.
///
/// ```
/// use cluster_metrics::{RandomState, silhouette_score, silhouette_score_subset, silhouette_subset};
/// use digits_data::load_digits;
///
/// let (digits, seed) = (load_digits()?, RandomState::NumPy(0));
/// let samples = digits.samples().view();
/// let subset = silhouette_subset(samples.n_samples(), 300, seed)?;
/// let labels: Vec<u32> = subset.iter().map(|&sample| digits.labels()[sample]).collect();
/// let score = silhouette_score(samples.select(&subset)?.view(), &labels)?;
/// assert_eq!(score, silhouette_score_subset(samples, digits.labels(), 300, seed)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn silhouette_subset(
    n_samples: usize,
    n_subset: usize,
    random_state: RandomState,
) -> Result<Vec<usize>, Error> {
    if n_subset == 0 || n_subset > n_samples {
        return Err(Error::SubsetSize { n_subset, n_samples });
    }
    let mut subset = memory::collected(0..n_samples)?;
    random_state.running().shuffle(&mut subset);
    subset.truncate(n_subset);
    subset.shrink_to_fit();
    Ok(subset)
}
