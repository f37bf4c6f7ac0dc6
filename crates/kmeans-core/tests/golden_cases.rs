//! Agreement with scikit-learn 1.7.0 where the digits show nothing: weights, empty clusters, every
//! way to stop, new samples. `data/reference/make_kmeans.py` computed the values.

use digits_data::Samples;
use kmeans_core::{ClusterModel, Init, KMeans, RandomState};
use serde_json::Value;

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/kmeans.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn matrix(value: &Value) -> Samples<f64> {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(floats).collect();
    Samples::from_rows(&rows).unwrap()
}

fn labels(value: &Value) -> Vec<u32> {
    floats(value).into_iter().map(|x| x.to_string().parse().unwrap()).collect()
}

fn assert_close(found: &[f64], expected: &[f64], name: &str) {
    assert_eq!(found.len(), expected.len(), "{name}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(
            (found - expected).abs() <= 1e-12 * expected.abs().max(1.0),
            "{name}: {found} {expected}"
        );
    }
}

fn integer(value: &Value) -> usize {
    value.as_u64().unwrap().try_into().unwrap()
}

fn kmeans(parameters: &Value) -> KMeans {
    let defaults = KMeans::new(integer(&parameters["n_clusters"]));
    KMeans {
        init: match &parameters["init"] {
            Value::String(name) if name == "random" => Init::Random,
            Value::String(_) => Init::KMeansPlusPlus,
            centers => Init::Centers(matrix(centers)),
        },
        n_init: parameters["n_init"].as_u64().map(|n_init| n_init.try_into().unwrap()),
        max_iter: parameters["max_iter"]
            .as_u64()
            .map_or(defaults.max_iter, |n| n.try_into().unwrap()),
        tol: parameters["tol"].as_f64().unwrap_or(defaults.tol),
        random_state: RandomState::NumPy(
            parameters["random_state"].as_u64().unwrap_or(0).try_into().unwrap(),
        ),
        ..defaults
    }
}

#[test]
fn every_case_agrees() {
    let reference = reference();
    let cases = reference["cases"].as_array().unwrap();
    assert_eq!(cases.len(), 12);
    for case in cases {
        let name = case["name"].as_str().unwrap();
        let samples = matrix(&case["samples"]);
        let kmeans = kmeans(&case["parameters"]);
        let model = match &case["sample_weight"] {
            Value::Null => kmeans.fit(samples.view()),
            weights => kmeans.fit_weighted(samples.view(), &floats(weights)),
        };
        let model = model.unwrap();
        assert_eq!(model.labels(), labels(&case["labels_"]), "{name}");
        assert_eq!(model.n_iter(), integer(&case["n_iter_"]), "{name}");
        assert_close(&[model.inertia()], &[case["inertia_"].as_f64().unwrap()], name);
        let centers = matrix(&case["cluster_centers_"]);
        assert_close(model.cluster_centers().as_slice(), centers.as_slice(), name);
    }
}

#[test]
fn new_samples_agree() {
    let reference = &reference()["new_samples"];
    let kmeans = KMeans { init: Init::Centers(matrix(&reference["centers"])), ..KMeans::new(3) };
    let model = kmeans.fit(matrix(&reference["samples"]).view()).unwrap();
    let new = matrix(&reference["new"]);
    assert_eq!(model.predict(new.view()).unwrap(), labels(&reference["predict"]));
    let distances = model.transform(new.view()).unwrap();
    assert_close(distances.as_slice(), matrix(&reference["transform"]).as_slice(), "transform");
    let score = model.score(new.view()).unwrap();
    assert_close(&[score], &[reference["score"].as_f64().unwrap()], "score");
    let weights = floats(&reference["sample_weight"]);
    let score = model.score_weighted(new.view(), &weights).unwrap();
    assert_close(&[score], &[reference["score_weighted"].as_f64().unwrap()], "weighted score");
}
