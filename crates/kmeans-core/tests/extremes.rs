//! Weights and samples of sizes far apart, and so small that squares underflow.

use std::ops::ControlFlow;

use digits_data::{Samples, SamplesView, Scalar};
use kmeans_core::{
    Algorithm, BisectingKMeans, ClusterModel, Init, KMeans, KMeansModel, MiniBatchKMeans,
};

const ALGORITHMS: [Algorithm; 4] =
    [Algorithm::Auto, Algorithm::Lloyd, Algorithm::Hamerly, Algorithm::Yinyang];

fn column<const N: usize>(values: [f64; N]) -> Samples<f64> {
    Samples::new(values.to_vec(), N, 1).unwrap()
}

fn from<const N: usize>(centers: [f64; N]) -> KMeans {
    KMeans { init: Init::Centers(column(centers)), ..KMeans::new(N) }
}

/// The model, whose labels and inertia are those of its centres, whatever finds them.
fn consistent<F: Scalar>(
    kmeans: &KMeans,
    samples: SamplesView<'_, F>,
    weights: &[f64],
) -> KMeansModel<F> {
    let models = ALGORITHMS.map(|algorithm| {
        let kmeans = KMeans { algorithm, ..kmeans.clone() };
        let model = kmeans.fit_weighted(samples, weights).unwrap();
        assert_eq!(model.labels(), model.predict(samples).unwrap(), "{algorithm}");
        let score = model.score_weighted(samples, weights).unwrap();
        assert_eq!(model.inertia().to_bits(), (-score).to_bits(), "{algorithm}");
        model
    });
    for model in &models[1..] {
        assert_eq!(model.labels(), models[0].labels());
        assert_eq!(model.cluster_centers(), models[0].cluster_centers());
    }
    let [model, ..] = models;
    model
}

/// Relocation takes the heavy sample away from the light one.
#[test]
fn what_is_left_of_a_heavy_cluster_is_no_rounding() {
    for (heavy, light, weight) in [(10.0, 1.0, 1e20), (10.1, 1.3, 1e13), (10.1, 1.3, 1e290)] {
        let samples = column([heavy, light]);
        let model = consistent(&from([0.0, 100.0]), samples.view(), &[weight, 1.0]);
        for (found, expected) in model.cluster_centers().as_slice().iter().zip([light, heavy]) {
            assert!((found - expected).abs() < 1e-14, "{found} {expected}");
        }
        assert_eq!(model.inertia().to_bits(), 0.0_f64.to_bits());
    }
}

#[test]
fn outliers_that_leave_a_cluster_take_no_digits_along() {
    // They go in the second iteration, both to the sides.
    let samples = column([1.3e16, 0.25, -1.3e16, 0.5, 2.3e16, -2.3e16]);
    let model = consistent(&from([0.0, 2.7e16, -2.7e16]), samples.view(), &[1.0; 6]);
    assert_eq!(model.labels(), [1, 0, 2, 0, 1, 2]);
    assert_eq!(model.cluster_centers().as_slice()[..1], [0.375]);
    // They go by relocation.
    let model = consistent(&from([0.0, 9e16, -9e16]), samples.view(), &[1.0; 6]);
    assert_eq!(model.cluster_centers().as_slice()[..1], [0.375]);
    // Samples so small that squares lose digits.
    let samples = column([1.3e-147, 0.25e-163, -1.3e-147, 0.5e-163, 2.3e-147, -2.3e-147]);
    let model = consistent(&from([0.0, 2.7e-147, -2.7e-147]), samples.view(), &[1.0; 6]);
    assert!((model.cluster_centers().as_slice()[0] / 0.375e-163 - 1.0).abs() < 1e-12);
}

#[test]
fn products_that_underflow_leave_labels_to_the_kernel() {
    let s = 2.0_f64.powi(-536);
    let samples = column([-s, s, 0.05 * s]);
    consistent(&from([-s, s]), samples.view(), &[1.0, 1.0, 0.0]);
}

#[test]
fn a_move_whose_square_underflows_is_one() {
    let s = 2.0_f64.powi(-520);
    let samples = column([-s, s, 0.5 * s, -1e-7 * s]);
    consistent(&from([-s, s]), samples.view(), &[1.0, 1.0, 1e-6, 0.0]);
}

#[test]
fn a_center_beyond_the_screen_is_no_error() {
    let samples = column([0.0, 1.0, 2.0]);
    for far in [1e18, 1e19, 1e20, 1e30, 1e38, 1e39, 1e40, 1e150] {
        let model = consistent(&from([0.0, far]), samples.view(), &[1.0; 3]);
        assert_eq!(model.inertia().to_bits(), 0.5_f64.to_bits(), "{far}");
        consistent(&from([far, -far]), samples.view(), &[1.0; 3]);
    }
}

