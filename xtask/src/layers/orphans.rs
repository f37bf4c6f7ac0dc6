//! Files that no `mod` names: cargo does not compile them, so their tests never run.

use std::path::Path;

use super::files::Source;

/// One message for each Rust file that belongs to no crate.
pub(super) fn violations(sources: &[Source]) -> impl Iterator<Item = String> {
    sources.iter().filter(|source| !is_root(&source.path) && !is_named(source, sources)).map(
        |Source { path, .. }| {
            format!("{}: no `mod` names it, so it is not compiled", path.display())
        },
    )
}

/// Files that cargo or a manifest names.
fn is_root(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str());
    let is_measured_alone = matches!(stem, Some("memory" | "versus")) && is_in(path, "tests");
    matches!(stem, Some("lib" | "main" | "build"))
        || is_measured_alone
        || is_in(path, "fuzz_targets")
}

fn is_in(path: &Path, folder: &str) -> bool {
    path.parent().and_then(Path::file_name).is_some_and(|name| name == folder)
}

/// A module is named by a file beside it or by its folder's own file.
fn is_named(source: &Source, sources: &[Source]) -> bool {
    let own = |path: &Path| match path.file_stem().and_then(|stem| stem.to_str()) {
        Some("mod") => path.parent().map(Path::to_owned),
        _ => Some(path.with_extension("")),
    };
    let Some(module) = own(&source.path) else { return false };
    let (Some(name), Some(folder)) = (module.file_name(), module.parent()) else { return false };
    let declaration = format!("mod {};", name.to_string_lossy());
    sources.iter().any(|other| {
        let may_name =
            other.path.parent() == Some(folder) || other.path.with_extension("") == folder;
        let declares = |line: &str| {
            let line = line.trim();
            line == declaration
                || (line.starts_with("pub") && line.ends_with(&format!(" {declaration}")))
        };
        may_name && other.path != source.path && other.text.lines().any(declares)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        let source = |&(path, text): &(&str, &str)| Source { path: path.into(), text: text.into() };
        violations(&files.iter().map(source).collect::<Vec<_>>()).collect()
    }

    #[test]
    fn a_file_that_nothing_names_is_found() {
        let root = ("crates/a/tests/main.rs", "mod b;\npub(crate) mod c;\n");
        let named = [
            root,
            ("crates/a/tests/b.rs", "mod d;"),
            ("crates/a/tests/b/d.rs", ""),
            ("crates/a/tests/c/mod.rs", ""),
            ("crates/a/tests/memory.rs", ""),
        ];
        assert!(found(&named).is_empty(), "{:?}", found(&named));
        let message = "crates/a/tests/e.rs: no `mod` names it, so it is not compiled";
        assert_eq!(found(&[root, ("crates/a/tests/e.rs", "mod e;")]), [message]);
    }
}
