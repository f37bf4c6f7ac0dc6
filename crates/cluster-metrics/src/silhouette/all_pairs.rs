use std::ops::Range;

use digits_data::{SamplesView, Scalar, compiled_once, memory};
use linalg_pca::distance::{LANES, PanelRow, vectorized};
use rayon::prelude::*;

use super::coefficient::coefficient;
use super::sorted::Sorted;
use crate::classes::Classes;
use crate::{Error, lanes};

/// Number of samples in a chunk: whole panels of the kernel, and whole [`BATCH`]es. One task
/// compares two chunks. The size is fixed, so that the number of threads changes no bit.
const CHUNK: usize = 384;

/// Number of samples whose distances to a panel of others fit in the first-level cache: whole tiles of
/// the kernel, of 6 or 12.
const BATCH: usize = 48;

/// The most clusters for which a table of samples × clusters is about as large as the samples.
const FEW_CLUSTERS: usize = 64;

compiled_once! {
    /// Computes the silhouette of every sample from the distances of all pairs.
    ///
    /// Distances come from differences. Norms and dot products would be imprecise for near samples.
    pub(super) fn silhouettes<F>(
        samples: SamplesView<'_, F>,
        classes: &Classes,
    ) -> Result<Vec<f64>, Error> = from_all_pairs
}

fn from_all_pairs<F: Scalar>(
    samples: SamplesView<'_, F>,
    classes: &Classes,
) -> Result<Vec<f64>, Error> {
    let sorted = Sorted::new(samples, classes)?;
    let in_order = if classes.len() <= FEW_CLUSTERS {
        by_pairs_of_chunks(&sorted, classes)
    } else {
        chunk_by_chunk(&sorted, classes)
    }?;
    let mut silhouettes = memory::zeroed(in_order.len())?;
    for (&sample, silhouette) in sorted.order.iter().zip(in_order) {
        silhouettes[sample] = silhouette;
    }
    Ok(silhouettes)
}

/// Computes every distance once and adds it to the sums of both samples. This needs two tables of
/// samples × clusters.
///
/// Step r compares chunk c with chunk c + r, for all c in parallel. So in each step a chunk is
/// once the first and once the second of a pair, and each table has one writer per chunk. The steps fix
/// the order of the additions.
fn by_pairs_of_chunks<F: Scalar>(
    sorted: &Sorted<'_, F>,
    classes: &Classes,
) -> Result<Vec<f64>, Error> {
    let (n_samples, n_classes) = (sorted.order.len(), classes.len());
    let n_chunks = n_samples.div_ceil(CHUNK);
    // One table for the first chunk of each pair, and one for the second.
    let mut sums = memory::zeroed(n_samples.saturating_mul(n_classes))?;
    let mut sums_of_second = memory::zeroed(sums.len())?;
    for step in 0..=n_chunks / 2 {
        // If the number of chunks is even, the last step would compare each pair twice.
        let n_pairs = if step > 0 && 2 * step == n_chunks { step } else { n_chunks };
        let mut second: Vec<&mut [f64]> = sums_of_second.chunks_mut(CHUNK * n_classes).collect();
        second.rotate_left(step);
        let pairs = sums.par_chunks_mut(CHUNK * n_classes).zip(second).enumerate();
        pairs.take(n_pairs).try_for_each(|(chunk, (sums, second))| {
            // A chunk that is compared with itself already adds both distances of a pair of samples.
            let second = (step > 0).then_some(second);
            compare(sorted, range(chunk, n_samples), (chunk + step) % n_chunks, sums, second)
        })?;
    }
    for (sum, of_second) in sums.iter_mut().zip(sums_of_second) {
        *sum += of_second;
    }
    let sums = sums.par_chunks(n_classes).zip(&sorted.classes);
    Ok(sums.map(|(sums, &own)| silhouette_of(sums, own, &classes.sizes)).collect())
}

/// Computes every distance twice, once from each side, and holds the sums of one chunk only. With
/// many clusters the sums of all chunks would grow to samples × samples.
fn chunk_by_chunk<F: Scalar>(sorted: &Sorted<'_, F>, classes: &Classes) -> Result<Vec<f64>, Error> {
    let (n_samples, n_classes) = (sorted.order.len(), classes.len());
    let mut silhouettes = memory::zeroed(n_samples)?;
    silhouettes.par_chunks_mut(BATCH).enumerate().try_for_each(|(batch, silhouettes)| {
        let start = batch * BATCH;
        let own = start..start + silhouettes.len();
        let mut sums = vec![0.0; own.len() * n_classes];
        for chunk in 0..n_samples.div_ceil(CHUNK) {
            compare(sorted, own.clone(), chunk, &mut sums, None)?;
        }
        let sums = sums.chunks_exact(n_classes).zip(&sorted.classes[own]);
        for (silhouette, (sums, &own)) in silhouettes.iter_mut().zip(sums) {
            *silhouette = silhouette_of(sums, own, &classes.sizes);
        }
        Ok::<(), Error>(())
    })?;
    Ok(silhouettes)
}

/// Returns the samples of a chunk.
fn range(chunk: usize, n_samples: usize) -> Range<usize> {
    chunk * CHUNK..n_samples.min((chunk + 1) * CHUNK)
}

