use std::ops::Range;

use digits_data::{SamplesView, Scalar, compiled_once};
use linalg_pca::distance::vectorized;
use rayon::prelude::*;

use crate::Error;
use crate::classes::Classes;
use crate::error::check_length;
use crate::lanes::{Lanes, squared_distance};
use crate::unit::power_of_two_over;
use crate::whole_chunks::{Each, TakeChunks, visit};

/// The smallest number of samples in a chunk; see [`Clusters::chunk_rows`].
const CHUNK_ROWS: usize = 4096;

/// The classes of samples and the means of their clusters. Each mean is kept as its deviation from
/// one sample of the cluster. The samples themselves are read again in each pass.
///
/// Sums run over `x·unit − reference`, where the reference is the first sample of the cluster.
/// So a far origin costs no digits. The mean of equal samples is that sample, to the bit. A shift
/// that costs the samples no digits changes nothing. The unit is a power of two, so multiplying by
/// it costs no bit.
#[derive(Debug)]
pub(crate) struct Clusters {
    classes: Classes,
    n_features: usize,
    unit: f64,
    /// The first sample of each cluster, `n_clusters × n_features`, times the unit.
    references: Vec<f64>,
    /// The mean of each cluster minus its reference, `n_clusters × n_features`.
    deviations: Vec<f64>,
    /// Σ ‖x − reference‖² over all samples.
    squared_deviations: f64,
    /// The largest magnitude among the samples, not scaled by the unit.
    largest: f64,
}

impl Clusters {
    /// Finds the means. `classes` has one class per sample.
    pub(crate) fn new<F: Scalar, E: From<Error>>(
        classes: Classes,
        each: &mut Each<'_, F, E>,
    ) -> Result<Self, E> {
        // Few data sets need a unit other than 1. The first pass tells.
        let clusters = Self::in_unit(classes, 1.0, each)?;
        let largest = clusters.largest;
        if largest == 0.0 || (1e-60..1e60).contains(&largest) {
            return Ok(clusters);
        }
        Self::in_unit(clusters.classes, power_of_two_over(largest), each)
    }

    fn in_unit<F: Scalar, E: From<Error>>(
        classes: Classes,
        unit: f64,
        each: &mut Each<'_, F, E>,
    ) -> Result<Self, E> {
        let (references, deviations) = (Vec::new(), Vec::new());
        let squared_deviations = 0.0;
        let (n_features, largest) = (0, 0.0);
        let mut clusters =
            Self { classes, n_features, unit, references, deviations, squared_deviations, largest };
        let (n_samples, chunk_rows) = (clusters.classes.of_sample.len(), clusters.chunk_rows());
        visit(each, n_samples, chunk_rows, &mut |first, x| {
            add_samples(&mut clusters, first, x);
            Ok(())
        })?;
        let deviations = clusters.deviations.chunks_exact_mut(clusters.n_features);
        for (deviations, &size) in deviations.zip(&clusters.classes.sizes) {
            for deviation in deviations {
                *deviation /= size as f64;
            }
        }
        Ok(clusters)
    }

    /// Goes through all samples once more. `take` gets them in order.
    pub(crate) fn visit<F: Scalar, E: From<Error>>(
        &self,
        each: &mut Each<'_, F, E>,
        take: &mut TakeChunks<'_, F>,
    ) -> Result<(), E> {
        visit(each, self.classes.of_sample.len(), self.chunk_rows(), &mut |first, x| {
            check_length("features", x.n_features(), self.n_features)?;
            take(first, x)
        })
    }

    pub(crate) fn classes(&self) -> &Classes {
        &self.classes
    }

    /// Σ ‖x − mean of its cluster‖² over all samples, from the sums of the first pass.
    ///
    /// `None` if digits cancel: then it takes a pass, [`add_squared_distances`].
    pub(crate) fn dispersion(&self) -> Option<f64> {
        let means = self.deviations.chunks_exact(self.n_features);
        let of_means: f64 =
            means.zip(&self.classes.sizes).map(|(mean, &size)| size as f64 * square(mean)).sum();
        let dispersion = self.squared_deviations - of_means;
        // A reference is a sample like any other, so the dispersion is about half of the squared
        // deviations. It is far less only if the reference lies far out.
        (dispersion > self.squared_deviations / 16.0).then_some(dispersion)
    }

