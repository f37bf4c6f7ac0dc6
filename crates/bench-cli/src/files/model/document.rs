use anyhow::{Context as _, Result, bail, ensure};
use digits_data::{Samples, SamplesView, Scalar};
use kmeans_core::{ClusterModel, FittedCenters};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Model, checksum};
use crate::files::scaling::Scaling;

const FORMAT: &str = "kmeans-bench model";

/// The version that is written, and the last that is read.
const VERSION: u64 = 1;

/// What the file of a model says. Its fields are described in docs/MODEL.md.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document {
    format: String,
    version: u64,
    library_version: String,
    pub(super) checksum: String,
    pub(super) precision: String,
    pub(super) n_clusters: usize,
    pub(super) n_features: usize,
    feature_names: Option<Vec<String>>,
    settings: Settings,
    fit: FitSummary,
    pub(super) scaler: Option<Scaling>,
    cluster_centers: Vec<Vec<f64>>,
    centered_centers: Vec<Vec<f64>>,
    pub(super) offset: Vec<f64>,
}

/// What was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    pub(crate) init: String,
    pub(crate) n_init: usize,
    pub(crate) max_iter: usize,
    pub(crate) tol: f64,
    pub(crate) algorithm: String,
    pub(crate) scale: String,
    /// Whether samples had weights.
    pub(crate) weighted: bool,
    pub(crate) rng: String,
    pub(crate) seed: u64,
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FitSummary {
    pub(crate) n_samples: usize,
    pub(crate) n_iter: usize,
    pub(crate) converged: bool,
    pub(crate) stop_reason: String,
    pub(crate) inertia: f64,
    pub(crate) cluster_sizes: Vec<usize>,
}

impl Document {
    /// Of a model; the checksum is left out.
    pub(super) fn of<F: Scalar>(model: &Model<F>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            version: VERSION,
            library_version: env!("CARGO_PKG_VERSION").to_owned(),
            checksum: String::new(),
            precision: F::NAME.to_owned(),
            n_clusters: model.centers.n_clusters(),
            n_features: model.centers.n_features(),
            feature_names: model.feature_names.clone(),
            settings: model.settings.clone(),
            fit: model.fit.clone(),
            scaler: model.scaler.clone(),
            cluster_centers: rows(model.centers.cluster_centers()),
            centered_centers: rows(model.centers.centered()),
            offset: model.centers.offset().to_vec(),
        }
    }

    /// Looks at a version it may not know before anything else, then at the checksum, and only then
    /// at what the file says.
    pub(super) fn checked(contents: Value) -> Result<Self> {
        check_version(&contents)?;
        let found = checksum::of(&contents);
        let expected = contents.get("checksum").and_then(Value::as_str).unwrap_or("missing");
        ensure!(
            found == expected,
            "it is damaged: its checksum is {expected}, that of its contents {found}"
        );
        serde_json::from_value(contents).context("it is not what version 1 says a model is")
    }

    /// The model, if everything in it fits together.
    pub(super) fn into_model<F: Scalar>(self) -> Result<Model<F>> {
        let Self { n_clusters, n_features, .. } = self;
        let table = |name, rows| -> Result<Samples<F>> {
            table(name, rows, n_clusters, n_features)?
                .cast()
                .with_context(|| format!("its {name} do not fit its precision"))
        };
        let centered = table("centered_centers", &self.centered_centers)?;
        let cluster_centers = table("cluster_centers", &self.cluster_centers)?;
        ensure!(
            self.offset.len() == n_features,
            "its offset has {} numbers for {n_features} features",
            self.offset.len()
        );
        if let Some(scaler) = &self.scaler {
            scaler.check(n_features)?;
        }
        let kind = self.scaler.as_ref().map_or("none", |scaler| scaler.kind.as_str());
        ensure!(
            kind == self.settings.scale,
            "its scaler is {kind}, and its settings say {}",
            self.settings.scale
        );
        let found = self.fit.cluster_sizes.len();
        ensure!(found == n_clusters, "it has the sizes of {found} clusters of {n_clusters}");
        if let Some(names) = &self.feature_names {
            let found = names.len();
            ensure!(found == n_features, "it has {found} feature names for {n_features} features");
        }
        let centers = FittedCenters::new(centered, self.offset).context("its centres are none")?;
        ensure!(
            centers.cluster_centers() == cluster_centers.view(),
            "its cluster_centers are not its centered_centers plus its offset"
        );
        Ok(Model {
            centers,
            scaler: self.scaler,
            feature_names: self.feature_names,
            settings: self.settings,
            fit: self.fit,
        })
    }
}