#[cfg(feature = "pca")]
#[test]
fn axes_beyond_the_screen_are_no_error() {
    let rows: Vec<[f64; 2]> =
        (0..9_u32).map(|i| [i * i % 7, i].map(|x| f64::from(x) * 1e-39)).collect();
    let samples = Samples::from_rows(&rows).unwrap();
    let kmeans = KMeans { init: Init::Pca, ..KMeans::new(2) };
    consistent(&kmeans, samples.view(), &[1.0; 9]);
}

#[test]
fn an_inertia_on_the_way_may_be_infinite() {
    let samples = column([0.0, 1.0, 1e5, 1e5 + 1.0]);
    let (kmeans, weights) = (from([0.0, 1.0]), [1e299; 4]);
    let mut inertias = Vec::new();
    let watched = kmeans.fit_observed(samples.view(), Some(&weights), &mut |iteration| {
        inertias.push(iteration.inertia());
        ControlFlow::Continue(())
    });
    assert_eq!(watched, kmeans.fit_weighted(samples.view(), &weights));
    assert!(watched.unwrap().inertia().is_finite());
    assert_eq!(inertias[..1], [f64::INFINITY]);
    assert!(inertias.is_sorted_by(|before, after| before >= after), "{inertias:?}");
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    /// Anything from 0 on, of sizes up to `exponent` powers of ten from 1.
    fn size(exponent: i32) -> impl Strategy<Value = f64> {
        let positive = (1.0_f64..10.0, -exponent..exponent).prop_map(|(x, e)| x * 10.0_f64.powi(e));
        prop_oneof![1 => Just(0.0), 5 => positive]
    }

    /// Samples, weights, of which enough are not 0, and first centres among the samples and beyond.
    fn problem() -> impl Strategy<Value = (Samples<f64>, Vec<f64>, KMeans)> {
        let value = || (size(6), any::<bool>()).prop_map(|(x, sign)| if sign { x } else { -x });
        (4_usize..40, 1_usize..4, 1_usize..5).prop_flat_map(move |(n, d, k)| {
            let samples = prop::collection::vec(value(), n * d);
            let centers = prop::collection::vec(value(), k * d);
            let weights = prop::collection::vec(size(25), n);
            let algorithm = prop::sample::select(ALGORITHMS.to_vec());
            (samples, centers, weights, algorithm).prop_filter_map(
                "not enough that count",
                move |(samples, centers, weights, algorithm)| {
                    let n_positive = weights.iter().filter(|&&weight| weight > 0.0).count();
                    let init = Init::Centers(Samples::new(centers, k, d).unwrap());
                    let kmeans = KMeans { init, algorithm, tol: 0.0, ..KMeans::new(k) };
                    let samples = Samples::new(samples, n, d).unwrap();
                    (n_positive >= k).then_some((samples, weights, kmeans))
                },
            )
        })
    }

    fn means(samples: &Samples<f64>) -> Vec<f64> {
        let (n, d) = samples.shape();
        (0..d).map(|j| samples.rows().map(|x| x[j]).sum::<f64>() / n as f64).collect()
    }

    fn distance(a: &[f64], b: &[f64]) -> f64 {
        a.iter().zip(b).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
    }

    /// Every centre is the weighted mean of the samples that had its label in the iteration before.
    fn assert_means(
        samples: &Samples<f64>,
        weights: &[f64],
        labels: &[u32],
        centers: &Samples<f64>,
    ) {
        let offset = means(samples);
        let largest = samples.as_slice().iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        for (label, center) in (0..).zip(centers.rows()) {
            let own = || (0..labels.len()).filter(|&i| labels[i] == label);
            let total: f64 = own().map(|i| weights[i]).sum();
            let reach = own().map(|i| weights[i] * distance(samples.row(i), &offset)).sum::<f64>();
            for (j, value) in center.iter().enumerate() {
                let shifted = |i: usize| weights[i] / total * (samples.row(i)[j] - offset[j]);
                let mean = offset[j] + own().map(shifted).sum::<f64>();
                let rounding = 1e-7 * reach / total + 8.0 * f64::EPSILON * largest;
                assert!((value - mean).abs() <= rounding, "{value} {mean} {rounding}");
            }
        }
    }

    proptest! {
        #[test]
        fn centers_are_means_and_inertia_never_rises((samples, weights, kmeans) in problem()) {
            let (offset, n_features) = (means(&samples), samples.n_features() as f64);
            let norms: Vec<f64> = samples.rows().map(|x| distance(x, &offset)).collect();
            let farthest = norms.iter().fold(0.0, |most: f64, norm| most.max(*norm));
            // The largest cost of rounded scores: a sample may go to a centre that is not quite the
            // nearest.
            let squares = norms.iter().zip(&weights).map(|(norm, w)| w * (norm + farthest).powi(2));
            let rounding = 4.0 * (n_features + 8.0) * f64::EPSILON * squares.sum::<f64>();
            let mut before: Option<(Vec<u32>, f64)> = None;
            let watched = kmeans.fit_observed(samples.view(), Some(&weights), &mut |round| {
                if let Some((labels, inertia)) = &before {
                    assert!(round.inertia() <= inertia * (1.0 + 1e-12) + rounding);
                    let is_filled = |cluster| {
                        labels.iter().zip(&weights).any(|(&l, &w)| l == cluster && w > 0.0)
                    };
                    // An empty cluster gets a sample of another.
                    if (0..).take(kmeans.n_clusters).all(is_filled) {
                        let centers = round.cluster_centers().unwrap();
                        assert_means(&samples, &weights, labels, &centers);
                    }
                }
                before = Some((round.labels().to_vec(), round.inertia()));
                ControlFlow::Continue(())
            });
            let model = consistent(&kmeans, samples.view(), &weights);
            let watched = watched.unwrap();
            prop_assert_eq!(watched.labels(), model.labels());
            consistent(&kmeans, samples.cast::<f32>().unwrap().view(), &weights);
        }

        /// Labels stay right where products underflow. Squares of differences underflow sooner.
        #[test]
        fn small_samples_are_labelled_alike(
            values in prop::collection::vec(-1.0_f64..1.0, 60),
            weights in prop::collection::vec(size(9), 60),
            n_features in 1_usize..3,
            exponent in 500_i32..540,
        ) {
            let values = values.iter().map(|x| x * 2.0_f64.powi(-exponent)).collect();
            let n_samples = 60 / n_features;
            let samples = Samples::new(values, n_samples, n_features).unwrap();
            let init = Init::Centers(samples.view().slice(0..5).unwrap().to_owned());
            let weights = &weights[..n_samples];
            prop_assume!(weights.iter().filter(|&&weight| weight > 0.0).count() >= 5);
            let kmeans = KMeans { init, ..KMeans::new(5) };
            consistent(&kmeans, samples.view(), weights);
        }
    }
}

