//! Properties that hold for every input.

use std::ops::ControlFlow;

use digits_data::{Blobs, Samples, SamplesView, Scalar, make_blobs};
use kmeans_core::{
    Algorithm, ClusterModel, Error, Init, KMeans, KMeansModel, RandomState, StopReason,
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

/// Principal components where they are built in, or else k-means++.
fn pca() -> Init {
    #[cfg(feature = "pca")]
    return Init::Pca;
    #[cfg(not(feature = "pca"))]
    Init::KMeansPlusPlus
}

fn kmeans(samples: SamplesView<'_>) -> impl Strategy<Value = KMeans> + use<> {
    let most = samples.n_samples().min(9);
    let n_components = samples.n_features().min(most);
    let state = prop_oneof![
        any::<u64>().prop_map(RandomState::Pcg64),
        any::<u32>().prop_map(RandomState::NumPy)
    ];
    let tols =
        prop::sample::select(vec![(0.0, 0.0), (1e-4, 0.0), (0.1, 0.0), (0.0, 1e-3), (1e-4, 0.1)]);
    (1..=most, 0_usize..4, 1_usize..4, 1_usize..20, tols, any::<bool>(), state).prop_map(
        move |(n_clusters, init, n_init, max_iter, tols, nested_samples, random_state)| KMeans {
            algorithm: Algorithm::Auto,
            n_clusters: if init == 2 { n_clusters.min(n_components) } else { n_clusters },
            init: [Init::KMeansPlusPlus, Init::Random, pca(), Init::k_means_parallel()][init]
                .clone(),
            n_init: Some(n_init),
            nested_samples,
            max_iter,
            tol: tols.0,
            inertia_tol: tols.1,
            random_state,
        },
    )
}

fn problem() -> impl Strategy<Value = (Samples<f64>, KMeans)> {
    samples().prop_flat_map(|samples| {
        let kmeans = kmeans(samples.view());
        (Just(samples), kmeans)
    })
}

/// Equal in every bit that a caller can see.
fn assert_same<F: Scalar>(a: &KMeansModel<F>, b: &KMeansModel<F>) {
    assert_eq!(a.labels(), b.labels());
    assert_eq!(a.inertia().to_bits(), b.inertia().to_bits());
    assert_eq!((a.n_iter(), a.stop_reason()), (b.n_iter(), b.stop_reason()));
    let bits = |model: &KMeansModel<F>| -> Vec<u64> {
        model.cluster_centers().as_slice().iter().map(|x| x.to_f64().to_bits()).collect()
    };
    assert_eq!(bits(a), bits(b));
}

fn assert_consistent<F: Scalar>(kmeans: &KMeans, samples: SamplesView<'_, F>) {
    let model = match kmeans.fit(samples) {
        // Samples that are all alike have no principal components.
        Err(Error::Linalg(linalg_pca::Error::NoVariance { .. })) if kmeans.init == pca() => {
            return;
        }
        model => model.unwrap(),
    };
    assert_eq!(model.labels(), model.predict(samples).unwrap());
    assert_eq!(model.inertia().to_bits(), (-model.score(samples).unwrap()).to_bits());
    assert_eq!(model.cluster_sizes().iter().sum::<usize>(), samples.n_samples());
    assert_eq!(model.restarts().len(), kmeans.n_init.unwrap());
    assert_eq!(model.restarts()[model.best_restart()].inertia.to_bits(), model.inertia().to_bits());
    assert_eq!(model.converged(), model.stop_reason() != StopReason::MaxIter);
    assert!(model.n_iter() <= kmeans.max_iter);
    // Scores are rounded at the size of the squared coordinates.
    let largest = samples.as_slice().iter().fold(0.0, |most: f64, x| most.max(x.to_f64().abs()));
    let rounding = 64.0 * F::EPSILON * largest * largest * samples.n_features() as f64;
    let distances = model.transform(samples).unwrap();
    for (row, &label) in distances.rows().zip(model.labels()) {
        let own = row[label as usize].to_f64();
        let nearest = row.iter().fold(f64::INFINITY, |least, x| least.min(x.to_f64()));
        assert!(own * own <= nearest * nearest + rounding, "{own} {nearest}");
    }
}

/// Both samples beside 0 are equally far from it, and the second centre has no sample.
#[test]
fn of_equally_far_samples_the_first_fills_an_empty_cluster() {
    for first in [-1.0, 1.0] {
        let samples = Samples::from_rows(&[[0.0], [first], [0.0], [-first]]).unwrap();
        let start = Init::Centers(Samples::from_rows(&[[0.0], [100.0]]).unwrap());
        let kmeans = KMeans { init: start, max_iter: 1, ..KMeans::new(2) };
        let model = kmeans.fit(samples.view()).unwrap();
        assert_eq!(model.cluster_centers().row(1), [first]);
    }
}

#[expect(clippy::module_inception, reason = "`cargo xtask prop` finds properties by this name")]
mod properties {
    use super::*;

    proptest! {
        #[test]
        fn labels_centers_and_inertia_belong_together((samples, kmeans) in problem()) {
            assert_consistent(&kmeans, samples.view());
            assert_consistent(&kmeans, samples.cast::<f32>().unwrap().view());
        }

        #[test]
        fn inertia_never_rises_and_watching_changes_nothing((samples, kmeans) in problem()) {
            prop_assume!(kmeans.init != pca() || kmeans.fit(samples.view()).is_ok());
            let mut before = (usize::MAX, f64::INFINITY);
            let watched = kmeans
                .fit_observed(samples.view(), None, &mut |iteration| {
                    if before.0 == iteration.restart() {
                        // Equal up to the rounding of n·d additions.
                        assert!(iteration.inertia() <= before.1 * (1.0 + 1e-12) + 1e-18);
                    }
                    before = (iteration.restart(), iteration.inertia());
                    ControlFlow::Continue(())
                })
                .unwrap();
            assert_same(&watched, &kmeans.fit(samples.view()).unwrap());
        }

        #[test]
        fn a_weight_counts_as_repetition((samples, kmeans) in problem(), seed: usize) {
            let n = samples.n_samples();
            let times = |i: usize| (seed.wrapping_add(i).wrapping_mul(2_654_435_761) >> 9) % 4;
            let repeated: Vec<usize> = (0..n).flat_map(|i| std::iter::repeat_n(i, times(i))).collect();
            let present: Vec<usize> = (0..n).filter(|&i| times(i) > 0).collect();
            prop_assume!(present.len() >= kmeans.n_clusters);
            // One iteration from the same centres: seeding draws otherwise from a longer list, and in later
            // iterations a tie may fall to the other side by rounding.
            let start = samples.view().select(&present[..kmeans.n_clusters]).unwrap();
            let kmeans = KMeans { init: Init::Centers(start), n_init: None, max_iter: 1, ..kmeans };
            let weights: Vec<f64> = (0..n).map(|i| times(i) as f64).collect();
            let mut rounds = Vec::new();
            let mut watch = |samples: SamplesView<'_>, weights: Option<&[f64]>| {
                let model = kmeans.fit_observed(samples, weights, &mut |iteration| {
                    rounds.push((iteration.labels().to_vec(), iteration.inertia()));
                    ControlFlow::Continue(())
                });
                model.unwrap().cluster_centers().to_owned()
            };
            let weighted = watch(samples.view(), Some(&weights));
            let long = watch(samples.view().select(&repeated).unwrap().view(), None);
            let labels: Vec<u32> = repeated.iter().map(|&i| rounds[0].0[i]).collect();
            // A tie, or a cluster without a sample, to which relocation gives one copy or all of them.
            prop_assume!(labels == rounds[1].0);
            let sizes = (0..).map(|c| labels.iter().filter(|&&label| label == c).count());
            prop_assume!(sizes.take(kmeans.n_clusters).all(|size| size > 0));
            let close = |a: f64, b: f64| (a - b).abs() <= 1e-9 * (1.0 + b.abs());
            prop_assert!(close(rounds[0].1, rounds[1].1));
            for (a, b) in weighted.as_slice().iter().zip(long.as_slice()) {
                prop_assert!(close(*a, *b), "{} {}", a, b);
            }
        }
    }
}

