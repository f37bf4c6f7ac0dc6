//! Replication in halves: what it finds, its rule by a slow oracle, corners and errors.

use cluster_metrics::{Error, ReplicationAnalysis, ReplicationModel, adjusted_rand_score};
use digits_data::{Blobs, Samples, SamplesView, make_blobs};
use kmeans_core::{ClusterModel as _, KMeans, RandomState};
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;

fn replicate(samples: &Samples, largest: usize) -> ReplicationModel {
    ReplicationAnalysis::default().fit(samples.view(), 2..=largest).unwrap()
}

fn uniform(n: usize, d: usize, seed: u64) -> Samples {
    Samples::new(RandomState::Pcg64(seed).uniforms().take(n * d).collect(), n, d).unwrap()
}

/// A normal cloud: sums of twelve uniform numbers.
fn normal(n: usize, d: usize, seed: u64) -> Samples {
    let mut uniforms = RandomState::Pcg64(seed).uniforms();
    let mut draw = || uniforms.by_ref().take(12).sum::<f64>() - 6.0;
    Samples::new((0..n * d).map(|_| draw()).collect(), n, d).unwrap()
}

/// Normal clouds of unequal sizes and spreads, on a line that turns.
fn clouds(k: usize, seed: u64) -> Samples {
    let noise = normal(60 * k, 2, seed);
    let mut values = Vec::new();
    for (row, i) in noise.rows().zip(0..) {
        // A third of the rows of an odd cloud is left out.
        let cloud = i % k;
        if cloud.is_multiple_of(2) || !(i / k).is_multiple_of(3) {
            let (x, y) = (12.0 * cloud as f64, if cloud.is_multiple_of(2) { 0.0 } else { 12.0 });
            let spread = 0.5 + (cloud % 3) as f64 / 2.0;
            values.extend([x + spread * row[0], y + spread * row[1]]);
        }
    }
    Samples::new(values.clone(), values.len() / 2, 2).unwrap()
}

#[test]
fn noise_has_no_clusters() {
    for seed in 0..3 {
        assert_eq!(replicate(&uniform(400, 4, seed), 12).n_clusters(), None, "uniform {seed}");
        assert_eq!(replicate(&normal(400, 4, seed), 12).n_clusters(), None, "normal {seed}");
    }
    assert_eq!(replicate(&normal(1000, 20, 3), 6).n_clusters(), None);
}

#[test]
fn clouds_that_stand_apart_are_counted() {
    for k in 2..=10 {
        assert_eq!(replicate(&clouds(k, k as u64), 14).n_clusters(), Some(k));
    }
}

#[test]
fn groups_within_groups_are_counted_one_by_one() {
    let noise = normal(200, 1, 1);
    let values = noise.rows().zip(0..).map(|(x, i)| x[0] + [0.0, 12.0, 200.0, 212.0][i % 4]);
    let samples = Samples::new(values.collect(), 200, 1).unwrap();
    assert_eq!(replicate(&samples, 8).n_clusters(), Some(4));
}

#[test]
fn groups_of_a_few_samples_are_counted() {
    for (n_groups, size) in [(2, 3), (2, 5), (3, 4), (4, 4), (6, 5)] {
        let noise = normal(n_groups * size, 2, 5);
        let corner = |i: usize| [10.0 * (i % n_groups) as f64, 10.0 * (i % n_groups % 2) as f64];
        let rows = noise.rows().enumerate();
        let rows: Vec<[f64; 2]> =
            rows.map(|(i, x)| [corner(i)[0] + 0.3 * x[0], corner(i)[1] + 0.3 * x[1]]).collect();
        let samples = Samples::from_rows(&rows).unwrap();
        let largest = 6.min(rows.len() - 1);
        assert_eq!(replicate(&samples, largest).n_clusters(), Some(n_groups), "{n_groups}×{size}");
    }
}

