use std::hash::Hash;

use digits_data::{SamplesView, Scalar};

use crate::Error;
use crate::classes::Classes;
use crate::clusters::{Clusters, add_distances, add_squared_distances};
use crate::dispersion::{mean_similarity, ratio_of_dispersions};
use crate::silhouette::{simplified_silhouettes, squared_silhouettes};
use crate::whole_chunks::Each;

/// The scores that compare samples with the means of clusters, not with each other.
///
/// The samples may be larger than memory. A pair of samples is never needed, so the work is O(n·k·d).
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct CenterScores {
    /// As by [`calinski_harabasz_score`](crate::calinski_harabasz_score).
    pub calinski_harabasz_score: f64,
    /// As by [`davies_bouldin_score`](crate::davies_bouldin_score).
    pub davies_bouldin_score: f64,
    /// As by [`simplified_silhouette_score`](crate::simplified_silhouette_score).
    pub simplified_silhouette_score: f64,
    /// As by [`squared_euclidean_silhouette_score`](crate::squared_euclidean_silhouette_score).
    pub squared_euclidean_silhouette_score: f64,
}

impl CenterScores {
    /// Computes the scores of samples that are read a block at a time, to the same bits as the
    /// functions of samples in memory.
    ///
    /// `each` calls its argument for all blocks in order. It is called three times, or four times for
    /// samples beyond 1e60 or all below 1e-60, and must show the same samples. The blocks may be of
    /// any size. Memory holds 4 bytes per label, the means, and the rows of one chunk: 4096, or four
    /// per cluster.
    ///
    /// # Errors
    ///
    /// The errors of `each`; [`Error::NumberOfLabels`] unless there are 2…n−1 distinct labels;
    /// [`Error::LengthMismatch`] if there are not as many samples as labels, or a block has another
    /// width.
    ///
    /// ```
    /// use cluster_metrics::{CenterScores, Error, davies_bouldin_score};
    /// use digits_data::load_digits;
    ///
    /// let digits = load_digits()?;
    /// let x = digits.samples().view();
    /// let scores = CenterScores::of_blocks::<f64, Error>(digits.labels(), |take| {
    ///     [0..1000, 1000..1797].into_iter().filter_map(|rows| x.slice(rows)).try_for_each(take)
    /// })?;
    /// assert_eq!(scores.davies_bouldin_score, davies_bouldin_score(x, digits.labels())?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_blocks<F: Scalar, E: From<Error>>(
        labels: &[impl Eq + Hash + Sync],
        mut each: impl FnMut(&mut dyn FnMut(SamplesView<'_, F>) -> Result<(), Error>) -> Result<(), E>,
    ) -> Result<Self, E> {
        Self::of_classes(Classes::for_samples(labels, labels.len())?, &mut each)
    }

    fn of_classes<F: Scalar, E: From<Error>>(
        classes: Classes,
        each: &mut Each<'_, F, E>,
    ) -> Result<Self, E> {
        let (n_samples, n_clusters) = (classes.of_sample.len() as f64, classes.len());
        let clusters = Clusters::new(classes, each)?;
        let (mut distances, mut squares) = (vec![0.0; n_clusters], vec![0.0; n_clusters]);
        let mut simplified = 0.0;
        clusters.visit(each, &mut |first, x| {
            add_distances(&clusters, first, x, &mut distances);
            add_squared_distances(&clusters, first, x, &mut squares);
            add_all(&mut simplified, &simplified_silhouettes(&clusters, first, x)?);
            Ok(())
        })?;
        let mut squared = 0.0;
        clusters.visit(each, &mut |first, x| {
            add_all(&mut squared, &squared_silhouettes(&clusters, &squares, first, x)?);
            Ok(())
        })?;
        let within = clusters.dispersion().unwrap_or_else(|| squares.iter().sum());
        Ok(Self {
            calinski_harabasz_score: ratio_of_dispersions(&clusters, within),
            davies_bouldin_score: mean_similarity(&clusters, &distances),
            simplified_silhouette_score: simplified / n_samples,
            squared_euclidean_silhouette_score: squared / n_samples,
        })
    }
}

/// Adds value by value, as the mean of all of them does.
fn add_all(total: &mut f64, values: &[f64]) {
    for value in values {
        *total += value;
    }
}
