//! `versus` as a user runs it, on cases small enough for a test.
#![allow(clippy::unwrap_used, reason = "a panic here is a failed test")]

use std::fs;
use std::path::Path;

use assert_cmd::Command;

const CASES: &str = "
    quick = []
    [[full]]
    group = 'engine'
    shape = [500, 3, 4]
    data = ['uniform']
    dtypes = ['f32', 'f64']
    measures = ['tile', 'round', 'fit', 'seeding']
    repeats = 1
    [[full]]
    group = 'page'
    shape = [1797, 64, 10]
    data = ['digits']
    dtypes = ['f64']
    measures = ['page']
    repeats = 1
";

const MORE_CASES: &str = "
    quick = []
    [[full]]
    group = 'growth'
    shape = [500, 16, 16]
    data = ['uniform']
    dtypes = ['f32']
    measures = ['round']
    repeats = 1
    grows = 'n_samples'
    # Less would be lost in the noise of a busy machine.
    sizes = [20_000, 80_000]
    [[full]]
    group = 'threads'
    shape = [500, 3, 4]
    data = ['uniform']
    dtypes = ['f64']
    measures = ['fit']
    repeats = 1
    threads = [1, 2, 4]
    [[full]]
    group = 'mnist'
    shape = [70000, 784, 2]
    data = ['mnist']
    dtypes = ['f32']
    measures = ['fit']
    repeats = 1
    [[full]]
    group = 'metrics'
    shape = [300, 2, 5]
    data = ['labels']
    dtypes = ['f64']
    measures = ['contingency', 'adjusted-mutual-info']
    repeats = 1
    [[full]]
    group = 'metrics'
    shape = [300, 4, 3]
    data = ['blobs']
    dtypes = ['f64']
    measures = ['silhouette', 'calinski-harabasz', 'davies-bouldin']
    repeats = 1
    [[full]]
    group = 'pca'
    shape = [300, 4, 3]
    data = ['normal']
    dtypes = ['f64']
    measures = ['pca']
    repeats = 1
    solver = 'covariance_eigh'
    [[full]]
    group = 'default'
    shape = [1000, 3, 4]
    data = ['blobs', 'decaying']
    dtypes = ['f32']
    measures = ['quality']
    repeats = 1
    [[full]]
    group = 'embeddings'
    shape = [30_000, 384, 2]
    data = ['embeddings']
    dtypes = ['f32']
    measures = ['quality']
    repeats = 1
";

fn versus(folder: &Path, cases: &str, arguments: &[&str]) -> Command {
    let file = folder.join("cases.toml");
    fs::write(&file, cases).unwrap();
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("versus"));
    command.args(["--threads", "2", "--cases"]).arg(file).args(arguments);
    command.arg("--out").arg(folder.join("out"));
    command
}

fn printed(command: &mut Command) -> String {
    String::from_utf8(command.assert().success().get_output().stdout.clone()).unwrap()
}

/// A column of `results.csv`.
fn column(folder: &Path, name: &str) -> Vec<String> {
    let mut reader = csv::Reader::from_path(folder.join("out/results.csv")).unwrap();
    let at = reader.headers().unwrap().iter().position(|heading| heading == name).unwrap();
    reader.records().map(|row| row.unwrap()[at].to_owned()).collect()
}

#[test]
fn everything_is_measured_and_peers_that_are_not_there_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let nobody = folder.join("nobody");
    let nobody = nobody.to_str().unwrap();
    let peers = ["--python", nobody, "--rust-peers", nobody, "--rscript", nobody];
    let text = printed(&mut versus(folder, CASES, &peers));
    assert_eq!(text.matches("not there").count(), 7, "{text}");
    let rows = text.lines().filter(|line| line.starts_with("| tile"));
    assert_eq!(rows.count(), 4, "one thread and two: {text}");
    for row in ["page digits f64 1797x64x10, PCA-based", "round uniform f32 500x3x4"] {
        assert!(text.contains(row), "{text}");
    }
    assert_eq!(column(folder, "contender").len(), 2 * (3 + 3 + 3), "one thread beside all");
    // An iteration of so few samples may be less than the noise of a busy machine.
    for (counts, note) in column(folder, "counts").iter().zip(column(folder, "note")) {
        assert!(counts == "true" || note == "less than the noise", "{note}");
    }
    let n_iter = column(folder, "n_iter");
    assert_eq!(n_iter[12..], ["14", "14", "25", "25", "34", "34"], "scikit-learn's rounds");
    let written = |name: &str| fs::read_to_string(folder.join("out").join(name)).unwrap();
    assert_eq!(written("tables.md"), text);
    assert!(written("everyone.md").contains("### fit uniform f64"), "{}", written("everyone.md"));
    assert!(!folder.join("out/ratios.svg").exists(), "there is nobody to compare with");
}

