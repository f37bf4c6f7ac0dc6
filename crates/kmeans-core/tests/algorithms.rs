//! Every algorithm is plain Lloyd to the bit, in every iteration.

use std::ops::ControlFlow;

use digits_data::{Blobs, Samples, SamplesView, Scalar, load_digits, make_blobs};
use kmeans_core::{Algorithm, ClusterModel, Init, Iteration, KMeans, KMeansModel, RandomState};

/// Labels, inertia and centres of every iteration, as bits.
type Trace = Vec<(usize, Vec<u32>, u64, Vec<u64>)>;

fn trace<F: Scalar>(
    kmeans: &KMeans,
    samples: SamplesView<'_, F>,
    algorithm: Algorithm,
) -> (Trace, KMeansModel<F>) {
    let bits = |values: &[F]| values.iter().map(|x| x.to_f64().to_bits()).collect::<Vec<_>>();
    let mut rounds = Vec::new();
    let kmeans = KMeans { algorithm, ..kmeans.clone() };
    let model = kmeans.fit_observed(samples, None, &mut |round| {
        let centers = bits(round.cluster_centers().unwrap().as_slice());
        let inertia = round.inertia().to_bits();
        rounds.push((round.restart(), round.labels().to_vec(), inertia, centers));
        ControlFlow::Continue(())
    });
    (rounds, model.unwrap())
}

fn assert_all_alike<F: Scalar>(kmeans: &KMeans, samples: SamplesView<'_, F>) {
    let (lloyd, model) = trace(kmeans, samples, Algorithm::Lloyd);
    for algorithm in [Algorithm::Hamerly, Algorithm::Yinyang, Algorithm::Auto] {
        let (rounds, other) = trace(kmeans, samples, algorithm);
        assert_eq!(rounds.len(), lloyd.len(), "{algorithm}");
        for (round, (found, expected)) in rounds.iter().zip(&lloyd).enumerate() {
            assert!(found == expected, "{algorithm}, round {round}, {}", F::NAME);
        }
        assert_eq!(other.labels(), model.labels());
        assert_eq!(other.inertia().to_bits(), model.inertia().to_bits());
        assert_eq!(other.labels(), other.predict(samples).unwrap());
    }
}

fn assert_alike_in_both(kmeans: &KMeans, samples: &Samples<f64>) {
    assert_all_alike(kmeans, samples.view());
    assert_all_alike(kmeans, samples.cast::<f32>().unwrap().view());
}

fn kmeans(n_clusters: usize, seed: u64) -> KMeans {
    KMeans { tol: 0.0, random_state: RandomState::Pcg64(seed), ..KMeans::new(n_clusters) }
}

#[test]
fn on_blobs_of_many_shapes() {
    let shapes =
        [(40, 1, 3), (500, 2, 7), (3000, 3, 40), (700, 17, 12), (2500, 64, 10), (300, 200, 5)];
    for (n, d, k) in shapes {
        for cluster_std in [0.5, 4.0, 30.0] {
            let blobs = Blobs { cluster_std, seed: 5, ..Blobs::new(n, d, k) };
            let blobs = make_blobs::<f64>(&blobs).unwrap();
            assert_alike_in_both(&kmeans(k, 1), blobs.samples());
        }
    }
}

#[test]
fn on_the_digits() {
    let digits = load_digits().unwrap();
    let inits = [
        Init::KMeansPlusPlus,
        Init::Random,
        #[cfg(feature = "pca")]
        Init::Pca,
    ];
    for init in inits {
        let kmeans = KMeans { init, n_init: Some(2), ..kmeans(10, 3) };
        assert_alike_in_both(&kmeans, digits.samples());
    }
}

#[test]
fn where_one_cluster_or_many_are_all_there_is() {
    let blobs = make_blobs::<f64>(&Blobs::new(200, 4, 3)).unwrap();
    for n_clusters in [1, 2, 199, 200] {
        assert_alike_in_both(&kmeans(n_clusters, 2), blobs.samples());
    }
}

#[test]
fn far_from_the_origin_and_in_any_unit() {
    let blobs = make_blobs::<f64>(&Blobs { cluster_std: 3.0, ..Blobs::new(600, 5, 6) }).unwrap();
    let mapped = |scale: f64, offset: f64| {
        let values = blobs.samples().as_slice().iter().map(|x| x * scale + offset);
        Samples::new(values.collect(), 600, 5).unwrap()
    };
    for (scale, offset) in [(1.0, 1e6), (1e-4, 1e3), (1e-17, 0.0), (1e-21, 0.0), (1e15, 0.0)] {
        assert_alike_in_both(&kmeans(6, 4), &mapped(scale, offset));
    }
    for scale in [1e-150, 1e-155, 1e-157, 1e-159, 1e-160, 1e-310, 1e100, 1e150] {
        assert_all_alike(&kmeans(6, 4), mapped(scale, 0.0).view());
    }
}

