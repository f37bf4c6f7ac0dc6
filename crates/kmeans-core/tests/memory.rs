//! What a fit takes beside the samples: one packed copy, 32 bytes a sample, and tables of centres.
#![allow(clippy::unwrap_used, reason = "a panic here is a failed test")]

use digits_data::{Blobs, Samples, Scalar, make_blobs};
use kmeans_core::{Algorithm, BisectingKMeans, ClusterModel, Init, KMeans};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn peak_of<T>(work: impl FnOnce() -> T) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let result = work();
    let peak = MEMORY.peak_usage() - before;
    drop(result);
    peak
}

fn check<F: Scalar>(samples: &Samples<F>, init: Init, n_clusters: usize, algorithm: Algorithm) {
    let (n_samples, n_features) = samples.shape();
    let kmeans =
        KMeans { init, algorithm, max_iter: 5, n_init: Some(2), ..KMeans::new(n_clusters) };
    let peak = peak_of(|| kmeans.fit(samples.view()).unwrap());
    let packed = n_samples * n_features * size_of::<F>();
    // Each thread may hold its sums twice at the same time, while it makes a part of them. A sum is three
    // digits. An iteration holds a few more sets of centres and sums.
    let n_tables = 6 * rayon::current_num_threads() + 16;
    let tables = n_tables * n_clusters * n_features * size_of::<f64>() + (256 << 10);
    let most = packed + 32 * n_samples + tables;
    assert!(peak <= most, "{algorithm}, {}: {peak} of {most} bytes", F::NAME);
}

/// A half is copied and packed. The packed copy of all samples is gone by then.
fn check_halving() {
    let (n_samples, n_features) = (60_000, 24);
    let row = |i: usize| if i.is_multiple_of(20) { 100.0 } else { (i % 11) as f64 };
    let values = (0..n_samples).flat_map(|i| std::iter::repeat_n(row(i), n_features)).collect();
    let samples = Samples::new(values, n_samples, n_features).unwrap();
    let bisecting = BisectingKMeans { init: Init::Random, ..BisectingKMeans::new(3) };
    let peak = peak_of(|| bisecting.fit(samples.view()).unwrap());
    let half = n_samples * 19 / 20 * n_features * (size_of::<f64>() + size_of::<f32>());
    let most = half + 48 * n_samples + (256 << 10);
    assert!(peak <= most, "{peak} of {most} bytes");
}

/// Labels, and a block of each thread.
fn check_predict(samples: &Samples<f32>) {
    let model = KMeans::new(10).fit(samples.view()).unwrap();
    let peak = peak_of(|| model.predict(samples.view()).unwrap());
    let most = 5 * samples.n_samples() + rayon::current_num_threads() * (512 << 10);
    assert!(peak <= most, "predict: {peak} of {most} bytes");
}

/// One test, for it counts what the whole process has.
#[test]
fn a_fit_holds_one_packed_copy() {
    for (n_features, n_clusters) in [(2, 20), (24, 10), (24, 300)] {
        let blobs = make_blobs::<f64>(&Blobs::new(60_000, n_features, 15)).unwrap();
        let (wide, narrow) = (blobs.samples(), blobs.samples().cast::<f32>().unwrap());
        for algorithm in [Algorithm::Auto, Algorithm::Lloyd, Algorithm::Hamerly, Algorithm::Yinyang]
        {
            check(wide, Init::Random, n_clusters, algorithm);
            check(&narrow, Init::Random, n_clusters, algorithm);
        }
        if n_clusters < 100 {
            check(wide, Init::KMeansPlusPlus, n_clusters, Algorithm::Auto);
            check(&narrow, Init::KMeansPlusPlus, n_clusters, Algorithm::Auto);
        }
        check_predict(&narrow);
    }
    check_halving();
}
