use std::collections::BTreeSet;

use anyhow::Result;

use crate::cargo;

/// Libraries that must stay light to build without their features.
const LIGHT: [&str; 2] = ["kmeans-core", "cluster-metrics"];

/// Packages that a light library may name, itself and ours included: 22 today, and a few to spare.
const MOST: usize = 25;

/// Packages too heavy for a light library: matrices and file formats.
const HEAVY: [&str; 2] = ["nalgebra", "csv"];

/// Packages that the program may build only with a feature.
const BEHIND_FEATURES: [&str; 3] = ["bincode", "parquet", "timely"];

/// Finds light libraries that build too much without their features, and a program that builds more
/// than its default features need.
pub(super) fn violations() -> Result<Vec<String>> {
    let mut violations = of_the_program(&cargo::output(&mut cargo::cargo(&[
        "tree",
        "--package",
        "bench-cli",
        "--edges=normal",
        "--prefix=none",
    ]))?);
    for library in LIGHT {
        let tree = cargo::output(&mut cargo::cargo(&[
            "tree",
            "--package",
            library,
            "--edges=normal",
            "--no-default-features",
            "--prefix=none",
        ]))?;
        violations.extend(violations_of(library, &tree));
    }
    Ok(violations)
}

fn of_the_program(tree: &str) -> Vec<String> {
    let packages = names(tree);
    let found = BEHIND_FEATURES.iter().filter(|name| packages.contains(*name));
    found.map(|name| format!("bench-cli builds {name} without its feature")).collect()
}

/// `tree` has one package per line, its name first; a package may appear on several lines.
fn names(tree: &str) -> BTreeSet<&str> {
    tree.lines().filter_map(|line| line.split_whitespace().next()).collect()
}

fn violations_of(library: &str, tree: &str) -> Vec<String> {
    let packages = names(tree);
    let mut violations: Vec<String> = HEAVY
        .iter()
        .filter(|heavy| packages.contains(*heavy))
        .map(|heavy| format!("{library} without features builds {heavy}"))
        .collect();
    if packages.len() > MOST {
        let n_packages = packages.len();
        violations
            .push(format!("{library} without features builds {n_packages} packages, over {MOST}"));
    }
    violations
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_light_library_is_sound() {
        let tree = "kmeans-core v0.1.0 (/home/kmeans)\n\
                    csv-core v0.1.13\nrayon v1.12.0\nthiserror-impl v2.0.1 (proc-macro)\n\
                    rayon v1.12.0 (*)\n\n";
        assert_eq!(violations_of("kmeans-core", tree), [""; 0]);
    }

    #[test]
    fn the_program_builds_nothing_of_its_features() {
        assert_eq!(of_the_program("bench-cli v0.1.0\nclap v4.6.0\n"), [""; 0]);
        let found = of_the_program("bench-cli v0.1.0\ntimely v0.32.0\ntimely v0.32.0 (*)\n");
        assert_eq!(found, ["bench-cli builds timely without its feature"]);
    }

    #[test]
    fn heavy_packages_are_named() {
        let tree = "kmeans-core v0.1.0\nnalgebra v0.35.0\ncsv v1.4.0\ncsv v1.4.0 (*)\n";
        let expected = [
            "kmeans-core without features builds nalgebra",
            "kmeans-core without features builds csv",
        ];
        assert_eq!(violations_of("kmeans-core", tree), expected);
    }

    #[test]
    fn packages_are_counted_once_each() {
        let tree = |n_packages: usize| -> String {
            (0..n_packages)
                .flat_map(|n| [format!("p{n} v1.0.0\n"), format!("p{n} v1.0.0 (*)\n")])
                .collect()
        };
        assert_eq!(violations_of("a", &tree(MOST)), [""; 0]);
        assert_eq!(
            violations_of("a", &tree(MOST + 1)),
            ["a without features builds 26 packages, over 25"]
        );
    }
}