#[test]
fn a_point_does_not_depend_on_the_other_numbers() {
    let samples = clouds(3, 5);
    let whole = replicate(&samples, 9);
    let some = ReplicationAnalysis::default().fit(samples.view(), [3, 7]).unwrap();
    assert_eq!(some.curve(), [whole.curve()[1], whole.curve()[5]]);
    assert_eq!(some.n_clusters(), Some(3));
}

#[test]
fn threads_change_no_bit_and_seeds_do() {
    let samples = clouds(4, 2);
    let with = |n_threads| {
        let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| replicate(&samples, 6))
    };
    assert_eq!(with(1), with(3));
    let other = ReplicationAnalysis { random_state: RandomState::Pcg64(1), ..Default::default() };
    assert_ne!(other.fit(samples.view(), 2..=6).unwrap(), with(2));
}

#[test]
fn a_grid_is_as_even_as_what_it_rounds() {
    // Five values in equal numbers: any cut leaves whole values on both sides.
    let values = (0..300).map(|i| f64::from(i % 5)).collect();
    let found = replicate(&Samples::new(values, 300, 1).unwrap(), 4);
    assert_eq!(found.n_clusters(), None, "{:?}", found.curve());
}

#[test]
fn samples_that_are_too_few_have_no_clusters() {
    let few = Samples::from_rows(&[[0.0], [0.1], [9.0], [9.1], [9.2]]).unwrap();
    let found = replicate(&few, 5);
    assert_eq!(found.n_clusters(), None);
    assert!(found.curve().iter().all(|point| point.separation == 0.0), "{found:?}");
    let single = Samples::from_rows(&[[7.0]]).unwrap();
    let found = ReplicationAnalysis::default().fit(single.view(), [1]).unwrap();
    assert_eq!((found.n_clusters(), found.curve()[0].agreement), (None, 0.0));
}

#[test]
fn large_samples_are_chosen_from() {
    let data = make_blobs::<f64>(&Blobs { cluster_std: 0.5, ..Blobs::new(5000, 2, 3) }).unwrap();
    let analysis = ReplicationAnalysis { max_samples: 201, n_splits: 2, ..Default::default() };
    let found = analysis.fit(data.samples().view(), 2..=6).unwrap();
    assert_eq!(found.n_clusters(), Some(3));
}

#[test]
fn parameters_out_of_range_are_errors() {
    let samples = Samples::from_rows(&[[0.0], [1.0], [2.0]]).unwrap();
    let standard = ReplicationAnalysis::default();
    let fit = |analysis: &ReplicationAnalysis, numbers: &[usize]| {
        analysis.fit(samples.view(), numbers.iter().copied())
    };
    let none = ReplicationAnalysis { n_splits: 0, ..standard.clone() };
    assert!(matches!(fit(&none, &[2]), Err(Error::Parameter { name: "n_splits", .. })));
    let one = ReplicationAnalysis { max_samples: 1, ..standard.clone() };
    assert!(matches!(fit(&one, &[2]), Err(Error::Parameter { name: "max_samples", .. })));
    assert_eq!(fit(&standard, &[]), Err(Error::Empty));
    assert!(matches!(fit(&standard, &[2, 2]), Err(Error::Parameter { name: "n_clusters", .. })));
    let too_many = kmeans_core::Error::NumberOfClusters { n_clusters: 4, n_samples: 3 };
    assert_eq!(fit(&standard, &[2, 4]), Err(Error::KMeans(too_many)));
}

/// The rule of the documentation, word by word, for one split.
fn oracle(samples: SamplesView<'_>, k: usize, seed: u64) -> (f64, f64) {
    let order = RandomState::Pcg64(seed).permutation(samples.n_samples());
    let n_half = order.len() / 2;
    let halves = [&order[..n_half], &order[n_half..2 * n_half]].map(|r| samples.select(r).unwrap());
    let kmeans = KMeans { n_init: Some(10), ..KMeans::new(k) };
    let models = [0, 1].map(|half| kmeans.fit(halves[half].view()).unwrap());
    let scores = [(0, 1), (1, 0)].map(|(own, other)| {
        let predicted = models[other].predict(halves[own].view()).unwrap();
        let agreement = adjusted_rand_score(models[own].labels(), &predicted).unwrap();
        let centers = models[other].cluster_centers();
        if fewest(&predicted, k) >= 2 {
            return (agreement, separation(&halves[own], &predicted, centers));
        }
        let both = samples.select(&order[..2 * n_half]).unwrap();
        let predicted = models[other].predict(both.view()).unwrap();
        let is_measured = fewest(&predicted, k) >= 3;
        (agreement, if is_measured { separation(&both, &predicted, centers) } else { 0.0 })
    });
    (f64::midpoint(scores[0].0, scores[1].0), f64::midpoint(scores[0].1, scores[1].1))
}

