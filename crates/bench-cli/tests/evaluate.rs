//! `kmeans-bench evaluate` as a user runs it.

use crate::program::{Files, assert_close, fails, in_blocks_and_whole, json, prints, write_array};
use serde_json::json;

const TRUE: &str = "label\nham\nham\nham\nspam\nspam\nnews\n";
const PRED: &str = "10\n10\n2\n2\n2\n3\n";
const DATA: &str = "x,y,kind\n0,0,ham\n0,1,ham\n5,5,ham\n5,6,spam\n6,5,spam\n20,20,news\n";

/// The values of `sklearn.metrics` 1.7.0 for these labels.
const LABEL_SCORES: [(&str, f64); 9] = [
    ("rand_score", 0.733_333_333_333_333_3),
    ("adjusted_rand_score", 0.318_181_818_181_818_2),
    ("homogeneity_score", 0.685_331_478_961_586_6),
    ("completeness_score", 0.685_331_478_961_586_6),
    ("v_measure_score", 0.685_331_478_961_586_6),
    ("fowlkes_mallows_score", 0.5),
    ("adjusted_mutual_info_score", 0.411_827_631_033_173_94),
    ("normalized_mutual_info_score", 0.685_331_478_961_586_6),
    ("mutual_info_score", std::f64::consts::LN_2),
];

/// The same for the samples and the predicted labels.
const SAMPLE_SCORES: [(&str, f64); 3] = [
    ("silhouette_score", 0.708_563_310_330_781_3),
    ("calinski_harabasz_score", 431.181_818_181_818_2),
    ("davies_bouldin_score", 0.117_401_766_969_733_91),
];

fn files() -> Files {
    Files::new(&[("true.txt", TRUE), ("pred.csv", PRED), ("data.csv", DATA)])
}

#[test]
fn every_score_has_the_name_of_its_function_and_scikit_learn_s_value() {
    let files = files();
    let paths = ["true.txt", "pred.csv", "data.csv"].map(|name| files.path(name));
    let labels = ["evaluate", "--true", &paths[0], "--pred", &paths[1]];
    let found = json(&labels);
    for (name, expected) in LABEL_SCORES {
        assert_close(&found[name], expected, name);
    }
    assert_eq!((&found["n_samples"], &found["n_clusters"]), (&json!(6), &json!(3)));
    let cell = json!({ "true": "ham", "pred": "10", "count": 2 });
    assert!(found["contingency_table"].as_array().unwrap().contains(&cell), "{found}");
    assert!(found.get("silhouette_score").is_none(), "it takes --data");

    let data = ["--data", paths[2].as_str(), "--columns", "x,y"];
    let found = json(&[&labels[..], &data].concat());
    for (name, expected) in LABEL_SCORES.into_iter().chain(SAMPLE_SCORES) {
        assert_close(&found[name], expected, name);
    }
}

#[test]
fn true_labels_may_stand_in_the_data_or_in_a_column() {
    let files = files();
    let [pred, data] = ["pred.csv", "data.csv"].map(|name| files.path(name));
    let in_data = json(&["evaluate", "--data", &data, "--label-column", "kind", "--pred", &pred]);
    let in_column = json(&["evaluate", "--true", &data, "--true-column", "kind", "--pred", &pred]);
    for found in [&in_data, &in_column] {
        assert_close(&found["adjusted_rand_score"], LABEL_SCORES[1].1, "adjusted_rand_score");
    }
    assert_close(&in_data["silhouette_score"], SAMPLE_SCORES[0].1, "silhouette_score");
}

#[test]
fn the_table_is_aligned_and_names_every_score() {
    let files = files();
    let [truth, pred] = ["true.txt", "pred.csv"].map(|name| files.path(name));
    let text = prints(&["evaluate", "--true", &truth, "--pred", &pred]);
    for (name, _) in LABEL_SCORES {
        assert!(text.contains(name), "{name}: {text}");
    }
    let table: Vec<&str> = text.lines().skip_while(|line| !line.contains("total")).collect();
    let rows = ["       10  3  2  total", "ham     2  .  1      3", "news    .  1  .      1"];
    assert_eq!(table[..3], rows, "{text}");
}

#[test]
fn a_score_that_is_undefined_is_null() {
    let files = files();
    files.write("one.txt", b"0\n0\n0\n0\n0\n0\n");
    let [truth, one, data] = ["true.txt", "one.txt", "data.csv"].map(|name| files.path(name));
    let asked = ["evaluate", "--true", &truth, "--pred", &one, "--data", &data, "--columns", "0,1"];
    let found = json(&asked);
    for (name, _) in SAMPLE_SCORES {
        assert!(found.as_object().unwrap()[name].is_null(), "{name}");
    }
    assert_eq!(found["completeness_score"], 1.0);
    assert!(prints(&asked).contains("undefined"));
}