    /// Adds `map(squared distance to the mean)` of the samples from `first` on, by cluster.
    ///
    /// `map` runs on wide registers if it is `#[inline(always)]`.
    fn add_by_cluster<F: Scalar>(
        &self,
        first: usize,
        x: SamplesView<'_, F>,
        map: impl Fn(f64) -> f64 + Sync,
        totals: &mut [f64],
    ) {
        let chunks = self.map_chunks_from_the_end(
            x,
            #[inline(always)]
            |rows| {
                let mut sums = vec![0.0; self.classes.len()];
                let own = &self.classes.of_sample[first + rows.start..first + rows.end];
                for (row, &cluster) in rows_of(x, rows).zip(own) {
                    let (reference, mean) = self.mean(cluster as usize);
                    let squared = squared_distance(self.unit, row, reference, mean);
                    sums[cluster as usize] += map(squared);
                }
                sums
            },
        );
        for sums in chunks {
            for (total, sum) in totals.iter_mut().zip(sums) {
                *total += sum;
            }
        }
    }

    /// Σ nₖ·‖mean of cluster k − mean of all samples‖².
    pub(crate) fn dispersion_of_means(&self) -> f64 {
        let n_features = self.n_features;
        let first = self.references[..n_features].iter().cycle();
        let means = self.references.iter().zip(first).zip(&self.deviations);
        // The means, relative to the first sample of all.
        let means: Vec<f64> =
            means.map(|((reference, first), deviation)| (reference - first) + deviation).collect();
        let mut mean = vec![0.0; n_features];
        for (of_cluster, &size) in means.chunks_exact(n_features).zip(&self.classes.sizes) {
            let weight = size as f64 / self.classes.of_sample.len() as f64;
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
    pub(crate) fn squared_distances_to_means<F: Scalar>(
        &self,
        x: SamplesView<'_, F>,
        rows: Range<usize>,
        squared: &mut [f64],
    ) {
        let n_clusters = self.classes.len();
        vectorized(
            #[inline(always)]
            || {
                for cluster in 0..n_clusters {
                    let (reference, mean) = self.mean(cluster);
                    let of_cluster = squared[cluster..].iter_mut().step_by(n_clusters);
                    for (squared, row) in of_cluster.zip(rows_of(x, rows.clone())) {
                        *squared = squared_distance(self.unit, row, reference, mean);
                    }
                }
            },
        );
    }

    /// Returns the mean of a cluster in two parts: its reference, and the deviation from it.
    #[inline(always)]
    fn mean(&self, cluster: usize) -> (&[f64], &[f64]) {
        let at = cluster * self.n_features..(cluster + 1) * self.n_features;
        (&self.references[at.clone()], &self.deviations[at])
    }

    /// Number of samples that one thread adds up in order. It grows with the number of clusters, so
    /// that there are fewer partial sums than samples. It depends on the shape alone, so the number
    /// of threads changes no bit.
    fn chunk_rows(&self) -> usize {
        CHUNK_ROWS.max(4 * self.classes.len())
    }

    fn map_chunks<F: Scalar, T: Send>(
        &self,
        x: SamplesView<'_, F>,
        of_chunk: impl Fn(Range<usize>) -> T + Sync,
    ) -> Vec<T> {
        self.chunks(x).map(|rows| of_rows(rows, &of_chunk)).collect()
    }

    /// Like `map_chunks`, with results in the same order. It starts at the end, because the pass
    /// before has left the last chunks in the cache.
    fn map_chunks_from_the_end<F: Scalar, T: Send>(
        &self,
        x: SamplesView<'_, F>,
        of_chunk: impl Fn(Range<usize>) -> T + Sync,
    ) -> Vec<T> {
        let chunks = self.chunks(x).rev().map(|rows| of_rows(rows, &of_chunk));
        let mut chunks: Vec<T> = chunks.collect();
        chunks.reverse();
        chunks
    }

    fn chunks<F: Scalar>(
        &self,
        x: SamplesView<'_, F>,
    ) -> impl IndexedParallelIterator<Item = Range<usize>> {
        let (n_samples, chunk_rows) = (x.n_samples(), self.chunk_rows());
        let starts = (0..n_samples).into_par_iter().step_by(chunk_rows);
        starts.map(move |start| start..n_samples.min(start + chunk_rows))
    }

    #[inline(always)]
    fn sums<F: Scalar>(&self, first: usize, x: SamplesView<'_, F>, rows: Range<usize>) -> Sums {
        let n_features = self.n_features;
        let mut deviations = vec![0.0; self.deviations.len()];
        let mut lanes = Lanes::default();
        let own = &self.classes.of_sample[first + rows.start..first + rows.end];
        for (row, &cluster) in rows_of(x, rows).zip(own) {
            let at = cluster as usize * n_features..(cluster as usize + 1) * n_features;
            lanes.add(self.unit, row, &self.references[at.clone()], &mut deviations[at]);
        }
        Sums { deviations, squares: lanes.squares(), largest: lanes.largest() }
    }

    /// Takes the first sample of each cluster that has its first sample here.
    ///
    /// Clusters are numbered in order of first appearance, so a new cluster has the next number.
    fn find_references<F: Scalar>(&mut self, first: usize, x: SamplesView<'_, F>) {
        let mut n_met = self.references.len() / self.n_features;
        for (row, &class) in x.rows().zip(&self.classes.of_sample[first..]) {
            if class as usize == n_met {
                self.references.extend(row.iter().map(|x| x.to_f64() * self.unit));
                n_met += 1;
            }
        }
    }
}

compiled_once! {
    /// Adds samples in the first pass, which finds the means.
    fn add_samples<F>(clusters: &mut Clusters, first: usize, x: SamplesView<'_, F>) -> ()
        = add_to_sums
}

fn add_to_sums<F: Scalar>(clusters: &mut Clusters, first: usize, x: SamplesView<'_, F>) {
    if first == 0 {
        clusters.n_features = x.n_features();
        clusters.deviations = vec![0.0; clusters.classes.len() * clusters.n_features];
    }
    clusters.find_references(first, x);
    let of_chunks = clusters.map_chunks(
        x,
        #[inline(always)]
        |rows| clusters.sums(first, x, rows),
    );
    for sums in of_chunks {
        clusters.largest = clusters.largest.max(sums.largest);
        clusters.squared_deviations += sums.squares;
        for (total, sum) in clusters.deviations.iter_mut().zip(sums.deviations) {
            *total += sum;
        }
    }
}

compiled_once! {
    /// Adds the distances to the means of the samples from `first` on, by cluster.
    pub(crate) fn add_distances<F>(
        clusters: &Clusters,
        first: usize,
        x: SamplesView<'_, F>,
        totals: &mut [f64],
    ) -> () = add_roots
}

fn add_roots<F: Scalar>(
    clusters: &Clusters,
    first: usize,
    x: SamplesView<'_, F>,
    totals: &mut [f64],
) {
    clusters.add_by_cluster(first, x, f64::sqrt, totals);
}

compiled_once! {
    /// Adds the squared distances to the means of the samples from `first` on, by cluster.
    pub(crate) fn add_squared_distances<F>(
        clusters: &Clusters,
        first: usize,
        x: SamplesView<'_, F>,
        totals: &mut [f64],
    ) -> () = add_squares
}

fn add_squares<F: Scalar>(
    clusters: &Clusters,
    first: usize,
    x: SamplesView<'_, F>,
    totals: &mut [f64],
) {
    clusters.add_by_cluster(
        first,
        x,
        #[inline(always)]
        |squared| squared,
        totals,
    );
}

fn of_rows<T>(rows: Range<usize>, of_chunk: impl Fn(Range<usize>) -> T) -> T {
    vectorized(
        #[inline(always)]
        || of_chunk(rows),
    )
}

fn rows_of<F: Scalar>(x: SamplesView<'_, F>, rows: Range<usize>) -> std::slice::ChunksExact<'_, F> {
    let n_features = x.n_features();
    x.as_slice()[rows.start * n_features..rows.end * n_features].chunks_exact(n_features)
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

fn square(values: &[f64]) -> f64 {
    values.iter().map(|x| x * x).sum()
}
