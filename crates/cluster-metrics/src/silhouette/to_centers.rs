use std::hash::Hash;

use digits_data::{SamplesView, Scalar, compiled_once, memory};
use rayon::prelude::*;

use super::coefficient::{coefficient, mean};
use crate::Error;
use crate::classes::Classes;
use crate::clusters::{Clusters, add_squared_distances};
use crate::whole_chunks::one_block;

/// Number of samples that are compared with one centre while it is in the nearest cache. No sum
/// runs across samples, so this changes no bit.
const CHUNK: usize = 64;

/// The silhouette computed with distances to cluster centres instead of samples: −1…1 for each
/// sample.
///
/// It is (b − a) / max(a, b). Here a is the Euclidean distance to the mean of the sample's own
/// cluster, and b the distance to the nearest mean of another. It is 0 for a sample alone in its
/// cluster, as in [`silhouette_samples`](crate::silhouette_samples), although the formula would
/// give 1. It is also 0 if a and b are 0. It is large for round, well-separated clusters, even if
/// they are many and small. Hruschka, de Castro and Campello, "Evolutionary algorithms for
/// clustering gene-expression data", ICDM 2004; scikit-learn does not have it.
///
/// The work is O(n·k·d), with little memory beyond the labels.
///
/// # Errors
///
/// [`Error::LengthMismatch`]; [`Error::NumberOfLabels`] unless there are 2…n−1 distinct labels.
///
/// ```
/// use cluster_metrics::{Samples, simplified_silhouette_samples};
///
/// let samples = Samples::from_rows(&[[0.0], [2.0], [5.0]])?;
/// let silhouettes = simplified_silhouette_samples(samples.view(), &["left", "left", "right"])?;
/// assert_eq!(silhouettes, [0.8, 2.0 / 3.0, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn simplified_silhouette_samples<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
) -> Result<Vec<f64>, Error> {
    simplified(samples, Classes::for_samples(labels, samples.n_samples())?)
}

/// The mean of [`simplified_silhouette_samples`], −1…1.
///
/// # Errors
///
/// The errors of [`simplified_silhouette_samples`].
///
/// ```
/// use cluster_metrics::{Samples, simplified_silhouette_score};
///
/// let samples = Samples::from_rows(&[[0.0], [2.0], [10.0], [12.0]])?;
/// let score = simplified_silhouette_score(samples.view(), &[0, 0, 1, 1])?;
/// assert!((score - (10.0 / 11.0 + 8.0 / 9.0) / 2.0).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn simplified_silhouette_score<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(mean(&simplified_silhouette_samples(samples, labels)?))
}

/// The silhouette with squared Euclidean distances: −1…1 for each sample, in O(n·k·d).
///
/// It is (b − a) / max(a, b). Here a is the mean *squared* distance to the other samples of the
/// same cluster, and b the smallest mean squared distance to the samples of another cluster.
/// scikit-learn computes the same by `silhouette_samples` with `metric="sqeuclidean"`, conventions
/// included. The result is exact, without the n² distances: the mean squared distance from x to a
/// cluster is ‖x − μ‖² plus the mean of ‖y − μ‖² over the cluster. Both are distances from the mean
/// μ, so nothing cancels.
///
/// k-means minimises squares too. They weigh far samples more, so the values are larger than those
/// of [`silhouette_samples`](crate::silhouette_samples) and not comparable with them.
///
/// # Errors
///
/// [`Error::LengthMismatch`]; [`Error::NumberOfLabels`] unless there are 2…n−1 distinct labels.
///
/// ```
/// use cluster_metrics::{Samples, squared_euclidean_silhouette_samples};
///
/// let samples = Samples::from_rows(&[[0.0], [1.0], [5.0]])?;
/// let silhouettes = squared_euclidean_silhouette_samples(samples.view(), &["a", "a", "b"])?;
/// let expected = [24.0 / 25.0, 15.0 / 16.0, 0.0];
/// for (found, expected) in silhouettes.iter().zip(expected) {
///     assert!((found - expected).abs() < 1e-15);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn squared_euclidean_silhouette_samples<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
) -> Result<Vec<f64>, Error> {
    squared_euclidean(samples, Classes::for_samples(labels, samples.n_samples())?)
}

/// The mean of [`squared_euclidean_silhouette_samples`], −1…1.
///
/// # Errors
///
/// The errors of [`squared_euclidean_silhouette_samples`].
///
/// ```
/// use cluster_metrics::squared_euclidean_silhouette_score;
/// use digits_data::load_digits;
///
/// let digits = load_digits()?;
/// let score = squared_euclidean_silhouette_score(digits.samples().view(), digits.labels())?;
/// assert!((score - 0.261_453).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn squared_euclidean_silhouette_score<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(mean(&squared_euclidean_silhouette_samples(samples, labels)?))
}

