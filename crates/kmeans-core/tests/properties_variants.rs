//! Properties of every mini-batch and bisecting clustering.

use digits_data::{Blobs, Samples, SamplesView, Scalar, make_blobs};
use kmeans_core::{
    BisectingKMeans, BisectingStrategy, ClusterModel, Init, KMeans, MiniBatchKMeans, Node,
    RandomState,
};
use proptest::prelude::*;

/// Small whole numbers (full of ties and duplicates) or numbers of any size in between.
fn samples() -> impl Strategy<Value = Samples<f64>> {
    (1_usize..80, 1_usize..7, any::<bool>()).prop_flat_map(|(n, d, grid)| {
        let value =
            if grid { (-2_i32..3).prop_map(f64::from).boxed() } else { (-1e3_f64..1e3).boxed() };
        prop::collection::vec(value, n * d)
            .prop_map(move |values| Samples::new(values, n, d).unwrap())
    })
}

/// A weight for each sample, one in four of them 0.
fn weights(n_samples: usize) -> impl Strategy<Value = Vec<f64>> {
    let weight = prop_oneof![1 => Just(0.0), 3 => 0.1_f64..4.0];
    prop::collection::vec(weight, n_samples)
}

fn random_state() -> impl Strategy<Value = RandomState> {
    prop_oneof![
        any::<u64>().prop_map(RandomState::Pcg64),
        any::<u32>().prop_map(RandomState::NumPy)
    ]
}

fn init() -> impl Strategy<Value = Init> {
    prop::sample::select(vec![Init::KMeansPlusPlus, Init::Random])
}

fn mini_batch() -> impl Strategy<Value = MiniBatchKMeans> {
    let sizes = (1_usize..9, 1_usize..100, 0_usize..50, prop::option::of(0_usize..12));
    let rules = (1_usize..4, 1_usize..9, 0.0_f64..0.1, 0.0_f64..=1.0);
    (sizes, rules, init(), random_state()).prop_map(
        |((n_clusters, batch_size, more, max_no_improvement), rules, init, random_state)| {
            let (n_init, max_iter, tol, reassignment_ratio) = rules;
            MiniBatchKMeans {
                init,
                n_init: Some(n_init),
                max_iter,
                batch_size,
                tol,
                max_no_improvement,
                init_size: (more > 0).then_some(n_clusters + more),
                reassignment_ratio,
                random_state,
                ..MiniBatchKMeans::new(n_clusters)
            }
        },
    )
}

fn bisecting() -> impl Strategy<Value = BisectingKMeans> {
    let strategies = vec![BisectingStrategy::BiggestInertia, BisectingStrategy::LargestCluster];
    let rules = (1_usize..4, 1_usize..20, 0.0_f64..0.1);
    (1_usize..12, init(), rules, prop::sample::select(strategies), random_state()).prop_map(
        |(n_clusters, init, (n_init, max_iter, tol), bisecting_strategy, random_state)| {
            BisectingKMeans {
                n_clusters,
                init,
                n_init,
                max_iter,
                tol,
                bisecting_strategy,
                random_state,
            }
        },
    )
}

/// Samples and weights with at least `n_clusters` positive ones.
fn weighted_samples() -> impl Strategy<Value = (Samples<f64>, Vec<f64>, usize)> {
    samples().prop_flat_map(|samples| {
        let weights = weights(samples.n_samples());
        (Just(samples), weights).prop_filter_map("weights of 0", |(samples, weights)| {
            let n_positive = weights.iter().filter(|&&weight| weight > 0.0).count();
            (n_positive > 0).then_some((samples, weights, n_positive))
        })
    })
}

/// `inertia` belongs to `labels` and these centres.
fn assert_inertia<F: Scalar>(
    samples: SamplesView<'_, F>,
    weights: &[f64],
    distances: &Samples<F>,
    labels: &[u32],
    inertia: f64,
) {
    let own = distances.rows().zip(labels).map(|(row, &label)| row[label as usize].to_f64());
    let sum: f64 = own.zip(weights).map(|(distance, weight)| weight * distance * distance).sum();
    let largest = samples.as_slice().iter().fold(0.0, |most: f64, x| most.max(x.to_f64().abs()));
    let rounding = F::EPSILON * largest * largest * samples.as_slice().len() as f64;
    assert!((sum - inertia).abs() <= 16.0 * F::EPSILON * sum + rounding, "{sum} {inertia}");
}

