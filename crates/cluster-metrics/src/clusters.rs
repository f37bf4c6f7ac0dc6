use std::ops::Range;

use digits_data::{SamplesView, Scalar};
use linalg_pca::distance::vectorized;
use rayon::prelude::*;

use crate::classes::Classes;
use crate::lanes::{Lanes, squared_distance};
use crate::unit::power_of_two_over;

/// The smallest number of samples in a chunk; see [`Clusters::chunk_rows`].
const CHUNK_ROWS: usize = 4096;

/// Labelled samples and the means of their clusters. Each mean is kept as its deviation from one
/// sample of the cluster.
///
/// All sums run over `x·unit − reference`, where the reference is the first sample of the cluster.
/// So a far origin costs no digits. The mean of equal samples is that sample, to the bit. A shift
/// that costs the samples no digits changes nothing. The unit is a power of two, so multiplying by
/// it costs no bit.
#[derive(Debug)]
pub(crate) struct Clusters<'a, F: Scalar> {
    samples: SamplesView<'a, F>,
    classes: Classes,
    unit: f64,
    /// The first sample of each cluster, `n_clusters × n_features`, times the unit.
    references: Vec<f64>,
    /// The mean of each cluster minus its reference, `n_clusters × n_features`.
    deviations: Vec<f64>,
    /// Σ ‖x − reference‖² over all samples.
    squared_deviations: f64,
}

impl<'a, F: Scalar> Clusters<'a, F> {
    /// Finds the means. `classes` has one class per sample.
    pub(crate) fn new(samples: SamplesView<'a, F>, classes: Classes) -> Self {
        // Few data sets need a unit other than 1. The first pass tells.
        let (clusters, largest) = Self::in_unit(samples, classes, 1.0);
        if largest == 0.0 || (1e-60..1e60).contains(&largest) {
            return clusters;
        }
        Self::in_unit(samples, clusters.classes, power_of_two_over(largest)).0
    }

    /// The clusters, and the largest magnitude among the samples.
    fn in_unit(samples: SamplesView<'a, F>, classes: Classes, unit: f64) -> (Self, f64) {
        let n_features = samples.n_features();
        let references = first_samples(samples, &classes, unit);
        let deviations = vec![0.0; references.len()];
        let mut clusters =
            Self { samples, classes, unit, references, deviations, squared_deviations: 0.0 };

        let mut largest = 0.0_f64;
        for sums in clusters.map_chunks(
            #[inline(always)]
            |rows| clusters.sums(rows),
        ) {
            largest = largest.max(sums.largest);
            clusters.squared_deviations += sums.squares;
            for (total, sum) in clusters.deviations.iter_mut().zip(sums.deviations) {
                *total += sum;
            }
        }
        let deviations = clusters.deviations.chunks_exact_mut(n_features);
        for (deviations, &size) in deviations.zip(&clusters.classes.sizes) {
            for deviation in deviations {
                *deviation /= size as f64;
            }
        }
        (clusters, largest)
    }

    pub(crate) fn classes(&self) -> &Classes {
        &self.classes
    }

    /// Σ ‖x − mean of its cluster‖² over all samples.
    pub(crate) fn dispersion(&self) -> f64 {
        let means = self.deviations.chunks_exact(self.samples.n_features());
        let of_means: f64 =
            means.zip(&self.classes.sizes).map(|(mean, &size)| size as f64 * square(mean)).sum();
        let dispersion = self.squared_deviations - of_means;
        // A reference is a sample like any other, so the dispersion is about half of the squared
        // deviations. It is far less only if the reference lies far out. Then digits cancel, and
        // the sum is taken anew from the means.
        if dispersion > self.squared_deviations / 16.0 {
            return dispersion;
        }
        self.sums_by_cluster(
            #[inline(always)]
            |squared| squared,
        )
        .into_iter()
        .sum()
    }

    /// Sums `map(squared distance to the mean)` over the samples, by cluster.
    ///
    /// `map` runs on wide registers if it is `#[inline(always)]`.
    pub(crate) fn sums_by_cluster(&self, map: impl Fn(f64) -> f64 + Sync) -> Vec<f64> {
        let chunks = self.map_chunks_from_the_end(
            #[inline(always)]
            |rows| {
                let mut sums = vec![0.0; self.classes.len()];
                let own = &self.classes.of_sample[rows.clone()];
                for (row, &cluster) in self.rows(rows).zip(own) {
                    let (reference, mean) = self.mean(cluster);
                    sums[cluster] += map(squared_distance(self.unit, row, reference, mean));
                }
                sums
            },
        );
        let mut totals = vec![0.0; self.classes.len()];
        for sums in chunks {
            for (total, sum) in totals.iter_mut().zip(sums) {
                *total += sum;
            }
        }
        totals
    }

    /// Σ nₖ·‖mean of cluster k − mean of all samples‖².
    pub(crate) fn dispersion_of_means(&self) -> f64 {
        let n_features = self.samples.n_features();
        let first = self.references[..n_features].iter().cycle();
        let means = self.references.iter().zip(first).zip(&self.deviations);
        // The means, relative to the first sample of all.
        let means: Vec<f64> =
            means.map(|((reference, first), deviation)| (reference - first) + deviation).collect();
        let mut mean = vec![0.0; n_features];
        for (of_cluster, &size) in means.chunks_exact(n_features).zip(&self.classes.sizes) {
            let weight = size as f64 / self.samples.n_samples() as f64;
            for (mean, x) in mean.iter_mut().zip(of_cluster) {
                *mean += weight * x;
            }
        }
        let squares = means.chunks_exact(n_features).map(|of_cluster| {
            let differences = of_cluster.iter().zip(&mean).map(|(x, mean)| x - mean);
            differences.map(|x| x * x).sum::<f64>()
        });
        squares.zip(&self.classes.sizes).map(|(square, &size)| size as f64 * square).sum()
    }

