//! Bad input gets a typed error with the numbers in it.

use digits_data::{Samples, SamplesView};
use kmeans_core::{ClusterModel, Error, Init, KMeans};

fn square() -> Samples<f64> {
    Samples::from_rows(&[[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]).unwrap()
}

fn fit_error(kmeans: &KMeans, samples: SamplesView<'_>) -> Error {
    kmeans.fit(samples).unwrap_err()
}

#[test]
fn numbers_of_clusters_that_cannot_be() {
    for n_clusters in [0, 5, usize::MAX] {
        let error = fit_error(&KMeans::new(n_clusters), square().view());
        assert_eq!(error, Error::NumberOfClusters { n_clusters, n_samples: 4 });
    }
    let error = KMeans::new(3).fit_weighted(square().view(), &[1.0, 0.0, 2.0, 0.0]).unwrap_err();
    assert_eq!(error, Error::NumberOfClusters { n_clusters: 3, n_samples: 2 });
}

#[test]
fn a_weight_that_rounds_to_nothing_is_none() {
    let weights = [1e200, 1e-200, 1.0, 1e-200];
    for init in [Init::Random, Init::KMeansPlusPlus, Init::k_means_parallel()] {
        let kmeans = |n_clusters| KMeans { init: init.clone(), ..KMeans::new(n_clusters) };
        let error = kmeans(3).fit_weighted(square().view(), &weights).unwrap_err();
        assert_eq!(error, Error::NumberOfClusters { n_clusters: 3, n_samples: 2 });
        let model = kmeans(2).fit_weighted(square().view(), &weights).unwrap();
        assert!(model.converged(), "{init:?}");
    }
}

#[test]
fn a_spread_that_is_not_finite_is_no_tolerance() {
    // Each squared distance can be calculated with, and their sum cannot.
    let side = 2.0_f64.powi(509);
    let far = |i: usize| if i.is_multiple_of(2) { side } else { -side };
    let samples = Samples::new((0..64).map(far).collect(), 64, 1).unwrap();
    assert_eq!(fit_error(&KMeans::new(1), samples.view()), Error::Inertia);
    let apart = KMeans { tol: 0.0, ..KMeans::new(2) };
    assert_eq!(apart.fit(samples.view()).unwrap().inertia().to_bits(), 0.0_f64.to_bits());
}

#[test]
fn parameters_out_of_range() {
    let usual = KMeans::new(2);
    let parallel = |oversampling_factor, n_rounds| KMeans {
        init: Init::KMeansParallel { oversampling_factor, n_rounds },
        ..KMeans::new(2)
    };
    let cases = [
        ("n_init", KMeans { n_init: Some(0), ..usual.clone() }),
        ("max_iter", KMeans { max_iter: 0, ..usual.clone() }),
        ("tol", KMeans { tol: -1.0, ..usual.clone() }),
        ("tol", KMeans { tol: f64::NAN, ..usual.clone() }),
        ("tol", KMeans { tol: f64::INFINITY, ..usual.clone() }),
        ("inertia_tol", KMeans { inertia_tol: -1e-9, ..usual.clone() }),
        ("inertia_tol", KMeans { inertia_tol: f64::NAN, ..usual.clone() }),
        ("inertia_tol", KMeans { inertia_tol: f64::INFINITY, ..usual }),
        ("oversampling_factor", parallel(0.0, 5)),
        ("oversampling_factor", parallel(f64::NAN, 5)),
        ("oversampling_factor", parallel(f64::INFINITY, 5)),
        ("n_rounds", parallel(2.0, 0)),
    ];
    for (expected, kmeans) in cases {
        let error = fit_error(&kmeans, square().view());
        assert!(matches!(error, Error::Parameter { name, .. } if name == expected), "{error}");
    }
}

#[test]
fn weights_that_are_none() {
    let fit = |weights: &[f64]| KMeans::new(2).fit_weighted(square().view(), weights).unwrap_err();
    assert_eq!(fit(&[1.0; 3]), Error::SampleWeightLength { found: 3, expected: 4 });
    assert_eq!(fit(&[1.0, -2.0, 1.0, 1.0]), Error::SampleWeight { sample: 1, weight: -2.0 });
    assert!(matches!(fit(&[1.0, 1.0, f64::NAN, 1.0]), Error::SampleWeight { sample: 2, .. }));
    assert!(matches!(fit(&[f64::INFINITY; 4]), Error::SampleWeight { sample: 0, .. }));
    assert_eq!(fit(&[0.0; 4]), Error::NumberOfClusters { n_clusters: 2, n_samples: 0 });
    assert_eq!(fit(&[1e308; 4]), Error::TotalWeight { n_samples: 4, total: f64::INFINITY });
    assert_eq!(fit(&[5e-324; 4]), Error::TotalWeight { n_samples: 4, total: 2e-323 });
    assert_eq!(fit(&[1e-293, 0.0, 0.0, 0.0]), Error::TotalWeight { n_samples: 4, total: 1e-293 });
    let far = Samples::from_rows(&[[0.0], [1e10], [2e10]]).unwrap();
    let error = KMeans::new(1).fit_weighted(far.view(), &[1e290; 3]).unwrap_err();
    assert_eq!(error, Error::Inertia);
}

#[test]
fn centers_that_do_not_fit() {
    let with = |centers: &[[f64; 2]]| KMeans {
        init: Init::Centers(Samples::from_rows(centers).unwrap()),
        ..KMeans::new(3)
    };
    assert_eq!(
        fit_error(&with(&[[0.0, 0.0], [1.0, 1.0]]), square().view()),
        Error::CentersShape { found_clusters: 2, found_features: 2, n_clusters: 3, n_features: 2 }
    );
    let error = fit_error(&with(&[[0.0, 0.0], [1e200, 0.0], [1.0, 1.0]]), square().view());
    assert!(matches!(error, Error::TooFar { what: "given centres", row: 1, .. }), "{error}");
}

#[cfg(feature = "pca")]
#[test]
fn principal_components_that_are_too_few() {
    let pca = KMeans { init: Init::Pca, ..KMeans::new(3) };
    let expected = Error::PcaComponents { n_clusters: 3, n_samples: 4, n_features: 2 };
    assert_eq!(fit_error(&pca, square().view()), expected);
}

#[test]
fn samples_that_overflow() {
    let far = Samples::from_rows(&[[0.0], [1e200], [3e200]]).unwrap();
    assert_eq!(fit_error(&KMeans::new(1), far.view()), Error::Inertia);
    let model = KMeans::new(2).fit(square().view()).unwrap();
    let far = Samples::from_rows(&[[0.0, 1e200]]).unwrap();
    assert_eq!(model.predict(far.view()).unwrap().len(), 1);
    assert_eq!(model.score(far.view()), Err(Error::Inertia));
}

#[test]
fn new_samples_of_another_width() {
    let model = KMeans::new(2).fit(square().view()).unwrap();
    let wide = Samples::from_rows(&[[0.0, 0.0, 0.0]]).unwrap();
    let expected = Error::FeatureMismatch { found: 3, expected: 2 };
    assert_eq!(model.predict(wide.view()).unwrap_err(), expected);
    assert_eq!(model.transform(wide.view()).unwrap_err(), expected);
    assert_eq!(model.score(wide.view()).unwrap_err(), expected);
}

#[test]
fn fewer_distinct_samples_than_clusters_is_no_error() {
    let twins = Samples::from_rows(&[[1.0, 2.0], [1.0, 2.0], [1.0, 2.0], [3.0, 4.0]]).unwrap();
    for init in [Init::KMeansPlusPlus, Init::k_means_parallel(), Init::Random] {
        let model = KMeans { init, ..KMeans::new(4) }.fit(twins.view()).unwrap();
        assert_eq!(model.inertia().to_bits(), 0.0_f64.to_bits());
        assert_eq!(model.cluster_sizes().iter().filter(|&&size| size > 0).count(), 2);
    }
}

#[test]
fn centers_that_cannot_be_are_refused() {
    let centers = || Samples::from_rows(&[[0.0, 1.0], [2.0, 3.0]]).unwrap();
    let error = |centers, offset| kmeans_core::FittedCenters::new(centers, offset).unwrap_err();
    assert_eq!(error(centers(), vec![0.0]), Error::FeatureMismatch { found: 1, expected: 2 });
    assert!(matches!(error(centers(), vec![0.0, f64::NAN]), Error::Parameter { .. }));
    assert!(matches!(error(centers(), vec![0.0, f64::INFINITY]), Error::Parameter { .. }));
    let far = Samples::from_rows(&[[f64::MAX, 0.0]]).unwrap();
    assert!(matches!(error(far, vec![f64::MAX, 0.0]), Error::Data(_)));
}
