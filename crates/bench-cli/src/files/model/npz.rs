use std::iter;
use std::path::Path;

use anyhow::{Context as _, Result};
use digits_data::Scalar as _;
use digits_data::files::{
    ArrayData, ColumnOptions, NamedArray, TableOptions, read_column, read_table, write_arrays,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::unique_keys::UniqueKeys;
use super::{version, version_1};

/// The array of bytes that holds all other fields, as JSON in UTF-8.
const METADATA: &str = "metadata";

/// The field of the metadata that lists the other arrays.
const ARRAYS: &str = "arrays";

/// Names of the arrays. Each is the path of a field in the document, with dots between its parts.
#[derive(Debug, Serialize, Deserialize)]
struct Arrays {
    /// Arrays of two dimensions, in the precision of the document.
    tables: Vec<String>,
    /// Arrays of one dimension, in `f64`.
    vectors: Vec<String>,
}

/// True for the first bytes of a ZIP archive.
pub(super) fn is_archive(contents: &[u8]) -> bool {
    contents.starts_with(b"PK")
}

/// Writes the lists of numbers as arrays, and all other fields as text.
pub(super) fn write(path: &Path, mut document: Value) -> Result<()> {
    let mut lists = Vec::new();
    take_lists(&mut document, "", &mut lists);
    let names = |n_dimensions| {
        let lists = lists.iter().filter(|list| list.shape.len() == n_dimensions);
        lists.map(|list| list.name.clone()).collect()
    };
    document[ARRAYS] = json!(Arrays { tables: names(2), vectors: names(1) });

    let metadata = serde_json::to_vec(&document)?;
    let shape = [metadata.len()];
    let metadata = NamedArray { name: METADATA, shape: &shape, data: ArrayData::U8(&metadata) };
    let is_f32 = document["precision"] == f32::NAME;
    let in_f32: Vec<Vec<f32>> = lists.iter().map(List::in_f32).collect();
    let arrays = lists.iter().zip(&in_f32).map(|(List { name, shape, values }, in_f32)| {
        let is_table = shape.len() == 2;
        let data = if is_f32 && is_table { ArrayData::F32(in_f32) } else { ArrayData::F64(values) };
        NamedArray { name, shape, data }
    });
    let arrays: Vec<NamedArray<'_>> = iter::once(metadata).chain(arrays).collect();
    Ok(write_arrays(path, &arrays)?)
}

/// Puts the document of an archive together again.
pub(super) fn read(path: &Path) -> Result<Value> {
    let UniqueKeys(mut document) = serde_json::from_slice(&bytes(path, METADATA)?)
        .context("its metadata are not a complete JSON document")?;
    // First, because a newer version may have other arrays.
    let version = version::check(&document)?;
    let arrays = match version {
        1 => {
            let [tables, vectors] = version_1::arrays(&document);
            Arrays { tables, vectors }
        }
        _ => serde_json::from_value(document[ARRAYS].take())
            .context("its metadata do not list its arrays")?,
    };
    if let Some(fields) = document.as_object_mut() {
        fields.remove(ARRAYS);
    }
    let place = |name: &str| if version == 1 { version_1::place(name) } else { name.to_owned() };
    for name in &arrays.tables {
        let options = TableOptions { array: Some(name.clone()), ..TableOptions::new() };
        let table = read_table::<f64>(path, &options)?.samples;
        put(&mut document, &place(name), json!(table))?;
    }
    for name in &arrays.vectors {
        put(&mut document, &place(name), json!(column(path, name)?))?;
    }
    Ok(document)
}

/// A list of numbers, or a table of them.
struct List {
    name: String,
    shape: Vec<usize>,
    values: Vec<f64>,
}

impl List {
    #[expect(clippy::cast_possible_truncation, reason = "tables of an f32 model hold f32 values")]
    fn in_f32(&self) -> Vec<f32> {
        self.values.iter().map(|&value| value as f32).collect()
    }
}

/// Moves all lists of floating-point numbers out of the value. `name` is the path to the value.
fn take_lists(value: &mut Value, name: &str, lists: &mut Vec<List>) {
    let Some(fields) = value.as_object_mut() else { return };
    for field in fields.keys().cloned().collect::<Vec<_>>() {
        let dot = if name.is_empty() { "" } else { "." };
        let name = format!("{name}{dot}{field}");
        match numbers(&fields[&field]) {
            Some((shape, values)) => {
                fields.remove(&field);
                lists.push(List { name, shape, values });
            }
            None => take_lists(&mut fields[&field], &name, lists),
        }
    }
}

/// Shape and values of a list or table of `f64`.
fn numbers(value: &Value) -> Option<(Vec<usize>, Vec<f64>)> {
    let items = value.as_array().filter(|items| !items.is_empty())?;
    if items.iter().all(Value::is_f64) {
        return Some((vec![items.len()], items.iter().filter_map(Value::as_f64).collect()));
    }
    let (shapes, rows): (Vec<_>, Vec<_>) =
        items.iter().map(numbers).collect::<Option<Vec<_>>>()?.into_iter().unzip();
    Some((vec![items.len(), *shapes[0].first()?], rows.concat()))
}

/// Adds a field at a path with dots between its parts. The object that gets it must exist.
fn put(document: &mut Value, path: &str, value: Value) -> Result<()> {
    let (parent, field) = path.rsplit_once('.').unwrap_or(("", path));
    let mut parents = parent.split('.').filter(|name| !name.is_empty());
    let parent = parents.try_fold(document, |parent, name| parent.get_mut(name));
    let fields = parent.and_then(Value::as_object_mut);
    let fields =
        fields.with_context(|| format!("its metadata have no place for its array {path}"))?;
    fields.insert(field.to_owned(), value);
    Ok(())
}

fn column(path: &Path, array: &str) -> Result<Vec<f64>> {
    let options = ColumnOptions { array: Some(array.to_owned()), ..ColumnOptions::new() };
    Ok(read_column(path, &options)?)
}

fn bytes(path: &Path, array: &str) -> Result<Vec<u8>> {
    let byte = |value: f64| {
        // Checked by the way back.
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
        let byte = value as u8;
        f64::from(byte).total_cmp(&value).is_eq().then_some(byte)
    };
    let bytes: Option<Vec<u8>> = column(path, array)?.into_iter().map(byte).collect();
    bytes.with_context(|| format!("its {array} are not bytes"))
}
