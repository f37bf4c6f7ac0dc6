//! Rows keep their identity: what `fit` and `predict` write lines up with the table, row by row.

use std::fs;

use crate::program::{Files, fails, json, kmeans_bench, prints};
use serde_json::json;

/// Two clusters, and a row with a hole between them.
const TABLE: &str = "id,x,y\n\"a, b\",0.0,0\nb,0,2.00\nc,,5\nd,9,9\ne,9,11\n";

fn files() -> Files {
    let files = Files::new(&[("table.csv", TABLE)]);
    let table = files.path("table.csv");
    let asked = ["fit", &table, "-k", "2", "--columns", "x,y", "--missing", "drop-rows"];
    prints(&[&asked[..], &["--model", &files.path("model.json")]].concat());
    files
}

/// The arguments of `fit` and of `predict` for the same table.
fn both(files: &Files) -> [Vec<String>; 2] {
    let rest =
        [&files.path("table.csv"), "--columns", "x,y", "--missing", "drop-rows"].map(str::to_owned);
    let fit = ["fit", "-k", "2"].map(str::to_owned);
    let predict = ["predict".to_owned(), "--model".to_owned(), files.path("model.json")];
    [[&fit[..], &rest].concat(), [&predict[..], &rest].concat()]
}

fn with<'a>(arguments: &'a [String], more: &[&'a str]) -> Vec<&'a str> {
    arguments.iter().map(String::as_str).chain(more.iter().copied()).collect()
}

#[test]
fn every_row_stands_in_the_labels_file_with_its_number() {
    let files = files();
    for arguments in both(&files) {
        let [csv, tsv, text] = ["out.csv", "out.tsv", "out.txt"].map(|name| files.path(name));
        prints(&with(&arguments, &["--labels-out", &csv]));
        let expected = "row,cluster,distance\n0,1,1\n1,1,1\n2,,\n3,0,1\n4,0,1\n";
        let swapped = "row,cluster,distance\n0,0,1\n1,0,1\n2,,\n3,1,1\n4,1,1\n";
        let found = files.read("out.csv");
        assert!(found == expected || found == swapped, "{found}");
        prints(&with(&arguments, &["--labels-out", &tsv]));
        assert_eq!(files.read("out.tsv"), found.replace(',', "\t"));
        prints(&with(&arguments, &["--labels-out", &text]));
        let labels: Vec<&str> =
            found.lines().skip(1).map(|line| line.split(',').nth(1).unwrap()).collect();
        let lines: Vec<String> =
            files.read("out.txt").lines().map(|line| line.replace('"', "")).collect();
        assert_eq!(lines, labels);
    }
}

#[test]
fn a_dropped_row_is_minus_one_in_npy() {
    let files = files();
    for arguments in both(&files) {
        prints(&with(&arguments, &["--labels-out", &files.path("out.npy")]));
        let bytes = fs::read(files.path("out.npy")).unwrap();
        let labels = bytes[bytes.len() - 5 * 8..].as_chunks().0;
        assert_eq!(i64::from_le_bytes(labels[2]), -1, "{labels:?}");
        assert!(i64::from_le_bytes(labels[0]) >= 0, "{labels:?}");
    }
}

#[test]
fn a_column_is_appended_and_every_other_byte_stays() {
    let files = files();
    for arguments in both(&files) {
        let out = files.path("with.csv");
        prints(&with(&arguments, &["--append-to", &out, "--append-distance"]));
        let found = files.read("with.csv");
        let mut lines = found.lines().zip(TABLE.lines());
        assert_eq!(lines.next().unwrap().0, "id,x,y,cluster,distance");
        for (row, (found, before)) in lines.enumerate() {
            let added = found.strip_prefix(before).unwrap();
            assert_eq!(added == ",,", row == 2, "{found}");
        }
        prints(&with(&arguments, &["--append-to", &out]));
        assert!(files.read("with.csv").starts_with("id,x,y,cluster\n"));
        // The table that was written is one that can be read.
        let again = ["fit", &out, "-k", "2", "--columns", "x,y", "--missing", "drop-rows"];
        assert_eq!(json(&again)["n_samples"], 4);
    }
}

#[test]
fn a_column_is_appended_in_the_encoding_of_the_table() {
    type Bytes = fn(u16) -> [u8; 2];
    let files = files();
    let text = "\u{feff}größe;b\r\n1;2\r\n1;3\r\n9;8\r\n9;9";
    for (order, bytes) in [("le", u16::to_le_bytes as Bytes), ("be", u16::to_be_bytes)] {
        let utf16 = |text: &str| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
        let [table, out] = ["in", "out"].map(|name| files.path(&format!("{order}-{name}.csv")));
        fs::write(&table, utf16(text)).unwrap();
        prints(&["fit", &table, "-k", "2", "--order", "size", "--append-to", &out]);
        let found = fs::read(&out).unwrap();
        let expected = |low, high| {
            let rows = format!("1;2;{low}\r\n1;3;{low}\r\n9;8;{high}\r\n9;9;{high}");
            utf16(&format!("\u{feff}größe;b;cluster\r\n{rows}"))
        };
        assert!(found == expected(0, 1) || found == expected(1, 0), "{order}");
    }
}

#[test]
fn a_dash_prints_the_labels_and_nothing_else() {
    let files = files();
    for arguments in both(&files) {
        let output = kmeans_bench(&with(&arguments, &["--labels-out", "-"]));
        let output = { output }.assert().success().get_output().clone();
        let found = String::from_utf8(output.stdout).unwrap();
        assert_eq!(
            (found.lines().count(), found.lines().next().unwrap()),
            (6, "row,cluster,distance")
        );
        assert!(String::from_utf8(output.stderr).unwrap().contains("inertia"));
    }
}

#[test]
fn a_table_that_cannot_be_copied_is_refused() {
    let files = files();
    let arguments = ["fit", "-", "-k", "2", "--append-to", "x.csv"];
    let message = fails(&arguments, 2);
    assert!(message.contains("--append-to") && message.contains("save it"), "{message}");
    let table = files.path("table.csv");
    let over = ["fit", &table, "-k", "2", "--columns", "x,y", "--append-to", &table];
    assert!(fails(&over, 2).contains("overwrite"));
    assert_eq!(files.read("table.csv"), TABLE);
    let array = files.path("table.npy");
    prints(&["datasets", "blobs", "--out", &array, "--labels-out", &files.path("l.csv")]);
    let message = fails(&["fit", &array, "-k", "2", "--append-to", &files.path("a.csv")], 1);
    assert!(message.contains("NPY"), "{message}");
    // The file is refused before the fit, which would be an error of its own.
    let message = fails(&["fit", &array, "-k", "9999", "--append-to", &files.path("a.csv")], 1);
    assert!(message.contains("NPY") && message.contains("--labels-out"), "{message}");
}

#[test]
fn evaluate_reads_what_fit_writes() {
    let files = files();
    let [fit, _] = both(&files);
    let labels = files.path("labels.csv");
    prints(&with(&fit, &["--labels-out", &labels]));
    let table = files.path("table.csv");
    let data = ["--data", &table, "--columns", "x,y", "--missing", "drop-rows"];
    let found = json(&[&["evaluate", "--pred", &labels][..], &data].concat());
    assert_eq!((&found["dropped_rows"], &found["n_clusters"]), (&json!(1), &json!(2)));
    assert!(found["silhouette_score"].as_f64().unwrap() > 0.7, "{found}");
    assert!(found.get("adjusted_rand_score").is_none(), "there are no true labels");
    files.write("true.txt", b"1\n1\n2\n2\n2\n");
    let truth = files.path("true.txt");
    let found = json(&["evaluate", "--pred", &labels, "--true", &truth]);
    assert_eq!((&found["n_samples"], &found["adjusted_rand_score"]), (&json!(4), &json!(1.0)));
    assert_eq!(found["unlabelled_rows"], 1);
}

#[test]
fn an_undefined_score_says_why() {
    let files = Files::new(&[("table.csv", "x\n0\n1\n5\n"), ("labels.csv", "0\n0\n0\n")]);
    let [table, labels] = ["table.csv", "labels.csv"].map(|name| files.path(name));
    let arguments = ["evaluate", "--pred", &labels, "--data", &table];
    let found = json(&arguments);
    assert!(found["silhouette_score"].is_null());
    let reason = found["undefined"]["silhouette_score"].as_str().unwrap();
    assert!(reason.contains("1 cluster"), "{reason}");
    assert!(prints(&arguments).contains(reason));
}

#[test]
fn predicted_labels_are_one_line_of_json() {
    let files = files();
    let [_, predict] = both(&files);
    assert_eq!(prints(&with(&predict, &["--format", "json"])).lines().count(), 1);
}

#[test]
fn the_most_central_row_has_its_key() {
    let files = files();
    let table = files.path("table.csv");
    let asked = ["fit", &table, "-k", "2", "--id", "id", "--missing", "drop-rows"];
    let text = prints(&asked);
    assert!(text.contains("most central id") && !text.contains("most central row"), "{text}");
    let clusters = json(&asked)["profile"]["clusters"].clone();
    let ids: Vec<&str> = clusters
        .as_array()
        .unwrap()
        .iter()
        .map(|cluster| cluster["most_central_id"].as_str().unwrap())
        .collect();
    assert!(ids.contains(&"a, b") && ids.contains(&"d"), "{ids:?}");
}