fn assert_mini_batch<F: Scalar>(
    kmeans: &MiniBatchKMeans,
    samples: SamplesView<'_, F>,
    weights: &[f64],
) {
    let model = kmeans.fit_weighted(samples, weights).unwrap();
    assert_eq!(model.labels(), model.predict(samples).unwrap());
    let score = model.score_weighted(samples, weights).unwrap();
    assert_eq!(model.inertia().to_bits(), (-score).to_bits());
    let distances = model.transform(samples).unwrap();
    assert_inertia(samples, weights, &distances, model.labels(), model.inertia());
    assert_eq!(model.cluster_sizes().iter().sum::<usize>(), samples.n_samples());
    let most = kmeans.max_iter * samples.n_samples();
    assert!(model.n_steps() * kmeans.batch_size.min(samples.n_samples()) <= most);
    assert!((1..=kmeans.max_iter).contains(&model.n_iter()));
}

fn assert_bisecting<F: Scalar>(
    kmeans: &BisectingKMeans,
    samples: SamplesView<'_, F>,
    weights: &[f64],
) {
    let model = kmeans.fit_weighted(samples, weights).unwrap();
    assert_eq!(model.labels(), model.predict(samples).unwrap());
    let score = model.score_weighted(samples, weights).unwrap();
    assert_eq!(model.inertia().to_bits(), (-score).to_bits());
    let distances = model.transform(samples).unwrap();
    assert_inertia(samples, weights, &distances, model.labels(), model.inertia());
    assert_eq!(model.splits().len(), kmeans.n_clusters - 1);

    // Every split but the first, and every cluster, is the half of one earlier split.
    let mut halves = Vec::new();
    for (index, split) in model.splits().iter().enumerate() {
        for child in split.children {
            assert!(!matches!(child, Node::Split(later) if later <= index));
            halves.push(child);
        }
    }
    for split in 1..model.splits().len() {
        assert_eq!(halves.iter().filter(|&&half| half == Node::Split(split)).count(), 1);
    }
    let clusters = halves.iter().filter(|half| matches!(half, Node::Cluster(_)));
    assert!(kmeans.n_clusters == 1 || clusters.count() == kmeans.n_clusters);
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn mini_batch_labels_and_inertia_belong_together(
            (samples, weights, most) in weighted_samples(),
            kmeans in mini_batch(),
        ) {
            let n_clusters = kmeans.n_clusters.min(most);
            let kmeans = MiniBatchKMeans { n_clusters, ..kmeans };
            assert_mini_batch(&kmeans, samples.view(), &weights);
            assert_mini_batch(&kmeans, samples.cast::<f32>().unwrap().view(), &weights);
        }

        #[test]
        fn bisecting_labels_and_inertia_belong_together(
            (samples, weights, most) in weighted_samples(),
            kmeans in bisecting(),
        ) {
            let kmeans = BisectingKMeans { n_clusters: kmeans.n_clusters.min(most), ..kmeans };
            assert_bisecting(&kmeans, samples.view(), &weights);
            assert_bisecting(&kmeans, samples.cast::<f32>().unwrap().view(), &weights);
        }

        /// Without reassignment a centre is the mean of all that was ever assigned to it.
        #[test]
        fn one_cluster_is_the_mean_of_all_batches(
            (samples, weights, _) in weighted_samples(),
            size in 1_usize..30,
        ) {
            let rows = |start: usize| start..(start + size).min(samples.n_samples());
            // Batches without weight before the first that has some could not start.
            let first = weights.iter().position(|&weight| weight > 0.0).unwrap();
            let parameters = MiniBatchKMeans::new(1);
            let batch = |start| samples.view().slice(rows(start)).unwrap();
            let mut model =
                parameters.start_weighted(batch(first), &weights[rows(first)]).unwrap();
            let mut end = rows(first).end;
            while end < samples.n_samples() {
                model.partial_fit_weighted(batch(end), &weights[rows(end)]).unwrap();
                end = rows(end).end;
            }
            let total: f64 = weights.iter().sum();
            prop_assert!((model.counts()[0] - total).abs() <= 1e-9 * total);
            for (j, center) in model.cluster_centers().row(0).iter().enumerate() {
                let sum: f64 = samples.rows().zip(&weights).map(|(x, w)| w * x[j]).sum();
                prop_assert!((center - sum / total).abs() <= 1e-9, "{center} {}", sum / total);
            }
        }

        /// Two clusters are one halving, which is Lloyd's algorithm.
        #[test]
        fn two_bisecting_clusters_are_those_of_lloyd(samples in samples(), seed: u32) {
            prop_assume!(samples.n_samples() >= 2);
            let start = Init::Centers(samples.view().select(&[0, samples.n_samples() - 1]).unwrap());
            let bisecting =
                BisectingKMeans { init: start.clone(), tol: 0.0, ..BisectingKMeans::new(2) };
            let kmeans = KMeans { init: start, tol: 0.0, ..KMeans::new(2) };
            let random_state = RandomState::NumPy(seed);
            let halved = BisectingKMeans { random_state, ..bisecting }.fit(samples.view()).unwrap();
            let model = kmeans.fit(samples.view()).unwrap();
            prop_assert_eq!(halved.labels(), model.labels());
            prop_assert_eq!(halved.inertia().to_bits(), model.inertia().to_bits());
            prop_assert_eq!(halved.cluster_centers(), model.cluster_centers());
        }
    }
}