/// Samples so near the middle between two centres that `f32` does not tell which is nearer.
#[test]
fn what_f32_cannot_tell_is_told_in_f64() {
    let offsets = (-40..=40).map(|i| f64::from(i) * 1e-13);
    let rows: Vec<[f64; 2]> = [-1.0, 1.0].into_iter().chain(offsets).map(|x| [x, 0.5]).collect();
    let samples = Samples::from_rows(&rows).unwrap();
    let centers = Samples::from_rows(&[[-1.0, 0.5], [1.0, 0.5]]).unwrap();
    for algorithm in [Algorithm::Lloyd, Algorithm::Hamerly, Algorithm::Yinyang] {
        let init = Init::Centers(centers.clone());
        let kmeans = KMeans { algorithm, init, ..KMeans::new(2) };
        let mut first = Vec::new();
        let mut observer = |iteration: &Iteration<'_, f64>| {
            first = iteration.labels().to_vec();
            ControlFlow::Break(())
        };
        kmeans.fit_observed(samples.view(), None, &mut observer).unwrap();
        // The mean, which all is relative to, is 0; the middle goes to the first centre.
        let expected: Vec<u32> = rows.iter().map(|row| u32::from(row[0] > 0.0)).collect();
        assert_eq!(first, expected, "{algorithm}");
    }
}

#[test]
fn bounds_save_distances_where_there_are_clusters() {
    let blobs = make_blobs::<f32>(&Blobs { cluster_std: 4.0, ..Blobs::new(20_000, 64, 80) });
    let blobs = blobs.unwrap();
    let samples = blobs.samples().view();
    let with = |algorithm| {
        KMeans { algorithm, init: Init::Random, n_init: Some(1), ..kmeans(80, 1) }.fit(samples)
    };
    let (lloyd, auto) = (with(Algorithm::Lloyd).unwrap(), with(Algorithm::Auto).unwrap());
    assert_eq!(lloyd.labels(), auto.labels());
    assert_eq!((lloyd.algorithm(), auto.algorithm()), (Algorithm::Lloyd, Algorithm::Hamerly));
    assert!(lloyd.n_distances() >= 20_000 * 80 * lloyd.n_iter() as u64);
    assert!(auto.n_distances() < lloyd.n_distances() * 3 / 4, "{}", auto.n_distances());
}

/// Centres that halve one cluster keep moving, so far that bounds of all the others would be lost; the
/// gaps between centres hold them.
#[test]
fn gaps_between_centers_save_distances_while_some_centers_move() {
    let blobs = make_blobs::<f32>(&Blobs::new(20_000, 16, 200)).unwrap();
    let samples = blobs.samples().view();
    let with = |algorithm| {
        KMeans { algorithm, init: Init::Random, n_init: Some(1), ..kmeans(200, 1) }.fit(samples)
    };
    let (lloyd, hamerly) = (with(Algorithm::Lloyd).unwrap(), with(Algorithm::Hamerly).unwrap());
    assert_eq!(lloyd.labels(), hamerly.labels());
    let share = hamerly.n_distances() as f64 / lloyd.n_distances() as f64;
    assert!(share < 0.34, "{share}");
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Small whole numbers: exact ties, duplicates, clusters that empty.
        #[test]
        fn on_grids(
            (n, d, k) in (1_usize..150, 1_usize..4, 1_usize..12),
            values in prop::collection::vec(-3_i8..4, 150 * 3),
            seed: u64,
        ) {
            prop_assume!(k <= n);
            let values = values[..n * d].iter().map(|&x| f64::from(x)).collect();
            assert_alike_in_both(&kmeans(k, seed), &Samples::new(values, n, d).unwrap());
        }

        #[test]
        fn on_numbers_without_pattern(
            (n, d, k) in (1_usize..150, 1_usize..5, 1_usize..12),
            values in prop::collection::vec(-1e4_f64..1e4, 150 * 4),
            seed: u64,
        ) {
            prop_assume!(k <= n);
            let samples = Samples::new(values[..n * d].to_vec(), n, d).unwrap();
            assert_alike_in_both(&kmeans(k, seed), &samples);
        }
    }
}
