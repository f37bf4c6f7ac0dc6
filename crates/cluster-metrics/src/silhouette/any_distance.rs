use std::hash::Hash;

use digits_data::{SamplesView, Scalar, compiled_once, memory};
use rayon::prelude::*;

use super::all_pairs::silhouette_of;
use super::coefficient::mean;
use crate::Error;
use crate::classes::Classes;
use crate::error::check_length;
use crate::unit::power_of_two_for;

/// Samples that one task scores, with one list of sums.
const CHUNK: usize = 64;

/// The silhouette of each sample by Manhattan distances, Σ|xⱼ − yⱼ|: −1…1.
///
/// Otherwise it is [`silhouette_samples`](crate::silhouette_samples); scikit-learn's
/// `silhouette_samples(metric="manhattan")`. The work is O(n²·d), with little memory beyond the labels.
///
/// # Errors
///
/// [`Error::LengthMismatch`]; [`Error::NumberOfLabels`] unless there are 2…n−1 distinct labels.
///
/// ```
/// use cluster_metrics::{Samples, manhattan_silhouette_samples};
///
/// let samples = Samples::from_rows(&[[0.0, 0.0], [1.0, 1.0], [5.0, 3.0]])?;
/// let silhouettes = manhattan_silhouette_samples(samples.view(), &["left", "left", "right"])?;
/// assert_eq!(silhouettes, [0.75, 2.0 / 3.0, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn manhattan_silhouette_samples<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
) -> Result<Vec<f64>, Error> {
    by_manhattan(samples, &Classes::for_samples(labels, samples.n_samples())?)
}

/// The mean of [`manhattan_silhouette_samples`], −1…1.
///
/// # Errors
///
/// The errors of [`manhattan_silhouette_samples`].
///
/// ```
/// use cluster_metrics::manhattan_silhouette_score;
/// use digits_data::load_digits;
///
/// let digits = load_digits()?;
/// let score = manhattan_silhouette_score(digits.samples().view(), digits.labels())?;
/// assert!((score - 0.182_774).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn manhattan_silhouette_score<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(mean(&manhattan_silhouette_samples(samples, labels)?))
}

/// The silhouette of each sample from a matrix of any distances: −1…1.
///
/// Row i holds the distances of sample i to all samples. The matrix need not be symmetric.
/// scikit-learn's `silhouette_samples(metric="precomputed")`, which also takes negative numbers.
///
/// # Errors
///
/// [`Error::LengthMismatch`] for a matrix that is not square, or another number of labels;
/// [`Error::Distance`] for one that is negative, or not 0 on the diagonal; [`Error::NumberOfLabels`] unless
/// there are 2…n−1 distinct labels.
///
/// ```
/// use cluster_metrics::{Samples, precomputed_silhouette_samples};
///
/// let distances = Samples::from_rows(&[[0.0, 1.0, 5.0], [1.0, 0.0, 4.0], [5.0, 4.0, 0.0]])?;
/// let silhouettes = precomputed_silhouette_samples(distances.view(), &["left", "left", "right"])?;
/// assert_eq!(silhouettes, [0.8, 0.75, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn precomputed_silhouette_samples<F: Scalar>(
    distances: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
) -> Result<Vec<f64>, Error> {
    check_length("distances in a row", distances.n_features(), distances.n_samples())?;
    by_matrix(distances, &Classes::for_samples(labels, distances.n_samples())?)
}

/// The mean of [`precomputed_silhouette_samples`], −1…1.
///
/// # Errors
///
/// The errors of [`precomputed_silhouette_samples`].
///
/// ```
/// use cluster_metrics::{Samples, precomputed_silhouette_score};
///
/// let distances = Samples::from_rows(&[[0.0, 1.0, 4.0], [1.0, 0.0, 4.0], [4.0, 4.0, 0.0]])?;
/// assert_eq!(precomputed_silhouette_score(distances.view(), &[0, 0, 1])?, 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn precomputed_silhouette_score<F: Scalar>(
    distances: SamplesView<'_, F>,
    labels: &[impl Eq + Hash + Sync],
) -> Result<f64, Error> {
    Ok(mean(&precomputed_silhouette_samples(distances, labels)?))
}

compiled_once! {
    fn by_manhattan<F>(samples: SamplesView<'_, F>, classes: &Classes) -> Result<Vec<f64>, Error>
        = manhattan_silhouettes
}

compiled_once! {
    fn by_matrix<F>(distances: SamplesView<'_, F>, classes: &Classes) -> Result<Vec<f64>, Error>
        = precomputed_silhouettes
}

fn manhattan_silhouettes<F: Scalar>(
    samples: SamplesView<'_, F>,
    classes: &Classes,
) -> Result<Vec<f64>, Error> {
    let unit = power_of_two_for(samples);
    silhouettes(classes, |a, b| {
        let pairs = samples.row(a).iter().zip(samples.row(b));
        pairs.map(|(x, y)| (x.to_f64() * unit - y.to_f64() * unit).abs()).sum()
    })
}

fn precomputed_silhouettes<F: Scalar>(
    distances: SamplesView<'_, F>,
    classes: &Classes,
) -> Result<Vec<f64>, Error> {
    for (row, values) in distances.rows().enumerate() {
        for (column, value) in values.iter().enumerate() {
            let distance = value.to_f64();
            if distance < 0.0 || (row == column && distance > 0.0) {
                return Err(Error::Distance { row, column, distance });
            }
        }
    }
    let unit = power_of_two_for(distances);
    silhouettes(classes, |a, b| distances.row(a)[b].to_f64() * unit)
}

fn silhouettes(
    classes: &Classes,
    distance: impl Fn(usize, usize) -> f64 + Sync,
) -> Result<Vec<f64>, Error> {
    let mut found = memory::zeroed(classes.of_sample.len())?;
    found.par_chunks_mut(CHUNK).enumerate().for_each(|(chunk, found)| {
        let mut sums = vec![0.0; classes.sizes.len()];
        for (sample, found) in (chunk * CHUNK..).zip(found) {
            sums.fill(0.0);
            for (other, &class) in classes.of_sample.iter().enumerate() {
                sums[class as usize] += distance(sample, other);
            }
            *found = silhouette_of(&sums, classes.of_sample[sample] as usize, &classes.sizes);
        }
    });
    Ok(found)
}
