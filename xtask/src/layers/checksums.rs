use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};

use super::files::files_below;

/// Hexadecimal digits of a SHA-256.
const DIGITS: usize = 64;

/// Finds files in `data/` that differ from the checksums in its README.md.
pub(super) fn violations(data: &Path) -> Result<Vec<String>> {
    let readme = std::fs::read_to_string(data.join("README.md")).context("data/README.md")?;
    let mut present = Vec::new();
    for path in files_below(data)?.into_iter().filter(|path| holds_data(path)) {
        let bytes = std::fs::read(&path).with_context(|| path.display().to_string())?;
        let name = path.strip_prefix(data)?.to_string_lossy().replace('\\', "/");
        present.push((sha256(&bytes), name));
    }
    Ok(differences(&stated(&readme), &present))
}

/// Pages and the scripts beside the values may change freely.
fn holds_data(path: &Path) -> bool {
    path.extension().is_none_or(|extension| !["md", "py", "pyc"].iter().any(|e| extension == *e))
}

fn sha256(bytes: &[u8]) -> String {
    hmac_sha256::Hash::hash(bytes).iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// The lines that `sha256sum --check` would read: a sum, two spaces, a path.
fn stated(readme: &str) -> Vec<(String, String)> {
    let lines = readme.lines().filter_map(|line| line.split_once("  "));
    lines
        .filter(|(sum, _)| sum.len() == DIGITS && sum.bytes().all(|b| b.is_ascii_hexdigit()))
        .map(|(sum, path)| (sum.to_owned(), path.trim().to_owned()))
        .collect()
}

fn differences(stated: &[(String, String)], present: &[(String, String)]) -> Vec<String> {
    let lost = stated
        .iter()
        .filter(|(_, path)| present.iter().all(|(_, other)| other != path))
        .map(|(_, path)| format!("data/README.md names {path}, which is not in data/"));
    let changed = present
        .iter()
        .filter(|file| !stated.contains(file))
        .map(|(sum, path)| format!("data/{path}: data/README.md should say\n{sum}  {path}"));
    lost.chain(changed).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_sha256sum() {
        // FIPS 180-4, the message "abc".
        let expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), expected);
    }

    #[test]
    fn sums_are_read_from_between_the_prose() {
        let sum = sha256(b"");
        let readme = format!("# Data\n\nSome  text.\n\n```text\n{sum}  a/b.csv\n```\n");
        assert_eq!(stated(&readme), [(sum, "a/b.csv".to_owned())]);
    }

    #[test]
    fn lost_changed_and_unnamed_files_are_found() {
        let file = |sum: &str, path: &str| (sum.to_owned(), path.to_owned());
        let stated = [file("1", "same"), file("2", "changed"), file("3", "lost")];
        let present = [file("1", "same"), file("0", "changed"), file("4", "unnamed")];
        let found = differences(&stated, &present);
        assert_eq!(found.len(), 3, "{found:?}");
        assert!(found[0].contains("lost"));
        assert!(found[1].ends_with("0  changed"));
        assert!(found[2].ends_with("4  unnamed"));
        assert!(differences(&stated[..1], &present[..1]).is_empty());
    }
}
