//! Stored models with changed values: each is refused, or it works and comes back unchanged.

use std::fmt::Debug;

use arbitrary::{Result, Unstructured};
use digits_data::Samples;
use kmeans_core::{
    BisectingKMeans, BisectingKMeansModel, ClusterModel, IncrementalKMeans, KMeans, KMeansModel,
    MiniBatchKMeans, MiniBatchKMeansModel,
};
use linalg_pca::{
    MinMaxScaler, MinMaxScalerModel, Pca, PcaModel, RobustScaler, RobustScalerModel,
    StandardScaler, StandardScalerModel, Transformer,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// The first byte chooses the model, the rest is a list of changes.
pub fn check(bytes: &[u8]) {
    let mut bytes = Unstructured::new(bytes);
    let _ = one(&mut bytes);
}

fn table() -> Samples {
    let values = (0..24).map(|i| f64::from(i * i % 11) + f64::from(i / 8) * 20.0).collect();
    Samples::new(values, 12, 2).unwrap()
}

fn one(bytes: &mut Unstructured<'_>) -> Result<()> {
    let (table, x) = (table(), table());
    let x = x.view();
    match bytes.int_in_range(0..=7)? {
        0 => changed(bytes, &KMeans::new(3).fit(table.view()).unwrap(), |model: &KMeansModel| {
            let _ = (model.predict(x), model.transform(x), model.score(x));
        }),
        1 => changed(
            bytes,
            &MiniBatchKMeans::new(3).fit(table.view()).unwrap(),
            |model: &MiniBatchKMeansModel| drop((model.predict(x), model.transform(x))),
        ),
        2 => changed(
            bytes,
            &BisectingKMeans::new(3).fit(table.view()).unwrap(),
            |model: &BisectingKMeansModel| drop((model.predict(x), model.transform(x))),
        ),
        3 => changed(
            bytes,
            &MiniBatchKMeans::new(3).start(table.view()).unwrap(),
            |model: &IncrementalKMeans| {
                let mut model = model.clone();
                let _ = (model.partial_fit(x), model.predict(x));
            },
        ),
        4 => changed(bytes, &Pca::new(2).fit(table.view()).unwrap(), |model: &PcaModel| {
            let _ = model.transform(x).map(|y| model.inverse_transform(y.view()));
        }),
        5 => changed(
            bytes,
            &StandardScaler::new().fit(table.view()).unwrap(),
            |model: &StandardScalerModel| drop(model.transform(x)),
        ),
        6 => changed(
            bytes,
            &MinMaxScaler::new().fit(table.view()).unwrap(),
            |model: &MinMaxScalerModel| drop(model.transform(x)),
        ),
        _ => changed(
            bytes,
            &RobustScaler::new().fit(table.view()).unwrap(),
            |model: &RobustScalerModel| drop(model.transform(x)),
        ),
    }
}

fn changed<T>(bytes: &mut Unstructured<'_>, model: &T, work: impl Fn(&T)) -> Result<()>
where
    T: Serialize + DeserializeOwned + Debug,
{
    let mut stored = serde_json::to_value(model).unwrap();
    for _ in 0..bytes.int_in_range(0..=3)? {
        change(&mut stored, bytes)?;
    }
    let Ok(read) = serde_json::from_value::<T>(stored) else { return Ok(()) };
    work(&read);
    let text = serde_json::to_string(&read).unwrap();
    let again: T = serde_json::from_str(&text).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
    Ok(())
}

/// Walks down to one value and replaces it, or takes an entry away.
fn change(value: &mut Value, bytes: &mut Unstructured<'_>) -> Result<()> {
    let stops = bytes.ratio(1, 8)?;
    match value {
        Value::Object(map) if !map.is_empty() && !stops => {
            let key = bytes.choose_index(map.len())?;
            let key = map.keys().nth(key).cloned().unwrap_or_default();
            if bytes.ratio(1, 16)? {
                map.remove(&key);
                return Ok(());
            }
            map.get_mut(&key).map_or(Ok(()), |value| change(value, bytes))
        }
        Value::Array(list) if !list.is_empty() && !stops => {
            let at = bytes.choose_index(list.len())?;
            match bytes.int_in_range(0..=15)? {
                0 => drop(list.remove(at)),
                1 => list.push(list[at].clone()),
                _ => return change(&mut list[at], bytes),
            }
            Ok(())
        }
        _ => {
            *value = replacement(bytes)?;
            Ok(())
        }
    }
}

fn replacement(bytes: &mut Unstructured<'_>) -> Result<Value> {
    Ok(match bytes.int_in_range(0..=9)? {
        0 => json!(bytes.arbitrary::<u64>()?),
        1 => json!(bytes.arbitrary::<i8>()?),
        2 => json!(bytes.arbitrary::<f64>()?),
        3 => Value::Null,
        4 => json!([]),
        5 => json!(f64::MAX),
        6 => json!(5e-324),
        7 => json!("Lloyd"),
        8 => json!(-0.0),
        _ => json!(bytes.arbitrary::<bool>()?),
    })
}
