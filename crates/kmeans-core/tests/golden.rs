//! Agreement with scikit-learn 1.7.0 on the digits: draw by draw, label by label.

use std::ops::ControlFlow;

use digits_data::{Samples, Scalar, load_digits};
use kmeans_core::{
    ClusterModel, Error, Init, Iteration, KMeans, KMeansModel, RandomState, kmeans_plusplus,
};
use serde_json::Value;

fn reference() -> Value {
    read("sklearn_digits.json")
}

fn read(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/");
    serde_json::from_str(&std::fs::read_to_string(folder.to_owned() + name).unwrap()).unwrap()
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn matrix(value: &Value) -> Samples<f64> {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(floats).collect();
    Samples::from_rows(&rows).unwrap()
}

fn labels(value: &Value) -> Vec<u32> {
    value.as_array().unwrap().iter().map(|x| u32::try_from(x.as_u64().unwrap()).unwrap()).collect()
}

fn raw_digits() -> Samples<f64> {
    load_digits().unwrap().samples().clone()
}

/// Scaled with scikit-learn's own mean and scale, so that this test is about k-means alone.
fn scaled_digits(reference: &Value) -> Samples<f64> {
    let mean = floats(&reference["standard_scaler"]["mean_"]);
    let scale = floats(&reference["standard_scaler"]["scale_"]);
    let raw = raw_digits();
    let values = raw.rows().flat_map(|row| {
        row.iter().zip(mean.iter().zip(&scale)).map(|(x, (mean, scale))| (x - mean) / scale)
    });
    Samples::new(values.collect(), raw.n_samples(), raw.n_features()).unwrap()
}

fn assert_agrees<F: Scalar>(model: &KMeansModel<F>, expected: &Value, tolerance: f64) {
    let relative = |found: f64, expected: f64| (found - expected).abs() / expected.abs().max(1.0);
    let inertia = expected["inertia_"].as_f64().unwrap();
    assert!(relative(model.inertia(), inertia) < tolerance, "{} {inertia}", model.inertia());
    assert_eq!(model.n_iter() as u64, expected["n_iter_"].as_u64().unwrap());
    assert_eq!(model.labels(), labels(&expected["labels_"]));
    let centers = matrix(&expected["cluster_centers_"]);
    let pairs = model.cluster_centers().as_slice().iter().zip(centers.as_slice());
    for (found, expected) in pairs {
        assert!(relative(found.to_f64(), *expected) < 10.0 * tolerance, "{found} {expected}");
    }
}

fn page_fits<F: Scalar>(tolerance: f64) {
    let reference = reference();
    let samples = scaled_digits(&reference).cast::<F>().unwrap();
    let kmeans = |init, n_init| KMeans {
        init,
        n_init: Some(n_init),
        random_state: RandomState::NumPy(0),
        ..KMeans::new(10)
    };
    let components = Init::Centers(matrix(&reference["pca10"]["components_"]));
    let rows = [
        ("k-means++", Init::KMeansPlusPlus, 4),
        ("random", Init::Random, 4),
        ("PCA-based", components, 1),
    ];
    for (name, init, n_init) in rows {
        let model = kmeans(init, n_init).fit(samples.view()).unwrap();
        assert_agrees(&model, &reference["inits"][name], tolerance);
        if let Some(restarts) = reference["inits"][name]["restarts"].as_array() {
            for (found, expected) in model.restarts().iter().zip(restarts) {
                let inertia = expected["inertia"].as_f64().unwrap();
                assert!((found.inertia - inertia).abs() < tolerance * inertia, "{name}");
                assert_eq!(found.n_iter as u64, expected["n_iter"].as_u64().unwrap(), "{name}");
            }
        }
    }
}

#[test]
fn the_page_in_f64() {
    page_fits::<f64>(1e-12);
}

#[test]
fn the_page_in_f32() {
    page_fits::<f32>(1e-6);
}

/// Raw pixels are small whole numbers, full of ties that rounding decides.
fn tutorial_fits<F: Scalar>(tolerance: f64) {
    let reference = reference();
    let samples = raw_digits().cast::<F>().unwrap();
    for (name, n_init) in [("defaults_n_clusters10_rs42", 1), ("n_init10_rs42", 10)] {
        let kmeans = KMeans {
            n_init: Some(n_init),
            random_state: RandomState::NumPy(42),
            ..KMeans::new(10)
        };
        let model = kmeans.fit(samples.view()).unwrap();
        assert_agrees(&model, &reference["tutorial"][name], tolerance);
    }
}

#[test]
fn the_tutorial_in_f64() {
    tutorial_fits::<f64>(1e-12);
}

#[test]
fn the_tutorial_in_f32() {
    tutorial_fits::<f32>(1e-6);
}

/// The first iteration of a fit shows the first centres.
fn seeds_agree<F: Scalar>(samples: &Samples<f64>, seed: u32, chosen: &[u32]) {
    let random_state = RandomState::NumPy(seed);
    let kmeans = KMeans { random_state, max_iter: 1, ..KMeans::new(chosen.len()) };
    let observer = &mut |iteration: &Iteration<'_, F>| {
        let seeds = iteration.cluster_centers().unwrap();
        for (found, &sample) in seeds.rows().zip(chosen) {
            for (found, expected) in found.iter().zip(samples.row(sample as usize)) {
                let difference = (found.to_f64() - expected).abs();
                assert!(difference < 1e-5 * (1.0 + expected.abs()), "seed {seed} {sample}");
            }
        }
        ControlFlow::Break(())
    };
    kmeans.fit_observed(samples.cast().unwrap().view(), None, observer).unwrap();
}

