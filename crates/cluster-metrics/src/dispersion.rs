use std::hash::Hash;

use digits_data::{SamplesView, Scalar, compiled_once};
use rayon::prelude::*;

use crate::Error;
use crate::classes::Classes;
use crate::clusters::{Clusters, add_distances, add_squared_distances};
use crate::whole_chunks::one_block;

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
    calinski_harabasz(samples, classes)
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
    davies_bouldin(samples, classes)
}

compiled_once! {
    fn calinski_harabasz<F>(samples: SamplesView<'_, F>, classes: Classes) -> Result<f64, Error>
        = of_dispersions
}

fn of_dispersions<F: Scalar>(samples: SamplesView<'_, F>, classes: Classes) -> Result<f64, Error> {
    let mut block = one_block(samples);
    let clusters = Clusters::new(classes, &mut block)?;
    let within = clusters.dispersion().unwrap_or_else(|| {
        let mut squares = vec![0.0; clusters.classes().len()];
        add_squared_distances(&clusters, 0, samples, &mut squares);
        squares.into_iter().sum()
    });
    Ok(ratio_of_dispersions(&clusters, within))
}

/// The Caliński–Harabasz score, from the dispersion within the clusters.
pub(crate) fn ratio_of_dispersions(clusters: &Clusters, within: f64) -> f64 {
    let Classes { of_sample, sizes } = clusters.classes();
    if within > 0.0 {
        let freedom = (of_sample.len() - sizes.len()) as f64 / (sizes.len() - 1) as f64;
        (clusters.dispersion_of_means() / within * freedom).min(f64::MAX)
    } else {
        1.0
    }
}

compiled_once! {
    fn davies_bouldin<F>(samples: SamplesView<'_, F>, classes: Classes) -> Result<f64, Error>
        = of_distances
}

fn of_distances<F: Scalar>(samples: SamplesView<'_, F>, classes: Classes) -> Result<f64, Error> {
    let clusters = Clusters::new(classes, &mut one_block(samples))?;
    let mut distances = vec![0.0; clusters.classes().len()];
    add_distances(&clusters, 0, samples, &mut distances);
    Ok(mean_similarity(&clusters, &distances))
}

/// The Davies–Bouldin score, from each cluster's sum of distances to its mean.
pub(crate) fn mean_similarity(clusters: &Clusters, distances: &[f64]) -> f64 {
    let sizes = &clusters.classes().sizes;
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
