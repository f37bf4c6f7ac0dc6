//! `kmeans-bench sweep` as a user runs it.

use crate::program::{Files, fails, json, prints};
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
        "replication_agreement",
        "replication_separation",
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
    let votes = recommendation["votes"].as_array().unwrap();
    let roles: Vec<_> = votes.iter().map(|vote| vote["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["decides", "describes", "compares", "compares", "compares", "compares"]);
    assert!(!found["silhouette"].is_null() && found["n_distinct_rows"].is_null(), "{found}");
    assert_eq!((&found["silhouette"], &found["n_features"]), (&json!("exact"), &json!(2)));

    let figure = files.read("figures/sweep.svg");
    let xml = roxmltree::Document::parse(&figure).unwrap();
    let panels = xml.descendants().filter(|node| node.attribute("class") == Some("panel"));
    assert_eq!(panels.count(), 6);

    let text = prints(&asked);
    assert!(text.contains("Recommended: 5 clusters") && text.contains(" ARI\n"), "{text}");
}

/// Runs `sweep` for numbers of clusters without the gap statistic.
fn sweep(file: &str, numbers: &str) -> serde_json::Value {
    json(&["sweep", file, "--k", numbers, "--gap-references", "0"])
}

fn advice(found: &serde_json::Value) -> String {
    let advice = found["recommendation"]["advice"].as_array().unwrap();
    advice.iter().map(|line| line.as_str().unwrap()).collect::<Vec<_>>().join("\n")
}

#[test]
fn noise_has_no_clear_number_of_clusters() {
    let files = Files::new(&[]);
    let file = files.path("noise.csv");
    for seed in ["1", "2", "3"] {
        let noise =
            ["datasets", "uniform", "--n-samples", "400", "--n-features", "4", "--seed", seed];
        prints(&[&noise[..], &["--out", &file]].concat());
        let found = sweep(&file, "2..10");
        assert!(found["recommendation"]["n_clusters"].is_null(), "{found}");
        assert_eq!(found["recommendation"]["agreement"], "silent");
    }
    let report = files.path("report");
    let asked = ["sweep", &file, "--k", "2..6", "--report", &report, "--out", &report];
    let text = prints(&asked);
    assert!(text.contains("\nNo clear number of clusters\n"), "{text}");
    assert!(text.contains("comes closest"), "{text}");
    let page = files.read("report/report.html");
    assert!(page.contains("No clear number of clusters: no number has an agreement of 0.8"));
    assert!(files.read("report/sweep.svg").contains("no clear number of clusters"));
}

#[test]
fn a_longer_range_changes_no_recommendation() {
    let files = blobs();
    let file = files.path("blobs.csv");
    for numbers in ["2..6", "2..12", "2..30", "4,5,9"] {
        let found = json(&["sweep", &file, "--label-column", "label", "--k", numbers]);
        assert_eq!(found["recommendation"]["n_clusters"], 5, "{numbers}: {found}");
    }
    let end = json(&["sweep", &file, "--label-column", "label", "--k", "2..5"]);
    assert!(
        advice(&end).contains("5 is the largest number in the range: try larger ones with --k."),
        "{end}"
    );
}

/// Five distinct rows, six times each.
#[test]
fn no_score_votes_for_as_many_clusters_as_distinct_rows() {
    let rows = ["3,1", "4,9", "7,7", "20,1", "21,2"].map(|row| format!("{row}\n").repeat(6));
    let files = Files::new(&[("five.csv", &format!("x,y\n{}", rows.concat()))]);
    let found = sweep(&files.path("five.csv"), "2..8");
    assert_eq!(found["n_distinct_rows"], 5);
    let expected = "The table has only 5 distinct rows. With 5 clusters or more, every row lies on a \
                    centre, so no criterion votes for these numbers.";
    assert_eq!(advice(&found).lines().next(), Some(expected), "{found}");
    let votes = found["recommendation"]["votes"].as_array().unwrap();
    for vote in votes.iter().filter(|vote| vote["role"] != "describes") {
        assert!(vote["n_clusters"].as_u64().is_none_or(|k| k < 5), "{vote}");
    }
    assert!(found["results"][3]["replication_separation"].is_null(), "{found}");
}

#[test]
fn rows_that_are_alike_or_too_few_are_called_so() {
    let same = "1,2\n".repeat(20);
    for (text, expected) in [
        (same.as_str(), "All rows are equal: there is nothing to cluster."),
        ("1,2\n", "The table has one row: there is nothing to cluster."),
        (
            "1,2\n3,4\n5,7\n9,9\n0,3\n",
            "5 rows are too few to tell clusters from chance; at least 8 are needed.",
        ),
    ] {
        let files = Files::new(&[("rows.csv", text)]);
        let found =
            json(&["sweep", &files.path("rows.csv"), "--header", "no", "--gap-references", "0"]);
        assert!(found["recommendation"]["n_clusters"].is_null(), "{found}");
        assert!(advice(&found).lines().any(|line| line == expected), "{found}");
    }
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

#[test]
fn the_number_that_comes_closest_has_the_better_agreement() {
    let files = Files::new(&[("a.csv", "a\n1\n2\n5\n6\n")]);
    let found = json(&["sweep", &files.path("a.csv"), "--k", "2..3"]);
    let vote = &found["recommendation"]["votes"][0];
    let reason = vote["reason"].as_str().unwrap();
    assert!(!reason.contains("3 comes closest"), "{reason}");
}

#[test]
fn votes_for_the_only_number_are_not_counted() {
    let files = blobs();
    let text = prints(&["sweep", &files.path("blobs.csv"), "--label-column", "label", "--k", "5"]);
    assert!(text.contains("Recommended: 5 clusters") && !text.contains("with a vote"), "{text}");
}
