use std::hash::Hash;

use digits_data::{SamplesView, Scalar};
use kmeans_core::RandomState;
use rayon::prelude::*;

use crate::Error;
use crate::classes::Classes;
use crate::contingency::check_length;
use crate::distances::{LANES, Panels};
use crate::frame::Frame;

/// Samples whose distances are taken while one panel of the others is in the nearest cache. Fixed,
/// so that the number of threads changes no bit.
const CHUNK: usize = 64;

/// How much nearer each sample is to its own cluster than to the next one: −1…1 for each.
///
/// (b − a) / max(a, b), where a is the mean Euclidean distance to the other samples of its cluster
/// and b the smallest mean distance to those of another cluster. 0 for a sample alone in its
/// cluster, or if a and b are 0. Rousseeuw, "Silhouettes", Journal of Computational and Applied
/// Mathematics 20, 1987; scikit-learn's `silhouette_samples`.
///
/// All distances are taken, O(n²·d) of work, but never held: memory is O(n·d). They are computed in
/// `f64` whatever `F` is, from samples shifted to their mean and scaled by a power of two, so that
/// neither a far origin nor huge values cost digits.
///
/// # Errors
///
/// [`Error::LengthMismatch`]; [`Error::NumberOfLabels`] unless there are 2…n−1 distinct labels.
///
/// ```
/// use cluster_metrics::silhouette_samples;
/// use digits_data::Samples;
///
/// let samples = Samples::from_rows(&[[0.0], [1.0], [5.0]])?;
/// let silhouettes = silhouette_samples(samples.view(), &["left", "left", "right"])?;
/// assert_eq!(silhouettes, [0.8, 0.75, 0.0]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn silhouette_samples<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash],
) -> Result<Vec<f64>, Error> {
    check_length("labels", labels.len(), samples.n_samples())?;
    let rows: Vec<&[F]> = samples.rows().collect();
    Ok(silhouettes(&rows, &Classes::for_samples(labels)?))
}

/// The mean of [`silhouette_samples`], −1…1; scikit-learn's `silhouette_score`.
///
/// # Errors
///
/// Those of [`silhouette_samples`].
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
    labels: &[impl Eq + Hash],
) -> Result<f64, Error> {
    Ok(mean(&silhouette_samples(samples, labels)?))
}

/// The silhouette score of `n_subset` samples, drawn without replacement, among themselves: −1…1.
///
/// They are the first of [`RandomState::permutation`]; with [`RandomState::NumPy`] exactly those
/// that scikit-learn's `silhouette_score` draws for `sample_size` and `random_state`. An estimate:
/// its error falls with √`n_subset`, its cost with the square.
///
/// # Errors
///
/// [`Error::SubsetSize`] unless `n_subset` is 1…n; otherwise those of [`silhouette_samples`], the
/// number of labels being that within the subset.
///
/// ```
/// use cluster_metrics::silhouette_score_subset;
/// use digits_data::load_digits;
/// use kmeans_core::RandomState;
///
/// let digits = load_digits()?;
/// let samples = digits.samples().view();
/// let score = silhouette_score_subset(samples, digits.labels(), 300, RandomState::NumPy(0))?;
/// assert!((score - 0.162_944).abs() < 0.02);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn silhouette_score_subset<F: Scalar>(
    samples: SamplesView<'_, F>,
    labels: &[impl Eq + Hash],
    n_subset: usize,
    random_state: RandomState,
) -> Result<f64, Error> {
    let n_samples = samples.n_samples();
    check_length("labels", labels.len(), n_samples)?;
    if n_subset == 0 || n_subset > n_samples {
        return Err(Error::SubsetSize { n_subset, n_samples });
    }
    let mut subset = random_state.permutation(n_samples);
    subset.truncate(n_subset);
    let rows: Vec<&[F]> = subset.iter().map(|&sample| samples.row(sample)).collect();
    let labels: Vec<_> = subset.iter().map(|&sample| &labels[sample]).collect();
    Ok(mean(&silhouettes(&rows, &Classes::for_samples(&labels)?)))
}

fn mean(silhouettes: &[f64]) -> f64 {
    silhouettes.iter().sum::<f64>() / silhouettes.len() as f64
}

fn silhouettes<F: Scalar>(rows: &[&[F]], classes: &Classes) -> Vec<f64> {
    let frame = Frame::new(rows.iter().copied());
    let order = classes.samples_by_class();
    let seen = order.iter().map(|&sample| frame.see(rows[sample]));
    let panels = Panels::pack(seen, rows.len(), frame.n_features());
    let class_in_lane: Vec<usize> = order.iter().map(|&sample| classes.of_sample[sample]).collect();

    let mut silhouettes = vec![0.0; rows.len()];
    silhouettes
        .par_chunks_mut(CHUNK)
        .zip(rows.par_chunks(CHUNK))
        .zip(classes.of_sample.par_chunks(CHUNK))
        .for_each(|((silhouettes, rows), own_classes)| {
            let samples: Vec<f64> = rows.iter().flat_map(|row| frame.see(row)).collect();
            let sums = distance_sums(&panels, &samples, rows.len(), &class_in_lane, classes.len());
            let sums = sums.chunks_exact(classes.len());
            for ((silhouette, &own), sums) in silhouettes.iter_mut().zip(own_classes).zip(sums) {
                *silhouette = silhouette_of(sums, own, &classes.sizes);
            }
        });
    silhouettes
}

/// The sum of the distances from each of `samples` to all samples of each class,
/// `n_samples × n_classes`.
fn distance_sums(
    panels: &Panels,
    samples: &[f64],
    n_samples: usize,
    class_in_lane: &[usize],
    n_classes: usize,
) -> Vec<f64> {
    let mut sums = vec![0.0; n_samples * n_classes];
    panels.distances_from(samples, |panel, distances| {
        let rest = &class_in_lane[panel * LANES..];
        let mut first_lane = 0;
        // Samples lie sorted by class, so most panels are one run.
        for run in rest[..rest.len().min(LANES)].chunk_by(|a, b| a == b) {
            let lanes = first_lane..first_lane + run.len();
            for (sums, distances) in sums.chunks_exact_mut(n_classes).zip(distances) {
                sums[run[0]] += distances[lanes.clone()].iter().sum::<f64>();
            }
            first_lane = lanes.end;
        }
    });
    sums
}

fn silhouette_of(distance_sums: &[f64], own: usize, sizes: &[u64]) -> f64 {
    if sizes[own] == 1 {
        return 0.0;
    }
    let within = distance_sums[own] / (sizes[own] - 1) as f64;
    let others = distance_sums.iter().zip(sizes).enumerate().filter(|&(class, _)| class != own);
    let nearest = others.map(|(_, (sum, &size))| sum / size as f64).fold(f64::INFINITY, f64::min);
    let larger = within.max(nearest);
    if larger > 0.0 { (nearest - within) / larger } else { 0.0 }
}