/// The size of the smallest cluster.
fn fewest(labels: &[u32], k: usize) -> usize {
    let size = |cluster| labels.iter().filter(|&&label| label as usize == cluster).count();
    (0..k).map(size).min().unwrap()
}

fn separation(half: &Samples, labels: &[u32], centers: SamplesView<'_>) -> f64 {
    let n_features = half.n_features();
    let step = |j: usize| {
        let pairs = half.rows().flat_map(|a| half.rows().map(move |b| (a[j] - b[j]).abs()));
        pairs.filter(|&x| x > 0.0).reduce(f64::min).unwrap_or(0.0)
    };
    let steps: Vec<f64> = (0..n_features).map(step).collect();
    let mut least = f64::INFINITY;
    for (a, b) in (0..centers.n_samples()).flat_map(|b| (0..b).map(move |a| (a, b))) {
        let to: Vec<f64> = centers.row(a).iter().zip(centers.row(b)).map(|(a, b)| b - a).collect();
        let length = to.iter().map(|x| x * x).sum::<f64>().sqrt();
        let unit: Vec<f64> = to.iter().map(|x| x / length).collect();
        let dot = |row: &[f64]| row.iter().zip(&unit).map(|(x, u)| x * u).sum::<f64>();
        let within: f64 = steps.iter().zip(&unit).map(|(s, u)| (s * u).powi(2) / 12.0).sum();
        let side = |cluster: usize| {
            let rows = half.rows().zip(labels).filter(|(_, l)| **l as usize == cluster);
            let x: Vec<f64> = rows.map(|(row, _)| dot(row)).collect();
            let (n, mean) = (x.len() as f64, x.iter().sum::<f64>() / x.len() as f64);
            let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
            (n, mean, (variance + within).sqrt())
        };
        let ((n_a, mean_a, spread_a), (n_b, mean_b, spread_b)) = (side(a), side(b));
        let error = (2.0 / 15.0 * (1.0 / n_a + 1.0 / n_b)).sqrt();
        let even = 3.0_f64.sqrt() * (1.0 + 1.25 * error);
        let separation = (mean_b - mean_a) / (spread_a + spread_b) / even;
        least = least.min(separation.max(0.0));
    }
    least
}

mod properties {
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

        #[test]
        fn the_rule_is_the_documented_one(
            n in 40_usize..90, d in 1_usize..4, k in 2_usize..4, seed in 0_u64..1000,
        ) {
            let samples = uniform(n, d, seed);
            let analysis = ReplicationAnalysis {
                n_splits: 1,
                random_state: RandomState::Pcg64(seed),
                ..Default::default()
            };
            let found = analysis.fit(samples.view(), [k]).unwrap().curve()[0];
            let (agreement, separation) = oracle(samples.view(), k, seed);
            prop_assert!((found.agreement - agreement).abs() < 1e-12);
            prop_assert!((found.separation - separation).abs() < 1e-9, "{found:?}, {separation}");
        }

        #[test]
        fn the_unit_of_the_samples_changes_no_bit(seed in 0_u64..1000, power in -80_i32..80) {
            let samples = clouds(3, seed);
            let scaled = samples.as_slice().iter().map(|x| x * 2_f64.powi(power)).collect();
            let scaled = Samples::new(scaled, samples.n_samples(), 2).unwrap();
            prop_assert_eq!(replicate(&scaled, 4), replicate(&samples, 4));
        }
    }
}
