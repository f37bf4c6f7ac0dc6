//! Silhouette, Calinski-Harabasz and Davies-Bouldin: an oracle, the frame they are seen from, and
//! errors.

use cluster_metrics::{
    Error, calinski_harabasz_score, davies_bouldin_score, silhouette_by_cluster,
    silhouette_samples, silhouette_score, silhouette_score_subset,
};
use digits_data::{Blobs, Dataset, Samples, SamplesView, make_blobs};
use kmeans_core::RandomState;
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;

fn blobs(n_samples: usize, n_features: usize, n_centers: usize) -> Dataset {
    make_blobs(&Blobs { cluster_std: 4.0, ..Blobs::new(n_samples, n_features, n_centers) }).unwrap()
}

fn all_scores(samples: SamplesView<'_>, labels: &[u32]) -> [f64; 3] {
    [
        silhouette_score(samples, labels).unwrap(),
        calinski_harabasz_score(samples, labels).unwrap(),
        davies_bouldin_score(samples, labels).unwrap(),
    ]
}

fn mapped(samples: &Samples, map: impl Fn(f64) -> f64) -> Samples {
    let values = samples.as_slice().iter().map(|&x| map(x)).collect();
    Samples::new(values, samples.n_samples(), samples.n_features()).unwrap()
}

/// The definition, sample by sample.
fn naive_silhouette(samples: &Samples, labels: &[u32], sample: usize) -> f64 {
    let mean_distance = |label: u32| {
        let others = (0..labels.len()).filter(|&other| labels[other] == label && other != sample);
        let distances: Vec<f64> = others
            .map(|other| {
                let pairs = samples.row(sample).iter().zip(samples.row(other));
                pairs.map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt()
            })
            .collect();
        distances.iter().sum::<f64>() / distances.len() as f64
    };
    let own = labels[sample];
    let within = mean_distance(own);
    if within.is_nan() {
        return 0.0;
    }
    let nearest = labels.iter().filter(|&&label| label != own).map(|&label| mean_distance(label));
    let nearest = nearest.fold(f64::INFINITY, f64::min);
    (nearest - within) / nearest.max(within)
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn silhouettes_are_what_their_definition_says(
            n_samples in 3..90_u32,
            n_features in 1..20_usize,
            n_labels in 2..80_u32,
            seed: u64,
        ) {
            let n_rows = n_samples as usize;
            let parameters = Blobs { seed, cluster_std: 5.0, ..Blobs::new(n_rows, n_features, 3) };
            let samples = make_blobs::<f64>(&parameters).unwrap().samples().clone();
            let n_labels = n_labels.min(n_samples - 1);
            // Sizes differ, and some labels stand alone.
            let labels: Vec<u32> = (0..n_samples).map(|i| i.min(i * i % 101) % n_labels).collect();
            let silhouettes = silhouette_samples(samples.view(), &labels).unwrap();
            for (sample, found) in silhouettes.into_iter().enumerate() {
                let expected = naive_silhouette(&samples, &labels, sample);
                prop_assert!((found - expected).abs() < 1e-12, "{}: {}, not {}", sample, found, expected);
            }
        }
    }
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    let data = blobs(777, 13, 6);
    let bits_with = |n_threads| {
        let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(|| {
            let silhouettes = silhouette_samples(data.samples().view(), data.labels()).unwrap();
            let scores = all_scores(data.samples().view(), data.labels());
            silhouettes.into_iter().chain(scores).map(f64::to_bits).collect::<Vec<_>>()
        })
    };
    let serial = bits_with(1);
    for n_threads in [2, 3, 8] {
        assert_eq!(bits_with(n_threads), serial, "{n_threads} threads");
    }
}

#[test]
fn a_unit_that_is_a_power_of_two_changes_no_bit() {
    let data = blobs(200, 5, 4);
    let expected = all_scores(data.samples().view(), data.labels()).map(f64::to_bits);
    for exponent in [-900, -30, 1, 40, 1000] {
        let scaled = mapped(data.samples(), |x| x * 2_f64.powi(exponent));
        let found = all_scores(scaled.view(), data.labels()).map(f64::to_bits);
        assert_eq!(found, expected, "2^{exponent}");
    }
}

#[test]
fn a_far_origin_costs_no_more_digits_than_the_samples_lose() {
    // Multiples of 1/256 below 1e3 keep all their digits when shifted by 1e9.
    let data = blobs(200, 5, 4);
    let coarse = mapped(data.samples(), |x| (x * 256.0).round() / 256.0);
    let expected = all_scores(coarse.view(), data.labels());
    for shift in [-1e9, 1e6, 1e9] {
        let shifted = mapped(&coarse, |x| x + shift);
        for (found, expected) in all_scores(shifted.view(), data.labels()).iter().zip(expected) {
            let error = (found - expected).abs() / expected.abs();
            assert!(error < 1e-12, "{shift}: {found}, not {expected}");
        }
    }
}

