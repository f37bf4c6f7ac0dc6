//! No score is without its promises: the tables are compared with the crate's source.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use cluster_metrics::Evaluation;

use super::promises::PROMISES;

/// Functions of labels that are no score of two labelings, and why.
const NO_SCORES: [&str; 5] = [
    "entropy",                            // of one labeling; twice among the scores
    "homogeneity_completeness_v_measure", // three scores, each with a line of its own
    "optimal_matching",                   // pairs of labels
    "pair_confusion_matrix",              // four counts
    "silhouette_by_cluster",              // of silhouettes that there are
];

fn source(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(file)).unwrap()
}

fn all_sources() -> Vec<String> {
    let mut sources = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                sources.push(fs::read_to_string(path).unwrap());
            }
        }
    }
    sources
}

/// Names of functions that `lib.rs` exports.
fn exported() -> BTreeSet<String> {
    let source = source("lib.rs");
    let lists = source.split("pub use ").skip(1).map(|rest| rest.split(';').next().unwrap());
    let names = lists.flat_map(|list| list.split(|c: char| !c.is_alphanumeric() && c != '_'));
    let modules: BTreeSet<&str> =
        source.lines().filter_map(|line| line.strip_prefix("mod ")?.strip_suffix(';')).collect();
    let functions = names
        .filter(|name| name.starts_with(|c: char| c.is_lowercase()) && !modules.contains(name));
    functions.map(str::to_owned).collect()
}

/// The text between the name and the body.
fn signatures<'a>(
    sources: &'a [String],
    start: &'a str,
) -> impl Iterator<Item = (&'a str, &'a str)> {
    sources.iter().flat_map(move |source| source.split(start).skip(1)).map(|rest| {
        let signature = rest.split('{').next().unwrap();
        (signature.split(['(', '<']).next().unwrap(), signature)
    })
}

fn promised() -> BTreeSet<String> {
    PROMISES.iter().map(|promise| promise.function().to_owned()).collect()
}

#[test]
fn every_function_of_labels_has_its_promises() {
    let sources = all_sources();
    let exported = exported();
    assert!(exported.len() > 20, "lib.rs is written in another way: {exported:?}");
    // A function of labels asks them to be comparable; one that takes samples too scores those.
    let of_labels: BTreeSet<String> = signatures(&sources, "\npub fn ")
        .filter(|(_, signature)| {
            signature.contains("Eq + Hash") && !signature.contains("SamplesView")
        })
        .map(|(name, _)| name.to_owned())
        .filter(|name| exported.contains(name))
        .collect();
    let mut expected = promised();
    for (name, _) in Evaluation::new(&[0], &[0]).unwrap().scores() {
        if name.ends_with("_entropy") {
            assert!(expected.remove(name)); // methods of the table only
        }
    }
    expected.extend(NO_SCORES.map(str::to_owned));
    assert_eq!(of_labels, expected, "a line is missing among the promises, or one too many");
}

#[test]
fn every_score_is_in_the_evaluation() {
    let evaluation = Evaluation::new(&[0, 0, 1], &[0, 1, 1]).unwrap();
    let evaluated: BTreeSet<String> =
        evaluation.scores().map(|(name, _)| name.to_owned()).collect();
    assert_eq!(evaluated.len(), evaluation.scores().count(), "a name comes twice");
    assert_eq!(evaluated, promised());

    // Every method of the table that gives a number is a score.
    let sources = all_sources();
    let methods = signatures(&sources, "    pub fn ").filter(|(_, signature)| {
        let gives_number = ["-> f64 ", "-> Result<f64, Error> "];
        signature.contains("(&self") && gives_number.iter().any(|end| signature.ends_with(end))
    });
    let in_table: Vec<&str> = sources
        .iter()
        .filter(|source| source.contains("impl Contingency {"))
        .flat_map(|source| source.split("    pub fn ").skip(1))
        .map(|rest| rest.split(['(', '<']).next().unwrap())
        .collect();
    let methods: BTreeSet<String> = methods
        .map(|(name, _)| name.to_owned())
        .filter(|name| in_table.contains(&name.as_str()))
        .collect();
    assert_eq!(evaluated, methods);

    // Every field that is a number, as `Debug` prints them, is among the named ones.
    let printed = format!("{evaluation:?}");
    for (name, score) in evaluation.scores() {
        assert!(printed.contains(&format!("{name}: {score:?}")), "{name} in {printed}");
    }
    let n_fields = source("evaluation.rs").matches(": f64,").count();
    assert_eq!(evaluation.scores().count(), n_fields);
}

#[test]
fn the_table_of_the_documentation_names_every_score() {
    let documentation = source("lib.rs");
    for name in promised().iter().filter(|name| !name.ends_with("_entropy")) {
        assert!(documentation.contains(&format!("[`{name}`]")), "{name} is not in lib.rs's table");
    }
}
