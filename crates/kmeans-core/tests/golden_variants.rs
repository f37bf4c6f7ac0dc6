//! Agreement of mini-batch and bisecting k-means with scikit-learn 1.7.0, draw by draw; of weighted
//! mini-batches with 1.9.1, which draws them by weight. `data/reference/make_variants.py` computed the values.

use digits_data::{Samples, SamplesView, load_digits};
use kmeans_core::{
    BisectingKMeans, BisectingStrategy, ClusterModel, IncrementalKMeans, Init, MiniBatchKMeans,
    RandomState,
};
use serde_json::Value;

fn read(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/");
    serde_json::from_str(&std::fs::read_to_string(format!("{folder}{name}")).unwrap()).unwrap()
}

fn floats(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn matrix(value: &Value) -> Samples<f64> {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(floats).collect();
    Samples::from_rows(&rows).unwrap()
}

fn integer(value: &Value) -> usize {
    value.as_u64().unwrap().try_into().unwrap()
}

struct Data {
    raw: Samples<f64>,
    scaled: Samples<f64>,
    blobs: Samples<f64>,
}

impl Data {
    fn new(variants: &Value) -> Self {
        let raw = load_digits().unwrap().samples().clone();
        let scaler = &read("sklearn_digits.json")["standard_scaler"];
        let (mean, scale) = (floats(&scaler["mean_"]), floats(&scaler["scale_"]));
        let values = raw.rows().flat_map(|row| {
            row.iter().zip(mean.iter().zip(&scale)).map(|(x, (mean, scale))| (x - mean) / scale)
        });
        let scaled = Samples::new(values.collect(), raw.n_samples(), raw.n_features()).unwrap();
        Self { raw, scaled, blobs: matrix(&variants["blobs"]) }
    }

    fn of(&self, case: &Value) -> SamplesView<'_> {
        match case["data"].as_str().unwrap() {
            "raw" => self.raw.view(),
            "scaled" => self.scaled.view(),
            _ => self.blobs.view(),
        }
    }
}

/// The weights of a case; of 1 if it has none, which must come to the same as no weights.
fn weights(case: &Value, n_samples: usize) -> Vec<f64> {
    let weighted = case["weighted"].as_bool().unwrap();
    let weight = |i: usize| if weighted { 0.25 + (i * 7 % 11) as f64 / 4.0 } else { 1.0 };
    (0..n_samples).map(weight).collect()
}

fn init(parameters: &Value, default: Init) -> Init {
    match &parameters["init"] {
        Value::Null => default,
        Value::String(name) if name == "random" => Init::Random,
        Value::String(_) => Init::KMeansPlusPlus,
        centers => Init::Centers(matrix(centers)),
    }
}

fn seed(parameters: &Value) -> RandomState {
    RandomState::NumPy(integer(&parameters["random_state"]).try_into().unwrap())
}

fn mini_batch(parameters: &Value) -> MiniBatchKMeans {
    let defaults = MiniBatchKMeans::new(integer(&parameters["n_clusters"]));
    let given = |name: &str| parameters.get(name).map(integer);
    MiniBatchKMeans {
        init: init(parameters, Init::KMeansPlusPlus),
        n_init: given("n_init"),
        max_iter: given("max_iter").unwrap_or(defaults.max_iter),
        batch_size: given("batch_size").unwrap_or(defaults.batch_size),
        tol: parameters["tol"].as_f64().unwrap_or(defaults.tol),
        max_no_improvement: match parameters.get("max_no_improvement") {
            None => defaults.max_no_improvement,
            Some(given) => given.as_u64().map(|n| n.try_into().unwrap()),
        },
        init_size: given("init_size"),
        reassignment_ratio: parameters["reassignment_ratio"]
            .as_f64()
            .unwrap_or(defaults.reassignment_ratio),
        random_state: seed(parameters),
        ..defaults
    }
}

fn bisecting(parameters: &Value) -> BisectingKMeans {
    let defaults = BisectingKMeans::new(integer(&parameters["n_clusters"]));
    let given = |name: &str| parameters.get(name).map(integer);
    BisectingKMeans {
        init: init(parameters, Init::Random),
        n_init: given("n_init").unwrap_or(defaults.n_init),
        max_iter: given("max_iter").unwrap_or(defaults.max_iter),
        tol: parameters["tol"].as_f64().unwrap_or(defaults.tol),
        bisecting_strategy: match parameters["bisecting_strategy"].as_str() {
            Some(_) => BisectingStrategy::LargestCluster,
            None => defaults.bisecting_strategy,
        },
        random_state: seed(parameters),
        ..defaults
    }
}

fn difference(found: f64, expected: f64) -> f64 {
    (found - expected).abs() / expected.abs()
}

fn sizes(case: &Value) -> Vec<usize> {
    case["sizes"].as_array().unwrap().iter().map(integer).collect()
}

fn assert_labels(found: &[u32], case: &Value) {
    if let Some(expected) = case["labels"].as_str() {
        let found: String = found.iter().map(ToString::to_string).collect();
        assert_eq!(found, expected, "{}", case["parameters"]);
    }
}