compiled_once! {
    fn simplified<F>(samples: SamplesView<'_, F>, classes: Classes) -> Result<Vec<f64>, Error>
        = of_distances
}

fn of_distances<F: Scalar>(
    samples: SamplesView<'_, F>,
    classes: Classes,
) -> Result<Vec<f64>, Error> {
    simplified_silhouettes(&Clusters::new(classes, &mut one_block(samples))?, 0, samples)
}

compiled_once! {
    /// Computes the simplified silhouettes of the samples from `first` on.
    pub(crate) fn simplified_silhouettes<F>(
        clusters: &Clusters,
        first: usize,
        x: SamplesView<'_, F>,
    ) -> Result<Vec<f64>, Error> = by_distance_to_means
}

fn by_distance_to_means<F: Scalar>(
    clusters: &Clusters,
    first: usize,
    x: SamplesView<'_, F>,
) -> Result<Vec<f64>, Error> {
    silhouettes(clusters, first, x, |_, _, squared| squared.sqrt())
}

compiled_once! {
    fn squared_euclidean<F>(samples: SamplesView<'_, F>, classes: Classes) -> Result<Vec<f64>, Error>
        = of_squared_distances
}

fn of_squared_distances<F: Scalar>(
    samples: SamplesView<'_, F>,
    classes: Classes,
) -> Result<Vec<f64>, Error> {
    let clusters = Clusters::new(classes, &mut one_block(samples))?;
    let mut squares = vec![0.0; clusters.classes().len()];
    add_squared_distances(&clusters, 0, samples, &mut squares);
    squared_silhouettes(&clusters, &squares, 0, samples)
}

compiled_once! {
    /// Computes the silhouettes with squared distances of the samples from `first` on. `sums` are the
    /// squared distances to the mean of each cluster.
    pub(crate) fn squared_silhouettes<F>(
        clusters: &Clusters,
        sums: &[f64],
        first: usize,
        x: SamplesView<'_, F>,
    ) -> Result<Vec<f64>, Error> = by_mean_squared_distance
}

fn by_mean_squared_distance<F: Scalar>(
    clusters: &Clusters,
    sums: &[f64],
    first: usize,
    x: SamplesView<'_, F>,
) -> Result<Vec<f64>, Error> {
    let sizes = &clusters.classes().sizes;
    let spread: Vec<f64> = sums.iter().zip(sizes).map(|(sum, &size)| sum / size as f64).collect();
    silhouettes(clusters, first, x, |cluster, is_own, squared| {
        let size = sizes[cluster] as f64;
        // The distance of a sample to itself does not count.
        let others = if is_own { size - 1.0 } else { size };
        (squared + spread[cluster]) * (size / others)
    })
}

/// Computes silhouettes from `distance(cluster, is_own_cluster, squared distance to its mean)`.
///
/// It does not use the kernel, which holds a centre as one rounded number per feature. That would
/// cost digits where clusters are much nearer to each other than to the rest.
fn silhouettes<F: Scalar>(
    clusters: &Clusters,
    first: usize,
    x: SamplesView<'_, F>,
    distance: impl Fn(usize, bool, f64) -> f64 + Sync,
) -> Result<Vec<f64>, Error> {
    let Classes { of_sample, sizes } = clusters.classes();
    let n_clusters = sizes.len();
    let of_sample = &of_sample[first..first + x.n_samples()];
    let mut silhouettes = memory::zeroed(of_sample.len())?;
    silhouettes.par_chunks_mut(CHUNK).zip(of_sample.par_chunks(CHUNK)).enumerate().for_each(
        |(chunk, (silhouettes, own))| {
            let start = chunk * CHUNK;
            let mut squared = vec![0.0; own.len() * n_clusters];
            clusters.squared_distances_to_means(x, start..start + own.len(), &mut squared);
            let squared = squared.chunks_exact(n_clusters);
            for ((silhouette, &own), squared) in silhouettes.iter_mut().zip(own).zip(squared) {
                let own = own as usize;
                if sizes[own] > 1 {
                    let others = squared.iter().enumerate().filter(|&(cluster, _)| cluster != own);
                    let nearest = others
                        .map(|(cluster, &squared)| distance(cluster, false, squared))
                        .fold(f64::INFINITY, f64::min);
                    *silhouette = coefficient(distance(own, true, squared[own]), nearest);
                }
            }
        },
    );
    Ok(silhouettes)
}