#[test]
fn an_offset_costs_no_digits() {
    for seed in 0..10 {
        let blobs = Blobs { cluster_std: 4.0, seed, ..Blobs::new(2000, 4, 6) };
        let blobs = make_blobs::<f64>(&blobs).unwrap();
        // On a grid of 1/8, the finest that f32 has at a million.
        let shifted = |by: f64| {
            let values = blobs.samples().as_slice().iter().map(|x| by + (x * 8.0).round() / 8.0);
            Samples::new(values.collect(), 2000, 4).unwrap()
        };
        let kmeans = KMeans { random_state: RandomState::Pcg64(seed), ..KMeans::new(6) };
        let near = kmeans.fit(shifted(0.0).view()).unwrap();
        let assert_near = |labels: &[u32], inertia: f64, tolerance: f64| {
            // A handful of samples may lie on a border to the last digit.
            let differ = labels.iter().zip(near.labels()).filter(|(a, b)| a != b).count();
            assert!(differ <= 4, "{differ} labels differ");
            assert!((inertia - near.inertia()).abs() < tolerance * near.inertia());
        };
        let far = kmeans.fit(shifted(1e9).view()).unwrap();
        assert_near(far.labels(), far.inertia(), 1e-6);
        let single = kmeans.fit(shifted(1e6).cast::<f32>().unwrap().view()).unwrap();
        assert_near(single.labels(), single.inertia(), 1e-6);
    }
}