#[test]
fn growth_threads_scores_and_components_are_measured_too() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    // Two images of two pixels: as many clusters.
    let images = [0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 255, 255];
    fs::write(folder.join("train-images"), images).unwrap();
    let embeddings = folder.join("embeddings.csv");
    fs::write(&embeddings, "a,b\n0,1\n1,0\n1,1\n").unwrap();
    let (images, embeddings) = (folder.to_str().unwrap(), embeddings.to_str().unwrap());
    let given = ["--mnist", images, "--embeddings", embeddings];
    let text = printed(&mut versus(folder, MORE_CASES, &given));
    for row in ["| round uniform f32 *x16x16 | kmeans-core", "fit mnist f32 2x2x2"] {
        assert!(text.contains(row), "{row}: {text}");
    }
    // One of them may be less than the noise of a busy machine, and then has no place in the table.
    let (groups, sizes, notes) =
        (column(folder, "group"), column(folder, "n_samples"), column(folder, "note"));
    let grown = (0..groups.len()).filter(|&row| groups[row] == "growth");
    let measured: Vec<_> = grown.map(|row| (sizes[row].as_str(), notes[row].as_str())).collect();
    for size in ["20000", "80000"] {
        assert!(measured.iter().any(|(of_row, _)| *of_row == size), "{measured:?}");
    }
    assert!(measured.iter().all(|(_, note)| ["", "less than the noise"].contains(note)));
    assert!(text.contains("| fit uniform f64 500x3x4 | kmeans-core | 2 |"), "{text}");
    let table = |title: &str| text.split("\n### ").find(|table| table.starts_with(title)).unwrap();
    assert!(table("MNIST").contains("| fit mnist f32 2x2x2 |"), "a table a group: {text}");
    let has_limit = |title| table(title).contains("| limit, ms |");
    assert!(has_limit("Rounds that grow") && !has_limit("Threads"), "where there is one: {text}");
    let (kinds, results) = (column(folder, "kind"), column(folder, "result"));
    let result = |kind: &str| -> f64 {
        results[kinds.iter().position(|of_row| of_row == kind).unwrap()].parse().unwrap()
    };
    assert!((0.2..0.6).contains(&result("adjusted-mutual-info")), "half of the labels agree");
    assert!(result("contingency") > 300.0 && result("silhouette").abs() <= 1.0);
    assert!((2.0..4.5).contains(&result("pca")), "three variances of 1");
    let of_threads: Vec<_> =
        results.iter().zip(&groups).filter(|(_, group)| *group == "threads").collect();
    assert_eq!(of_threads.len(), 3, "two on two threads, one on one");
    assert!(of_threads.iter().all(|row| *row == of_threads[0]), "all find the same");
    for race in ["quality blobs f32 1000x3x4", "quality embeddings f32 3x2x2"] {
        assert!(text.contains(&format!("### {race}\n\n| contender |")), "{text}");
    }
    let runs = fs::read_to_string(folder.join("out/quality.csv")).unwrap();
    assert_eq!(runs.lines().count(), 1 + 3 * 3 * 9, "cases, contenders, numbers of iterations");
    for chart in ["growth.svg", "quality.svg"] {
        let chart = fs::read_to_string(folder.join("out").join(chart)).unwrap();
        roxmltree::Document::parse(&chart).unwrap();
    }
}

#[test]
fn only_the_groups_that_were_asked_for_are_run() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    printed(&mut versus(folder, MORE_CASES, &["--group", "pca", "mnist"]));
    assert!(column(folder, "group").iter().all(|group| group == "pca"), "no MNIST, no row");
    versus(folder, MORE_CASES, &["--group", "everything"]).assert().code(2);
}

#[test]
fn what_leaves_nothing_to_run_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for arguments in [&["--filter", "round", "digits"][..], &["--group", "pca"], &["--quick"]] {
        let output = versus(folder.path(), CASES, arguments).assert().code(1);
        let message = String::from_utf8(output.get_output().stderr.clone()).unwrap();
        assert!(message.contains("no case"), "{message}");
    }
    let output = versus(folder.path(), MORE_CASES, &["--group", "mnist"]).assert().code(1);
    let message = String::from_utf8(output.get_output().stderr.clone()).unwrap();
    assert!(message.contains("without MNIST"), "{message}");
}

#[test]
fn the_performance_page_opens_with_the_summary_of_its_tables() {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/");
    let read = |name: &str| fs::read_to_string(docs.to_owned() + name).unwrap();
    let (page, tables) = (read("PERFORMANCE.md"), read("performance/tables.md"));
    let summary = tables.split("## In short\n\n").nth(1).unwrap().split("\n\n").next().unwrap();
    assert!(summary.starts_with("| work |") && page.contains(summary), "{summary}");
}