/// Squares underflow at the smaller units, where `predict` and `score` scale the samples.
#[test]
fn models_of_tiny_samples_agree_with_themselves() {
    for unit in [1.0, 1e-158, 1e-162, 1e-170, 1e-300] {
        let value = |at: u32| f64::from(at * at % 23) * unit;
        let samples = Samples::new((0..150).map(value).collect(), 30, 5).unwrap();
        let mini_batch = MiniBatchKMeans { batch_size: 7, ..MiniBatchKMeans::new(5) };
        let model = mini_batch.fit(samples.view()).unwrap();
        let found = model.predict_with_inertia(samples.view()).unwrap();
        assert_eq!(found, (model.labels().to_vec(), model.inertia()), "mini-batch at {unit:e}");
        let model = BisectingKMeans::new(5).fit(samples.view()).unwrap();
        let found = model.predict_with_inertia(samples.view()).unwrap();
        assert_eq!(found, (model.labels().to_vec(), model.inertia()), "bisecting at {unit:e}");
    }
}

/// scikit-learn leaves four of these clusters empty.
#[test]
fn no_mini_batch_cluster_is_empty_if_there_are_enough_distinct_samples() {
    for seed in 0..20 {
        let distinct = |row: u32| [f64::from(row % 20 * (row % 20)), f64::from(row % 20 % 7)];
        let samples = Samples::from_rows(&(0..200).map(distinct).collect::<Vec<_>>()).unwrap();
        let random_state = RandomState::Pcg64(seed);
        let kmeans = MiniBatchKMeans { random_state, batch_size: 50, ..MiniBatchKMeans::new(20) };
        let model = kmeans.fit(samples.view()).unwrap();
        assert_eq!(model.cluster_sizes(), [10; 20], "seed {seed}");
        let narrow = kmeans.fit(samples.cast::<f32>().unwrap().view()).unwrap();
        assert_eq!(narrow.cluster_sizes(), [10; 20], "seed {seed}");
        // With fewer distinct samples than clusters, some stay empty.
        let model = MiniBatchKMeans { n_clusters: 23, ..kmeans }.fit(samples.view()).unwrap();
        let n_empty = model.cluster_sizes().iter().filter(|&&size| size == 0).count();
        assert_eq!(n_empty, 3, "seed {seed}");
    }
}

/// One centre stays with the first batch, and each of the five others finds a blob.
#[test]
fn a_stream_recovers_from_a_constant_first_batch() {
    let blobs = make_blobs::<f64>(&Blobs::new(3000, 2, 5)).unwrap();
    let samples = blobs.samples().view();
    let constant = Samples::new(vec![3.0; 2 * 500], 500, 2).unwrap();
    let mut late = MiniBatchKMeans::new(6).start(constant.view()).unwrap();
    for start in (0..3000).step_by(500) {
        late.partial_fit(samples.slice(start..start + 500).unwrap()).unwrap();
    }
    let best = KMeans { n_init: Some(5), ..KMeans::new(5) }.fit(samples).unwrap();
    let ratio = -late.score(samples).unwrap() / best.inertia();
    assert!(ratio < 1.1, "{ratio}");
}

