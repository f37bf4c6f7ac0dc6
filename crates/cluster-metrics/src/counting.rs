use std::hash::Hash;

use rayon::prelude::*;

use crate::Cell;
use crate::numbering::{Numbering, merge_numbers};

/// Number of samples that one task counts. It does not change the result: counts are whole numbers,
/// and a label first appears in the first chunk that contains it.
const CHUNK: usize = 1 << 16;

/// Pairs of labels, counted.
#[derive(Debug)]
pub(crate) struct Counts<'a, T, P> {
    pub(crate) classes: Numbering<'a, T>,
    pub(crate) clusters: Numbering<'a, P>,
    /// Cells in order of class, then cluster; no count is 0.
    pub(crate) cells: Vec<Cell>,
}

/// Counts the pairs of labels in two labelings of equal length, chunk by chunk on all threads.
pub(crate) fn count_pairs<'a, T, P>(labels_true: &'a [T], labels_pred: &'a [P]) -> Counts<'a, T, P>
where
    T: Eq + Hash + Sync,
    P: Eq + Hash + Sync,
{
    let Numbered { classes, clusters, entries } = number_pairs(labels_true, labels_pred);
    let (n_classes, n_clusters) = (classes.len(), clusters.len());
    let cells = if is_dense(n_classes, n_clusters, entries.len()) {
        sum_densely(n_classes, n_clusters, entries.iter().copied())
            .map(|(class, cluster, count)| Cell {
                class: class as usize,
                cluster: cluster as usize,
                count,
            })
            .collect()
    } else {
        sum_row_by_row(n_classes, n_clusters, &entries)
    };
    Counts { classes, clusters, cells }
}

/// A class, a cluster, and how often they met. One pair may have several entries.
type Entry = (u32, u32, u64);

/// Labels as numbers, and counts that are still to be added up.
struct Numbered<'a, T, P> {
    classes: Numbering<'a, T>,
    clusters: Numbering<'a, P>,
    entries: Vec<Entry>,
}

fn number_pairs<'a, T, P>(labels_true: &'a [T], labels_pred: &'a [P]) -> Numbered<'a, T, P>
where
    T: Eq + Hash + Sync,
    P: Eq + Hash + Sync,
{
    let first = CHUNK.min(labels_true.len());
    let first = count_chunk(&labels_true[..first], &labels_pred[..first]);
    if labels_true.len() <= CHUNK {
        return first;
    }
    if first.classes.len().max(first.clusters.len()) > CHUNK / 2 {
        return number_sides(labels_true, labels_pred);
    }
    let rest = labels_true[CHUNK..].par_chunks(CHUNK).zip(labels_pred[CHUNK..].par_chunks(CHUNK));
    let rest = rest.map(|(labels_true, labels_pred)| count_chunk(labels_true, labels_pred));
    merge(&rayon::iter::once(first).chain(rest).collect::<Vec<_>>())
}

/// Numbers the labels of both labelings as a whole, for labels that rarely repeat. Numbering them chunk by
/// chunk would then do the work twice.
fn number_sides<'a, T, P>(labels_true: &'a [T], labels_pred: &'a [P]) -> Numbered<'a, T, P>
where
    T: Eq + Hash + Sync,
    P: Eq + Hash + Sync,
{
    let ((classes, class_of_sample), (clusters, cluster_of_sample)) =
        rayon::join(|| number_all(labels_true), || number_all(labels_pred));
    let pairs = class_of_sample.into_iter().zip(cluster_of_sample);
    Numbered { classes, clusters, entries: pairs.map(|(t, p)| (t, p, 1)).collect() }
}

fn number_all<L: Eq + Hash>(labels: &[L]) -> (Numbering<'_, L>, Vec<u32>) {
    let mut numbering = Numbering::new();
    numbering.reserve(labels.len());
    let numbers = labels.iter().map(|label| numbering.number(label)).collect();
    (numbering, numbers)
}

fn count_chunk<'a, T: Eq + Hash, P: Eq + Hash>(
    labels_true: &'a [T],
    labels_pred: &'a [P],
) -> Numbered<'a, T, P> {
    let (mut classes, mut clusters) = (Numbering::new(), Numbering::new());
    let pairs: Vec<(u32, u32)> = labels_true
        .iter()
        .zip(labels_pred)
        .map(|(class, cluster)| (classes.number(class), clusters.number(cluster)))
        .collect();
    let ones = pairs.iter().map(|&(class, cluster)| (class, cluster, 1));
    let entries = if is_dense(classes.len(), clusters.len(), pairs.len()) {
        sum_densely(classes.len(), clusters.len(), ones).collect()
    } else {
        ones.collect()
    };
    Numbered { classes, clusters, entries }
}

fn merge<'a, T, P>(chunks: &[Numbered<'a, T, P>]) -> Numbered<'a, T, P>
where
    T: Eq + Hash + Sync,
    P: Eq + Hash + Sync,
{
    let ((classes, class_numbers), (clusters, cluster_numbers)) = rayon::join(
        || merge_numbers(chunks.iter().map(|chunk| chunk.classes.labels())),
        || merge_numbers(chunks.iter().map(|chunk| chunk.clusters.labels())),
    );
    let mut entries = Vec::with_capacity(chunks.iter().map(|chunk| chunk.entries.len()).sum());
    for ((chunk, classes), clusters) in chunks.iter().zip(class_numbers).zip(cluster_numbers) {
        entries.extend(chunk.entries.iter().map(|&(class, cluster, count)| {
            (classes[class as usize], clusters[cluster as usize], count)
        }));
    }
    Numbered { classes, clusters, entries }
}