    /// The squared distance between the means of two clusters.
    pub(crate) fn squared_distance_of_means(&self, a: usize, b: usize) -> f64 {
        let ((reference_a, mean_a), (reference_b, mean_b)) = (self.mean(a), self.mean(b));
        let references = reference_a.iter().zip(reference_b);
        let means = mean_a.iter().zip(mean_b);
        let differences = references.zip(means).map(|((p, q), (a, b))| (p - q) + (a - b));
        differences.map(|difference| difference * difference).sum()
    }

    /// Fills a row of `n_clusters` values for each of some samples with the squared distances to
    /// the means.
    pub(crate) fn squared_distances_to_means(&self, rows: Range<usize>, squared: &mut [f64]) {
        let n_clusters = self.classes.len();
        vectorized(
            #[inline(always)]
            || {
                for cluster in 0..n_clusters {
                    let (reference, mean) = self.mean(cluster);
                    let of_cluster = squared[cluster..].iter_mut().step_by(n_clusters);
                    for (squared, row) in of_cluster.zip(self.rows(rows.clone())) {
                        *squared = squared_distance(self.unit, row, reference, mean);
                    }
                }
            },
        );
    }

    /// Returns the mean of a cluster in two parts: its reference, and the deviation from it.
    #[inline(always)]
    fn mean(&self, cluster: usize) -> (&[f64], &[f64]) {
        let n_features = self.samples.n_features();
        let at = cluster * n_features..(cluster + 1) * n_features;
        (&self.references[at.clone()], &self.deviations[at])
    }

    fn rows(&self, rows: Range<usize>) -> std::slice::ChunksExact<'a, F> {
        let n_features = self.samples.n_features();
        self.samples.as_slice()[rows.start * n_features..rows.end * n_features]
            .chunks_exact(n_features)
    }

    /// Number of samples that one thread adds up in order. It grows with the number of clusters, so
    /// that there are fewer partial sums than samples. It depends on the shape alone, so the number
    /// of threads changes no bit.
    fn chunk_rows(&self) -> usize {
        CHUNK_ROWS.max(4 * self.classes.len())
    }

    fn map_chunks<T: Send>(&self, of_chunk: impl Fn(Range<usize>) -> T + Sync) -> Vec<T> {
        self.chunk_starts().map(|start| self.map_chunk(start, &of_chunk)).collect()
    }

    /// Like `map_chunks`, with results in the same order. It starts at the end, because the pass
    /// before has left the last chunks in the cache.
    fn map_chunks_from_the_end<T: Send>(
        &self,
        of_chunk: impl Fn(Range<usize>) -> T + Sync,
    ) -> Vec<T> {
        let chunks = self.chunk_starts().rev().map(|start| self.map_chunk(start, &of_chunk));
        let mut chunks: Vec<T> = chunks.collect();
        chunks.reverse();
        chunks
    }

    fn chunk_starts(&self) -> impl IndexedParallelIterator<Item = usize> {
        (0..self.samples.n_samples()).into_par_iter().step_by(self.chunk_rows())
    }

    fn map_chunk<T>(&self, start: usize, of_chunk: impl Fn(Range<usize>) -> T) -> T {
        let rows = start..self.samples.n_samples().min(start + self.chunk_rows());
        vectorized(
            #[inline(always)]
            || of_chunk(rows),
        )
    }

    #[inline(always)]
    fn sums(&self, rows: Range<usize>) -> Sums {
        let n_features = self.samples.n_features();
        let mut deviations = vec![0.0; self.references.len()];
        let mut lanes = Lanes::default();
        let own = &self.classes.of_sample[rows.clone()];
        for (row, &cluster) in self.rows(rows).zip(own) {
            let at = cluster * n_features..(cluster + 1) * n_features;
            lanes.add(self.unit, row, &self.references[at.clone()], &mut deviations[at]);
        }
        Sums { deviations, squares: lanes.squares(), largest: lanes.largest() }
    }
}

/// The sums over a chunk of samples.
struct Sums {
    /// x − reference, by cluster and feature.
    deviations: Vec<f64>,
    /// ‖x − reference‖².
    squares: f64,
    /// The largest magnitude of a value, not scaled by the unit.
    largest: f64,
}

/// Returns the first sample of each cluster, times the unit, in the order of the clusters. Clusters are
/// numbered in order of first appearance, so a new cluster always has the next number.
fn first_samples<F: Scalar>(samples: SamplesView<'_, F>, classes: &Classes, unit: f64) -> Vec<f64> {
    let mut values = Vec::with_capacity(classes.len() * samples.n_features());
    let mut n_met = 0;
    for (row, &class) in samples.rows().zip(&classes.of_sample) {
        if class == n_met {
            values.extend(row.iter().map(|x| x.to_f64() * unit));
            n_met += 1;
        }
    }
    values
}

fn square(values: &[f64]) -> f64 {
    values.iter().map(|x| x * x).sum()
}