#[test]
fn values_that_overflow_when_squared_are_scored_like_any() {
    let data = blobs(60, 3, 3);
    let expected = all_scores(data.samples().view(), data.labels());
    let largest = data.samples().as_slice().iter().fold(0.0, |max: f64, x| max.max(x.abs()));
    for size in [1e200, f64::MAX / 2.0, f64::MAX, 1e-200] {
        let huge = mapped(data.samples(), |x| x / largest * size);
        for (found, expected) in all_scores(huge.view(), data.labels()).iter().zip(expected) {
            let error = (found - expected).abs() / expected.abs();
            assert!(error < 1e-12, "{size:e}: {found}, not {expected}");
        }
    }
    // Nothing but the smallest and the largest numbers there are.
    let ends = Samples::from_rows(&[[f64::MAX], [-f64::MAX], [5e-324], [0.0]]).unwrap();
    for score in all_scores(ends.view(), &[0, 1, 2, 2]) {
        assert!(score.is_finite(), "{score}");
    }
    let tiny = Samples::from_rows(&[[5e-324], [0.0], [1e-320], [1e-320]]).unwrap();
    for score in all_scores(tiny.view(), &[0, 0, 1, 1]) {
        assert!(score.is_finite(), "{score}");
    }
    let nearly_tight = Samples::from_rows(&[[1e-160], [0.0], [1.0], [1.0]]).unwrap();
    for score in all_scores(nearly_tight.view(), &[0, 0, 1, 1]) {
        assert!(score.is_finite(), "{score}");
    }
}

#[test]
fn names_of_labels_change_no_bit() {
    let data = blobs(100, 4, 5);
    let names: Vec<String> = data.labels().iter().map(|label| format!("{}", 9 - label)).collect();
    assert_eq!(
        silhouette_samples(data.samples().view(), data.labels()),
        silhouette_samples(data.samples().view(), &names)
    );
    assert_eq!(
        calinski_harabasz_score(data.samples().view(), data.labels()),
        calinski_harabasz_score(data.samples().view(), &names)
    );
}

#[test]
fn a_subset_is_scored_among_itself() {
    let data = blobs(120, 3, 3);
    let (view, labels) = (data.samples().view(), data.labels());
    let state = RandomState::Pcg64(5);
    let order = state.permutation(120);
    let selected = view.select(&order[..50]).unwrap();
    let selected_labels: Vec<u32> = order[..50].iter().map(|&sample| labels[sample]).collect();
    assert_eq!(
        silhouette_score_subset(view, labels, 50, state),
        silhouette_score(selected.view(), &selected_labels)
    );
    let whole = silhouette_score_subset(view, labels, 120, state).unwrap();
    assert!((whole - silhouette_score(view, labels).unwrap()).abs() < 1e-14);
}

#[test]
fn what_cannot_be_scored_is_an_error_with_its_numbers() {
    let samples = Samples::from_rows(&[[0.0], [1.0], [2.0], [4.0]]).unwrap();
    let view = samples.view();
    let errors = |labels: &[u32]| {
        [
            silhouette_samples(view, labels).unwrap_err(),
            silhouette_score(view, labels).unwrap_err(),
            calinski_harabasz_score(view, labels).unwrap_err(),
            davies_bouldin_score(view, labels).unwrap_err(),
        ]
    };
    for error in errors(&[0, 1, 0]) {
        assert_eq!(error, Error::LengthMismatch { what: "labels", found: 3, expected: 4 });
    }
    for (labels, n_labels) in [([7, 7, 7, 7], 1), ([0, 1, 2, 3], 4)] {
        for error in errors(&labels) {
            assert_eq!(error, Error::NumberOfLabels { n_labels, n_samples: 4 });
        }
    }
    let subset = |n_subset| {
        silhouette_score_subset(view, &[0, 0, 1, 1], n_subset, RandomState::NumPy(0)).unwrap_err()
    };
    assert_eq!(subset(0), Error::SubsetSize { n_subset: 0, n_samples: 4 });
    assert_eq!(subset(5), Error::SubsetSize { n_subset: 5, n_samples: 4 });
    assert!(matches!(subset(2), Error::NumberOfLabels { n_samples: 2, .. }));
    assert_eq!(
        silhouette_score_subset(view, &[0, 1], 2, RandomState::NumPy(0)),
        Err(Error::LengthMismatch { what: "labels", found: 2, expected: 4 })
    );
}

#[test]
fn clusters_with_one_centre_are_not_compared() {
    let samples = Samples::from_rows(&[[-1.0], [1.0], [-2.0], [2.0]]).unwrap();
    let score = davies_bouldin_score(samples.view(), &[0, 0, 1, 1]).unwrap();
    assert_eq!(score.to_bits(), 0);
}

#[test]
fn silhouettes_by_cluster_need_a_silhouette_a_sample() {
    assert_eq!(silhouette_by_cluster(&[], &[0_u8; 0]), Err(Error::Empty));
    assert!(matches!(
        silhouette_by_cluster(&[0.5], &["a", "b"]),
        Err(Error::LengthMismatch { what: "silhouettes", found: 1, expected: 2 })
    ));
    for bad in [f64::NAN, 1.5, -2.0] {
        assert!(matches!(
            silhouette_by_cluster(&[0.5, bad], &["a", "b"]),
            Err(Error::Parameter { name: "silhouette", .. })
        ));
    }
    let clusters = silhouette_by_cluster(&[0.0, -0.5, 0.0], &["a", "b", "a"]).unwrap();
    assert_eq!((clusters[0].label, &clusters[0].samples), (&"a", &vec![0, 2]));
    assert_eq!((clusters[1].label, clusters[1].share_below_0), (&"b", 1.0));
    assert_eq!((clusters[1].min, clusters[1].median, clusters[1].max), (-0.5, -0.5, -0.5));
}