/// Refuses what is no model, and one of a version that this program does not know.
pub(super) fn check_version(contents: &Value) -> Result<()> {
    ensure!(
        contents.get("format").and_then(Value::as_str) == Some(FORMAT),
        "it is no model: \"format\" is not {FORMAT:?}"
    );
    match contents.get("version").and_then(Value::as_u64) {
        Some(VERSION) => Ok(()),
        Some(newer) if newer > VERSION => bail!(
            "it is newer than this program: its version is {newer}, written by {}; {} reads up to \
             version {VERSION}",
            contents.get("library_version").and_then(Value::as_str).unwrap_or("an unknown one"),
            env!("CARGO_PKG_VERSION"),
        ),
        _ => bail!("its version is not a number from 1"),
    }
}

/// The rows as lists, for a document.
pub(crate) fn rows<F: Scalar>(samples: SamplesView<'_, F>) -> Vec<Vec<f64>> {
    samples.rows().map(|row| row.iter().map(|value| value.to_f64()).collect()).collect()
}

fn table(
    name: &str,
    rows: &[Vec<f64>],
    n_clusters: usize,
    n_features: usize,
) -> Result<Samples<f64>> {
    let found = rows.len();
    ensure!(found == n_clusters, "its {name} are {found} rows for {n_clusters} clusters");
    if let Some((row, found)) =
        rows.iter().map(Vec::len).enumerate().find(|(_, len)| *len != n_features)
    {
        bail!("row {row} of its {name} has {found} numbers for {n_features} features");
    }
    Samples::new(rows.concat(), n_clusters, n_features).with_context(|| format!("its {name}"))
}

#[cfg(test)]
mod tests {
    use kmeans_core::KMeans;
    use proptest::prelude::*;
    use serde_json::json;

    use super::super::AnyModel;
    use super::*;
    use crate::cli::ScaleArg;

