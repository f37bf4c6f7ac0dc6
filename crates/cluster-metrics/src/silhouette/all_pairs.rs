use std::ops::Range;

use digits_data::{SamplesView, Scalar, compiled_once, memory};
use linalg_pca::distance::{LANES, PanelRow, vectorized};
use rayon::prelude::*;

use super::coefficient::coefficient;
use super::sorted::Sorted;
use crate::classes::Classes;
use crate::{Error, lanes};

/// Number of samples in a chunk: whole blocks of the kernel, and whole [`BATCH`]es. One task
/// compares two chunks. The size is fixed, so that the number of threads changes no bit.
const CHUNK: usize = 384;

/// Number of samples whose distances to a block of others fit in the nearest cache: whole tiles of
/// the kernel, of 6 or 12.
const BATCH: usize = 48;

/// The most clusters for which a table of samples × clusters is about as large as the samples.
const FEW_CLUSTERS: usize = 64;

compiled_once! {
    /// Computes the silhouette of every sample from the distances of all pairs.
    ///
    /// Distances come from differences. Norms and dot products would lose the digits of near
    /// samples.
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
/// Chunk c meets chunk c + r in round r. So every chunk is met once per round, each sum has one
/// writer, and the rounds fix the order of the additions.
fn by_pairs_of_chunks<F: Scalar>(
    sorted: &Sorted<'_, F>,
    classes: &Classes,
) -> Result<Vec<f64>, Error> {
    let (n_samples, n_classes) = (sorted.order.len(), classes.len());
    let n_chunks = n_samples.div_ceil(CHUNK);
    let mut sums = memory::zeroed(n_samples.saturating_mul(n_classes))?;
    let mut sums_of_met = memory::zeroed(sums.len())?;
    for round in 0..=n_chunks / 2 {
        // In the middle round, the pair (c, c + r) would come up twice.
        let n_meeting = if round > 0 && 2 * round == n_chunks { round } else { n_chunks };
        let mut met: Vec<&mut [f64]> = sums_of_met.chunks_mut(CHUNK * n_classes).collect();
        met.rotate_left(round);
        let meetings = sums.par_chunks_mut(CHUNK * n_classes).zip(met).enumerate();
        meetings.take(n_meeting).try_for_each(|(chunk, (sums, met))| {
            // A chunk meets itself from both sides.
            let met = (round > 0).then_some(met);
            meet(sorted, places(chunk, n_samples), (chunk + round) % n_chunks, sums, met)
        })?;
    }
    for (sum, of_met) in sums.iter_mut().zip(sums_of_met) {
        *sum += of_met;
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
            meet(sorted, own.clone(), chunk, &mut sums, None)?;
        }
        let sums = sums.chunks_exact(n_classes).zip(&sorted.classes[own]);
        for (silhouette, (sums, &own)) in silhouettes.iter_mut().zip(sums) {
            *silhouette = silhouette_of(sums, own, &classes.sizes);
        }
        Ok::<(), Error>(())
    })?;
    Ok(silhouettes)
}

fn places(chunk: usize, n_samples: usize) -> Range<usize> {
    chunk * CHUNK..n_samples.min((chunk + 1) * CHUNK)
}

/// Adds the distances between the samples at `own` and those of a chunk to the sums of both, each
/// `n_samples × n_classes`.
fn meet<F: Scalar>(
    sorted: &Sorted<'_, F>,
    own: Range<usize>,
    chunk: usize,
    sums: &mut [f64],
    mut sums_of_met: Option<&mut [f64]>,
) -> Result<(), Error> {
    let met = places(chunk, sorted.order.len());
    let n_classes = sums.len() / own.len();
    let mut distances = vec![[0.0; LANES]; BATCH];
    for (start, sums) in own.clone().step_by(BATCH).zip(sums.chunks_mut(BATCH * n_classes)) {
        let batch = start..own.end.min(start + BATCH);
        let centers = sorted.centers(batch.clone())?;
        let distances = &mut distances[..batch.len()];
        for (start, classes) in
            met.clone().step_by(LANES).zip(sorted.classes[met.clone()].chunks(LANES))
        {
            sorted.panels.distances(&centers, start, distances)?;
            let sums_of_met = sums_of_met.as_mut().map(|sums| {
                let at = (start - met.start) * n_classes;
                &mut sums[at..at + classes.len() * n_classes]
            });
            vectorized(
                #[inline(always)]
                || {
                    add_rows(distances, classes, sums, n_classes);
                    if let Some(sums) = sums_of_met {
                        add_columns(distances, &sorted.classes[batch.clone()], sums, n_classes);
                    }
                },
            );
        }
    }
    Ok(())
}

/// Adds each row of distances, lane by lane, to its sums for the classes of the lanes.
#[inline(always)]
fn add_rows(
    distances: &[PanelRow<f64>],
    class_in_lane: &[usize],
    sums: &mut [f64],
    n_classes: usize,
) {
    let (first, last) = (class_in_lane[0], class_in_lane[class_in_lane.len() - 1]);
    // Samples are sorted by class, so most blocks hold a single class.
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

/// Adds each lane of distances, row by row, to its sums for the classes of the rows.
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

fn silhouette_of(distance_sums: &[f64], own: usize, sizes: &[u64]) -> f64 {
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
