use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use digits_data::files::{
    ArrayData, ColumnOptions, NamedArray, TableOptions, read_column, read_table, write_arrays,
};
use digits_data::{PerScalar, SamplesView, Scalar};
use kmeans_core::{ClusterModel, FittedCenters};
use serde_json::{Value, json};

use super::document::{Document, check_version};

/// What is not an array, as JSON in UTF-8.
const METADATA: &str = "metadata";

/// Two tables, an offset, a scaler; and where they stand in the document.
const TABLES: [&str; 2] = ["cluster_centers", "centered_centers"];
const OFFSET: &str = "offset";
const SCALER: [(&str, &str); 2] = [("scaler_offset", "offset"), ("scaler_scale", "scale")];

/// Whether this is the beginning of a ZIP archive.
pub(super) fn is_archive(contents: &[u8]) -> bool {
    contents.starts_with(b"PK")
}

/// Writes the numbers as arrays, all else as text.
pub(super) fn write<F: Scalar>(
    path: &Path,
    document: &Document,
    centers: &FittedCenters<F>,
) -> Result<()> {
    let metadata = serde_json::to_vec(&without_arrays(serde_json::to_value(document)?))?;
    let table = [document.n_clusters, document.n_features];
    let row = [document.n_features];
    let n_bytes = [metadata.len()];
    let [cluster_centers, centered_centers] = TABLES;
    let mut arrays = vec![
        NamedArray { name: METADATA, shape: &n_bytes, data: ArrayData::U8(&metadata) },
        NamedArray { name: cluster_centers, shape: &table, data: data(centers.cluster_centers()) },
        NamedArray { name: centered_centers, shape: &table, data: data(centers.centered()) },
        NamedArray { name: OFFSET, shape: &row, data: ArrayData::F64(&document.offset) },
    ];
    if let Some(scaler) = &document.scaler {
        for ((name, _), values) in SCALER.into_iter().zip([&scaler.offset, &scaler.scale]) {
            arrays.push(NamedArray { name, shape: &row, data: ArrayData::F64(values) });
        }
    }
    Ok(write_arrays(path, &arrays)?)
}

/// The document, put together again.
pub(super) fn read(path: &Path) -> Result<Value> {
    let mut document: Value = serde_json::from_slice(&bytes(path, METADATA)?)
        .context("its metadata are not a whole JSON document")?;
    ensure!(document.is_object(), "its metadata are no JSON object");
    // A newer version may have other arrays.
    check_version(&document)?;
    for name in TABLES {
        let options = TableOptions { array: Some(name.to_owned()), ..TableOptions::new() };
        let table = read_table::<f64>(path, &options)?.samples;
        document[name] = table.rows().map(|row| json!(row)).collect();
    }
    document[OFFSET] = column(path, OFFSET)?.into();
    if document["scaler"].is_object() {
        for (name, field) in SCALER {
            document["scaler"][field] = column(path, name)?.into();
        }
    }
    Ok(document)
}

fn without_arrays(mut document: Value) -> Value {
    if let Some(fields) = document.as_object_mut() {
        fields.retain(|name, _| name != OFFSET && !TABLES.contains(&name.as_str()));
    }
    if let Some(fields) = document["scaler"].as_object_mut() {
        fields.retain(|name, _| SCALER.iter().all(|(_, field)| name != field));
    }
    document
}

fn column(path: &Path, array: &str) -> Result<Vec<f64>> {
    let options = ColumnOptions { array: Some(array.to_owned()), ..ColumnOptions::new() };
    Ok(read_column(path, &options)?)
}

fn bytes(path: &Path, array: &str) -> Result<Vec<u8>> {
    let byte = |value: f64| {
        // Checked by going there and back.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let byte = value as u8;
        f64::from(byte).total_cmp(&value).is_eq().then_some(byte)
    };
    let bytes: Option<Vec<u8>> = column(path, array)?.into_iter().map(byte).collect();
    bytes.with_context(|| format!("its {array} are no bytes"))
}

fn data<F: Scalar>(samples: SamplesView<'_, F>) -> ArrayData<'_> {
    F::choose::<AsArray>(
        |samples| ArrayData::F32(samples.as_slice()),
        |samples| ArrayData::F64(samples.as_slice()),
    )(samples)
}

/// The two types of numbers have arrays of their own.
struct AsArray;

impl PerScalar for AsArray {
    type Of<F: Scalar> = for<'a> fn(SamplesView<'a, F>) -> ArrayData<'a>;
}
