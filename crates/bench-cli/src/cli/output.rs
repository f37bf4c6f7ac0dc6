use std::path::{Path, PathBuf};

/// Parses the path of a file for labels.
pub(crate) fn parse_labels_path(text: &str) -> Result<PathBuf, String> {
    with_extension(text, &[".csv", ".tsv", ".txt", ".npy"], true)
}

/// Parses the path of a file for a table.
pub(crate) fn parse_table_path(text: &str) -> Result<PathBuf, String> {
    with_extension(text, &[".csv", ".tsv", ".npy"], true)
}

/// Parses the path of a file for a model.
pub(crate) fn parse_model_path(text: &str) -> Result<PathBuf, String> {
    with_extension(text, &[".json", ".npz"], false)
}

/// Parses the path of a folder that exists or can be created.
pub(crate) fn parse_folder(text: &str) -> Result<PathBuf, String> {
    if text.is_empty() {
        return Err("expected the name of a folder; `.` is the current one".to_owned());
    }
    let is_there = |path: &&Path| path.symlink_metadata().is_ok();
    match Path::new(text).ancestors().find(is_there) {
        Some(path) if !path.is_dir() => Err(format!("{} is a file, not a folder", path.display())),
        _ => Ok(text.into()),
    }
}

/// Checks the format of the name before hours of work, not after.
fn with_extension(text: &str, extensions: &[&str], may_be_packed: bool) -> Result<PathBuf, String> {
    let name = Path::new(text).file_name().unwrap_or_default();
    let name = name.to_string_lossy().to_lowercase();
    let stem = if may_be_packed { name.strip_suffix(".gz").unwrap_or(&name) } else { &name };
    if extensions.iter().any(|extension| stem.ends_with(extension)) {
        return Ok(text.into());
    }
    let packed = if may_be_packed { ", optionally followed by .gz" } else { "" };
    Err(format!("expected a file name that ends in {}{packed}", extensions.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_says_the_format() {
        for good in ["a.csv", "b/A.CSV.gz", "a.npy", "x.txt", "x.tsv.gz"] {
            assert!(parse_labels_path(good).is_ok(), "{good}");
        }
        assert!(parse_table_path("x.txt").is_err());
        assert!(parse_model_path("m.json").is_ok() && parse_model_path("m.npz").is_ok());
        for bad in ["", "csv", "a.json.gz", "a.parquet", "a.csv/"] {
            assert!(parse_model_path(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_file_is_no_folder_and_has_none() {
        let folder = tempfile::tempdir().unwrap();
        let parsed = |name: &str| parse_folder(folder.path().join(name).to_str().unwrap());
        std::fs::write(folder.path().join("file"), "").unwrap();
        assert!(parsed("").is_ok() && parsed("new/sub").is_ok());
        assert!(parsed("file").is_err() && parsed("file/sub").is_err());
    }
}
