use std::hash::Hash;

use digits_data::{SamplesView, Scalar, compiled_once};
use rayon::prelude::*;

use crate::Error;
use crate::classes::Classes;
use crate::clusters::Clusters;

/// The Caliński–Harabasz score: dispersion between clusters over dispersion within them. 0 or more;
/// larger is better.
///
/// \[Σ nₖ·‖cₖ − c‖² / (k−1)\] / \[Σ ‖x − cₖ‖² / (n−k)\]. If all samples lie on the centres of their
/// clusters, it is 1 by scikit-learn's convention, although the formula tends to infinity.
/// Otherwise it may reach `f64::MAX`. Caliński and Harabasz, "A dendrite method for cluster
/// analysis", Communications in Statistics 3, 1974; scikit-learn's `calinski_harabasz_score`.
/// O(n·d) work.
///
/// # Errors
///
/// [`Error::LengthMismatch`]; [`Error::NumberOfLabels`] unless there are 2…n−1 distinct labels.
///
/// ```
/// use cluster_metrics::{Samples, calinski_harabasz_score};
///
/// let samples = Samples::from_rows(&[[0.0], [2.0], [10.0], [12.0]])?;
/// assert_eq!(calinski_harabasz_score(samples.view(), &["a", "a", "b", "b"])?, 50.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn calinski_harabasz_score<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    let classes = Classes::for_samples(labels, samples.n_samples())?;
    Ok(calinski_harabasz(samples, classes))
}

/// The Davies–Bouldin score: similarity of each cluster to the one most like it, averaged over
/// clusters. 0 or more; smaller is better.
///
/// The similarity of two clusters is (s₁ + s₂) / ‖c₁ − c₂‖, where s is the mean distance of a
/// cluster's samples to its centre. Clusters with the same centre are not compared. Davies and
/// Bouldin, "A Cluster Separation Measure", IEEE PAMI 1, 1979; scikit-learn's
/// `davies_bouldin_score`. That one also returns 0 if all of s, or all distances between centres,
/// are below 1e-8. Here the unit of the samples makes no difference. O(n·d + k²·d) work.
///
/// # Errors
///
/// [`Error::LengthMismatch`]; [`Error::NumberOfLabels`] unless there are 2…n−1 distinct labels.
///
/// ```
/// use cluster_metrics::{Samples, davies_bouldin_score};
///
/// let samples = Samples::from_rows(&[[0.0], [2.0], [10.0], [12.0]])?;
/// assert_eq!(davies_bouldin_score(samples.view(), &["a", "a", "b", "b"])?, 0.2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn davies_bouldin_score<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    let classes = Classes::for_samples(labels, samples.n_samples())?;
    Ok(davies_bouldin(samples, classes))
}

compiled_once! {
    fn calinski_harabasz<F>(samples: SamplesView<'_, F>, classes: Classes) -> f64
        = ratio_of_dispersions
}

fn ratio_of_dispersions<F: Scalar>(samples: SamplesView<'_, F>, classes: Classes) -> f64 {
    let (n_samples, n_clusters) = (samples.n_samples(), classes.len());
    let clusters = Clusters::new(samples, classes);
    let within = clusters.dispersion();
    let between = clusters.dispersion_of_means();
    if within > 0.0 {
        let freedom = (n_samples - n_clusters) as f64 / (n_clusters - 1) as f64;
        (between / within * freedom).min(f64::MAX)
    } else {
        1.0
    }
}

compiled_once! {
    fn davies_bouldin<F>(samples: SamplesView<'_, F>, classes: Classes) -> f64 = mean_similarity
}

fn mean_similarity<F: Scalar>(samples: SamplesView<'_, F>, classes: Classes) -> f64 {
    let clusters = Clusters::new(samples, classes);
    let sizes = &clusters.classes().sizes;
    let distances = clusters.sums_by_cluster(f64::sqrt);
    let spread: Vec<f64> =
        distances.iter().zip(sizes).map(|(distance, &size)| distance / size as f64).collect();

    let most_alike = |cluster: usize| {
        let alike = spread.iter().enumerate().filter_map(|(other, s)| {
            let distance = clusters.squared_distance_of_means(cluster, other).sqrt();
            (distance > 0.0).then(|| (spread[cluster] + s) / distance)
        });
        alike.fold(0.0, f64::max)
    };
    let most_alike: Vec<f64> = (0..sizes.len()).into_par_iter().map(most_alike).collect();
    most_alike.iter().sum::<f64>() / sizes.len() as f64
}
