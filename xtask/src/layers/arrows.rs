use super::metadata::{Dependency, Kind, Package};

struct Layer {
    name: &'static str,
    /// Crates that it may depend on. An application may use any crate below it.
    may_use: Option<&'static [&'static str]>,
}

/// Every crate but xtask, lowest first.
const LAYERS: [Layer; 5] = [
    Layer {
        name: "digits-data",
        may_use: Some(&[
            "bytemuck",
            "csv",
            "csv-core",
            "fast-float2",
            "flate2",
            "memchr",
            "memmap2",
            "nalgebra",
            "ndarray",
            "parquet",
            "rand",
            "rand_distr",
            "rand_mt",
            "rand_pcg",
            "rawzip",
            "rustix",
            "serde",
            "tempfile",
            "thiserror",
        ]),
    },
    Layer {
        name: "linalg-pca",
        may_use: Some(&[
            "bytemuck",
            "digits-data",
            "memmap2",
            "rand",
            "rand_pcg",
            "rayon",
            "serde",
            "thiserror",
        ]),
    },
    Layer {
        name: "kmeans-core",
        may_use: Some(&["digits-data", "linalg-pca", "rayon", "serde", "thiserror"]),
    },
    Layer {
        name: "cluster-metrics",
        may_use: Some(&[
            "digits-data",
            "kmeans-core",
            "linalg-pca",
            "rayon",
            "rustc-hash",
            "serde",
            "thiserror",
        ]),
    },
    Layer { name: "bench-cli", may_use: None },
];

const XTASK: &str = "xtask";

/// The crates that others may build on, lowest first.
pub(crate) fn libraries() -> impl Iterator<Item = &'static str> {
    LAYERS.iter().filter(|layer| layer.may_use.is_some()).map(|layer| layer.name)
}

/// The arrows, for people.
pub(super) fn order() -> String {
    LAYERS.map(|layer| layer.name).join(" ← ")
}

/// Every rule that the packages' dependencies break, in words.
pub(super) fn violations(packages: &[Package]) -> Vec<String> {
    let missing = LAYERS
        .iter()
        .filter(|layer| packages.iter().all(|package| package.name != layer.name))
        .map(|layer| format!("{} is a layer, but not in the workspace", layer.name));
    missing.chain(packages.iter().flat_map(violations_of)).collect()
}

fn violations_of(package: &Package) -> Vec<String> {
    if package.name == XTASK {
        return dependencies_of_xtask(package);
    }
    let Some(level) = level_of(&package.name) else {
        return vec![format!(
            "{} has no place among the layers: give it one in xtask/src/layers/arrows.rs",
            package.name
        )];
    };
    let dependencies = package.dependencies.iter();
    let mut found: Vec<String> =
        dependencies.filter_map(|dependency| violation_of(level, dependency)).collect();
    found.dedup(); // a crate may be declared twice, once for the tests
    found
}

fn level_of(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| layer.name == name)
}

/// Finds crates of ours that xtask depends on.
fn dependencies_of_xtask(package: &Package) -> Vec<String> {
    let ours =
        package.dependencies.iter().filter(|dependency| level_of(&dependency.name).is_some());
    ours.map(|it| format!("xtask uses {}, but must build even if that does not", it.name)).collect()
}

/// Tests count too: a crate whose tests need a higher one cannot be tested alone.
fn violation_of(level: usize, dependency: &Dependency) -> Option<String> {
    let Layer { name, may_use } = &LAYERS[level];
    let used = dependency.name.as_str();
    // A crate's tests may name the crate itself, to switch its features on.
    let own_tests = used == *name && dependency.kind == Kind::Dev;
    if used == XTASK || level_of(used).is_some_and(|other| other >= level && !own_tests) {
        return Some(format!("{name} uses {used}, against the order {}", order()));
    }
    let allowed = may_use.is_none_or(|list| list.contains(&used));
    (dependency.kind == Kind::Normal && !allowed)
        .then(|| format!("{name} uses {used}, which is not on its list"))
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    fn package(name: &str, normal: &[&str], dev: &[&str]) -> Package {
        let of_kind = |kind| move |name: &&str| Dependency { name: (*name).to_owned(), kind };
        let dependencies = normal.iter().map(of_kind(Kind::Normal));
        Package {
            name: name.to_owned(),
            folder: PathBuf::new(),
            dependencies: dependencies.chain(dev.iter().map(of_kind(Kind::Dev))).collect(),
        }
    }

    fn sound() -> Vec<Package> {
        vec![
            package("digits-data", &["csv", "thiserror"], &["proptest"]),
            package("linalg-pca", &["digits-data", "rayon"], &["serde_json"]),
            package("kmeans-core", &["linalg-pca", "digits-data"], &["digits-data"]),
            package("cluster-metrics", &["kmeans-core", "rayon"], &[]),
            package("bench-cli", &["cluster-metrics", "digits-data", "clap"], &["tempfile"]),
            package("xtask", &["anyhow"], &[]),
        ]
    }

    /// The sound workspace with one package in place of its namesake, or added to it.
    fn broken_by(changed: Package) -> Vec<String> {
        let mut packages = sound();
        packages.retain(|package| package.name != changed.name);
        packages.push(changed);
        violations(&packages)
    }

    #[test]
    fn the_order_as_designed_is_sound() {
        assert_eq!(violations(&sound()), [""; 0]);
    }

    #[test]
    fn an_arrow_that_runs_back_is_found_even_in_tests() {
        let expected = "linalg-pca uses kmeans-core, against the order digits-data ← linalg-pca ← \
                        kmeans-core ← cluster-metrics ← bench-cli";
        let core = ["digits-data", "kmeans-core"];
        assert_eq!(broken_by(package("linalg-pca", &core, &[])), [expected]);
        assert_eq!(broken_by(package("linalg-pca", &core[..1], &core[1..])), [expected]);
        assert_eq!(broken_by(package("digits-data", &[], &["xtask"])).len(), 1);
    }

    #[test]
    fn tests_may_switch_on_features_of_their_own_crate() {
        assert_eq!(broken_by(package("digits-data", &[], &["digits-data"])), [""; 0]);
        assert_eq!(broken_by(package("digits-data", &["digits-data"], &[])).len(), 1);
    }

    #[test]
    fn a_library_uses_what_is_on_its_list() {
        let data = broken_by(package("digits-data", &["anyhow"], &["tempfile"]));
        assert_eq!(data, ["digits-data uses anyhow, which is not on its list"]);
    }

    #[test]
    fn xtask_stands_alone() {
        let tied = broken_by(package("xtask", &["anyhow", "digits-data"], &[]));
        assert_eq!(tied, ["xtask uses digits-data, but must build even if that does not"]);
    }

    #[test]
    fn the_list_and_the_workspace_name_the_same_crates() {
        let newcomer = broken_by(package("kmeans-gpu", &[], &[]));
        assert!(newcomer[0].starts_with("kmeans-gpu has no place"), "{newcomer:?}");
        let gone = violations(&sound()[1..]);
        assert_eq!(gone, ["digits-data is a layer, but not in the workspace"]);
    }

    #[test]
    fn libraries_are_the_layers_below_the_application() {
        let libraries: Vec<_> = libraries().collect();
        assert_eq!(libraries, ["digits-data", "linalg-pca", "kmeans-core", "cluster-metrics"]);
    }
}
