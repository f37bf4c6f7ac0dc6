//! `kmeans-bench gallery` as a user runs it.

use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

fn kmeans_bench(arguments: &[&str]) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin!("kmeans-bench"));
    command.args(arguments);
    command
}

/// Runs `gallery` with one repeat into a folder of its own; what it printed, and the folder.
fn gallery(arguments: &[&str]) -> (String, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let output = kmeans_bench(&["gallery", "--repeats", "1", "--out", out])
        .args(arguments)
        .assert()
        .success()
        .get_output()
        .clone();
    (String::from_utf8(output.stdout).unwrap(), folder)
}

fn gallery_json(arguments: &[&str]) -> (Value, tempfile::TempDir) {
    let (stdout, folder) = gallery(&[&["--format", "json"], arguments].concat());
    let file = fs::read_to_string(folder.path().join("results.json")).unwrap();
    assert_eq!(stdout, file, "standard output holds what the file holds, and nothing else");
    (serde_json::from_str(&stdout).unwrap(), folder)
}

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/sklearn_digits.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn label_columns(folder: &Path) -> Vec<(String, Vec<u64>)> {
    let mut reader = csv::Reader::from_path(folder.join("labels.csv")).unwrap();
    let headings: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut columns: Vec<(String, Vec<u64>)> =
        headings.into_iter().map(|heading| (heading, Vec::new())).collect();
    for record in reader.records() {
        for (column, field) in columns.iter_mut().zip(record.unwrap().iter()) {
            column.1.push(field.parse().unwrap());
        }
    }
    columns
}

/// Keys of our results and of the reference.
const SCORES: [(&str, &str); 12] = [
    ("homogeneity", "homogeneity"),
    ("completeness", "completeness"),
    ("v_measure", "v_measure"),
    ("adjusted_rand", "ari"),
    ("adjusted_mutual_info", "ami"),
    ("normalized_mutual_info", "nmi"),
    ("mutual_info", "mi"),
    ("fowlkes_mallows", "fmi"),
    ("rand", "rand"),
    ("silhouette", "silhouette_full_raw_data"),
    ("calinski_harabasz", "calinski_harabasz_raw"),
    ("davies_bouldin", "davies_bouldin_raw"),
];

fn assert_close(found: &Value, expected: &Value, tolerance: f64, what: &str) {
    let (found, expected) = (found.as_f64().unwrap(), expected.as_f64().unwrap());
    assert!((found - expected).abs() <= tolerance * expected.abs(), "{what}: {found} {expected}");
}

fn assert_is_the_page(precision: &str, tolerance: f64) {
    let arguments = ["--rng", "numpy", "--seed", "0", "--precision", precision];
    let (results, folder) = gallery_json(&arguments);
    let reference = reference();
    let columns = label_columns(folder.path());
    let labels = |heading: &str| &columns.iter().find(|(name, _)| name == heading).unwrap().1;
    let rows = results["results"].as_array().unwrap();
    assert_eq!(rows.len(), 6);
    for (row, n_iter) in rows.iter().zip([14, 25, 34]) {
        let name = row["init"].as_str().unwrap();
        let expected = &reference["inits"][name];
        assert_eq!(row["comparison"], "faithful");
        assert_eq!(row["n_iter"], n_iter, "{name}");
        assert_close(&row["inertia"], &expected["inertia_"], tolerance, name);
        for (ours, theirs) in SCORES {
            assert_close(&row[ours], &expected["metrics"][theirs], tolerance, ours);
        }
        assert_eq!(row["cluster_sizes"], expected["counts"], "{name}");
        assert_eq!(serde_json::json!(labels(name)), expected["labels_"], "{name}");
    }
    let fits = results["tutorial"].as_array().unwrap();
    for (fit, name) in fits.iter().zip(["defaults_n_clusters10_rs42", "n_init10_rs42"]) {
        let expected = &reference["tutorial"][name];
        assert_close(&fit["inertia"], &expected["inertia_"], tolerance, name);
        assert_close(&fit["silhouette"], &expected["silhouette"], tolerance, name);
        assert_close(&fit["adjusted_rand"], &expected["ari"], tolerance, name);
        assert_eq!(fit["n_iter"], expected["n_iter_"], "{name}");
        let heading = format!("tutorial (n_init {})", fit["n_init"]);
        assert_eq!(serde_json::json!(labels(&heading)), expected["labels_"], "{name}");
    }
}