#[test]
fn the_observer_may_stop_the_fit() {
    let data = make_blobs::<f64>(&Blobs { cluster_std: 8.0, ..Blobs::new(500, 2, 5) }).unwrap();
    let kmeans = KMeans { n_init: Some(3), tol: 0.0, ..KMeans::new(8) };
    let mut seen = 0;
    let model = kmeans
        .fit_observed(data.samples().view(), None, &mut |iteration| {
            seen += 1;
            assert_eq!(iteration.cluster_centers().unwrap().shape(), (8, 2));
            if iteration.restart() == 1 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })
        .unwrap();
    assert_eq!(model.restarts().len(), 2);
    assert_eq!(seen, model.restarts()[0].n_iter + 1);
    assert_eq!(model.restarts()[1].stop_reason, StopReason::Observer);
    assert_eq!(model.labels(), model.predict(data.samples().view()).unwrap());
}

#[test]
fn stored_centers_label_as_the_model_did() {
    fn check<F: digits_data::Scalar>(offset: f64) {
        let blobs = digits_data::Blobs::new(300, 3, 4);
        let blobs = digits_data::make_blobs::<f64>(&blobs).unwrap();
        let moved: Vec<F> =
            blobs.samples().as_slice().iter().map(|x| F::from_f64(x + offset)).collect();
        let samples = digits_data::Samples::new(moved, 300, 3).unwrap();
        let model = kmeans_core::KMeans::new(4).fit(samples.view()).unwrap();
        let centers = model.fitted_centers();
        let (centered, offset) = (centers.centered().to_owned(), centers.offset().to_vec());
        let again = kmeans_core::FittedCenters::new(centered, offset).unwrap();
        assert_eq!(&again, centers);
        assert_eq!(again.predict(samples.view()).unwrap(), model.labels());
        assert_eq!(again.score(samples.view()).unwrap().to_bits(), (-model.inertia()).to_bits());
        let (labels, inertia) = again.predict_with_inertia(samples.view()).unwrap();
        assert_eq!(
            (labels.as_slice(), inertia.to_bits()),
            (model.labels(), model.inertia().to_bits())
        );
    }
    check::<f64>(1e9);
    check::<f32>(1e4);
}

#[test]
fn centers_in_json_come_back_to_the_bit_or_are_refused() {
    let digits = digits_data::load_digits().unwrap();
    let model = kmeans_core::KMeans::new(5).fit(digits.samples().view()).unwrap();
    let text = serde_json::to_string(model.fitted_centers()).unwrap();
    let again: kmeans_core::FittedCenters = serde_json::from_str(&text).unwrap();
    assert_eq!(&again, model.fitted_centers());
    let bad = r#"{"centered": [[0.0, 1.0]], "offset": [0.0]}"#;
    let error = serde_json::from_str::<kmeans_core::FittedCenters>(bad).unwrap_err();
    assert!(
        error.to_string().contains("the samples have 1 features, but the model was fitted to 2"),
        "{error}"
    );
}
