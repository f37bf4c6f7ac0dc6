//! Fits of small tables: every algorithm finds the labels of plain Lloyd, and every model agrees with
//! itself.

use arbitrary::{Result, Unstructured};
use digits_data::{Samples, Scalar};
use kmeans_core::{
    Algorithm, BisectingKMeans, ClusterModel, Init, KMeans, KMeansModel, MiniBatchKMeans,
    RandomState,
};

use crate::samples::{in_either_type, samples, weights};

/// Fits in `f32` or in `f64`.
pub fn check(bytes: &[u8]) {
    in_either_type(bytes, one::<f32>, one::<f64>);
}

fn one<F: Scalar>(bytes: &mut Unstructured<'_>) -> Result<()> {
    let samples = samples::<F>(bytes)?;
    let weights = weights(bytes, samples.n_samples())?;
    let n_clusters = bytes.int_in_range(1..=8)?;
    let kmeans = KMeans {
        init: init(bytes)?,
        n_init: Some(bytes.int_in_range(1..=3)?),
        max_iter: bytes.int_in_range(1..=20)?,
        tol: *bytes.choose(&[0.0, 1e-4, 0.1])?,
        random_state: RandomState::NumPy(bytes.arbitrary::<u8>()?.into()),
        inertia_tol: *bytes.choose(&[0.0, 1e-3])?,
        nested_samples: bytes.arbitrary()?,
        ..KMeans::new(n_clusters)
    };
    let weights = weights.as_deref();
    every_algorithm(&kmeans, &samples, weights);
    mini_batch(&kmeans, &samples, weights);
    bisecting(&kmeans, &samples, weights);
    Ok(())
}

fn init(bytes: &mut Unstructured<'_>) -> Result<Init> {
    let all = [Init::KMeansPlusPlus, Init::Random, Init::Pca, Init::k_means_parallel()];
    bytes.choose(&all).cloned()
}

fn fit<F: Scalar>(
    kmeans: &KMeans,
    samples: &Samples<F>,
    weights: Option<&[f64]>,
) -> std::result::Result<KMeansModel<F>, kmeans_core::Error> {
    match weights {
        Some(weights) => kmeans.fit_weighted(samples.view(), weights),
        None => kmeans.fit(samples.view()),
    }
}

fn every_algorithm<F: Scalar>(kmeans: &KMeans, samples: &Samples<F>, weights: Option<&[f64]>) {
    let by = |algorithm| fit(&KMeans { algorithm, ..kmeans.clone() }, samples, weights);
    let plain = by(Algorithm::Lloyd);
    for algorithm in [Algorithm::Auto, Algorithm::Hamerly, Algorithm::Yinyang] {
        match (&plain, &by(algorithm)) {
            (Ok(plain), Ok(other)) => {
                assert_eq!(plain.labels(), other.labels(), "{algorithm}");
                assert_eq!(plain.inertia().to_bits(), other.inertia().to_bits(), "{algorithm}");
                assert_eq!(plain.n_iter(), other.n_iter(), "{algorithm}");
                assert_eq!(plain.cluster_centers(), other.cluster_centers(), "{algorithm}");
            }
            (Err(plain), Err(other)) => assert_eq!(plain.to_string(), other.to_string()),
            (plain, other) => panic!("{algorithm}: {plain:?} {other:?}"),
        }
    }
    if let Ok(model) = plain {
        agrees_with_itself(&model, samples, weights);
        nearest_centers(&model, samples);
    }
}

fn agrees_with_itself<F: Scalar>(
    model: &KMeansModel<F>,
    samples: &Samples<F>,
    weights: Option<&[f64]>,
) {
    assert_eq!(model.predict(samples.view()).unwrap(), model.labels());
    let score = match weights {
        Some(_) => return,
        None => model.score(samples.view()).unwrap(),
    };
    assert_eq!(model.inertia().to_bits(), (-score).to_bits());
    assert_eq!(model.cluster_sizes().iter().sum::<usize>(), samples.n_samples());
}

/// Each label names a centre that is nearest but for rounding, by plain distances in `f64`.
fn nearest_centers<F: Scalar>(model: &KMeansModel<F>, samples: &Samples<F>) {
    let centers = model.cluster_centers();
    let largest = samples.as_slice().iter().fold(0.0, |most: f64, x| most.max(x.to_f64().abs()));
    if !(1e-100..1e100).contains(&largest) {
        return; // squares leave the range of `f64`
    }
    // Centres are means: each may be off by a rounding of the largest value, and so may a sample.
    let rounding = largest * F::EPSILON * 16.0;
    for (x, &label) in samples.rows().zip(model.labels()) {
        let distance = |center: &[F]| {
            let squares = x.iter().zip(center).map(|(x, c)| (x.to_f64() - c.to_f64()).powi(2));
            squares.sum::<f64>().sqrt()
        };
        let own = distance(centers.row(label as usize));
        let least = centers.rows().map(distance).fold(f64::INFINITY, f64::min);
        // The kernel compares squares, whose rounding grows with the spread of the table.
        let spread = largest * F::EPSILON.sqrt();
        assert!(
            own <= least + rounding || own * own <= least * least + spread * spread,
            "{own} {least}"
        );
    }
}

fn mini_batch<F: Scalar>(kmeans: &KMeans, samples: &Samples<F>, weights: Option<&[f64]>) {
    let parameters = MiniBatchKMeans {
        batch_size: 7,
        max_iter: kmeans.max_iter,
        random_state: kmeans.random_state,
        ..MiniBatchKMeans::new(kmeans.n_clusters)
    };
    let fit = || match weights {
        Some(weights) => parameters.fit_weighted(samples.view(), weights),
        None => parameters.fit(samples.view()),
    };
    if let Ok(model) = fit() {
        assert_eq!(model.predict(samples.view()).unwrap(), model.labels());
        assert!(model.inertia() >= 0.0);
        assert_eq!(Ok(model), fit());
    }
}

fn bisecting<F: Scalar>(kmeans: &KMeans, samples: &Samples<F>, weights: Option<&[f64]>) {
    let parameters = BisectingKMeans {
        random_state: kmeans.random_state,
        ..BisectingKMeans::new(kmeans.n_clusters)
    };
    let fit = || match weights {
        Some(weights) => parameters.fit_weighted(samples.view(), weights),
        None => parameters.fit(samples.view()),
    };
    if let Ok(model) = fit() {
        assert_eq!(model.predict(samples.view()).unwrap(), model.labels());
        assert_eq!(model.splits().len() + 1, kmeans.n_clusters);
        assert_eq!(Ok(model), fit());
    }
}