#[test]
fn the_page_digit_for_digit() {
    assert_is_the_page("f64", 1e-12);
}

#[test]
fn the_page_within_the_precision_of_f32() {
    assert_is_the_page("f32", 1e-6);
}

#[test]
fn the_page_scores_300_samples() {
    let (results, _) = gallery_json(&["--faithful", "--silhouette", "300"]);
    for row in results["results"].as_array().unwrap() {
        let name = row["init"].as_str().unwrap();
        let expected = &reference()["inits"][name]["metrics"]["silhouette_sample300_rs0_raw"];
        assert_close(&row["silhouette"], expected, 1e-12, name);
    }
}

#[test]
fn the_honest_comparison_scores_what_is_clustered() {
    // NumPy's draws give the page's clusters in the first two rows, scored in their own space.
    let (results, _) = gallery_json(&["--honest", "--rng", "numpy"]);
    let rows = results["results"].as_array().unwrap();
    for row in &rows[..2] {
        let name = row["init"].as_str().unwrap();
        let expected = &reference()["inits"][name]["metrics"]["silhouette_full_scaled_data"];
        assert_close(&row["silhouette"], expected, 1e-12, name);
    }
    // scikit-learn 1.7.0: KMeans(10, init=PCA(10).fit(scaled).components_, n_init=1).fit(scaled)
    assert_close(&rows[2]["inertia"], &PCA_IN_SCALED_SPACE.0.into(), 1e-12, "PCA-based");
    assert_eq!(rows[2]["n_iter"], PCA_IN_SCALED_SPACE.1);
    assert_close(&rows[2]["silhouette"], &PCA_IN_SCALED_SPACE.2.into(), 1e-12, "PCA-based");
}

const PCA_IN_SCALED_SPACE: (f64, u64, f64) = (71_018.505_555_913_03, 44, 0.140_009_968_673_382_6);

#[test]
fn threads_change_nothing_but_the_time() {
    let without_times = |threads: &str| {
        let (mut results, folder) = gallery_json(&["--threads", threads]);
        assert_eq!(results["environment"]["threads"].to_string(), threads);
        results["environment"].take();
        for row in results["results"].as_array_mut().unwrap() {
            row["fit_seconds"].take();
        }
        for init in results["seeds"].as_array_mut().unwrap() {
            for run in init["runs"].as_array_mut().unwrap() {
                run["fit_seconds"].take();
            }
        }
        let files =
            ["labels.csv", "pca_plane.svg", "centroids.svg", "seeds.svg", "silhouettes.png"];
        let files = files.map(|name| fs::read(folder.path().join(name)).unwrap());
        (results, files)
    };
    let one = without_times("1");
    for threads in ["2", "3", "8"] {
        assert!(without_times(threads) == one, "{threads} threads");
    }
}

#[test]
fn one_comparison_alone() {
    let (faithful, _) = gallery(&["--faithful"]);
    assert!(faithful.contains("Faithful") && !faithful.contains("Honest"), "{faithful}");
    let (honest, folder) = gallery(&["--honest"]);
    assert!(honest.contains("Honest") && !honest.contains("Faithful"), "{honest}");
    assert_eq!(label_columns(folder.path())[0].0, "k-means++");
    kmeans_bench(&["gallery", "--faithful", "--honest"]).assert().code(2);
}