/// Three clusters of ten samples, in units of 1e-25 (`f32`) or 1e-165.
fn thirty<F: Scalar>(unit: f64) -> Samples<F> {
    let value = |i: u32| f64::from(i / 10) * 100.0 + f64::from(i * 7 % 10);
    let values = (0..30).flat_map(|i| [value(i), f64::from(i * i % 13)]);
    Samples::new(values.map(|x| F::from_f64(x * unit)).collect(), 30, 2).unwrap()
}

fn scaled_copies_cluster_alike<F: Scalar>(exponents: &[i32]) {
    let kmeans = KMeans { n_init: Some(3), ..KMeans::new(3) };
    let plain = kmeans.fit(thirty::<F>(1.0).view()).unwrap();
    for &exponent in exponents {
        let unit = 2.0_f64.powi(exponent);
        let samples = thirty::<F>(unit);
        let model = kmeans.fit(samples.view()).unwrap();
        assert_eq!(model.labels(), plain.labels(), "2^{exponent}");
        assert_eq!(model.n_iter(), plain.n_iter());
        let centers = plain.cluster_centers().as_slice().iter();
        let centers: Vec<F> = centers.map(|x| F::from_f64(x.to_f64() * unit)).collect();
        assert_eq!(model.cluster_centers().as_slice(), centers);
        assert_eq!(model.inertia().to_bits(), (plain.inertia() * unit * unit).to_bits());
        assert_eq!(model.labels(), model.predict(samples.view()).unwrap());
        assert_eq!(model.inertia().to_bits(), (-model.score(samples.view()).unwrap()).to_bits());
        let mut observed = 0.0;
        kmeans
            .fit_observed(samples.view(), None, &mut |iteration| {
                observed = iteration.inertia();
                ControlFlow::Break(())
            })
            .unwrap();
        assert!(observed >= model.inertia());
    }
}

#[test]
fn a_unit_however_small_or_large_changes_no_label() {
    scaled_copies_cluster_alike::<f32>(&[-83, 80, 100]);
    scaled_copies_cluster_alike::<f64>(&[-300, -550, -900, 480]);
    let sizes = |model: &dyn Fn() -> Vec<usize>| model();
    let narrow = || KMeans::new(3).fit(thirty::<f32>(1e-25).view()).unwrap().cluster_sizes();
    let wide = || KMeans::new(3).fit(thirty::<f64>(1e-165).view()).unwrap().cluster_sizes();
    assert_eq!([sizes(&narrow), sizes(&wide)], [[10; 3], [10; 3]]);
}

