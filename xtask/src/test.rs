use anyhow::Result;

use crate::cargo;

/// Runs all tests of the workspace, or of the packages named with `-p`.
pub(crate) fn run(arguments: &[String]) -> Result<()> {
    cargo::run(cargo::cargo(&["test"]).args(scope(arguments)).arg("--all-features").args(arguments))
}

/// The whole workspace, unless the user names packages: together cargo would ignore the names.
pub(crate) fn scope(arguments: &[String]) -> Option<&'static str> {
    let names_a_package = arguments
        .iter()
        .take_while(|argument| *argument != "--")
        .any(|argument| argument.starts_with("-p") || argument.starts_with("--package"));
    (!names_a_package).then_some("--workspace")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_package_narrows_the_scope() {
        let scope = |text: &str| scope(&crate::words(text));
        assert_eq!(scope(""), Some("--workspace"));
        assert_eq!(scope("some_test -- -p"), Some("--workspace"));
        for named in ["-p kmeans-core", "-pkmeans-core", "--package kmeans-core", "x --package=a"] {
            assert_eq!(scope(named), None, "{named}");
        }
    }
}