#[test]
fn sixty_seeds_choose_the_same_samples() {
    let chosen = &read("seeding.json")["chosen"];
    for (name, samples) in [("raw", raw_digits()), ("scaled", scaled_digits(&reference()))] {
        for (seed, chosen) in (0..).zip(chosen[name].as_array().unwrap()) {
            seeds_agree::<f64>(&samples, seed, &labels(chosen));
            seeds_agree::<f32>(&samples, seed, &labels(chosen));
        }
    }
}

/// `kmeans_plusplus(x, 6, random_state=r)[1]`, then the same with `sample_weight`, for
/// `r = np.random.RandomState(7)`: the generator runs on.
#[test]
fn samples_are_chosen_without_a_fit() {
    let value = |i: u32, j: u32| {
        f64::from((7 * i * i + 3 * j * j + i * j) % 101) + f64::from((i + 2 * j) % 5) / 4.0
    };
    let values = (0..60).flat_map(|i| (0..3).map(move |j| value(i, j))).collect();
    let x = Samples::new(values, 60, 3).unwrap();
    let weights: Vec<f64> = (0..60).map(|i| f64::from(i % 4)).collect();
    let mut generator = RandomState::NumPy(7).running();
    let rows = kmeans_plusplus(x.view(), None, 6, &mut generator).unwrap();
    assert_eq!(rows, [4, 45, 55, 11, 16, 12]);
    let rows = kmeans_plusplus(x.view(), Some(&weights), 6, &mut generator).unwrap();
    assert_eq!(rows, [14, 27, 11, 37, 51, 19]);

    // Squares of these do not fit an `f64`.
    let unit = 1e160;
    let far = x.as_slice().iter().map(|x| x * unit).collect();
    let far = Samples::new(far, 60, 3).unwrap();
    let rows = kmeans_plusplus(far.view(), None, 6, &mut RandomState::NumPy(7).running());
    assert_eq!(rows.unwrap(), [4, 45, 55, 11, 16, 12]);
    let too_many = kmeans_plusplus(x.view(), Some(&weights), 46, &mut generator).unwrap_err();
    assert_eq!(too_many, Error::NumberOfClusters { n_clusters: 46, n_samples: 45 });
}