#[test]
fn a_unit_however_small_or_large_changes_no_other_cluster_either() {
    let mini_batch = MiniBatchKMeans { batch_size: 12, ..MiniBatchKMeans::new(3) };
    let bisecting = BisectingKMeans { tol: 0.0, ..BisectingKMeans::new(3) };
    let plain = thirty::<f64>(1.0);
    let plain = (mini_batch.fit(plain.view()).unwrap(), bisecting.fit(plain.view()).unwrap());
    for exponent in [-300, -550, -900, 480] {
        let unit = 2.0_f64.powi(exponent);
        let samples = thirty::<f64>(unit);
        let check = |model: &dyn ClusterModel<f64>, labels: &[u32], plain: &[f64]| {
            assert_eq!(model.predict(samples.view()).unwrap(), labels, "2^{exponent}");
            let centers: Vec<f64> = plain.iter().map(|x| x * unit).collect();
            assert_eq!(model.cluster_centers().as_slice(), centers, "2^{exponent}");
        };
        let model = mini_batch.fit(samples.view()).unwrap();
        assert_eq!(model.labels(), plain.0.labels(), "2^{exponent}");
        check(&model, plain.0.labels(), plain.0.cluster_centers().as_slice());
        assert_eq!(model.inertia().to_bits(), (plain.0.inertia() * unit * unit).to_bits());
        let model = bisecting.fit(samples.view()).unwrap();
        assert_eq!(model.labels(), plain.1.labels(), "2^{exponent}");
        check(&model, plain.1.labels(), plain.1.cluster_centers().as_slice());
        assert_eq!(model.inertia().to_bits(), (plain.1.inertia() * unit * unit).to_bits());
        for (split, plain) in model.splits().iter().zip(plain.1.splits()) {
            assert_eq!(split.inertia.to_bits(), (plain.inertia * unit * unit).to_bits());
        }
    }
}

/// Found by random bytes: centres below the smallest normal `f32` are rounded more than those of the fit.
#[test]
fn models_of_subnormal_samples_agree_with_themselves() {
    for seed in 0..60_u32 {
        let value = |i: u32| f32::from_bits((i * i + seed * i + seed) % 97);
        let samples = Samples::new((0..40).map(value).collect(), 20, 2).unwrap();
        let agrees = |model: &dyn ClusterModel<f32>, labels: &[u32], inertia: f64| {
            assert_eq!(model.predict(samples.view()).unwrap(), labels, "{seed}");
            let score = model.score(samples.view()).unwrap();
            assert_eq!(inertia.to_bits(), (-score).to_bits(), "{seed}");
        };
        let model = KMeans::new(4).fit(samples.view()).unwrap();
        agrees(&model, model.labels(), model.inertia());
        let model = MiniBatchKMeans::new(4).fit(samples.view()).unwrap();
        agrees(&model, model.labels(), model.inertia());
        let model = BisectingKMeans::new(4).fit(samples.view()).unwrap();
        agrees(&model, model.labels(), model.inertia());
    }
}

#[test]
fn differences_beyond_the_type_are_no_error() {
    let samples = column([-f64::MAX, -f64::MAX, f64::MAX]);
    let model = KMeans::new(2).fit(samples.view()).unwrap();
    assert_eq!(model.predict(samples.view()).unwrap(), model.labels());
    assert_eq!(model.cluster_sizes().iter().max(), Some(&2));
}

/// scikit-learn's own tests ask for this: distances are to the centres as they are published.
#[test]
fn a_center_is_at_no_distance_from_itself() {
    fn check<F: Scalar>(model: &KMeansModel<F>) {
        let centers = model.cluster_centers();
        let distances = model.transform(centers).unwrap();
        for (cluster, row) in distances.rows().enumerate() {
            for (other, distance) in row.iter().enumerate() {
                assert_eq!(*distance == F::ZERO, cluster == other, "{distance}");
            }
        }
    }
    check(&KMeans::new(2).fit(column([0.0, 1.0, 10.0, 11.0, 12.5]).view()).unwrap());
    let far = |i: u32| f32::from_f64(1000.0 + f64::from(i * i % 17) * 0.37);
    let far = Samples::new((0..60).map(far).collect(), 30, 2).unwrap();
    check(&KMeans::new(4).fit(far.view()).unwrap());
    check(&KMeans::new(3).fit(thirty::<f32>(1e-25).view()).unwrap());
    check(&KMeans::new(3).fit(thirty::<f64>(1e-165).view()).unwrap());
    check(&KMeans::new(3).fit(thirty::<f64>(1e150).view()).unwrap());
}
