use std::collections::BTreeSet;

use anyhow::Result;

use crate::cargo;

/// Licences that let anyone use the program and the crates, if they are named.
const ALLOWED: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC-BY-4.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Finds dependencies under another licence, and those that come from elsewhere than crates.io.
pub(super) fn violations() -> Result<Vec<String>> {
    let tree = ["tree", "--workspace", "--all-features", "--prefix=none", "--format={p}|{l}"];
    Ok(violations_of(&cargo::output(&mut cargo::cargo(&tree))?))
}

/// `tree` has a package on each line: name, version, a place if it is not crates.io, and the licence.
fn violations_of(tree: &str) -> Vec<String> {
    let lines: BTreeSet<&str> = tree.lines().filter(|line| !line.is_empty()).collect();
    let found = lines.into_iter().filter_map(|line| {
        let (package, licence) = line.trim_end_matches(" (*)").split_once('|')?;
        let package = package.replace(" (proc-macro)", "");
        if let Some((name, place)) = package.split_once(" (").filter(|(_, place)| !is_local(place))
        {
            return Some(format!("{name} comes from {}", place.trim_end_matches(')')));
        }
        (!is_allowed(licence)).then(|| format!("{package} has the licence {licence:?}"))
    });
    found.collect()
}

/// Our own packages lie below the workspace.
fn is_local(place: &str) -> bool {
    place.starts_with(&cargo::root().display().to_string())
}

/// Every part of an expression must leave an allowed choice. `/` is an old spelling of `OR`.
fn is_allowed(licence: &str) -> bool {
    let parts = licence.split(" AND ");
    parts.into_iter().all(|part| {
        let part = part.trim_matches(['(', ')']).replace('/', " OR ");
        part.split(" OR ").any(|choice| ALLOWED.contains(&choice.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_allowed_choice_is_enough_in_every_part() {
        for licence in [
            "MIT",
            "MIT/Apache-2.0",
            "MIT OR Apache-2.0 OR LGPL-2.1-or-later",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
        ] {
            assert!(is_allowed(licence), "{licence}");
        }
        for licence in ["", "GPL-3.0", "MIT AND GPL-3.0", "GPL-2.0 OR LGPL-2.1"] {
            assert!(!is_allowed(licence), "{licence}");
        }
    }

    #[test]
    fn packages_from_elsewhere_are_named() {
        let ours = format!("kmeans-core v0.1.0 ({})|MIT", cargo::root().display());
        let tree = format!(
            "{ours}\nserde_derive v1.0.0 (proc-macro)|MIT (*)\na v1.0.0 (https://b.org/a#1)|MIT\nc v1.0.0|\n"
        );
        assert_eq!(
            violations_of(&tree),
            ["a v1.0.0 comes from https://b.org/a#1", "c v1.0.0 has the licence \"\""]
        );
    }
}
