//! Same input, same bits, for any number of threads.

use digits_data::{Blobs, Samples, Scalar, load_digits, make_blobs};
use kmeans_core::{ClusterModel, Init, KMeans, KMeansModel};
use rayon::ThreadPoolBuilder;

/// Two and seven threads, with even and uneven shares of the work, must compute the bits of one
/// thread.
#[track_caller]
fn assert_threads_change_no_bit(compute: impl Fn() -> Vec<u64> + Sync) {
    let bits_with = |n_threads| {
        let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        pool.install(&compute)
    };
    let one = bits_with(1);
    for n_threads in [2, 7] {
        assert!(bits_with(n_threads) == one, "{n_threads} threads");
    }
}

/// More than 2²¹ values, from where on every step goes parallel; the last chunk is short.
///
/// Fits of it need few iterations: the first does all that an iteration can do. On a busy machine it is the
/// iterations that take long, for each ends with threads that wait for one that waits for a core.
fn large() -> Samples {
    let blobs = Blobs { cluster_std: 6.0, ..Blobs::new(16_500, 128, 12) };
    make_blobs(&blobs).unwrap().samples().clone()
}

/// Every number that a caller can see.
fn bits<F: Scalar>(model: &KMeansModel<F>) -> Vec<u64> {
    let centers = model.cluster_centers().as_slice().iter().map(|x| x.to_f64().to_bits());
    let restarts = model.restarts().iter().flat_map(|r| [r.inertia.to_bits(), r.n_iter as u64]);
    let labels = model.labels().iter().map(|&label| u64::from(label));
    let best = [model.inertia().to_bits(), model.n_iter() as u64, model.best_restart() as u64];
    best.into_iter().chain(restarts).chain(centers).chain(labels).collect()
}

#[test]
fn restarts_in_turn() {
    let samples = large();
    for init in [Init::KMeansPlusPlus, Init::k_means_parallel(), Init::Random] {
        let kmeans = KMeans { init, n_init: Some(2), max_iter: 3, ..KMeans::new(10) };
        assert_threads_change_no_bit(|| bits(&kmeans.fit(samples.view()).unwrap()));
    }
}

#[test]
fn weights_in_single_precision() {
    let samples = large().cast::<f32>().unwrap();
    let weights: Vec<f64> = (0..16_500).map(|i| f64::from(i % 5) * 0.3).collect();
    let kmeans = KMeans { max_iter: 3, ..KMeans::new(9) };
    assert_threads_change_no_bit(|| bits(&kmeans.fit_weighted(samples.view(), &weights).unwrap()));
}

#[test]
fn clusters_that_start_empty() {
    let samples = large();
    let mut start: Vec<Vec<f64>> = samples.rows().take(4).map(<[f64]>::to_vec).collect();
    start.extend([vec![1e4; 128], vec![-1e4; 128]]);
    let init = Init::Centers(Samples::from_rows(&start).unwrap());
    let kmeans = KMeans { init, max_iter: 2, ..KMeans::new(6) };
    assert_threads_change_no_bit(|| bits(&kmeans.fit(samples.view()).unwrap()));
}

/// Relocation takes nearly all of a cluster's weight.
#[test]
fn a_cluster_that_loses_its_weight() {
    let samples = large();
    let mut weights = vec![1.0; 16_500];
    weights[0] = 1e20;
    let mut values = samples.as_slice().to_vec();
    values[..128].fill(1e3);
    let samples = Samples::new(values, 16_500, 128).unwrap();
    let start = Samples::from_rows(&[[0.0; 128], [1e5; 128]]).unwrap();
    let kmeans = KMeans { init: Init::Centers(start), max_iter: 1, ..KMeans::new(2) };
    assert_threads_change_no_bit(|| {
        let model = kmeans.fit_weighted(samples.view(), &weights).unwrap();
        assert_eq!(model.labels()[0], 1);
        assert!(model.cluster_centers().row(0).iter().all(|x| x.abs() < 10.0));
        bits(&model)
    });
}

#[test]
fn restarts_side_by_side() {
    let digits = load_digits().unwrap();
    let kmeans = KMeans { n_init: Some(5), max_iter: 5, ..KMeans::new(10) };
    assert_threads_change_no_bit(|| bits(&kmeans.fit(digits.samples().view()).unwrap()));
}

#[cfg(feature = "pca")]
#[test]
fn principal_components() {
    let blobs = make_blobs::<f64>(&Blobs::new(20_001, 9, 12)).unwrap();
    let kmeans = KMeans { init: Init::Pca, max_iter: 3, ..KMeans::new(8) };
    assert_threads_change_no_bit(|| bits(&kmeans.fit(blobs.samples().view()).unwrap()));
}

#[test]
fn new_samples() {
    let samples = large();
    let model = KMeans { max_iter: 1, ..KMeans::new(5) }.fit(samples.view()).unwrap();
    assert_threads_change_no_bit(|| {
        let distances = model.transform(samples.view()).unwrap();
        let score = model.score(samples.view()).unwrap();
        distances.as_slice().iter().chain([&score]).map(|x| x.to_bits()).collect()
    });
}