#[test]
fn rows_without_a_value_are_left_out_of_the_scores_of_samples() {
    let files = files();
    files.write("holes.csv", b"x,y\n0,0\n0,1\n5,\n5,6\n6,5\n20,20\n");
    let [truth, pred, data] = ["true.txt", "pred.csv", "holes.csv"].map(|name| files.path(name));
    let asked = ["evaluate", "--true", &truth, "--pred", &pred, "--data", &data];
    let message = fails(&asked, 1);
    assert!(message.contains("line 4") && message.contains("missing"), "{message}");
    let found = json(&[&asked[..], &["--missing", "drop-rows"]].concat());
    assert_eq!((&found["dropped_rows"], &found["n_samples"]), (&json!(1), &json!(6)));
    assert_eq!(found["n_silhouette_samples"], 5);
}

#[test]
fn what_fit_wrote_of_the_rows_that_were_left_is_evaluated() {
    let files = files();
    files.write("holes.csv", b"x,y,l\n0,0,a\n0,1,a\n5,,b\n5,6,b\n6,5,b\n");
    let [data, pred] = ["holes.csv", "found.csv"].map(|name| files.path(name));
    let table = ["--label-column", "l", "--missing", "drop-rows"];
    let fit = ["fit", &data, "--n-clusters", "2", "--labels-out", &pred];
    let fitted = json(&[&fit[..], &table].concat());
    assert_eq!(fitted["kept_rows"], json!([0, 1, 3, 4]));
    let evaluate = ["evaluate", "--data", &data, "--pred", &pred];
    let found = json(&[&evaluate[..], &table].concat());
    assert_eq!((&found["n_samples"], &found["adjusted_rand_score"]), (&json!(4), &json!(1.0)));
    let truth = files.path("four.txt");
    files.write("four.txt", b"1\n1\n2\n2\n");
    let of_files = ["--true", &truth, "--columns", "x,y", "--missing", "drop-rows"];
    let of_files = json(&[&evaluate[..], &of_files].concat());
    assert_eq!(of_files["silhouette_score"], found["silhouette_score"]);
}

#[test]
fn lengths_that_differ_name_both_files_and_lengths() {
    let files = files();
    files.write("short.txt", b"1\n2\n");
    let [truth, short, data] = ["true.txt", "short.txt", "data.csv"].map(|name| files.path(name));
    let message = fails(&["evaluate", "--true", &truth, "--pred", &short], 1);
    assert_eq!(message, format!("error: {truth} has 6 labels, but {short} has 2 labels\n"));
    let asked = ["evaluate", "--true", &short, "--pred", &short, "--data", &data, "--columns", "0"];
    let message = fails(&asked, 1);
    assert_eq!(message, format!("error: {data} has 6 rows, but {short} has 2 labels\n"));
}

#[test]
fn wrong_calls_are_usage_errors() {
    fails(&["evaluate", "--pred", "a.txt"], 2);
    fails(&["evaluate", "--true", "a.txt"], 2);
    fails(&["evaluate", "--true", "a.txt", "--pred", "b.txt", "--format", "xml"], 2);
    fails(&["evaluate", "--true", "a.txt", "--pred", "b.txt", "--silhouette", "2"], 2);
}

#[test]
fn the_other_file_tells_whether_a_first_line_is_a_header() {
    let files = Files::new(&[
        ("words.txt", "species\na\na\nb\n"),
        ("numbers.txt", "0\n0\n1\n"),
        ("pandas.csv", "0\n0\n0\n1\n"),
        ("data.csv", "x\n1\n2\n9\n"),
    ]);
    let path = |name| files.path(name);
    let [words, numbers, data] = ["words.txt", "numbers.txt", "data.csv"].map(path);
    let pandas = files.path("pandas.csv");
    let with_data = ["--data", &data, "--header", "yes"];
    for (truth, pred, more) in
        [(&words, &numbers, &[][..]), (&numbers, &words, &[]), (&words, &pandas, &with_data)]
    {
        let asked = ["evaluate", "--true", truth, "--pred", pred];
        let found = json(&[&asked[..], more].concat());
        assert_eq!((&found["n_samples"], &found["adjusted_rand_score"]), (&json!(3), &json!(1.0)));
    }
    // A number too many may be a name, and the file may be too long.
    let asked = ["evaluate", "--true", &words, "--pred", &pandas, "--data", &data];
    let message = fails(&asked, 1);
    assert!(message.contains("has 4 labels (if the first is the name"), "{message}");
    let named =
        ["evaluate", "--label-file", &words, "--true-column", "species", "--pred", &numbers];
    assert_eq!(json(&named)["adjusted_rand_score"], 1.0);
    for (what, option) in [("labels", "--label-file"), ("weights", "--weights")] {
        let headed = files.path(if what == "labels" { "words.txt" } else { "weights.csv" });
        files.write("weights.csv", b"0\n0.5\n1\n2\n");
        json(&["fit", &data, "--n-clusters", "2", option, &headed, "--header", "yes"]);
        let long = files.path("long.txt");
        files.write("long.txt", b"0\n0\n1\n7\n");
        let message = fails(&["fit", &data, "--n-clusters", "2", option, &long], 1);
        assert!(message.contains("4 ") && message.contains("--header yes"), "{message}");
        files.write("short.txt", b"label\n0\n1\n");
        let short = files.path("short.txt");
        let message = fails(&["fit", &data, "--n-clusters", "2", option, &short], 1);
        assert!(message.contains(&format!("2 {what} in")), "{message}");
    }
}

