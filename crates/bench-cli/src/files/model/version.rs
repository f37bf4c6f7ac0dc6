use anyhow::{Result, bail, ensure};
use serde_json::Value;

/// The field `format` of every model.
pub(super) const FORMAT: &str = "kmeans-bench model";

/// The version that is written, and the latest that is read.
pub(super) const VERSION: u64 = 2;

/// The version of a document. Refuses other documents, and versions from after this program.
pub(super) fn check(contents: &Value) -> Result<u64> {
    ensure!(
        contents.get("format").and_then(Value::as_str) == Some(FORMAT),
        "it is not a model: \"format\" is not {FORMAT:?}"
    );
    match contents.get("version").and_then(Value::as_u64) {
        Some(version @ 1..=VERSION) => Ok(version),
        Some(newer) if newer > VERSION => bail!(
            "it is newer than this program: its version is {newer}, written by {}; {} reads up to \
             version {VERSION}",
            contents.get("library_version").and_then(Value::as_str).unwrap_or("an unknown one"),
            env!("CARGO_PKG_VERSION"),
        ),
        _ => bail!("its version is not a number from 1"),
    }
}
