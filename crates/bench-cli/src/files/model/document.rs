use anyhow::{Context as _, Result, bail, ensure};
use digits_data::Scalar;
use kmeans_core::ClusterModel as _;
use serde::Serialize;
use serde_json::{Map, Value};

use super::model::{AnyModel, Model};
use super::version::{self, FORMAT, VERSION};
use super::{checksum, one_hot, version_1};
use crate::files::scaling::Scaling;
use crate::text::counted;

/// A model as its file has it: a header, and the fields of the model.
#[derive(Debug, Serialize)]
#[serde(bound = "")]
pub(super) struct Document<'a, F: Scalar> {
    format: &'static str,
    version: u64,
    library_version: &'static str,
    checksum: String,
    precision: &'static str,
    #[serde(flatten)]
    model: &'a Model<F>,
}

impl<'a, F: Scalar> Document<'a, F> {
    pub(super) fn new(model: &'a Model<F>) -> Result<Self> {
        let mut document = Self {
            format: FORMAT,
            version: VERSION,
            library_version: env!("CARGO_PKG_VERSION"),
            checksum: String::new(),
            precision: F::NAME,
            model,
        };
        document.checksum = checksum::of(&serde_json::to_value(&document)?);
        Ok(document)
    }
}

/// The model that a document holds. Checks the version first, then the checksum, then the fields.
pub(super) fn model(contents: Value) -> Result<AnyModel> {
    let version = version::check(&contents)?;
    let found = checksum::of(&contents);
    let expected = contents.get("checksum").and_then(Value::as_str).unwrap_or("missing");
    ensure!(
        found == expected,
        "it is damaged: its checksum is {expected}, that of its contents {found}"
    );
    let Value::Object(mut fields) = contents else { bail!("it is not a JSON object") };
    for name in ["format", "version", "library_version", "checksum"] {
        fields.remove(name);
    }
    match fields.remove("precision") {
        Some(precision) if precision == f64::NAME => parsed(version, fields).map(AnyModel::F64),
        Some(precision) if precision == f32::NAME => parsed(version, fields).map(AnyModel::F32),
        other => {
            bail!("its precision is {}; it must be \"f32\" or \"f64\"", other.unwrap_or_default())
        }
    }
}

fn parsed<F: Scalar>(version: u64, mut fields: Map<String, Value>) -> Result<Model<F>> {
    let mut redundant = None;
    if version == 1 {
        let (upgraded, others) = version_1::upgraded(fields)?;
        (fields, redundant) = (upgraded, Some(others));
    }
    let model: Model<F> = serde_json::from_value(Value::Object(fields))
        .with_context(|| format!("it does not have the fields of a model of version {version}"))?;
    if let Some(redundant) = redundant {
        version_1::check(&model, &redundant)?;
    }
    model.check()?;
    Ok(model)
}

