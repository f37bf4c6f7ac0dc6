use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use super::metadata::Package;

/// Number of lines above which a file usually holds two ideas.
const LONG: usize = 400;

pub(super) struct Source {
    /// Relative to the workspace.
    pub(super) path: PathBuf,
    pub(super) text: String,
}

/// Every Rust file of the crates.
pub(super) fn read_sources(root: &Path) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    for folder in ["crates", "xtask"] {
        for path in files_below(&root.join(folder))? {
            if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path)
                    .with_context(|| format!("reading {}", path.display()))?;
                let path = path.strip_prefix(root).unwrap_or(&path).to_owned();
                sources.push(Source { path, text });
            }
        }
    }
    Ok(sources)
}

/// Every file below a folder, in the order of their names.
pub(super) fn files_below(folder: &Path) -> Result<Vec<PathBuf>> {
    let reading = || format!("reading {}", folder.display());
    let mut entries = std::fs::read_dir(folder)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .with_context(reading)?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    let mut files = Vec::new();
    for entry in entries {
        // A link counts as what it is, a file: following it could go in circles.
        if entry.file_type().with_context(reading)?.is_dir() {
            files.extend(files_below(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    Ok(files)
}

pub(super) fn long_files(sources: &[Source]) -> impl Iterator<Item = String> {
    sources.iter().filter_map(|Source { path, text }| {
        let lines = text.lines().count();
        (lines > LONG).then(|| format!("{} has {lines} lines: is it two ideas?", path.display()))
    })
}

/// Each package needs a README with more than a title.
pub(super) fn missing_readmes(packages: &[Package]) -> Vec<String> {
    let libraries =
        super::libraries().filter_map(|name| packages.iter().find(|package| package.name == name));
    libraries
        .filter(|library| {
            let readme = std::fs::read_to_string(library.folder.join("README.md"));
            !readme.is_ok_and(|text| text.lines().filter(|line| !line.is_empty()).count() > 1)
        })
        .map(|library| format!("{} has no README.md, or only its title", library.name))
        .collect()
}

/// Property tests that `cargo xtask prop` would not find.
pub(super) fn stray_properties(sources: &[Source]) -> impl Iterator<Item = String> {
    sources.iter().filter(|source| is_stray(source)).map(|Source { path, .. }| {
        format!("{}: move `proptest!` into a module `properties`", path.display())
    })
}

/// rustfmt's layout shows what stands in what: the line above that is indented less opens it.
fn is_stray(Source { path, text }: &Source) -> bool {
    let is_module = path.file_stem().is_some_and(|stem| stem == "properties")
        && path.components().any(|folder| folder.as_os_str() == "src");
    let lines: Vec<&str> = text.lines().collect();
    let indent = |line: &str| line.len() - line.trim_start().len();
    let stands_alone = |&(number, line): &(usize, &&str)| {
        let mut above = lines[..number].iter().rev();
        let opening = above.find(|above| !above.is_empty() && indent(above) < indent(line));
        line.trim_start().starts_with("proptest! {")
            && opening.map_or(!is_module, |opening| opening.trim() != "mod properties {")
    };
    lines.iter().enumerate().any(|line| stands_alone(&line))
}

/// Property tests whose number of cases `cargo xtask prop` cannot raise.
pub(super) fn fixed_cases(sources: &[Source]) -> impl Iterator<Item = String> {
    let fixes = |line: &str| {
        line.trim_start().starts_with("#![proptest_config(") && line.contains("::with_cases(")
    };
    sources.iter().filter(move |source| source.text.lines().any(fixes)).map(
        |Source { path, .. }| {
            format!("{}: `with_cases` overrules the cases that were asked for", path.display())
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source { path: path.into(), text: text.to_owned() }
    }

    #[test]
    fn only_the_long_are_named() {
        let sources = [source("short.rs", &"\n".repeat(400)), source("long.rs", &"\n".repeat(401))];
        let long: Vec<_> = long_files(&sources).collect();
        assert_eq!(long, ["long.rs has 401 lines: is it two ideas?"]);
    }

    #[test]
    fn a_property_outside_its_module_is_found() {
        let bare = "proptest! {\n}\n";
        let inside =
            "mod tests {\n    mod properties {\n        proptest! {\n\n        }\n    }\n}\n";
        assert!(is_stray(&source("crates/a/src/b.rs", bare)));
        assert!(is_stray(&source("crates/a/src/b.rs", &format!("{inside}{bare}"))));
        assert!(is_stray(&source("crates/a/tests/properties.rs", bare)));
        assert!(!is_stray(&source("crates/a/src/b.rs", inside)));
        assert!(!is_stray(&source("crates/a/tests/properties.rs", inside)));
        assert!(!is_stray(&source("crates/a/src/b/properties.rs", bare)));
        assert!(!is_stray(&source("crates/a/src/b.rs", "// no proptest! { here }\n")));
    }

    #[test]
    fn a_fixed_number_of_cases_is_found() {
        let call = "    #![proptest_config(ProptestConfig::with_cases(9))]";
        let sources = [source("free.rs", "proptest! {"), source("fixed.rs", call)];
        assert_eq!(fixed_cases(&sources).count(), 1);
    }
}