/// Weights against as many copies of each sample, from the same centres and for as many batches: the same
/// inertia on average over 200 seeds, within 1 %.
#[test]
fn a_mini_batch_weight_is_a_repetition() {
    let blobs = Blobs { cluster_std: 3.0, ..Blobs::new(300, 2, 6) };
    let blobs = make_blobs::<f64>(&blobs).unwrap();
    let samples = blobs.samples().view();
    let copies = |row: usize| if row.is_multiple_of(3) { 12 } else { 1 };
    let weights: Vec<f64> = (0..300).map(|row| copies(row) as f64).collect();
    let rows: Vec<usize> = (0..300).flat_map(|row| vec![row; copies(row)]).collect();
    let repeated = samples.select(&rows).unwrap();
    let init = Init::Centers(samples.slice(0..6).unwrap().to_owned());
    let (mut of_weights, mut of_copies) = (0.0, 0.0);
    for seed in 0..200 {
        let kmeans = |max_iter| MiniBatchKMeans {
            random_state: RandomState::Pcg64(seed),
            init: init.clone(),
            batch_size: 40,
            max_iter,
            max_no_improvement: None,
            ..MiniBatchKMeans::new(6)
        };
        let weighted = kmeans(14).fit_weighted(samples, &weights).unwrap();
        let copied = kmeans(3).fit(repeated.view()).unwrap();
        assert_eq!(weighted.n_steps(), copied.n_steps());
        of_weights += weighted.inertia();
        of_copies += copied.inertia();
    }
    let ratio: f64 = of_weights / of_copies;
    assert!((ratio - 1.0).abs() < 0.01, "{ratio}");
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let data = make_blobs::<f64>(&Blobs { cluster_std: 6.0, ..Blobs::new(30_000, 9, 12) }).unwrap();
    let samples = data.samples().cast::<f32>().unwrap();
    let weights: Vec<f64> = (0..30_000).map(|i| f64::from(i % 5) * 0.3).collect();
    // Batches large enough to be shared out among threads.
    let mini_batch =
        MiniBatchKMeans { batch_size: 25_000, max_iter: 5, ..MiniBatchKMeans::new(100) };
    let bisecting = BisectingKMeans::new(12);
    let with_threads = |n_threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| {
            (
                mini_batch.fit_weighted(samples.view(), &weights).unwrap(),
                bisecting.fit_weighted(samples.view(), &weights).unwrap(),
            )
        })
    };
    let one = with_threads(1);
    for n_threads in [2, 3, 8] {
        assert_eq!(one, with_threads(n_threads));
    }
}

#[test]
fn mini_batches_end_near_where_lloyd_would_leave_them() {
    let blobs = Blobs { cluster_std: 4.0, ..Blobs::new(20_000, 5, 8) };
    let data = make_blobs::<f64>(&blobs).unwrap();
    for seed in 0..5 {
        let random_state = RandomState::Pcg64(seed);
        let mini_batch = MiniBatchKMeans { random_state, ..MiniBatchKMeans::new(8) };
        let near = mini_batch.fit(data.samples().view()).unwrap();
        let init = Init::Centers(near.cluster_centers().to_owned());
        let exact = KMeans { init, ..KMeans::new(8) }.fit(data.samples().view()).unwrap();
        let ratio = near.inertia() / exact.inertia();
        assert!((1.0..1.1).contains(&ratio), "{seed}: {ratio}");
    }
}

#[test]
fn an_offset_costs_no_digits() {
    let data = make_blobs::<f64>(&Blobs { cluster_std: 4.0, ..Blobs::new(2000, 4, 6) }).unwrap();
    // On a grid of 1/8, the finest that f32 has at a million.
    let shifted = |by: f64| {
        let values = data.samples().as_slice().iter().map(|x| by + (x * 8.0).round() / 8.0);
        Samples::new(values.collect(), 2000, 4).unwrap()
    };
    let kmeans = MiniBatchKMeans { batch_size: 200, ..MiniBatchKMeans::new(6) };
    let near = kmeans.fit(shifted(0.0).view()).unwrap();
    let far = kmeans.fit(shifted(1e9).view()).unwrap();
    let single = kmeans.fit(shifted(1e6).cast::<f32>().unwrap().view()).unwrap();
    for inertia in [far.inertia(), single.inertia()] {
        assert!((inertia - near.inertia()).abs() < 1e-2 * near.inertia(), "{inertia}");
    }
}