#[test]
fn every_mini_batch_fit_agrees() {
    let (reference, weighted) = (read("variants.json"), read("weighted_mini_batch.json"));
    let data = Data::new(&reference);
    let cases = reference["mini_batch"].as_array().unwrap().iter();
    for case in cases.chain(weighted.as_array().unwrap()) {
        let (samples, name) = (data.of(case), format!("{} {}", case["data"], case["parameters"]));
        let weights = weights(case, samples.n_samples());
        let model = mini_batch(&case["parameters"]).fit_weighted(samples, &weights).unwrap();
        assert_eq!(model.cluster_sizes(), sizes(case), "{name}");
        assert_eq!(model.n_iter(), integer(&case["n_iter"]), "{name}");
        assert_eq!(model.n_steps(), integer(&case["n_steps"]), "{name}");
        let inertia = case["inertia"].as_f64().unwrap();
        assert!(difference(model.inertia(), inertia) < 1e-10, "{name} {}", model.inertia());
        assert_labels(model.labels(), case);
    }
}

#[test]
fn mini_batches_of_f32_are_as_good() {
    let reference = read("variants.json");
    let data = Data::new(&reference);
    for case in reference["mini_batch"].as_array().unwrap() {
        let samples = data.of(case).cast::<f32>().unwrap();
        let weights = weights(case, samples.n_samples());
        let model = mini_batch(&case["parameters"]).fit_weighted(samples.view(), &weights).unwrap();
        let inertia = case["inertia"].as_f64().unwrap();
        assert!(difference(model.inertia(), inertia) < 0.02, "{case} {}", model.inertia());
    }
}

#[test]
fn batches_that_arrive_one_by_one_agree() {
    let reference = read("variants.json");
    let data = Data::new(&reference);
    for case in reference["partial_fit"].as_array().unwrap() {
        let samples = data.of(case);
        let weights = weights(case, samples.n_samples());
        let mut model: Option<IncrementalKMeans> = None;
        let size = integer(&case["batch"]);
        for start in (0..samples.n_samples()).step_by(size) {
            let rows = start..(start + size).min(samples.n_samples());
            let batch = samples.slice(rows.clone()).unwrap();
            if let Some(model) = &mut model {
                model.partial_fit_weighted(batch, &weights[rows]).unwrap();
            } else {
                let parameters = mini_batch(&case["parameters"]);
                model = Some(parameters.start_weighted(batch, &weights[rows]).unwrap());
            }
        }
        let model = model.unwrap();
        assert_eq!(model.n_steps(), samples.n_samples().div_ceil(size));
        assert_eq!(model.counts(), floats(&case["counts"]), "{}", case["parameters"]);
        let score = case["score"].as_f64().unwrap();
        assert!(difference(model.score(samples).unwrap(), score) < 1e-10, "{case}");
    }
}

/// scikit-learn 1.7.0: `MiniBatchKMeans(10, random_state=0)`, `fit(digits[:1500])`, then `partial_fit` of
/// `digits[1500:]` and of `digits[:300]`.
#[test]
fn a_fit_that_goes_on_with_further_batches_agrees() {
    let digits = load_digits().unwrap();
    let samples = digits.samples().view();
    let random_state = RandomState::NumPy(0);
    let parameters = MiniBatchKMeans { random_state, ..MiniBatchKMeans::new(10) };
    let model = parameters.fit(samples.slice(0..1500).unwrap()).unwrap();
    let mut model = IncrementalKMeans::from(model);
    model.partial_fit(samples.slice(1500..1797).unwrap()).unwrap();
    assert_eq!(model.n_steps(), 30);
    let counts = [2964.0, 5589.0, 3081.0, 3237.0, 2519.0, 2696.0, 2761.0, 1974.0, 3450.0, 1722.0];
    assert_eq!(model.counts(), counts);
    assert!(difference(model.score(samples).unwrap(), -1_181_732.866_945_930_3) < 1e-10);
    model.partial_fit(samples.slice(0..300).unwrap()).unwrap();
    assert!(difference(model.score(samples).unwrap(), -1_181_657.096_950_366_4) < 1e-10);
}

/// On raw pixels samples lie exactly as near to one first centre as to the other. scikit-learn
/// lets the last bit of NumPy's sums decide where they go, so that some seeds end elsewhere.
#[test]
fn every_bisecting_fit_agrees_where_no_ties_are() {
    let reference = read("variants.json");
    let data = Data::new(&reference);
    let (mut n_raw, mut n_raw_agree) = (0, 0);
    for case in reference["bisecting"].as_array().unwrap() {
        let (samples, name) = (data.of(case), format!("{} {}", case["data"], case["parameters"]));
        let weights = weights(case, samples.n_samples());
        let model = bisecting(&case["parameters"]).fit_weighted(samples, &weights).unwrap();
        let difference = difference(model.inertia(), case["inertia"].as_f64().unwrap());
        if case["data"] == "raw" {
            assert!(difference < 0.01, "{name} {}", model.inertia());
            n_raw += 1;
            n_raw_agree += usize::from(model.cluster_sizes() == sizes(case) && difference < 1e-10);
        } else {
            assert!(difference < 1e-10, "{name} {}", model.inertia());
            assert_eq!(model.cluster_sizes(), sizes(case), "{name}");
            assert_labels(model.labels(), case);
        }
    }
    assert!(10 * n_raw_agree >= 8 * n_raw, "{n_raw_agree} of {n_raw}");
}

#[test]
fn new_samples_come_down_the_tree_alike() {
    let reference = read("variants.json");
    let blobs = matrix(&reference["blobs"]);
    let kmeans = BisectingKMeans { random_state: RandomState::NumPy(0), ..BisectingKMeans::new(7) };
    let new = &reference["new_blobs"];
    let labels = kmeans.fit(blobs.view()).unwrap().predict(matrix(&new["samples"]).view()).unwrap();
    let expected: Vec<usize> = new["bisecting"].as_array().unwrap().iter().map(integer).collect();
    assert_eq!(labels.into_iter().map(|label| label as usize).collect::<Vec<_>>(), expected);
}
