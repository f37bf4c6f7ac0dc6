//! Stored models (feature `serde`): a model comes back unchanged, and one that no fit can give is
//! refused.

use std::fmt::Debug;

use digits_data::{Blobs, make_blobs};
use kmeans_core::{
    BisectingKMeans, BisectingKMeansModel, ClusterModel, IncrementalKMeans, Init, KMeans,
    KMeansModel, MiniBatchKMeans, MiniBatchKMeansModel, RandomState, Samples, Scalar,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// 40 samples of 2 features in 4 clouds, far from the origin.
fn samples<F: Scalar>() -> Samples<F> {
    let value = |i: u32| f64::from(i * i % 7) + 50.0 * f64::from(i / 2 % 4) + 1e3;
    Samples::new((0..80).map(|i| F::from_f64(value(i))).collect(), 40, 2).unwrap()
}

fn again<T: Serialize + DeserializeOwned>(model: &T) -> T {
    serde_json::from_str(&serde_json::to_string(model).unwrap()).unwrap()
}

fn comes_back<F: Scalar, M>(model: &M, labels: &[u32])
where
    M: ClusterModel<F> + Serialize + DeserializeOwned + PartialEq + Debug,
{
    let again = again(model);
    assert_eq!(&again, model);
    assert_eq!(again.predict(samples().view()).unwrap(), labels);
}

fn fitted_models_come_back<F: Scalar>() {
    let samples = samples::<F>();
    let weights: Vec<f64> = (0..40).map(f64::from).collect();
    let kmeans = KMeans { init: Init::k_means_parallel(), n_init: Some(3), ..KMeans::new(4) };
    let model = kmeans.fit(samples.view()).unwrap();
    comes_back(&model, model.labels());
    assert_eq!(again(&model).parameters(), &kmeans);
    let nested =
        KMeans::fast(1).fit(make_blobs::<F>(&Blobs::new(200, 2, 1)).unwrap().samples().view());
    assert_eq!(again(nested.as_ref().unwrap()).nested_samples(), nested.unwrap().nested_samples());

    let start = Init::Centers(samples.view().slice(0..4).unwrap().cast().unwrap());
    let random_state = RandomState::NumPy(3);
    let mini_batch = MiniBatchKMeans { init: start, random_state, ..MiniBatchKMeans::new(4) };
    let model = mini_batch.fit_weighted(samples.view(), &weights).unwrap();
    comes_back(&model, model.labels());
    assert_eq!(again(&model).parameters(), &mini_batch);
    let on = |model| {
        let mut model = IncrementalKMeans::from(model);
        (model.partial_fit(samples.view()), model.cluster_centers().to_owned())
    };
    assert_eq!(on(again(&model)), on(model));

    for n_clusters in [1, 2, 7] {
        let bisecting = BisectingKMeans::new(n_clusters);
        let model = bisecting.fit_weighted(samples.view(), &weights).unwrap();
        comes_back(&model, model.labels());
        assert_eq!(again(&model).parameters(), &bisecting);
    }
}

#[test]
fn models_come_back_and_label_to_the_bit() {
    fitted_models_come_back::<f64>();
    fitted_models_come_back::<f32>();
}

/// Low counts are reassigned in nearly every batch, by random draws.
fn goes_on_learning<F: Scalar>(random_state: RandomState) {
    let samples = samples::<F>();
    let parameters =
        MiniBatchKMeans { random_state, reassignment_ratio: 0.9, ..MiniBatchKMeans::new(5) };
    let batch = |i: usize| samples.view().slice(8 * (i % 5)..8 * (i % 5) + 8).unwrap();
    let mut model = parameters.start(batch(0)).unwrap();
    let mut stored = again(&model);
    assert_eq!(stored.parameters(), &parameters);
    for i in 1..40 {
        assert_eq!(model.partial_fit(batch(i)), stored.partial_fit(batch(i)));
        assert_eq!(model.cluster_centers(), stored.cluster_centers());
        assert_eq!((model.counts(), model.n_steps()), (stored.counts(), stored.n_steps()));
        stored = again(&stored);
    }
}

#[test]
fn a_stored_incremental_model_goes_on_learning_to_the_bit() {
    for random_state in [RandomState::NumPy(1), RandomState::Pcg64(1)] {
        goes_on_learning::<f64>(random_state);
        goes_on_learning::<f32>(random_state);
    }
}

#[test]
fn models_compare_by_what_was_found() {
    let samples = samples::<f64>();
    let kmeans = KMeans::new(4);
    let other = KMeans { n_init: Some(1), ..kmeans.clone() };
    assert_eq!(kmeans.fit(samples.view()), other.fit(samples.view()));
}

/// The reason why the model is refused with another value in one place.
fn refused<T: Serialize + DeserializeOwned + Debug>(
    model: &T,
    field: &str,
    value: Value,
) -> String {
    let mut stored = serde_json::to_value(model).unwrap();
    *stored.pointer_mut(field).expect("it has the field") = value;
    serde_json::from_value::<T>(stored).unwrap_err().to_string()
}

#[track_caller]
fn check(reason: &str, expected: &str) {
    assert!(reason.contains(expected), "{reason:?}, not {expected:?}");
}

#[test]
fn fitted_models_that_no_fit_can_give_are_refused() {
    let samples = samples::<f64>();
    let model: KMeansModel = KMeans::new(4).fit(samples.view()).unwrap();
    let labels = refused(&model, "/labels/3", json!(4));
    check(&labels, "labels[3] of a stored model is 4; it must be below the number of clusters");
    check(&refused(&model, "/labels", json!([])), "labels of a stored model has length 0");
    check(&refused(&model, "/best_restart", json!(1)), "best_restart of a stored model is 1");
    check(&refused(&model, "/restarts/0/inertia", json!(-1.0)), "restarts[0]");
    check(&refused(&model, "/restarts/0/algorithm", json!("Elkan")), "unknown variant");
    let n_clusters = refused(&model, "/parameters/n_clusters", json!(3));
    check(&n_clusters, "centers of a stored model has length 4; it must be 3");
    check(&refused(&model, "/parameters/tol", json!(-1.0)), "tol is -1");
    check(&refused(&model, "/centers/offset/0", json!(null)), "invalid type: null");
    check(&refused(&model, "/centers/offset", json!([0.0])), "the samples have 1 features");

    let model: MiniBatchKMeansModel = MiniBatchKMeans::new(4).fit(samples.view()).unwrap();
    check(&refused(&model, "/labels/0", json!(9)), "labels[0] of a stored model is 9");
    check(&refused(&model, "/inertia", json!(-1.0)), "inertia of a stored model is -1");
    check(&refused(&model, "/parameters/batch_size", json!(0)), "batch_size is 0");
    let counts = refused(&model, "/state/learner/counts", json!([1.0]));
    check(&counts, "counts of a stored model has length 1");
    let moved = refused(&model, "/state/learner/centers/0", json!(77.0));
    check(&moved, "it must be those of the model");
    let ratio = refused(&model, "/state/learner/reassignment_ratio", json!(0.5));
    check(&ratio, "it must be that of the parameters");
}

#[test]
fn trees_that_no_fit_can_give_are_refused() {
    let samples = samples::<f64>();
    let model: BisectingKMeansModel = BisectingKMeans::new(4).fit(samples.view()).unwrap();
    let child = |child| refused(&model, "/splits/1/children/0", child);
    check(&child(json!({"Split": 1})), "children of splits[1] of a stored model is 1");
    check(&child(json!({"Split": 9})), "a later split or a cluster");
    check(&child(json!({"Cluster": 4})), "children of splits[1] of a stored model is 4");
    let twins = json!([{"Cluster": 0}, {"Cluster": 0}]);
    check(&refused(&model, "/splits/2/children", twins), "the half of no other split");
    check(&refused(&model, "/splits", json!([])), "splits of a stored model has length 0");
    check(&refused(&model, "/pairs", json!([])), "pairs of a stored model has length 0");
    check(&refused(&model, "/pairs/0", json!([[0.0, 0.0]])), "has length 1; it must be 2");
    check(&refused(&model, "/pairs/0", json!([[0.0], [0.0]])), "has length 1; it must be 2");
    check(&refused(&model, "/pairs/0/0/0", json!(1e200)), "lies too far out");
    check(&refused(&model, "/labels/0", json!(4)), "labels[0] of a stored model is 4");
}

#[test]
fn learners_that_no_batch_can_give_are_refused() {
    let samples = samples::<f64>();
    let model: IncrementalKMeans = MiniBatchKMeans::new(3).start(samples.view()).unwrap();
    check(&refused(&model, "/counts", json!([1.0])), "counts of a stored model has length 1");
    check(&refused(&model, "/counts/1", json!(-1.0)), "counts[1] of a stored model is -1");
    check(&refused(&model, "/centered", json!([1.0])), "centered of a stored model has length 1");
    check(&refused(&model, "/centered/0", json!(1e200)), "lies too far out");
    check(&refused(&model, "/parameters/n_clusters", json!(4)), "must be 4");
    check(&refused(&model, "/parameters/reassignment_ratio", json!(2.0)), "from 0 to 1");
    check(&refused(&model, "/generator", json!({"Xorshift": 1})), "unknown variant");
    // However many draws a generator claims to have made, reading it takes no longer.
    let mut stored = serde_json::to_value(&model).unwrap();
    stored["generator"]["Pcg64"]["n_draws"] = json!(u64::MAX);
    stored["n_steps"] = json!(u64::MAX);
    stored["n_since_reassignment"] = json!(u64::MAX);
    let mut model: IncrementalKMeans = serde_json::from_value(stored).unwrap();
    model.partial_fit(samples.view()).unwrap();
}

/// Squares of these samples overflow or underflow, so fits scale them. Their models can be stored all the same.
#[test]
fn models_of_samples_of_any_size_come_back() {
    for unit in [1e150, 1e-200] {
        let value = |i: u32| (f64::from(i / 30) * 6e3 + f64::from(i * i % 23)) * unit;
        let samples = Samples::new((0..60).map(value).collect(), 30, 2).unwrap();
        let model = KMeans::new(4).fit(samples.view()).unwrap();
        assert_eq!(again(&model), model);
        let model = MiniBatchKMeans::new(4).fit(samples.view()).unwrap();
        assert_eq!(again(&model), model);
        let model = BisectingKMeans::new(4).fit(samples.view()).unwrap();
        assert_eq!(again(&model), model);
        assert_eq!(again(&model).predict(samples.view()).unwrap(), model.labels());
    }
}