impl<F: Scalar> Model<F> {
    /// Refuses parts that do not belong together. Each part alone is checked where it is parsed.
    fn check(&self) -> Result<()> {
        let (n_clusters, n_features) = self.centers.cluster_centers().shape();
        if let Some(scaler) = &self.scaler {
            let found = scaler.offset_and_scale().0.len();
            ensure!(
                found == n_features,
                "its scaler has {found} features, but its centres have {n_features}"
            );
        }
        let kind = self.scaler.as_ref().map(Scaling::kind).unwrap_or_default().name();
        ensure!(
            kind == self.settings.scale,
            "its scaler is {kind}, and its settings say {}",
            self.settings.scale
        );
        let found = self.fit.cluster_sizes.len();
        ensure!(
            found == n_clusters,
            "it has the sizes of {found} clusters, but {n_clusters} centres"
        );
        if let Some(fill) = &self.fill {
            let found = fill.values.len();
            ensure!(
                found == n_features && fill.values.iter().all(|value| value.is_finite()),
                "it has {found} values for missing ones of {n_features} features"
            );
        }
        one_hot::check(&self.one_hot, self.feature_names.as_deref())?;
        if let Some(names) = &self.feature_names {
            let found = names.len();
            let names = counted(found, "feature name");
            ensure!(found == n_features, "it has {names} for {}", counted(n_features, "feature"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use digits_data::Samples;
    use kmeans_core::KMeans;
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::model::{Fill, FitSummary, Settings};
    use super::*;
    use crate::cli::ScaleArg;
    use crate::files::scaling::scaled;

    fn fitted<F: Scalar>(
        samples: &Samples<F>,
        scale: ScaleArg,
        n_clusters: usize,
    ) -> Option<Model<F>> {
        let (scaled, scaler) = scaled(scale, samples.clone()).unwrap();
        let found = match KMeans::new(n_clusters).fit(scaled.view()) {
            // A robust scale can bring one sample farther out than `f32` can tell.
            Err(kmeans_core::Error::TooFar { .. }) => return None,
            found => found.unwrap(),
        };
        Some(Model {
            centers: found.fitted_centers().clone(),
            scaler,
            feature_names: None,
            one_hot: Vec::new(),
            fill: Some(Fill { strategy: "mean".into(), values: vec![0.1; samples.n_features()] }),
            settings: Settings {
                init: "k-means++".into(),
                n_init: 1,
                max_iter: 300,
                tol: 1e-4,
                inertia_tol: 1e-5,
                nested_samples: vec![100, 400],
                algorithm: "auto".into(),
                scale: scale.name(),
                weighted: false,
                rng: "pcg64".into(),
                seed: u64::MAX,
            },
            fit: FitSummary {
                n_samples: samples.n_samples(),
                n_iter: found.n_iter(),
                converged: found.converged(),
                stop_reason: "labels_unchanged".into(),
                inertia: found.inertia(),
                cluster_sizes: found.cluster_sizes(),
            },
        })
    }

    /// A document with one field changed, and the checksum that belongs to it.
    fn changed(field: &str, value: Value) -> Value {
        let samples = Samples::from_rows(&[[0.0, 1.0], [5.0, 3.0], [5.5, 3.5]]).unwrap();
        let model = fitted(&samples, ScaleArg::Standard, 2).unwrap();
        let mut contents = serde_json::to_value(Document::new(&model).unwrap()).unwrap();
        *contents.pointer_mut(field).unwrap() = value;
        contents["checksum"] = checksum::of(&contents).into();
        contents
    }

    #[test]
    fn contents_that_do_not_fit_together_are_refused_with_the_reason() {
        assert!(super::model(changed("/library_version", json!("0.0.1"))).is_ok());
        let cases = [
            ("/format", json!("cake"), "not a model"),
            ("/version", json!(3), "newer"),
            ("/version", json!(0), "version"),
            ("/version", json!("2"), "version"),
            ("/precision", json!("f16"), "f16"),
            ("/centers/offset", json!([0.0]), "the fields of a model of version 2"),
            ("/centers/offset/0", json!(null), "the fields of a model of version 2"),
            ("/centers/centered", json!([]), "0 samples"),
            ("/centers/centered", json!([[0.0], [1.0]]), "the fields of a model of version 2"),
            ("/centers/centered/1", json!([0.0]), "row 1 has 1 features"),
            ("/centers/centered/1/1", json!(null), "the fields of a model of version 2"),
            ("/scaler/kind", json!("log"), "unknown variant `log`"),
            ("/scaler/kind", json!("robust"), "the fields of a model of version 2"),
            ("/scaler/variance/0", json!(-1.0), "variance[0]"),
            ("/scaler/mean", json!([1.0, 2.0, 3.0]), "length 2; it must be 3"),
            ("/feature_names", json!(["a"]), "1 feature name for 2 features"),
            ("/settings/scale", json!("robust"), "scaler is standard, and its settings say robust"),
            ("/fit/cluster_sizes", json!([3]), "the sizes of 1 clusters, but 2 centres"),
            ("/settings", json!({}), "the fields of a model of version 2"),
        ];
        for (field, value, reason) in cases {
            let error = super::model(changed(field, value.clone())).unwrap_err();
            assert!(format!("{error:#}").contains(reason), "{field} {value}: {error:#}");
        }
    }

    #[test]
    fn a_scaler_of_other_features_is_refused() {
        let samples = Samples::from_rows(&[[0.0, 1.0], [5.0, 3.0], [5.5, 3.5]]).unwrap();
        let mut model = fitted(&samples, ScaleArg::Robust, 2).unwrap();
        let other = Samples::from_rows(&[[1.0], [2.0]]).unwrap();
        model.scaler = Scaling::fit(ScaleArg::Robust, other.view()).unwrap().0;
        let contents = serde_json::to_value(Document::new(&model).unwrap()).unwrap();
        let error = super::model(contents).unwrap_err().to_string();
        assert_eq!(error, "its scaler has 1 features, but its centres have 2");
    }

    #[test]
    fn what_the_checksum_does_not_belong_to_is_damaged() {
        let mut contents = changed("/centers/offset/0", json!(1.0));
        contents["centers"]["offset"][0] = json!(1.000_000_000_000_000_2);
        let error = super::model(contents).unwrap_err().to_string();
        assert!(error.contains("damaged"), "{error}");
        let mut contents = changed("/centers/offset/0", json!(1.0));
        contents.as_object_mut().unwrap().remove("checksum");
        let error = super::model(contents).unwrap_err().to_string();
        assert!(error.contains("missing"), "{error}");
    }

    mod properties {
        use std::any::Any;

        use super::*;

        fn assert_round_trip<F: Scalar>(values: &[f64], n_features: usize, scale: ScaleArg) {
            let values: Vec<F> = values.iter().map(|&value| F::from_f64(value)).collect();
            let samples =
                Samples::new(values.clone(), values.len() / n_features, n_features).unwrap();
            let Some(kept) = fitted(&samples, scale, 2.min(samples.n_samples())) else { return };
            let folder = tempfile::tempdir().unwrap();
            for name in ["m.json", "m.npz"] {
                let path = folder.path().join(name);
                kept.write(&path).unwrap();
                let again: Box<dyn Any> = match AnyModel::read(&path).unwrap() {
                    AnyModel::F64(model) => Box::new(model),
                    AnyModel::F32(model) => Box::new(model),
                };
                let again = again.downcast::<Model<F>>().unwrap();
                assert_eq!(*again, kept, "{name}");
                let prepared = again.prepare(samples.clone(), None).unwrap();
                let labels = kept.centers.predict(prepared.view()).unwrap();
                assert_eq!(again.centers.predict(prepared.view()).unwrap(), labels);
            }
        }

        proptest! {
            #[test]
            fn a_model_comes_back_as_it_was(
                values in prop::collection::vec(
                    (-1.0_f64..1.0, -12..12_i32).prop_map(|(x, e)| x * 10.0_f64.powi(e)), 8..40),
                n_features in 1_usize..4,
                scale in prop::sample::select(vec![
                    ScaleArg::None, ScaleArg::Standard, ScaleArg::Minmax, ScaleArg::Robust]),
            ) {
                let values = &values[..values.len() / n_features * n_features];
                assert_round_trip::<f64>(values, n_features, scale);
                assert_round_trip::<f32>(values, n_features, scale);
            }
        }
    }
}
