//! Models of version 1, as version 2 has them.

use anyhow::{Context as _, Result, bail, ensure};
use digits_data::Scalar;
use kmeans_core::ClusterModel as _;
use linalg_pca::{MinMaxScaler, RobustScaler, StandardScaler};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::model::Model;
use crate::files::scaling::Scaling;

/// Fields that version 2 leaves out, because they follow from others.
const REDUNDANT: [&str; 3] = ["n_clusters", "n_features", "cluster_centers"];

/// Moves the fields of version 1 to their places in version 2. Returns the redundant ones apart, for
/// [`check`].
pub(super) fn upgraded(
    mut fields: Map<String, Value>,
) -> Result<(Map<String, Value>, Map<String, Value>)> {
    let redundant =
        REDUNDANT.iter().filter_map(|&name| fields.remove_entry(name)).collect::<Map<_, _>>();
    let mut take = |name: &str| fields.remove(name).unwrap_or_default();
    let centers = json!({ "centered": take("centered_centers"), "offset": take("offset") });
    let scaler = match take("scaler") {
        Value::Null => Value::Null,
        scaler => serde_json::to_value(scaling(scaler)?)?,
    };
    fields.extend([("centers".to_owned(), centers), ("scaler".to_owned(), scaler)]);
    Ok((fields, redundant))
}

/// Refuses a model whose redundant fields do not follow from its centres.
pub(super) fn check<F: Scalar>(model: &Model<F>, redundant: &Map<String, Value>) -> Result<()> {
    let centers = model.centers.cluster_centers();
    let expected =
        [json!(centers.n_samples()), json!(centers.n_features()), json!(centers.cast::<f64>()?)];
    for (name, expected) in REDUNDANT.into_iter().zip(expected) {
        ensure!(
            redundant.get(name) == Some(&expected),
            "its {name} do not fit its centered_centers and its offset"
        );
    }
    Ok(())
}

/// The tables and the vectors of an archive, which its metadata do not list.
pub(super) fn arrays(metadata: &Value) -> [Vec<String>; 2] {
    let is_scaled = metadata["scaler"].is_object();
    let scaler: &[&str] = if is_scaled { &["scaler_offset", "scaler_scale"] } else { &[] };
    let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect();
    [owned(&["cluster_centers", "centered_centers"]), owned(&[&["offset"], scaler].concat())]
}

/// The field of the document that an array is.
pub(super) fn place(array: &str) -> String {
    array.replace("scaler_", "scaler.")
}

/// A scaler as two numbers per feature.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OffsetAndScale {
    kind: String,
    offset: Vec<f64>,
    scale: Vec<f64>,
}

/// Finds statistics that give the same offset and scale, to the bit.
fn scaling(scaler: Value) -> Result<Scaling> {
    let OffsetAndScale { kind, offset, scale } = serde_json::from_value(scaler)
        .context("its scaler does not have the fields of version 1")?;
    let (n_offsets, n_scales) = (offset.len(), scale.len());
    ensure!(n_offsets == n_scales, "its scaler has {n_offsets} offsets and {n_scales} scales");
    let statistics = match kind.as_str() {
        "standard" => json!({
            "kind": kind,
            "scaler": StandardScaler::new(),
            "n_samples_seen": 1.0,
            "mean": offset,
            "mean_remainder": vec![0.0; offset.len()],
            // The root of a rounded square is the number itself.
            "variance": scale.iter().map(|scale| scale * scale).collect::<Vec<_>>(),
        }),
        "minmax" => json!({
            "kind": kind,
            "scaler": MinMaxScaler::new(),
            "n_samples_seen": 1,
            "data_min": offset,
            "data_max": offset.iter().zip(&scale).map(|(&min, &range)| data_max(min, range))
                .collect::<Vec<_>>(),
        }),
        "robust" => json!({
            "kind": kind, "scaler": RobustScaler::new(), "center": offset, "scale": scale
        }),
        _ => bail!("it has an unknown scaler, {kind:?}"),
    };
    let scaling: Scaling =
        serde_json::from_value(statistics).context("its scaler has numbers that do not scale")?;
    ensure!(
        scaling.offset_and_scale() == (&offset, &scale),
        "its scaler has numbers that do not scale"
    );
    Ok(scaling)
}

