//! Agreement with scikit-learn 1.7.0; values and scripts are in `data/reference`.

#![expect(clippy::unwrap_used, reason = "a panic here is a failed test")]

use digits_data::{Samples, load_digits};
use linalg_pca::{Components, Pca, PcaModel, Solver, StandardScaler};
use serde_json::Value;

const DIGITS: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/sklearn_digits.json");
const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/pca.json");

fn reference(path: &str) -> Value {
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// Numbers, nested or not, in reading order.
fn numbers(value: &Value) -> Vec<f64> {
    match value.as_array() {
        Some(entries) => entries.iter().flat_map(numbers).collect(),
        None => vec![value.as_f64().unwrap()],
    }
}

fn samples(value: &Value) -> Samples {
    let n_samples = value.as_array().unwrap().len();
    let values = numbers(value);
    let n_features = values.len() / n_samples;
    Samples::new(values, n_samples, n_features).unwrap()
}

#[track_caller]
fn assert_close(found: &[f64], expected: &Value, relative: f64, absolute: f64) {
    let expected = numbers(expected);
    assert_eq!(found.len(), expected.len());
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let bound = relative * expected.abs() + absolute;
        assert!((found - expected).abs() <= bound, "{index}: {found:e} for {expected:e}");
    }
}

#[track_caller]
fn assert_pca(pca: &PcaModel, expected: &Value) {
    assert_eq!(pca.n_components() as u64, expected["n_components"]);
    assert_close(pca.mean(), &expected["mean"], 1e-14, 1e-14);
    assert_close(pca.components().as_slice(), &expected["components"], 0.0, 1e-10);
    let largest = pca.explained_variance()[0];
    assert_close(pca.explained_variance(), &expected["explained_variance"], 1e-12, 1e-14 * largest);
    let ratio = &expected["explained_variance_ratio"];
    assert_close(pca.explained_variance_ratio(), ratio, 1e-12, 1e-14);
    let largest = pca.singular_values()[0];
    assert_close(pca.singular_values(), &expected["singular_values"], 1e-12, 1e-14 * largest);
    assert_close(&[pca.noise_variance()], &expected["noise_variance"], 1e-10, 0.0);
}

#[test]
fn scaled_digits() {
    let expected = &reference(DIGITS)["standard_scaler"];
    let digits = load_digits().unwrap();
    let scaler = StandardScaler::new().fit(digits.samples().view()).unwrap();
    assert_close(scaler.mean(), &expected["mean_"], 0.0, 0.0);
    assert_close(scaler.variance(), &expected["var_"], 1e-14, 0.0);
    assert_close(scaler.scale(), &expected["scale_"], 1e-14, 0.0);
    let constant = |column: &usize| scaler.variance()[*column] == 0.0;
    assert_eq!((0..64).filter(constant).collect::<Vec<_>>(), [0, 32, 39]);
    let scaled = scaler.transform(digits.samples().view()).unwrap();
    assert_close(scaled.row(0), &expected["transformed_first_row"], 0.0, 0.0);
    let squares: f64 = scaled.as_slice().iter().map(|x| x * x).sum();
    assert_close(&[squares], &expected["transformed_sumsq"], 1e-11, 0.0);
}

#[test]
fn scaler_with_weights() {
    let reference = reference(SMALL);
    let expected = &reference["scaler_weighted"];
    let x = samples(&reference["tall"]);
    let sample_weight = numbers(&reference["sample_weight"]);
    let scaler = StandardScaler::new().fit_weighted(x.view(), &sample_weight).unwrap();
    assert_close(scaler.mean(), &expected["mean"], 1e-14, 0.0);
    assert_close(scaler.variance(), &expected["variance"], 1e-14, 0.0);
    assert_close(scaler.scale(), &expected["scale"], 1e-14, 0.0);
    let scaled = scaler.transform(x.view()).unwrap();
    assert_close(scaled.as_slice(), &expected["transformed"], 1e-12, 1e-13);
}

#[test]
fn pca_of_the_digits() {
    let digits = load_digits().unwrap();
    let x = digits.samples().view();
    let expected = &reference(DIGITS)["pca10"];
    for solver in [Solver::Auto, Solver::Full] {
        let pca = Pca { solver, ..Pca::new(10) }.fit(x).unwrap();
        assert_close(pca.mean(), &expected["mean_"], 0.0, 0.0);
        assert_close(pca.components().as_slice(), &expected["components_"], 0.0, 1e-10);
        assert_close(pca.explained_variance(), &expected["explained_variance_"], 1e-12, 0.0);
        let ratio = &expected["explained_variance_ratio_"];
        assert_close(pca.explained_variance_ratio(), ratio, 1e-12, 0.0);
        assert_close(pca.singular_values(), &expected["singular_values_"], 1e-12, 0.0);
        assert_close(&[pca.noise_variance()], &expected["noise_variance_"], 1e-12, 0.0);
    }
}

#[test]
fn the_digits_in_a_plane() {
    let digits = load_digits().unwrap();
    let x = digits.samples().view();
    let expected = &reference(DIGITS)["pca2"];
    let pca = Pca::new(2).fit(x).unwrap();
    assert_eq!(pca.solver(), Solver::Covariance);
    assert_close(pca.components().as_slice(), &expected["components_"], 0.0, 1e-10);
    let plane = pca.transform(x.slice(0..5).unwrap()).unwrap();
    assert_close(plane.as_slice(), &expected["reduced_first5"], 0.0, 1e-11);
}

#[test]
fn every_solver_and_option() {
    let reference = reference(SMALL);
    let full = Pca { solver: Solver::Full, ..Pca::default() };
    let cases = [
        ("tall_full", full),
        ("tall_covariance", Pca { solver: Solver::Covariance, ..Pca::new(2) }),
        ("tall_whitened", Pca { whiten: true, n_components: Components::Count(3), ..full }),
        ("tall_fraction_0.99", Pca { n_components: Components::VarianceFraction(0.99), ..full }),
        ("wide_full", Pca { n_components: Components::Count(3), ..full }),
    ];
    for (name, pca) in cases {
        let x = samples(&reference[name.split('_').next().unwrap()]);
        let model = pca.fit(x.view()).unwrap();
        assert_eq!(model.solver(), pca.solver);
        assert_pca(&model, &reference[name]);
        let transformed = model.transform(x.view()).unwrap();
        assert_close(transformed.as_slice(), &reference[name]["transformed"], 1e-10, 1e-10);
    }
}
