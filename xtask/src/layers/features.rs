use std::path::Path;

use anyhow::{Context as _, Result};

/// Checks that our column of the feature table links to existing tests.
const TABLE: &str = "docs/FEATURES.md";

/// Tests that the feature table names and that are not where it says.
pub(super) fn violations(root: &Path) -> Result<Vec<String>> {
    let table = root.join(TABLE);
    let text = std::fs::read_to_string(&table).with_context(|| table.display().to_string())?;
    let folder = table.parent().unwrap_or(root);
    let is_there = |(name, path): &(&str, &str)| {
        let source = std::fs::read_to_string(folder.join(path));
        source.is_ok_and(|source| source.contains(&format!("fn {name}(")))
    };
    let found: Vec<_> = tests(&text).collect();
    let mut violations: Vec<String> = found
        .iter()
        .filter(|test| !is_there(test))
        .map(|(name, path)| format!("{TABLE}: there is no test {name} in {path}"))
        .collect();
    if found.is_empty() {
        violations.push(format!("{TABLE} links to no test"));
    }
    Ok(violations)
}

/// Name and file of every link such as ``[`name`](../crates/a/tests/b.rs)``.
fn tests(text: &str) -> impl Iterator<Item = (&str, &str)> {
    text.split("[`").skip(1).filter_map(|rest| {
        let (name, rest) = rest.split_once("`](")?;
        let (path, _) = rest.split_once(')')?;
        (Path::new(path).extension()? == "rs").then_some((name, path))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_rust_files_are_tests() {
        let text = "| [`one`](../a.rs), [`two`](b/c.rs) | `three` | [four](d.rs) [`five`](e.md) |";
        assert_eq!(tests(text).collect::<Vec<_>>(), [("one", "../a.rs"), ("two", "b/c.rs")]);
    }

    #[test]
    fn a_test_that_is_gone_is_found() {
        let root = std::env::temp_dir().join(format!("xtask-features-{}", std::process::id()));
        std::fs::create_dir_all(root.join("docs")).unwrap();
        let violations_of = |table: &str| {
            std::fs::write(root.join(TABLE), table).unwrap();
            violations(&root).unwrap()
        };
        std::fs::write(root.join("a.rs"), "fn one() {}").unwrap();
        assert_eq!(violations_of("[`one`](../a.rs)"), [""; 0]);
        assert_eq!(violations_of("[`on`](../a.rs), [`one`](../b.rs)").len(), 2);
        assert_eq!(violations_of("nothing").len(), 1);
        std::fs::remove_dir_all(root).unwrap();
    }
}