#[test]
fn where_the_lines_do_not_tell_their_number_does() {
    let noise = ["noise\n", &"0\n".repeat(150), "noise\n"].concat();
    let numbers = "0\n".repeat(152);
    let files = Files::new(&[("noise.txt", &noise), ("numbers.txt", &numbers)]);
    let [truth, pred] = ["noise.txt", "numbers.txt"].map(|name| files.path(name));
    let found = json(&["evaluate", "--true", &truth, "--pred", &pred, "--header", "no"]);
    assert_eq!((&found["n_samples"], &found["n_classes"]), (&json!(152), &json!(2)));
    let data = ["fit", &pred, "-k", "1", "--label-file", &truth];
    assert_eq!(json(&data)["n_samples"], 152);
}

#[test]
fn labels_of_all_rows_go_with_labels_of_those_that_were_left() {
    let files = Files::new(&[
        ("holes.csv", "x,y\n0,0\n0,1\n5,\n5,6\n6,5\n"),
        ("all.txt", "1\n1\n3\n2\n2\n"),
        ("headed.txt", "label\n7\n7\n8\n8\n"),
        ("left.txt", "7\n7\n8\n8\n"),
        ("words.txt", "kind\na\na\nb\nb\n"),
    ]);
    let [data, all, headed, left, words] =
        ["holes.csv", "all.txt", "headed.txt", "left.txt", "words.txt"]
            .map(|name| files.path(name));
    let of_data = ["--data", &data, "--missing", "drop-rows"];
    for pred in [&left, &headed] {
        let asked = ["evaluate", "--true", &all, "--pred", pred];
        let found = json(&[&asked[..], &of_data].concat());
        assert_eq!((&found["n_samples"], &found["adjusted_rand_score"]), (&json!(4), &json!(1.0)));
        let turned = ["evaluate", "--true", pred, "--pred", &all];
        let found = json(&[&turned[..], &of_data].concat());
        assert_eq!((&found["n_samples"], &found["adjusted_rand_score"]), (&json!(4), &json!(1.0)));
    }
    let asked = ["evaluate", "--true", &all, "--pred", &words];
    let message = fails(&[&asked[..], &of_data].concat(), 1);
    assert!(message.contains("`kind`") && message.contains("a label or a header"), "{message}");
    // Alone, two files of different lengths do not belong together.
    fails(&["evaluate", "--true", &all, "--pred", &left], 1);
}

#[test]
fn where_both_may_begin_with_a_header_the_user_says() {
    let files = Files::new(&[
        ("true.txt", "species\na\na\nb\n"),
        ("pred.txt", "prediction\nx\nx\ny\n"),
        ("known.txt", "label\na\nb\nb\n"),
    ]);
    let [truth, pred, known] = ["true.txt", "pred.txt", "known.txt"].map(|name| files.path(name));
    let asked = ["evaluate", "--true", &truth, "--pred", &pred];
    let message = fails(&asked, 1);
    assert!(message.contains("`species`") && message.contains("--header yes"), "{message}");
    for (header, n_samples) in [("yes", 3), ("no", 4)] {
        assert_eq!(json(&[&asked[..], &["--header", header]].concat())["n_samples"], n_samples);
    }
    assert_eq!(json(&["evaluate", "--true", &known, "--pred", &known])["n_samples"], 3);
}

#[test]
fn the_columns_beside_tell_of_a_header_too() {
    let files = Files::new(&[("flowers.csv", "width,species\n1,a\n2,a\n3,b\n")]);
    let file = files.path("flowers.csv");
    let asked = ["--true", &file, "--true-column", "1", "--pred", &file, "--pred-column", "1"];
    assert_eq!(json(&[&["evaluate"], &asked[..]].concat())["n_samples"], 3);
}

/// The samples take 45 MB, which is more than what stays in memory.
#[test]
fn samples_that_are_read_in_each_pass_score_as_samples_in_memory() {
    let files = Files::new(&[]);
    write_array(&files, "data.npy", 700_000, 5);
    let labels: Vec<&str> = (0..700_000).map(|row| ["a", "b", "c"][row % 7 % 3]).collect();
    files.write("labels.txt", labels.join("\n").as_bytes());
    let (data, labels) = (files.path("data.npy"), files.path("labels.txt"));
    for precision in ["f64", "f32"] {
        let arguments = |data: &str| {
            let asked = ["evaluate", "--data", data, "--pred", &labels, "--missing", "drop-rows"];
            let how = ["--silhouette", "300", "--precision", precision, "--format", "json"];
            asked.into_iter().chain(how).map(str::to_owned).collect()
        };
        let [in_blocks, whole] = in_blocks_and_whole(arguments, &data);
        assert!(in_blocks.contains("\"dropped_rows\": 5"), "{in_blocks}");
        assert_eq!(in_blocks, whole);
    }
}