/// A largest value that gives the range. The sum of the smallest value and the range may be one
/// rounding off. Range 1 may be that of a constant feature, whose largest value is also its smallest.
fn data_max(min: f64, range: f64) -> f64 {
    if range.total_cmp(&1.0).is_eq() {
        return min;
    }
    let sum = min + range;
    let candidates = [sum, sum.next_up(), sum.next_down()];
    candidates.into_iter().find(|max| (max - min).total_cmp(&range).is_eq()).unwrap_or(sum)
}

#[cfg(test)]
mod tests {
    use super::super::{AnyModel, checksum, document};
    use super::*;
    use crate::cli::ScaleArg;

    const MODEL: &str = include_str!("../../../tests/data/version_1/model.json");

    /// The model with one field changed, and the checksum that belongs to it.
    fn changed(field: &str, value: Value) -> Result<AnyModel> {
        let mut contents: Value = serde_json::from_str(MODEL).unwrap();
        *contents.pointer_mut(field).unwrap() = value;
        contents["checksum"] = checksum::of(&contents).into();
        document::model(contents)
    }

    #[test]
    fn contents_that_do_not_fit_together_are_refused_with_the_reason() {
        assert!(changed("/library_version", json!("0.0.1")).is_ok());
        let cases = [
            ("/version", json!(0), "version"),
            ("/precision", json!("f16"), "f16"),
            ("/n_clusters", json!(2), "its n_clusters do not fit"),
            ("/n_features", json!(1), "its n_features do not fit"),
            ("/offset", json!([0.0]), "the fields of a model of version 1"),
            ("/offset/0", json!(77.0), "its cluster_centers do not fit"),
            ("/centered_centers/1", json!([0.0]), "row 1 has 1 features"),
            ("/cluster_centers/1/1", json!(0.125), "its cluster_centers do not fit"),
            ("/cluster_centers/1/1", json!(null), "its cluster_centers do not fit"),
            ("/scaler/kind", json!("log"), "unknown scaler"),
            ("/scaler/scale/0", json!(0.0), "do not scale"),
            ("/scaler/scale/0", json!(-1.0), "do not scale"),
            ("/scaler/offset", json!([1.0, 2.0, 3.0]), "3 offsets"),
            ("/scaler", json!({ "kind": "minmax", "more": 1 }), "the fields of version 1"),
            ("/feature_names", json!(["a"]), "1 feature name for 4 features"),
            ("/settings/scale", json!("robust"), "scaler is minmax, and its settings say robust"),
            ("/fit/cluster_sizes", json!([3]), "the sizes of 1 clusters, but 3 centres"),
            ("/settings", json!({}), "the fields of a model of version 1"),
        ];
        for (field, value, reason) in cases {
            let error = changed(field, value.clone()).unwrap_err();
            assert!(format!("{error:#}").contains(reason), "{field} {value}: {error:#}");
        }
    }

    mod properties {
        use digits_data::Samples;
        use proptest::prelude::*;

        use super::*;

        proptest! {
            #[test]
            fn every_scaler_comes_back_to_the_bit(
                values in prop::collection::vec(
                    (-1.0_f64..1.0, -12..12_i32).prop_map(|(x, e)| x * 10.0_f64.powi(e)), 2..40),
                kind in prop::sample::select(vec![
                    ScaleArg::Standard, ScaleArg::Minmax, ScaleArg::Robust]),
            ) {
                // The second feature is constant.
                let table: Vec<[f64; 2]> = values.iter().map(|&value| [value, values[0]]).collect();
                let samples = Samples::from_rows(&table).unwrap();
                let fitted = Scaling::fit(kind, samples.view()).unwrap().0.unwrap();
                let (offset, scale) = fitted.offset_and_scale();
                let again =
                    scaling(json!({ "kind": kind.name(), "offset": offset, "scale": scale })).unwrap();
                prop_assert_eq!(again.kind(), kind);
                let scaled = fitted.transform(samples.clone()).unwrap();
                prop_assert_eq!(again.transform(samples).unwrap(), scaled);
            }
        }
    }
}