/// True if a dense table is small enough to walk over its empty cells.
fn is_dense(n_classes: usize, n_clusters: usize, n_entries: usize) -> bool {
    n_classes.checked_mul(n_clusters).is_some_and(|size| size / 2 <= n_entries)
}

/// Adds entries up in a dense table. Returns each cell once, by class, then cluster.
fn sum_densely(
    n_classes: usize,
    n_clusters: usize,
    entries: impl Iterator<Item = Entry>,
) -> impl Iterator<Item = Entry> {
    let mut table = vec![0; n_classes * n_clusters];
    for (class, cluster, count) in entries {
        table[class as usize * n_clusters + cluster as usize] += count;
    }
    let pairs =
        (0..).flat_map(move |class| (0..).take(n_clusters).map(move |cluster| (class, cluster)));
    pairs
        .zip(table)
        .filter(|&(_, count)| count > 0)
        .map(|((class, cluster), count)| (class, cluster, count))
}

/// Adds entries up class by class, so that only one row of counts is dense at a time.
fn sum_row_by_row(n_classes: usize, n_clusters: usize, entries: &[Entry]) -> Vec<Cell> {
    let (by_class, ends) = laid_out_by_class(n_classes, entries);
    let mut row = vec![0; n_clusters];
    let mut met = Vec::new();
    let mut cells = Vec::with_capacity(entries.len());
    let mut start = 0;
    for (class, end) in ends.into_iter().enumerate() {
        for &(cluster, count) in &by_class[start..end] {
            let cluster = cluster as usize;
            if row[cluster] == 0 {
                met.push(cluster);
            }
            row[cluster] += count;
        }
        start = end;
        // A walk over the row costs less than sorting a good part of it.
        if met.len() > n_clusters / 16 {
            met.clear();
            met.extend((0..n_clusters).filter(|&cluster| row[cluster] > 0));
        } else {
            met.sort_unstable();
        }
        cells.extend(met.drain(..).map(|cluster| {
            let count = std::mem::take(&mut row[cluster]);
            Cell { class, cluster, count }
        }));
    }
    cells
}

/// Returns pairs of cluster and count, sorted by class, and the end of each class among them.
fn laid_out_by_class(n_classes: usize, entries: &[Entry]) -> (Vec<(u32, u64)>, Vec<usize>) {
    // `ends` starts with the start of each class, which moves to its end as entries are placed.
    let mut ends = vec![0; n_classes + 1];
    for &(class, _, _) in entries {
        ends[class as usize + 1] += 1;
    }
    for class in 0..n_classes {
        ends[class + 1] += ends[class];
    }
    ends.truncate(n_classes);
    let mut by_class = vec![(0, 0); entries.len()];
    for &(class, cluster, count) in entries {
        by_class[ends[class as usize]] = (cluster, count);
        ends[class as usize] += 1;
    }
    (by_class, ends)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use rayon::ThreadPoolBuilder;

    use super::*;

    /// Reproducible labels, the later ones from a larger range, so that new ones keep appearing.
    fn labels(n_samples: u64, n_labels: u64, step: u64) -> Vec<u64> {
        let label =
            |i: u64| (i.wrapping_mul(step).rotate_left(29) ^ i) % (1 + i * n_labels / n_samples);
        (0..n_samples).map(label).collect()
    }

    fn naive(labels_true: &[u64], labels_pred: &[u64]) -> Vec<Cell> {
        let number = |labels: &[u64]| -> Vec<usize> {
            let mut met: Vec<u64> = Vec::new();
            let numbers = labels.iter().map(|label| {
                met.iter().position(|other| other == label).unwrap_or_else(|| {
                    met.push(*label);
                    met.len() - 1
                })
            });
            numbers.collect()
        };
        let mut counts = BTreeMap::new();
        for pair in number(labels_true).into_iter().zip(number(labels_pred)) {
            *counts.entry(pair).or_insert(0) += 1;
        }
        let cell = |((class, cluster), count)| Cell { class, cluster, count };
        counts.into_iter().map(cell).collect()
    }

    #[test]
    fn chunks_are_counted_as_the_whole_with_any_number_of_threads() {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let just_over = CHUNK as u64 + 1;
        for (n_samples, n_classes, n_clusters) in
            [(1, 1, 1), (50, 7, 60), (just_over, 3, 400), (200_000, 90, 80), (150_000, 700, 300)]
        {
            let labels_true = labels(n_samples, n_classes, STEP);
            let labels_pred = labels(n_samples, n_clusters, STEP.rotate_left(17));
            let expected = naive(&labels_true, &labels_pred);
            for n_threads in [1, 2, 5] {
                let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
                let counts = pool.install(|| count_pairs(&labels_true, &labels_pred));
                assert_eq!(counts.cells, expected, "{n_samples} on {n_threads}");
                assert_eq!(counts.classes.labels()[0], &labels_true[0]);
            }
        }
    }

    #[test]
    fn a_dense_table_and_rows_of_it_are_summed_alike() {
        for (n_classes, n_clusters) in [(1, 1), (1, 50), (50, 1), (13, 17), (200, 300)] {
            let entries: Vec<Entry> = (0..4000)
                .map(|i| {
                    (i * 7 % n_classes, (i * i + 3 * i) % n_clusters, 1 + u64::from((i % 5) << 30))
                })
                .collect();
            let (n_classes, n_clusters) = (n_classes as usize, n_clusters as usize);
            let densely = sum_densely(n_classes, n_clusters, entries.iter().copied());
            let row_by_row = sum_row_by_row(n_classes, n_clusters, &entries);
            let row_by_row = row_by_row.iter().map(|cell| (cell.class, cell.cluster, cell.count));
            assert!(densely.map(|(a, b, count)| (a as usize, b as usize, count)).eq(row_by_row));
        }
    }
}
