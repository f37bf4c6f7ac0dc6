use digits_data::{Samples, SamplesView, Scalar};
use linalg_pca::distance::{Centers, LANES, PanelRow, Panels, vectorized};
use rayon::prelude::*;

use super::coefficient;
use crate::Error;
use crate::classes::Classes;
use crate::unit::power_of_two_for;

/// Samples whose distances are taken while one block of the others is in the nearest cache: a
/// multiple of the kernel's tiles of 6 and 12. Fixed, so that the number of threads changes no bit.
const CHUNK: usize = 60;

/// The silhouette of every sample, from the distances of all pairs.
///
/// Not from norms and dot products, which lose the digits of near samples. And every distance is
/// taken twice, once from either side: to add it to both sums at once would take a table of
/// samples × clusters, which for many clusters is one of samples × samples.
pub(super) fn silhouettes<F: Scalar>(
    samples: SamplesView<'_, F>,
    classes: &Classes,
) -> Result<Vec<f64>, Error> {
    let n_features = samples.n_features();
    // Differences need no centre, only a unit in which their squares neither overflow nor vanish.
    let unit = power_of_two_for(samples);
    let order = classes.samples_by_class();
    let class_in_lane: Vec<usize> = order.iter().map(|&sample| classes.of_sample[sample]).collect();
    let mut panels = Panels::empty();
    panels.repack_scaled(samples, &vec![0.0; n_features], unit, &order)?;

    let mut silhouettes = vec![0.0; samples.n_samples()];
    silhouettes
        .par_chunks_mut(CHUNK)
        .zip(samples.as_slice().par_chunks(CHUNK * n_features))
        .zip(classes.of_sample.par_chunks(CHUNK))
        .try_for_each(|((silhouettes, rows), own_classes)| {
            let values = rows.iter().map(|x| x.to_f64() * unit).collect();
            let rows = Samples::new(values, silhouettes.len(), n_features)?;
            let sums =
                distance_sums(&panels, &Centers::pack(rows.view()), &class_in_lane, classes.len())?;
            let sums = sums.chunks_exact(classes.len());
            for ((silhouette, &own), sums) in silhouettes.iter_mut().zip(own_classes).zip(sums) {
                *silhouette = silhouette_of(sums, own, &classes.sizes);
            }
            Ok::<(), Error>(())
        })?;
    Ok(silhouettes)
}

/// The sum of the distances from each of a few samples to all samples of each class,
/// `n_samples × n_classes`.
fn distance_sums(
    panels: &Panels<f64>,
    samples: &Centers<f64>,
    class_in_lane: &[usize],
    n_classes: usize,
) -> Result<Vec<f64>, Error> {
    let mut sums = vec![0.0; samples.n_centers() * n_classes];
    let mut distances = vec![[0.0; LANES]; samples.n_centers()];
    for (block, classes) in class_in_lane.chunks(LANES).enumerate() {
        panels.distances(samples, block * LANES, &mut distances)?;
        vectorized(
            #[inline(always)]
            || add_distances(&distances, classes, &mut sums, n_classes),
        );
    }
    Ok(sums)
}

/// Adds the distances of a block to the sums of the classes that its lanes belong to.
#[inline(always)]
fn add_distances(
    distances: &[PanelRow<f64>],
    class_in_lane: &[usize],
    sums: &mut [f64],
    n_classes: usize,
) {
    let (first, last) = (class_in_lane[0], class_in_lane[class_in_lane.len() - 1]);
    // Samples lie sorted by class, so most blocks are of one.
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

/// In an order that is no chain, so that the compiler may add several at once.
#[inline(always)]
fn sum_of_lanes(distances: &PanelRow<f64>) -> f64 {
    let mut sums = [0.0; 8];
    for distances in distances.as_chunks::<8>().0 {
        for (sum, distance) in sums.iter_mut().zip(distances) {
            *sum += distance;
        }
    }
    let [a, b, c, d, e, f, g, h] = sums;
    ((a + e) + (c + g)) + ((b + f) + (d + h))
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