    fn model<F: Scalar>(
        samples: &Samples<F>,
        scale: ScaleArg,
        n_clusters: usize,
    ) -> Option<Model<F>> {
        let scaler = Scaling::fit(scale, samples.view()).unwrap();
        let scaled = match &scaler {
            Some(scaler) => scaler.transform(samples.clone()).unwrap(),
            None => samples.clone(),
        };
        let found = match KMeans::new(n_clusters).fit(scaled.view()) {
            // A robust scale can bring one sample farther out than `f32` can tell.
            Err(kmeans_core::Error::TooFar { .. }) => return None,
            found => found.unwrap(),
        };
        Some(Model {
            centers: found.fitted_centers().clone(),
            scaler,
            feature_names: None,
            settings: Settings {
                init: "k-means++".into(),
                n_init: 1,
                max_iter: 300,
                tol: 1e-4,
                algorithm: "auto".into(),
                scale: scale.name().into(),
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

    /// Contents that are changed and then given the checksum that belongs to them.
    fn changed(field: &str, value: Value) -> Value {
        let samples = Samples::from_rows(&[[0.0, 1.0], [5.0, 3.0], [5.5, 3.5]]).unwrap();
        let mut contents =
            serde_json::to_value(Document::of(&model(&samples, ScaleArg::Standard, 2).unwrap()))
                .unwrap();
        *contents.pointer_mut(field).unwrap() = value;
        contents["checksum"] = checksum::of(&contents).into();
        contents
    }

    #[test]
    fn contents_that_do_not_fit_together_are_refused_with_the_reason() {
        assert!(AnyModel::of(changed("/library_version", json!("0.0.1"))).is_ok());
        let cases = [
            ("/format", json!("cake"), "no model"),
            ("/version", json!(2), "newer"),
            ("/version", json!(0), "version"),
            ("/version", json!("1"), "version"),
            ("/precision", json!("f16"), "f16"),
            ("/n_clusters", json!(3), "2 rows for 3 clusters"),
            ("/n_clusters", json!(0), "2 rows for 0 clusters"),
            ("/n_features", json!(1), "2 numbers for 1 features"),
            ("/offset", json!([0.0]), "offset has 1"),
            ("/offset/0", json!(77.0), "are not its centered_centers plus its offset"),
            ("/centered_centers/1", json!([0.0]), "row 1 of its centered_centers has 1 numbers"),
            ("/cluster_centers/1/1", json!(0.125), "are not its centered_centers plus"),
            ("/cluster_centers/1/1", json!(null), "not what version 1 says"),
            ("/scaler/kind", json!("log"), "unknown scaler"),
            ("/scaler/scale/0", json!(0.0), "do not scale"),
            ("/scaler/offset", json!([1.0, 2.0, 3.0]), "3 offsets"),
            ("/feature_names", json!(["a"]), "1 feature names for 2"),
            ("/settings/scale", json!("robust"), "scaler is standard, and its settings say robust"),
            ("/fit/cluster_sizes", json!([3]), "the sizes of 1 clusters of 2"),
            ("/settings", json!({}), "not what version 1 says"),
        ];
        for (field, value, reason) in cases {
            let error = AnyModel::of(changed(field, value.clone())).unwrap_err();
            assert!(format!("{error:#}").contains(reason), "{field} {value}: {error:#}");
        }
    }

    #[test]
    fn what_the_checksum_does_not_belong_to_is_damaged() {
        let mut contents = changed("/offset/0", json!(1.0));
        contents["offset"][0] = json!(1.000_000_000_000_000_2);
        let error = AnyModel::of(contents).unwrap_err().to_string();
        assert!(error.contains("damaged"), "{error}");
        let mut contents = changed("/offset/0", json!(1.0));
        contents.as_object_mut().unwrap().remove("checksum");
        let error = AnyModel::of(contents).unwrap_err().to_string();
        assert!(error.contains("missing"), "{error}");
    }

    mod properties {
        use super::*;

        fn assert_round_trip<F: Scalar>(values: &[f64], n_features: usize, scale: ScaleArg)
        where
            Model<F>: TryFrom<AnyModel, Error = String>,
        {
            let values: Vec<F> = values.iter().map(|&value| F::from_f64(value)).collect();
            let samples =
                Samples::new(values.clone(), values.len() / n_features, n_features).unwrap();
            let Some(kept) = model(&samples, scale, 2.min(samples.n_samples())) else { return };
            let folder = tempfile::tempdir().unwrap();
            for name in ["m.json", "m.npz"] {
                let path = folder.path().join(name);
                kept.write(&path).unwrap();
                let again = Model::<F>::try_from(AnyModel::read(&path).unwrap()).unwrap();
                assert_eq!(again, kept, "{name}");
                let prepared = again.prepare(samples.clone(), None).unwrap();
                let labels = kept.centers.predict(prepared.view()).unwrap();
                assert_eq!(again.centers.predict(prepared.view()).unwrap(), labels);
            }
        }

        impl TryFrom<AnyModel> for Model<f64> {
            type Error = String;
            fn try_from(model: AnyModel) -> Result<Self, String> {
                if let AnyModel::F64(model) = model { Ok(model) } else { Err("f32".into()) }
            }
        }

        impl TryFrom<AnyModel> for Model<f32> {
            type Error = String;
            fn try_from(model: AnyModel) -> Result<Self, String> {
                if let AnyModel::F32(model) = model { Ok(model) } else { Err("f64".into()) }
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