/// Adds the distances between the samples `own` and those of a chunk to `sums`, the sums of `own`, and to
/// the sums of the chunk, if they are asked for. Both tables are `n_samples × n_classes`.
fn compare<F: Scalar>(
    sorted: &Sorted<'_, F>,
    own: Range<usize>,
    chunk: usize,
    sums: &mut [f64],
    mut sums_of_chunk: Option<&mut [f64]>,
) -> Result<(), Error> {
    let others = range(chunk, sorted.order.len());
    let n_classes = sums.len() / own.len();
    let mut distances = vec![[0.0; LANES]; BATCH];
    for (start, sums) in own.clone().step_by(BATCH).zip(sums.chunks_mut(BATCH * n_classes)) {
        let batch = start..own.end.min(start + BATCH);
        let centers = sorted.centers(batch.clone())?;
        let distances = &mut distances[..batch.len()];
        for (start, classes) in
            others.clone().step_by(LANES).zip(sorted.classes[others.clone()].chunks(LANES))
        {
            sorted.panels.distances(&centers, start, distances)?;
            let sums_of_panel = sums_of_chunk.as_mut().map(|sums| {
                let at = (start - others.start) * n_classes;
                &mut sums[at..at + classes.len() * n_classes]
            });
            vectorized(
                #[inline(always)]
                || {
                    add_rows(distances, classes, sums, n_classes);
                    if let Some(sums) = sums_of_panel {
                        add_columns(distances, &sorted.classes[batch.clone()], sums, n_classes);
                    }
                },
            );
        }
    }
    Ok(())
}

/// Adds up each row of distances by the class of each lane: the sums of the samples in the rows.
#[inline(always)]
fn add_rows(
    distances: &[PanelRow<f64>],
    class_in_lane: &[usize],
    sums: &mut [f64],
    n_classes: usize,
) {
    let (first, last) = (class_in_lane[0], class_in_lane[class_in_lane.len() - 1]);
    // Samples are sorted by class, so most panels hold a single class.
    if first == last && class_in_lane.len() == LANES {
        for (sums, distances) in sums.chunks_exact_mut(n_classes).zip(distances) {
            sums[first] += sum_of_lanes(distances);
        }
        return;
    }
    let mut start = 0;
    for run in class_in_lane.chunk_by(|a, b| a == b) {
        let lanes = start..start + run.len();
        for (sums, distances) in sums.chunks_exact_mut(n_classes).zip(distances) {
            sums[run[0]] += distances[lanes.clone()].iter().sum::<f64>();
        }
        start = lanes.end;
    }
}

/// Adds up each lane of distances by the class of each row: the sums of the samples in the lanes.
#[inline(always)]
fn add_columns(
    distances: &[PanelRow<f64>],
    class_of_row: &[usize],
    sums: &mut [f64],
    n_classes: usize,
) {
    let mut start = 0;
    for run in class_of_row.chunk_by(|a, b| a == b) {
        let mut columns = [0.0; LANES];
        for distances in &distances[start..start + run.len()] {
            for (column, distance) in columns.iter_mut().zip(distances) {
                *column += distance;
            }
        }
        for (sums, column) in sums.chunks_exact_mut(n_classes).zip(columns) {
            sums[run[0]] += column;
        }
        start += run.len();
    }
}

/// Adds in several chains, so the compiler may add several values at once.
#[inline(always)]
fn sum_of_lanes(distances: &PanelRow<f64>) -> f64 {
    let mut sums = [0.0; lanes::WIDTH];
    for distances in distances.as_chunks::<{ lanes::WIDTH }>().0 {
        for (sum, distance) in sums.iter_mut().zip(distances) {
            *sum += distance;
        }
    }
    lanes::sum(sums)
}

/// The silhouette of a sample of class `own`, from the sums of its distances to each class.
pub(super) fn silhouette_of(distance_sums: &[f64], own: usize, sizes: &[u64]) -> f64 {
    if sizes[own] == 1 {
        return 0.0;
    }
    let within = distance_sums[own] / (sizes[own] - 1) as f64;
    let others = distance_sums.iter().zip(sizes).enumerate().filter(|&(class, _)| class != own);
    let nearest = others.map(|(_, (sum, &size))| sum / size as f64).fold(f64::INFINITY, f64::min);
    coefficient(within, nearest)
}

#[cfg(test)]
mod tests {
    use digits_data::Samples;

    use super::*;

    /// The sizes are not multiples of a block, a batch or a chunk, and give one chunk, an odd and
    /// an even number of chunks.
    #[test]
    fn both_ways_take_the_distances_of_all_pairs() {
        for n in [5, 49, 192, 384, 385, 780, 1200] {
            let values = (0..n * 3).map(|i| ((i * 7919) as f64).sin()).collect();
            let samples = Samples::new(values, n, 3).unwrap();
            for n_labels in [2, 4, n / 2] {
                let labels: Vec<usize> = (0..n).map(|i| i * i % 101 % n_labels.max(2)).collect();
                let classes = Classes::for_samples(&labels, labels.len()).unwrap();
                let sorted = Sorted::new(samples.view(), &classes).unwrap();
                let pairs = by_pairs_of_chunks(&sorted, &classes).unwrap();
                let chunks = chunk_by_chunk(&sorted, &classes).unwrap();
                for (place, (a, b)) in pairs.iter().zip(&chunks).enumerate() {
                    let expected = naive(&samples, &labels, sorted.order[place]);
                    let error = (a - expected).abs().max((b - expected).abs());
                    assert!(error < 1e-13, "{n} {n_labels} {place}: {a} {b}, not {expected}");
                }
            }
        }
    }

    fn naive(samples: &Samples, labels: &[usize], sample: usize) -> f64 {
        let n_labels = labels.iter().max().unwrap() + 1;
        let mut sums = vec![0.0; n_labels];
        let mut sizes = vec![0; n_labels];
        for (row, &label) in samples.rows().zip(labels) {
            let pairs = samples.row(sample).iter().zip(row);
            sums[label] += pairs.map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
            sizes[label] += 1;
        }
        silhouette_of(&sums, labels[sample], &sizes)
    }
}
