//! `kmeans-bench sweep` as a user runs it.
#![allow(clippy::unwrap_used, reason = "a panic here is a failed test")]

mod program;

use program::{Files, fails, json, prints};
use serde_json::json;

/// 5 clusters that are plain to see.
fn blobs() -> Files {
    let files = Files::new(&[]);
    let file = files.path("blobs.csv");
    let blobs = ["datasets", "blobs", "--n-samples", "200", "--n-centers", "5", "--seed", "3"];
    prints(&[&blobs[..], &["--cluster-std", "0.3", "--out", &file]].concat());
    files
}

#[test]
fn it_finds_what_is_there_and_says_why() {
    let files = blobs();
    let (file, out) = (files.path("blobs.csv"), files.path("figures"));
    let asked = ["sweep", &file, "--label-column", "label", "--k", "2..8", "--out", &out];
    let found = json(&asked);
    let results = found["results"].as_array().unwrap();
    let numbers: Vec<u64> = results.iter().map(|row| row["n_clusters"].as_u64().unwrap()).collect();
    assert_eq!(numbers, [2, 3, 4, 5, 6, 7, 8], "both ends of the range");
    let scores = [
        "inertia",
        "silhouette_score",
        "simplified_silhouette_score",
        "calinski_harabasz_score",
        "davies_bouldin_score",
        "gap",
        "gap_standard_error",
    ];
    for (row, score) in results.iter().flat_map(|row| scores.map(|score| (row, score))) {
        assert!(row[score].is_f64(), "{score}: {row}");
    }
    let agreement = |row: &serde_json::Value| row["adjusted_rand_score"].as_f64().unwrap();
    assert!(agreement(&results[0]) < 0.9 && agreement(&results[3]) >= 1.0, "{results:?}");
    let recommendation = &found["recommendation"];
    assert_eq!(recommendation["n_clusters"], 5, "{recommendation}");
    assert_eq!(recommendation["votes"].as_array().unwrap().len(), 5);
    assert_eq!((&found["silhouette"], &found["n_features"]), (&json!("exact"), &json!(2)));

    let figure = files.read("figures/sweep.svg");
    let xml = roxmltree::Document::parse(&figure).unwrap();
    let panels = xml.descendants().filter(|node| node.attribute("class") == Some("panel"));
    assert_eq!(panels.count(), 5);

    let text = prints(&asked);
    assert!(text.contains("Recommended: 5 clusters") && text.contains(" ARI\n"), "{text}");
}

#[test]
fn the_same_seed_sweeps_the_same_on_any_number_of_threads() {
    let files = blobs();
    let file = files.path("blobs.csv");
    let asked = ["sweep", &file, "--k", "2,4", "--gap-references", "2", "--seed", "9", "--threads"];
    let [one, three] = ["1", "3"].map(|n| prints(&[&asked[..], &[n, "--format", "json"]].concat()));
    assert_eq!(one, three);
}

#[test]
fn what_was_not_asked_for_is_null() {
    let files = blobs();
    let file = files.path("blobs.csv");
    let asked =
        ["sweep", &file, "--k", "1,3", "--gap-references", "0", "--silhouette", "simplified"];
    let found = json(&asked);
    assert_eq!(found["silhouette"], "simplified");
    let rows = found["results"].as_array().unwrap();
    assert!(rows[0]["simplified_silhouette_score"].is_null(), "one cluster has none");
    assert!(rows[1]["simplified_silhouette_score"].is_f64());
    assert!(rows[1]["silhouette_score"].is_null() && rows[1]["gap"].is_null(), "{rows:?}");
}

#[test]
fn more_clusters_than_samples_are_an_error_with_its_cause() {
    let files = Files::new(&[("three.csv", "1,2\n3,4\n5,7\n")]);
    let file = files.path("three.csv");
    let message = fails(&["sweep", &file, "--header", "no", "--k", "2..5"], 1);
    let lines: Vec<&str> = message.lines().collect();
    assert_eq!(lines[0], format!("error: cannot sweep {file} (3 rows)"));
    assert!(lines[1].starts_with("  cause: cannot find 4 clusters in 3 samples"), "{message}");
}

#[test]
fn without_a_range_it_goes_as_far_as_there_are_samples() {
    for (text, expected) in [("1,2\n3,4\n5,7\n", &[2, 3][..]), ("1,2\n", &[1])] {
        let files = Files::new(&[("few.csv", text)]);
        let found = json(&["sweep", &files.path("few.csv"), "--header", "no"]);
        let rows = found["results"].as_array().unwrap();
        let numbers: Vec<u64> =
            rows.iter().map(|row| row["n_clusters"].as_u64().unwrap()).collect();
        assert_eq!(numbers, expected);
        assert!(rows[0].get("adjusted_rand_score").is_none(), "there are no labels");
    }
}

#[test]
fn ranges_that_are_none_are_usage_errors() {
    for range in ["", "0..3", "5..2", "a", "2,,3"] {
        let message = fails(&["sweep", "points.csv", "--k", range], 2);
        assert!(message.contains("--k"), "{message}");
    }
}

/// Which takes longer than it takes a bar to appear on a terminal.
#[test]
fn a_pipe_gets_no_bar() {
    let files = Files::new(&[]);
    let digits = files.path("digits.npy");
    prints(&["datasets", "digits", "--out", &digits]);
    // `prints` holds that nothing comes out on standard error.
    prints(&["sweep", &digits, "--k", "2..8", "--gap-references", "20"]);
}
