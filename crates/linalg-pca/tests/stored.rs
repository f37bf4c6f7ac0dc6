//! Stored models (feature `serde`): a model comes back unchanged, and a damaged one is refused.

use std::fmt::Debug;

use digits_data::{Samples, load_digits};
use linalg_pca::{
    Components, IncompleteSamples, IncompleteScalerModel, IncrementalPca, IncrementalPcaModel,
    MinMaxScaler, MinMaxScalerModel, Norm, Normalizer, Pca, PcaModel, RobustScaler,
    RobustScalerModel, Solver, StandardScaler, StandardScalerModel, Transformer,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn again<T: Serialize + DeserializeOwned>(model: &T) -> T {
    serde_json::from_str(&serde_json::to_string(model).unwrap()).unwrap()
}

fn come_back(samples: &Samples) -> Result<(), Box<dyn std::error::Error>> {
    fn same<T: Serialize + DeserializeOwned + PartialEq + Debug>(model: &T) {
        assert_eq!(&again(model), model);
    }
    let x = samples.view();
    same(&StandardScaler { with_mean: false, with_std: true }.fit(x)?);
    same(&MinMaxScaler { feature_range: (-1.0, 0.3), clip: true }.fit(x)?);
    same(&RobustScaler { with_centering: false, ..RobustScaler::new() }.fit(x)?);
    same(&Normalizer::new(Norm::Max));
    for solver in [Solver::Covariance, Solver::Full] {
        same(&Pca { n_components: Components::All, solver, ..Pca::default() }.fit(x)?);
    }
    same(&Pca { solver: Solver::Randomized, whiten: true, ..Pca::new(1) }.fit(x)?);
    same(&IncrementalPca { whiten: true, ..IncrementalPca::new(1) }.start(x)?);
    Ok(())
}

#[test]
fn models_of_the_digits_come_back_and_transform_to_the_bit() {
    let digits = load_digits().unwrap();
    let x = digits.samples().view();
    come_back(digits.samples()).unwrap();
    let scaler = StandardScaler::new().fit(x).unwrap();
    let scaled = scaler.transform(x).unwrap();
    assert_eq!(again(&scaler).transform(x).unwrap(), scaled);
    let pca = Pca { whiten: true, ..Pca::new(7) }.fit(scaled.view()).unwrap();
    assert_eq!(again(&pca).transform(x).unwrap(), pca.transform(x).unwrap());
}

#[test]
fn whoever_was_stored_learns_on() {
    let digits = load_digits().unwrap();
    let x = digits.samples().view();
    let (first, rest) = (x.slice(0..700).unwrap(), x.slice(700..1797).unwrap());

    let mut scaler = StandardScaler::new().fit(first).unwrap();
    let mut stored = again(&scaler);
    scaler.partial_fit(rest).unwrap();
    stored.partial_fit(rest).unwrap();
    assert_eq!(stored, scaler);

    let mut pca = IncrementalPca { whiten: true, ..IncrementalPca::new(5) }.start(first).unwrap();
    let mut stored = again(&pca);
    pca.partial_fit(rest).unwrap();
    stored.partial_fit(rest).unwrap();
    assert_eq!(stored, pca);
}

/// A stored model with one field replaced, and why it is refused.
fn refused<T: Serialize + DeserializeOwned + Debug>(
    model: &T,
    field: &str,
    value: Value,
) -> String {
    let mut stored = serde_json::to_value(model).unwrap();
    *stored.pointer_mut(field).expect("it has the field") = value;
    serde_json::from_value::<T>(stored).unwrap_err().to_string()
}

fn check(reason: &str, expected: &str) {
    assert!(reason.contains(expected), "{reason:?}, not {expected:?}");
}

fn samples() -> Samples {
    Samples::from_rows(&[[0.0, 1.0], [2.0, 5.0], [7.0, 3.0]]).unwrap()
}

#[test]
fn scalers_that_no_fit_can_give_are_refused() {
    let samples = samples();
    let x = samples.view();

    let model: StandardScalerModel = StandardScaler::new().fit(x).unwrap();
    check(
        &refused(&model, "/variance", json!([1.0])),
        "variance of a stored model has length 1; it must be 2",
    );
    check(&refused(&model, "/variance/1", json!(-1.0)), "variance[1] of a stored model is -1");
    check(&refused(&model, "/mean", json!([])), "n_features of a stored model is 0");
    check(&refused(&model, "/n_samples_seen", json!(0.0)), "n_samples_seen of a stored model is 0");
    check(&refused(&model, "/scaler", json!({"with_mean": true})), "missing field `with_std`");

    let table = IncompleteSamples::new(vec![1.0, f64::NAN, 4.0, f64::NAN], 2, 2).unwrap();
    let model: IncompleteScalerModel = StandardScaler::new().fit_incomplete(&table).unwrap();
    let stored = serde_json::to_string(&model).unwrap();
    assert_eq!(serde_json::from_str::<IncompleteScalerModel>(&stored).unwrap(), model);
    let negative = refused(&model, "/n_samples_seen/1", json!(-1.0));
    check(&negative, "n_samples_seen[1] of a stored model is -1");
    check(&refused(&model, "/variance/0", json!(-1.0)), "variance[0] of a stored model is -1");
    check(&refused(&model, "/mean", json!([1.0])), "has length 2; it must be 1");

    let model: MinMaxScalerModel = MinMaxScaler::new().fit(x).unwrap();
    check(&refused(&model, "/data_max/0", json!(-1.0)), "(data_max − data_min)[0]");
    check(
        &refused(&model, "/scaler/feature_range", json!([1.0, 0.0])),
        "the feature range goes from 1",
    );
    check(
        &refused(&model, "/data_min", json!([0.0])),
        "data_max of a stored model has length 2; it must be 1",
    );

    let model: RobustScalerModel = RobustScaler::new().fit(x).unwrap();
    check(&refused(&model, "/scale/1", json!(0.0)), "scale[1] of a stored model is 0");
    check(
        &refused(&model, "/scaler/quantile_range/0", json!(-1.0)),
        "the quantile range goes from -1",
    );

    let text = r#"{"norm": "L2", "power": 3}"#;
    check(&serde_json::from_str::<Normalizer>(text).unwrap_err().to_string(), "unknown field");
}

#[test]
fn components_that_no_fit_can_give_are_refused() {
    let samples = samples();
    let x = samples.view();

    let model: PcaModel = Pca::new(2).fit(x).unwrap();
    check(&refused(&model, "/components/0/0", json!(2.0)), "exceeds 1e-6");
    check(
        &refused(&model, "/components", json!([[1.0, 0.0, 0.0]])),
        "mean of a stored model has length 2; it must be 3",
    );
    check(&refused(&model, "/explained_variance/1", json!(1e9)), "not above the one before it");
    check(&refused(&model, "/singular_values/0", json!(-1.0)), "singular_values[0]");
    check(&refused(&model, "/solver", json!("Auto")), "must be the one that ran");
    check(&refused(&model, "/noise_variance", json!(-1.0)), "noise_variance of a stored model");

    let white = Pca { whiten: true, ..Pca::new(1) }.fit(x).unwrap();
    check(&refused(&white, "/explained_variance/0", json!(0.0)), "finite and above 0");

    let model: IncrementalPcaModel = IncrementalPca::new(1).start(x).unwrap();
    check(&refused(&model, "/n_samples_seen", json!(0)), "n_samples_seen of a stored model is 0");
    let two = IncrementalPca::new(2).start(x).unwrap();
    check(&refused(&two, "/n_samples_seen", json!(1)), "is 1; it must be at least the number");
    check(&refused(&model, "/variance/0", json!(-0.5)), "variance[0] of a stored model is -0.5");
    check(&refused(&model, "/pca/mean/0", json!("x")), "invalid type");
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn models_of_any_samples_come_back(
            values in prop::collection::vec(-1e3_f64..1e3, 12),
            unit in prop::sample::select(vec![1e-140, 1e-3, 1.0, 1e9, 1e140]),
            offset in prop::sample::select(vec![0.0, 1.0, 1e9]),
        ) {
            let values = values.iter().map(|value| (value + offset) * unit).collect();
            let samples = Samples::new(values, 4, 3).unwrap();
            // Three directions of four samples may be too alike to whiten; then there is no model.
            if let Err(error) = come_back(&samples) {
                prop_assert!(error.is::<linalg_pca::Error>(), "{error}");
            }
        }
    }
}
