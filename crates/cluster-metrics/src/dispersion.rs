use std::hash::Hash;

use digits_data::{SamplesView, Scalar};
use rayon::prelude::*;

use crate::Error;
use crate::classes::Classes;
use crate::contingency::check_length;
use crate::frame::Frame;

/// Dispersion between the clusters over dispersion within them, 0 or more; the larger, the better.
///
/// \[Σ nₖ·‖cₖ − c‖² / (k−1)\] / \[Σ ‖x − cₖ‖² / (n−k)\]. If all samples lie on the centres of their
/// clusters it is 1, by scikit-learn's convention, and not the infinity that it tends to; short of
/// that it may reach `f64::MAX`. Caliński and Harabasz, "A dendrite method for cluster analysis",
/// Communications in Statistics 3, 1974; scikit-learn's `calinski_harabasz_score`. O(n·d) work.
///
/// # Errors
///
/// [`Error::LengthMismatch`]; [`Error::NumberOfLabels`] unless there are 2…n−1 distinct labels.
///
/// ```
/// use cluster_metrics::calinski_harabasz_score;
/// use digits_data::Samples;
///
/// let samples = Samples::from_rows(&[[0.0], [2.0], [10.0], [12.0]])?;
/// assert_eq!(calinski_harabasz_score(samples.view(), &["a", "a", "b", "b"])?, 50.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn calinski_harabasz_score<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash],
) -> Result<f64, Error> {
    let clusters = Clusters::new(samples, labels)?;
    let (n_samples, n_clusters) = (samples.n_samples(), clusters.sizes.len());

    let within: f64 = clusters.squared_distances_to_centers().sum();
    let origin = clusters.mean_of_centers();
    let between: f64 = clusters
        .centers()
        .zip(&clusters.sizes)
        .map(|(center, &size)| size as f64 * squared_distance(center, &origin))
        .sum();
    if within > 0.0 {
        let freedom = (n_samples - n_clusters) as f64 / (n_clusters - 1) as f64;
        Ok((between / within * freedom).min(f64::MAX))
    } else {
        Ok(1.0)
    }
}

/// How alike each cluster is to the one most like it, on average: 0 or more; the smaller, the
/// better.
///
/// Two clusters are as alike as (s₁ + s₂) / ‖c₁ − c₂‖, where s is the mean distance of a cluster's
/// samples to its centre. Clusters with one and the same centre are not compared. Davies and
/// Bouldin, "A Cluster Separation Measure", IEEE PAMI 1, 1979; scikit-learn's
/// `davies_bouldin_score`, which also returns 0 where all of s, or all distances between centres,
/// are below 1e-8: here the unit of the samples makes no difference. O(n·d + k²·d) work.
///
/// # Errors
///
/// [`Error::LengthMismatch`]; [`Error::NumberOfLabels`] unless there are 2…n−1 distinct labels.
///
/// ```
/// use cluster_metrics::davies_bouldin_score;
/// use digits_data::Samples;
///
/// let samples = Samples::from_rows(&[[0.0], [2.0], [10.0], [12.0]])?;
/// assert_eq!(davies_bouldin_score(samples.view(), &["a", "a", "b", "b"])?, 0.2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn davies_bouldin_score<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash],
) -> Result<f64, Error> {
    let clusters = Clusters::new(samples, labels)?;
    let n_clusters = clusters.sizes.len();

    let mut spread = vec![0.0; n_clusters];
    for (&cluster, squared) in
        clusters.of_sample.iter().zip(clusters.squared_distances_to_centers())
    {
        spread[cluster] += squared.sqrt();
    }
    for (spread, &size) in spread.iter_mut().zip(&clusters.sizes) {
        *spread /= size as f64;
    }

    let centers: Vec<&[f64]> = clusters.centers().collect();
    let most_alike = |cluster: usize| {
        let others = centers.iter().zip(&spread);
        let alike = others.filter_map(|(other, s)| {
            let distance = squared_distance(centers[cluster], other).sqrt();
            (distance > 0.0).then(|| (spread[cluster] + s) / distance)
        });
        alike.fold(0.0, f64::max)
    };
    let most_alike: Vec<f64> = (0..n_clusters).into_par_iter().map(most_alike).collect();
    Ok(most_alike.iter().sum::<f64>() / n_clusters as f64)
}

/// Labelled samples in their [`Frame`], and the centres of their clusters.
struct Clusters<'a, F: Scalar> {
    samples: SamplesView<'a, F>,
    frame: Frame,
    of_sample: Vec<usize>,
    sizes: Vec<u64>,
    /// `n_clusters × n_features`.
    centers: Vec<f64>,
}

impl<'a, F: Scalar> Clusters<'a, F> {
    fn new(samples: SamplesView<'a, F>, labels: &[impl Eq + Hash]) -> Result<Self, Error> {
        check_length("labels", labels.len(), samples.n_samples())?;
        let Classes { of_sample, sizes } = Classes::for_samples(labels)?;
        let frame = Frame::new(samples.rows());
        let centers = centers(samples, &frame, &of_sample, &sizes);
        Ok(Self { samples, frame, of_sample, sizes, centers })
    }

    fn centers(&self) -> std::slice::ChunksExact<'_, f64> {
        self.centers.chunks_exact(self.frame.n_features())
    }

    fn center(&self, cluster: usize) -> &[f64] {
        &self.centers[cluster * self.frame.n_features()..][..self.frame.n_features()]
    }

    fn squared_distances_to_centers(&self) -> impl Iterator<Item = f64> {
        self.samples.rows().zip(&self.of_sample).map(|(row, &cluster)| {
            let differences = self.frame.see(row).zip(self.center(cluster)).map(|(x, c)| x - c);
            differences.map(|difference| difference * difference).sum()
        })
    }

    /// The mean of all samples: nearly the frame's origin, but for the rounding of that.
    fn mean_of_centers(&self) -> Vec<f64> {
        let mut mean = vec![0.0; self.frame.n_features()];
        for (center, &size) in self.centers().zip(&self.sizes) {
            let weight = size as f64 / self.samples.n_samples() as f64;
            for (mean, x) in mean.iter_mut().zip(center) {
                *mean += weight * x;
            }
        }
        mean
    }
}

/// Each cluster's mean, as its first sample plus the mean deviation from it: equal samples then
/// have themselves for a centre, to the bit.
fn centers<F: Scalar>(
    samples: SamplesView<'_, F>,
    frame: &Frame,
    of_sample: &[usize],
    sizes: &[u64],
) -> Vec<f64> {
    let n_features = frame.n_features();
    let mut firsts: Vec<f64> = Vec::with_capacity(sizes.len() * n_features);
    let mut deviations = vec![0.0; sizes.len() * n_features];
    for (row, &cluster) in samples.rows().zip(of_sample) {
        let start = cluster * n_features;
        // Clusters are numbered as they appear: a new one is always the next one.
        if start == firsts.len() {
            firsts.extend(frame.see(row));
        }
        let sums = deviations[start..].iter_mut().zip(&firsts[start..]);
        for ((sum, first), x) in sums.zip(frame.see(row)) {
            *sum += x - first;
        }
    }
    let sizes = sizes.iter().flat_map(|&size| std::iter::repeat_n(size as f64, n_features));
    firsts
        .iter()
        .zip(deviations)
        .zip(sizes)
        .map(|((first, sum), size)| first + sum / size)
        .collect()
}

fn squared_distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}
