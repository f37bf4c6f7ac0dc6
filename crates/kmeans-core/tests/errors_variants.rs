//! Bad input to mini-batch and bisecting k-means gets a typed error with the numbers in it.

use digits_data::Samples;
use kmeans_core::{BisectingKMeans, ClusterModel, Error, Init, MiniBatchKMeans};

fn square() -> Samples<f64> {
    Samples::from_rows(&[[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]).unwrap()
}

#[test]
fn numbers_of_clusters_that_cannot_be() {
    for n_clusters in [0, 5, usize::MAX] {
        let expected = Error::NumberOfClusters { n_clusters, n_samples: 4 };
        let mini_batch = MiniBatchKMeans::new(n_clusters);
        assert_eq!(mini_batch.fit(square().view()).unwrap_err(), expected);
        assert_eq!(mini_batch.start(square().view()).unwrap_err(), expected);
        let bisecting = BisectingKMeans::new(n_clusters);
        assert_eq!(bisecting.fit(square().view()).unwrap_err(), expected);
    }
    let weights = [1.0, 0.0, 2.0, 0.0];
    let expected = Error::NumberOfClusters { n_clusters: 3, n_samples: 2 };
    let error = MiniBatchKMeans::new(3).fit_weighted(square().view(), &weights).unwrap_err();
    assert_eq!(error, expected);
    let error = BisectingKMeans::new(3).fit_weighted(square().view(), &weights).unwrap_err();
    assert_eq!(error, expected);
}

#[test]
fn mini_batch_parameters_out_of_range() {
    let usual = MiniBatchKMeans::new(2);
    let cases = [
        ("n_init", MiniBatchKMeans { n_init: Some(0), ..usual.clone() }),
        ("max_iter", MiniBatchKMeans { max_iter: 0, ..usual.clone() }),
        ("batch_size", MiniBatchKMeans { batch_size: 0, ..usual.clone() }),
        ("tol", MiniBatchKMeans { tol: -1.0, ..usual.clone() }),
        ("tol", MiniBatchKMeans { tol: f64::NAN, ..usual.clone() }),
        ("init_size", MiniBatchKMeans { init_size: Some(1), ..usual.clone() }),
        ("reassignment_ratio", MiniBatchKMeans { reassignment_ratio: -0.1, ..usual.clone() }),
        ("reassignment_ratio", MiniBatchKMeans { reassignment_ratio: 1.1, ..usual.clone() }),
        ("reassignment_ratio", MiniBatchKMeans { reassignment_ratio: f64::NAN, ..usual }),
    ];
    for (expected, kmeans) in cases {
        let error = kmeans.fit(square().view()).unwrap_err();
        assert!(matches!(error, Error::Parameter { name, .. } if name == expected), "{error}");
    }
}

#[test]
fn bisecting_parameters_out_of_range() {
    let usual = BisectingKMeans::new(2);
    let cases = [
        ("n_init", BisectingKMeans { n_init: 0, ..usual.clone() }),
        ("max_iter", BisectingKMeans { max_iter: 0, ..usual.clone() }),
        ("tol", BisectingKMeans { tol: f64::INFINITY, ..usual }),
    ];
    for (expected, kmeans) in cases {
        let error = kmeans.fit(square().view()).unwrap_err();
        assert!(matches!(error, Error::Parameter { name, .. } if name == expected), "{error}");
    }
}

#[test]
fn extreme_parameters_are_no_error() {
    let kmeans = MiniBatchKMeans {
        batch_size: usize::MAX,
        max_iter: usize::MAX,
        init_size: Some(usize::MAX),
        ..MiniBatchKMeans::new(2)
    };
    assert!(kmeans.fit(square().view()).unwrap().converged());
    let one = Samples::from_rows(&[[3.0, 4.0]]).unwrap();
    let model = MiniBatchKMeans::new(1).fit(one.view()).unwrap();
    assert_eq!(model.cluster_centers().as_slice(), [3.0, 4.0]);
    let model = BisectingKMeans::new(1).fit(one.view()).unwrap();
    assert_eq!(model.cluster_centers().as_slice(), [3.0, 4.0]);
}

#[test]
fn centers_that_do_not_fit() {
    let init = Init::Centers(square());
    let shape = |n_clusters| Error::CentersShape {
        found_clusters: 4,
        found_features: 2,
        n_clusters,
        n_features: 2,
    };
    let mini_batch = MiniBatchKMeans { init: init.clone(), ..MiniBatchKMeans::new(3) };
    assert_eq!(mini_batch.fit(square().view()).unwrap_err(), shape(3));
    let bisecting = BisectingKMeans { init, ..BisectingKMeans::new(3) };
    assert_eq!(bisecting.fit(square().view()).unwrap_err(), shape(2));
}

#[cfg(feature = "pca")]
#[test]
fn principal_components_start_both() {
    let data = digits_data::load_digits().unwrap();
    let samples = data.samples().view();
    let mini_batch = MiniBatchKMeans { init: Init::Pca, ..MiniBatchKMeans::new(10) };
    let inertia = mini_batch.fit(samples).unwrap().inertia();
    assert!(inertia < 1.4e6, "{inertia}");
    let bisecting = BisectingKMeans { init: Init::Pca, ..BisectingKMeans::new(10) };
    let inertia = bisecting.fit(samples).unwrap().inertia();
    assert!(inertia < 1.4e6, "{inertia}");
}

/// A batch that comes later may be of any size, so a stream cannot be scaled as a fit is.
#[test]
fn a_first_batch_that_overflows() {
    let far = Samples::from_rows(&[[0.0], [1.0], [1e200]]).unwrap();
    assert!(matches!(MiniBatchKMeans::new(2).start(far.view()), Err(Error::TooFar { .. })));
}

#[test]
fn a_batch_that_is_refused_changes_nothing() {
    let mut model = MiniBatchKMeans::new(2).start(square().view()).unwrap();
    let (centers, counts) = (model.cluster_centers().to_owned(), model.counts().to_vec());
    let wide = Samples::from_rows(&[[0.0, 0.0, 0.0]]).unwrap();
    let expected = Error::FeatureMismatch { found: 3, expected: 2 };
    assert_eq!(model.partial_fit(wide.view()).unwrap_err(), expected);
    assert_eq!(model.predict(wide.view()).unwrap_err(), expected);
    assert_eq!(model.transform(wide.view()).unwrap_err(), expected);
    let far = Samples::from_rows(&[[0.0, 1e200]]).unwrap();
    assert!(matches!(model.partial_fit(far.view()), Err(Error::TooFar { row: 0, .. })));
    let heavy = model.partial_fit_weighted(square().view(), &[1.0, f64::NAN, 1.0, 1.0]);
    assert!(matches!(heavy, Err(Error::SampleWeight { sample: 1, .. })));
    assert_eq!((model.cluster_centers(), model.counts()), (centers.view(), &counts[..]));
    assert_eq!(model.n_steps(), 1);
}

#[test]
fn new_samples_of_another_width() {
    let model = BisectingKMeans::new(2).fit(square().view()).unwrap();
    let wide = Samples::from_rows(&[[0.0, 0.0, 0.0]]).unwrap();
    let expected = Error::FeatureMismatch { found: 3, expected: 2 };
    assert_eq!(model.predict(wide.view()).unwrap_err(), expected);
    assert_eq!(model.transform(wide.view()).unwrap_err(), expected);
    assert_eq!(model.score(wide.view()).unwrap_err(), expected);
}

#[test]
fn fewer_distinct_samples_than_clusters_is_no_error() {
    let twins = Samples::from_rows(&[[1.0, 2.0], [1.0, 2.0], [1.0, 2.0], [3.0, 4.0]]).unwrap();
    for init in [Init::KMeansPlusPlus, Init::Random] {
        let bisecting = BisectingKMeans { init: init.clone(), ..BisectingKMeans::new(4) };
        let model = bisecting.fit(twins.view()).unwrap();
        assert_eq!(model.inertia().to_bits(), 0.0_f64.to_bits());
        assert_eq!(model.cluster_sizes().iter().filter(|&&size| size > 0).count(), 2);
        let model = MiniBatchKMeans { init, ..MiniBatchKMeans::new(4) }.fit(twins.view()).unwrap();
        assert_eq!(model.labels(), model.predict(twins.view()).unwrap());
    }
}