#[test]
fn the_table_is_the_pages() {
    let (table, folder) = gallery(&[]);
    let rule = "_".repeat(82);
    let start = table.find(&rule).unwrap();
    let lines: Vec<&str> = table[start..].lines().take(6).collect();
    assert_eq!([lines[0], lines[5]], [rule.as_str(); 2]);
    assert_eq!(lines[1], "init\t\ttime\tinertia\thomo\tcompl\tv-meas\tARI\tAMI\tsilhouette");
    let expected = [
        "k-means++\t69545\t0.598\t0.645\t0.621\t0.469\t0.617\t0.158",
        "random   \t69735\t0.681\t0.723\t0.701\t0.574\t0.698\t0.181",
        "PCA-based\t69513\t0.600\t0.647\t0.622\t0.468\t0.618\t0.159",
    ];
    for (line, expected) in lines[2..5].iter().zip(expected) {
        let mut fields: Vec<&str> = line.split('\t').collect();
        assert!(fields.remove(1).ends_with('s'), "{line}");
        assert_eq!(fields.join("\t"), expected);
    }
    for line in ["Dataset shape: (1797, 64)", "Silhouette score: 0.1765", "Rand index: 0.7258"] {
        assert!(table.contains(line), "{line}");
    }
    assert!(table.contains(folder.path().to_str().unwrap()), "says where the files went");
    let mut names: Vec<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let figures = [
        "between",
        "centroids",
        "clusters",
        "contingency",
        "convergence",
        "farthest",
        "pca_plane",
        "plane",
        "plane_clusters",
        "seeds",
        "silhouettes",
    ];
    let files = ["labels.csv", "report.html", "results.csv", "results.json"].map(str::to_owned);
    let figures = figures.iter().flat_map(|name| [format!("{name}.png"), format!("{name}.svg")]);
    let mut expected: Vec<String> = figures.chain(files).collect();
    expected.sort();
    assert_eq!(names, expected);
}

#[test]
fn every_format_stands_alone() {
    let (markdown, _) = gallery(&["--format", "markdown"]);
    assert_eq!(markdown.lines().filter(|line| line.starts_with("| k-means++ |")).count(), 2);
    let (text, folder) = gallery(&["--format", "csv"]);
    assert_eq!(text, fs::read_to_string(folder.path().join("results.csv")).unwrap());
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_reader(text.as_bytes()).records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 6);
    assert_eq!((&rows[0][0], &rows[0][1]), ("faithful", "k-means++"));
}

#[test]
fn other_seeds_and_restarts_are_other_clusters() {
    let inertia = |arguments: &[&str]| {
        let (results, _) = gallery_json(&[&["--honest"], arguments].concat());
        results["results"][0]["inertia"].clone()
    };
    let usual = inertia(&[]);
    assert_eq!(usual, inertia(&["--seed", "0", "--rng", "pcg64", "--n-init", "4"]));
    assert_ne!(usual, inertia(&["--seed", "1"]));
    let more = inertia(&["--n-init", "12"]);
    assert!(more.as_f64() <= usual.as_f64(), "the first four restarts are among the twelve");
}

#[test]
fn what_cannot_be_is_a_usage_error() {
    let cases: [&[&str]; 12] = [
        &[],
        &["contrast"],
        &["gallery", "--wrong"],
        &["gallery", "--repeats", "0"],
        &["gallery", "--n-init", "0"],
        &["gallery", "--threads", "0"],
        &["gallery", "--threads", "many"],
        &["gallery", "--precision", "f16"],
        &["gallery", "--silhouette", "1"],
        &["gallery", "--rng", "mt"],
        &["gallery", "--seed", "-1"],
        &["gallery", "--seed", "4294967296", "--rng", "numpy"],
    ];
    for arguments in cases {
        let output = kmeans_bench(arguments).assert().code(2).get_output().clone();
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_bad_subset_is_bad_data_and_leaves_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("new");
    let arguments = ["gallery", "--silhouette", "1798", "--repeats", "1", "--out"];
    let output = kmeans_bench(&arguments).arg(&out).assert().code(1).get_output().clone();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.starts_with("error: ") && message.contains("1798"), "{message}");
    assert!(!out.exists());
}

#[test]
fn help_says_it_all() {
    let output = kmeans_bench(&["gallery", "--help"]).assert().success().get_output().clone();
    let help = String::from_utf8(output.stdout).unwrap();
    for flag in [
        "--seed",
        "--rng",
        "--n-init",
        "--repeats",
        "--threads",
        "--precision",
        "--silhouette",
        "--format",
        "--out",
        "--faithful",
        "--honest",
        "Examples:",
    ] {
        assert!(help.contains(flag), "{flag}");
    }
}
