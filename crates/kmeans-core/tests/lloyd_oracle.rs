//! Lloyd's algorithm as the definition reads, in plain loops, against the engine.

use digits_data::{Blobs, Samples, Scalar, make_blobs};
use kmeans_core::{Init, KMeans};
use proptest::prelude::*;

struct Naive {
    labels: Vec<u32>,
    inertia: f64,
    n_iter: usize,
}

/// Rounds until no label changes or no centre moves, from centres that leave no cluster empty; `None` if one empties.
fn naive_lloyd<F: Scalar>(
    samples: &Samples<F>,
    start: &Samples<F>,
    max_iter: usize,
) -> Option<Naive> {
    let (n, d) = samples.shape();
    let mean: Vec<f64> =
        (0..d).map(|j| samples.rows().map(|x| x[j].to_f64()).sum::<f64>() / n as f64).collect();
    let centered = |rows: &Samples<F>| -> Vec<Vec<F>> {
        let row = |x: &[F]| x.iter().zip(&mean).map(|(x, m)| F::from_f64(x.to_f64() - m)).collect();
        rows.rows().map(row).collect()
    };
    let (x, mut centers) = (centered(samples), centered(start));
    let mut labels = vec![u32::MAX; n];
    let mut n_iter = 0;
    loop {
        n_iter += 1;
        let new: Vec<u32> = x.iter().map(|x| nearest(x, &centers)).collect();
        let unchanged = new == labels;
        labels = new;
        if unchanged || n_iter > max_iter {
            break;
        }
        let before = centers.clone();
        for (label, center) in (0..).zip(&mut centers) {
            let own: Vec<usize> = (0..n).filter(|&i| labels[i] == label).collect();
            if own.is_empty() {
                return None;
            }
            for (j, value) in center.iter_mut().enumerate() {
                let sum: f64 = own.iter().map(|&i| samples.row(i)[j].to_f64() - mean[j]).sum();
                *value = F::from_f64(sum / own.len() as f64);
            }
        }
        if centers == before {
            break;
        }
    }
    let squared = |i: usize| -> f64 {
        let center = &centers[labels[i] as usize];
        let terms = samples.row(i).iter().zip(&mean).zip(center);
        terms.map(|((x, m), c)| (x.to_f64() - m - c.to_f64()).powi(2)).sum()
    };
    let inertia = (0..n).map(squared).sum();
    Some(Naive { labels, inertia, n_iter })
}

fn nearest<F: Scalar>(x: &[F], centers: &[Vec<F>]) -> u32 {
    let dot = |a: &[F], b: &[F]| a.iter().zip(b).fold(F::ZERO, |sum, (&a, &b)| a.mul_add(b, sum));
    let mut best = (F::INFINITY, 0);
    for (label, center) in (0..).zip(centers) {
        let product = dot(x, center);
        let score = dot(center, center) - (product + product);
        if score < best.0 {
            best = (score, label);
        }
    }
    best.1
}

/// Returns whether the naive run could be compared at all.
fn check<F: Scalar>(samples: &Samples<F>, n_clusters: usize) -> bool {
    let n_samples = samples.n_samples();
    let rows: Vec<usize> = (0..n_clusters).map(|c| c * n_samples / n_clusters).collect();
    let start = samples.view().select(&rows).unwrap();
    let Some(naive) = naive_lloyd(samples, &start, 100) else { return false };
    let init = Init::Centers(start.cast().unwrap());
    let kmeans = KMeans { init, tol: 0.0, max_iter: 100, ..KMeans::new(n_clusters) };
    let model = kmeans.fit(samples.view()).unwrap();
    assert_eq!(model.labels(), naive.labels);
    assert_eq!(model.n_iter(), naive.n_iter.min(100));
    // A centre may be rounded to either side, by the last digit of the mean that it is relative to.
    let largest = samples.as_slice().iter().fold(0.0, |most: f64, x| most.max(x.to_f64().abs()));
    let rounding = samples.as_slice().len() as f64 * (2.0 * F::EPSILON * largest).powi(2);
    let tolerance = 1e-11 * naive.inertia + 1e-12 + rounding;
    let difference = (model.inertia() - naive.inertia).abs();
    assert!(difference <= tolerance, "{}: {difference} {tolerance}", F::NAME);
    true
}

#[test]
fn blobs_of_many_shapes() {
    let mut compared = 0;
    for (n, d, k) in
        [(7, 1, 2), (33, 2, 3), (100, 3, 7), (257, 17, 10), (600, 64, 13), (5000, 5, 30)]
    {
        let blobs = Blobs { cluster_std: 4.0, ..Blobs::new(n, d, k) };
        let samples = make_blobs::<f64>(&blobs).unwrap().samples().clone();
        compared += usize::from(check(&samples, k));
        compared += usize::from(check(&samples.cast::<f32>().unwrap(), k));
    }
    assert!(compared >= 8, "only {compared} runs left no cluster empty");
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn small_samples_without_ties(
            (n, d, k) in (1_usize..60, 1_usize..5, 1_usize..6),
            values in prop::collection::vec(-100.0_f64..100.0, 60 * 5),
        ) {
            prop_assume!(k <= n);
            let samples = Samples::new(values[..n * d].to_vec(), n, d).unwrap();
            prop_assume!(check(&samples, k));
            prop_assume!(check(&samples.cast::<f32>().unwrap(), k));
        }
    }
}
