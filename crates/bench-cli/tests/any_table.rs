//! Anyone's table: notations, columns that are no numbers, missing values and keys, as a user meets
//! them. Every error ends with the option that helps, and with that option the table is read.

use crate::program::{Files, fails, json, kmeans_bench, prints};
use digits_data::files::{ArrayData, NamedArray, write_arrays};
use serde_json::{Value, json};

/// A table of customers with a key, a date, money, words and a gap.
const CUSTOMERS: &str = "customer_id,joined,income,city,visits,share\n\
                         1041,2021-03-04,\"$1,200\",Oslo,3,12 %\n\
                         1007,2020-11-30,\"$1,350\",Rome,4,14 %\n\
                         1093,2022-01-15,\"$8,100\",Rome,,71 %\n\
                         1012,2019-07-22,\"$8,250\",Oslo,21,69 %\n";

/// Runs `fit` with two clusters.
fn fit(file: &str, more: &[&str]) -> Value {
    json(&[&["fit", file, "-k", "2"], more].concat())
}

fn sizes(report: &Value) -> Vec<u64> {
    let mut sizes: Vec<u64> = serde_json::from_value(report["cluster_sizes"].clone()).unwrap();
    sizes.sort_unstable();
    sizes
}

#[test]
fn numeric_columns_are_features_and_the_others_are_named() {
    let files = Files::new(&[(
        "a.csv",
        "name,born,height,weight\nAnn,1990-01-31,1,2\nBob,1985-12-01,1.5,2\nEve,1979-07-04,9,8\n",
    )]);
    let path = files.path("a.csv");
    let report = fit(&path, &[]);
    assert_eq!(report["feature_names"], json!(["height", "weight"]));
    let left_out = json!([
        { "column": "name", "contents": "words", "n_numbers": 0 },
        { "column": "born", "contents": "dates", "n_numbers": 0 },
    ]);
    assert_eq!(report["left_out_columns"], left_out);
    for command in [
        &["fit", &path, "-k", "2"][..],
        &["compare", &path, "-k", "2", "--seeds", "1"],
        &["pca", &path, "--n-components", "1"],
    ] {
        let text = prints(command);
        assert!(text.contains("\nfeatures   height, weight\n"), "{text}");
        assert!(text.contains("\nleft out   name (words), born (dates)\n"), "{text}");
    }
}

/// All columns are named at once, with a cell each, the options, and `--columns` to paste.
#[test]
fn an_error_of_notation_tells_what_reads_the_table() {
    let files = Files::new(&[("customers.csv", CUSTOMERS)]);
    let path = files.path("customers.csv");
    let message = fails(&["fit", &path, "-k", "2"], 1);
    assert!(message.contains("line 2, column 2 (\"income\")"), "{message}");
    assert!(message.contains("also line 2, column 5 (\"share\"): \"12 %\""), "{message}");
    let remedy = "read them with `--decimal , --strip '$,%'` or `--thousands , --strip '$,%'`, \
                  whichever is meant, or leave them out with `--columns '!income,!share'`\n";
    assert!(message.ends_with(remedy), "{message}");

    let told = ["--thousands", ",", "--strip", "$,%", "--missing", "mean", "--id", "customer_id"];
    let report = fit(&path, &told);
    assert_eq!(report["feature_names"], json!(["income", "visits", "share"]));
    assert_eq!(sizes(&report), [2, 2]);
    let filled = &report["filled"][0];
    assert_eq!((&filled["column"], &filled["n_missing"]), (&json!("visits"), &json!(1)));
    let without = ["--columns", "!income,!share,!customer_id", "--missing", "drop-rows"];
    assert_eq!(fit(&path, &without)["feature_names"], json!(["visits"]));
}

#[test]
fn each_notation_is_read_by_its_option() {
    let cases: [(&str, &str, &[&str]); 8] = [
        ("decimal_comma", "a;b\n1,5;2,25\n1,6;2,5\n9,1;8,75\n9,2;8,5\n", &["--decimal", ","]),
        (
            "thousands",
            "a;b\n1.500,5;2\n1.600;2\n9.100;8\n9.200;8\n",
            &["--decimal", ",", "--thousands", "."],
        ),
        ("spaces", "a;b\n1 500;2\n1 600;2\n9 100;8\n9 200;8\n", &["--thousands", "space"]),
        ("minus", "a;b\n−1.5;2\n−1.6;2\n9.1;8\n9.2;8\n", &["--minus", "−"]),
        ("unit", "a;b\n1.5 kg;2\n1.6 kg;2\n9.1 kg;8\n9.2 kg;8\n", &["--strip", "kg"]),
        (
            "words",
            "a;b\n1.5;2\n1.6;2\n9.1;8\n9.2;8\n-;7\n",
            &["--na", "-", "--missing", "drop-rows"],
        ),
        ("comment", "a;b\n1.5;2\n% pause\n1.6;2\n9.1;8\n9.2;8\n", &["--comment", "%"]),
        ("skipped", "A report\n\n1;2;3\na;b\n1;2\n1;3\n9;8\n9;9\n", &["--skip-lines", "3"]),
    ];
    for (name, text, options) in cases {
        let files = Files::new(&[("a.csv", text)]);
        let path = files.path("a.csv");
        let message = fails(&["fit", &path, "-k", "2"], 1);
        assert!(message.contains(options[0]), "{name}: {message}");
        let report = fit(&path, options);
        assert_eq!((sizes(&report), &report["n_samples"]), (vec![2, 2], &json!(4)), "{name}");
        assert_eq!(report["feature_names"], json!(["a", "b"]), "{name}");
    }
}

#[test]
fn one_mark_has_one_meaning() {
    for (marks, says) in [
        (&["--decimal", ",", "--thousands", ","][..], "give them different marks"),
        (&["--thousands", "."], "give the mark before the fraction with `--decimal`"),
    ] {
        for command in [&["fit", "a.csv", "-k", "2"][..], &["pca", "a.csv", "--n-components", "1"]]
        {
            let message = fails(&[command, marks].concat(), 2);
            assert!(message.contains("are both") && message.contains(says), "{message}");
        }
    }
}

#[test]
fn what_needs_no_option_is_read_as_it_comes() {
    let cases: [(&str, &str); 6] = [
        ("comments of NumPy", "# on Tuesday\n# a,b\n1,2\n1.5,2\n9,8\n9,8.5\n"),
        ("line of Excel", "sep=;\na;b\n1;2\n1.5;2\n9;8\n9;8.5\n"),
        ("trailing delimiter", "a;b;\n1;2;\n1.5;2;\n9;8;\n9;8.5;\n"),
        ("trailing in rows", "a;b\n1;2;\n1.5;2;\n9;8;\n9;8.5;\n"),
        ("truth", "a,b\nTrue,2\nTrue,3\nFalse,8\nFalse,9\n"),
        ("words of pandas", "a,b\n1,2\n1.5,2\n<NA>,3\n#N/A,8\n9,8\n9,8.5\n"),
    ];
    for (name, text) in cases {
        let files = Files::new(&[("a.csv", text)]);
        let report = fit(&files.path("a.csv"), &["--missing", "drop-rows"]);
        assert_eq!((sizes(&report), &report["n_samples"]), (vec![2, 2], &json!(4)), "{name}");
        assert_eq!(report["feature_names"], json!(["a", "b"]), "{name}");
    }
    let files = Files::new(&[]);
    let text = "\u{feff}größe;b\n1;2\n1;3\n9;8\n9;9\n";
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    files.write("a.csv", &utf16);
    assert_eq!(fit(&files.path("a.csv"), &[])["feature_names"], json!(["größe", "b"]));
}

#[test]
fn the_header_rule_looks_at_the_whole_first_row() {
    let years = "country,2019,2020\nFR,1.5,2.5\nDE,1.6,2.4\nUS,9.1,9.9\nCA,9.2,9.7\n";
    let files = Files::new(&[("years.csv", years)]);
    let path = files.path("years.csv");
    let message = fails(&["fit", &path, "-k", "2", "--columns", "1"], 1);
    assert!(message.contains("`--header yes`"), "{message}");
    for columns in ["name:2019", "name:2019..name:2020", "1..2", "!country"] {
        let asked = ["--columns", columns, "--header", "yes"];
        assert_eq!(fit(&path, &asked)["n_samples"], 4, "{columns}");
    }
}

#[test]
fn ranges_include_their_end_and_take_names() {
    let files = Files::new(&[("a.csv", "a,b,c,d\n1,2,3,4\n1,2,3,5\n9,8,7,6\n")]);
    let path = files.path("a.csv");
    for (columns, names) in [
        ("0..2", json!(["a", "b", "c"])),
        ("b..d", json!(["b", "c", "d"])),
        ("d,a..b", json!(["d", "a", "b"])),
        ("!a,!c", json!(["b", "d"])),
        ("!b..c", json!(["a", "d"])),
    ] {
        assert_eq!(fit(&path, &["--columns", columns])["feature_names"], names, "{columns}");
    }
}

#[test]
fn likely_ids_are_called_out() {
    let files = Files::new(&[("customers.csv", CUSTOMERS)]);
    let path = files.path("customers.csv");
    let told = ["--thousands", ",", "--strip", "$,%", "--missing", "median"];
    let report = fit(&path, &told);
    assert_eq!(report["likely_ids"], json!([{ "column": "customer_id", "counts_up": false }]));
    let text = prints(&[&["fit", &path, "-k", "2"], &told[..]].concat());
    assert!(text.contains("if it is an id, say --id 'customer_id'"), "{text}");
}

#[test]
fn a_sparse_matrix_is_refused_with_the_remedy() {
    let files = Files::new(&[]);
    let path = files.path("a.npz");
    let part = |name| NamedArray { name, shape: &[1, 2], data: ArrayData::F64(&[1.0, 2.0]) };
    write_arrays(&path, &["indices", "format", "shape", "data"].map(part)).unwrap();
    let message = fails(&["fit", &path, "-k", "1"], 1);
    assert!(message.contains("sparse") && message.contains("toarray()"), "{message}");
}

#[test]
fn a_model_knows_its_features() {
    let files = Files::new(&[
        ("a.csv", "x,y\n1,10\n1,11\n9,90\n9,91\n"),
        ("b.csv", "when,y,note,x,z\n2024-01-31,10,far,1,5\n2024-01-31,90,near,9,5\n"),
        ("c.csv", "y,z\n1,2\n"),
    ]);
    let [a, b, c] = ["a.csv", "b.csv", "c.csv"].map(|name| files.path(name));
    for model in ["m.json", "m.npz"].map(|name| files.path(name)) {
        prints(&["fit", &a, "-k", "2", "--model", &model]);
        let of_fit = json(&["predict", &a, "--model", &model]);
        let found = json(&["predict", &b, "--model", &model]);
        let labels = |report: &Value, at: usize| report["labels"][at].clone();
        assert_eq!(labels(&found, 0), labels(&of_fit, 0));
        assert_eq!(labels(&found, 1), labels(&of_fit, 2));
        let distances = json(&["transform", &b, "--model", &model]);
        assert_eq!(distances["feature_names"], json!(["x", "y"]));
        let message = fails(&["predict", &c, "--model", &model], 1);
        assert!(message.contains("expected a column called \"x\""), "{message}");
    }
}

#[test]
fn a_model_fills_missing_values_as_its_fit_did() {
    let files =
        Files::new(&[("a.csv", "x,y\n1,10\n,12\n9,90\n8,92\n"), ("b.csv", "x,y\n1,\n,90\n")]);
    let [a, b] = ["a.csv", "b.csv"].map(|name| files.path(name));
    for model in ["m.json", "m.npz"].map(|name| files.path(name)) {
        let fit = ["fit", &a, "-k", "2", "--scale", "standard", "--missing", "mean"];
        prints(&[&fit[..], &["--model", &model]].concat());
        for more in [&[][..], &["--missing", "mean"]] {
            let found = json(&[&["predict", &b, "--model", &model], more].concat());
            // The mean of y, which had no hole in the fit, is in the model too.
            assert_eq!(found["filled"][1]["value"], 51.0);
            assert_eq!(
                (&found["filled"][0]["value"], &found["n_samples"]),
                (&json!(6.0), &json!(2))
            );
        }
        let message = fails(&["predict", &b, "--model", &model, "--missing", "median"], 1);
        assert!(message.contains("the model has no median"), "{message}");
        let message = fails(&["predict", &b, "--model", &model, "--missing", "error"], 1);
        assert!(message.contains("--missing drop-rows"), "{message}");
    }
}

#[test]
fn keys_are_carried_along() {
    let files = Files::new(&[("a.csv", "key,x,y\n\"k, 1\",1,1\nk2,,1\nk3,9,9\n")]);
    let [path, model, out] = ["a.csv", "m.json", "out.csv"].map(|name| files.path(name));
    let table = [&path, "--id", "key", "--missing", "drop-rows"];
    let fit = [&["fit", "-k", "2"], &table[..], &["--model", &model, "--labels-out", &out]];
    let report = json(&fit.concat());
    assert_eq!(report["feature_names"], json!(["x", "y"]));
    assert_eq!(report["left_out_columns"], json!([]));
    let labels = files.read("out.csv");
    let lines: Vec<&str> = labels.lines().collect();
    assert_eq!((lines[0], lines[2]), ("row,key,cluster,distance", "1,k2,,"));
    assert!(lines[1].starts_with("0,\"k, 1\","), "{labels}");
    let predict = [&["predict", "--model", &model], &table[..]].concat();
    let output = kmeans_bench(&predict).assert().success().get_output().stdout.clone();
    assert_eq!(String::from_utf8(output).unwrap(), labels);
    assert_eq!(json(&predict)["ids"], json!(["k, 1", "k3"]));
    let transform = [&["transform", "--model", &model, "--out", &out], &table[..]].concat();
    prints(&transform);
    assert!(files.read("out.csv").starts_with("key,cluster_0,cluster_1\n\"k, 1\","));
}

#[test]
fn an_option_that_does_not_fit_the_numbers_is_told_to_be_left_out() {
    let files = Files::new(&[("a.csv", "a;b\n1.5;2\n2.501;3\n")]);
    let path = files.path("a.csv");
    for options in [&["--decimal", ","][..], &["--decimal", ",", "--thousands", "."]] {
        let message = fails(&[&["fit", &path, "-k", "2"], options].concat(), 1);
        assert!(message.contains("the usual notation, without options"), "{message}");
    }
}

#[test]
fn a_name_cannot_move_the_cursor() {
    let files = Files::new(&[("a.csv", "a\u{1b}[2J,b\u{202e}\n1,2\n3,4\n9,9\n")]);
    let text = prints(&["fit", &files.path("a.csv"), "-k", "2"]);
    assert!(text.contains(r"a\u{1b}[2J") && !text.contains(['\u{1b}', '\u{202e}']), "{text}");
}

#[test]
fn an_option_that_is_given_is_kept_in_the_advice() {
    let files = Files::new(&[("a.csv", "a;b\n1,5;2,5%\n2,5;3\n1.234,5;4\n")]);
    let message =
        fails(&["fit", &files.path("a.csv"), "-k", "2", "--decimal", ",", "--thousands", "."], 1);
    assert!(message.contains("`--decimal , --thousands . --strip %`"), "{message}");
}

/// `1.234` is 1234 in a German table. The program asks wherever it may be.
#[test]
fn a_point_that_may_separate_thousands_is_asked_about() {
    let doubtful = [
        "town;turnover;staff\na;1.234;3\nb;567;4\nc;2.345;3\nd;890;2\ne;12.500;9\n",
        "town;turnover\na;1.234\nb;2.345\nc;3.456\n",
        "town,turnover\na,1.234\nb,567\nc,2.345\n",
        // A fraction elsewhere does not explain 567 beside `1.234`.
        "town;turnover;rate\na;1.234;0.5\nb;567;0.25\nc;2.345;0.75\n",
    ];
    for text in doubtful {
        let files = Files::new(&[("a.csv", text)]);
        let path = files.path("a.csv");
        let message = fails(&["fit", &path, "-k", "2"], 1);
        assert!(
            message.contains("(\"turnover\"): expected a number with one meaning"),
            "{message}"
        );
        let remedy =
            "read it with `--decimal .` or `--decimal , --thousands .`, whichever is meant, or ";
        assert!(message.contains("\"1.234\"") && message.contains(remedy), "{message}");
        let mean = |options: &[&str]| {
            let options = [options, &["--columns", "turnover"]].concat();
            json(&[&["fit", &path, "-k", "1"], &options[..]].concat())["centers"][0][0].as_f64()
        };
        assert!(mean(&["--decimal", "."]).unwrap() < 1000.0);
        assert!(mean(&["--decimal", ",", "--thousands", "."]).unwrap() > 1000.0, "{text}");
    }
}

#[test]
fn plain_fractions_are_read_without_a_word() {
    for text in [
        "a,b\n1.234,2.345\n1.235,2.346\n9.100,8.500\n",
        "a\tb\n1.234\t21\n1.235\t22\n9.100\t23\n",
        // Voltage and power, as a meter writes them.
        "a;b\n234.840;0.418\n233.630;5.360\n235.020;4.216\n",
        "a;b\n1.234;1\n1234;2\n2.345;3\n",
        "a,b\n1.005,3\n1.010,5\n1.025,7\n",
        "a,b\n1.234,1.5\n7,2.5\n2.345,3.5\n",
    ] {
        let files = Files::new(&[("a.csv", text)]);
        assert_eq!(fit(&files.path("a.csv"), &[])["n_samples"], 3, "{text}");
    }
}

#[test]
fn a_model_without_names_says_that_it_goes_by_position() {
    let files = Files::new(&[("plain.csv", "1,10\n1,11\n9,90\n"), ("a.csv", "y,x\n1,10\n9,90\n")]);
    let [plain, named, model] = ["plain.csv", "a.csv", "m.json"].map(|name| files.path(name));
    prints(&["fit", &plain, "-k", "2", "--model", &model]);
    prints(&["predict", &plain, "--model", &model]);
    for command in ["predict", "transform"] {
        let output = kmeans_bench(&[command, &named, "--model", &model]).assert().success();
        let told = String::from_utf8(output.get_output().stderr.clone()).unwrap();
        assert!(told.contains("by position: y, x\n"), "{told}");
    }
}

#[test]
fn means_say_that_they_count_filled_values() {
    let files = Files::new(&[("a.csv", "x,y\n1,10\n,12\n9,90\n8,92\n")]);
    let path = files.path("a.csv");
    let text = prints(&["fit", &path, "-k", "2", "--missing", "mean"]);
    assert!(text.contains("\nMeans count the values that replaced missing ones.\n"), "{text}");
    let text = prints(&["fit", &path, "-k", "2", "--missing", "drop-rows"]);
    assert!(!text.contains("replaced missing ones"), "{text}");
}

#[test]
fn names_that_begin_alike_can_be_told_apart() {
    let files = Files::new(&[(
        "a.csv",
        "the answer to question number 1,the answer to question number 2\n1,10\n1,12\n9,90\n",
    )]);
    let text = prints(&["fit", &files.path("a.csv"), "-k", "2"]);
    for number in ["1", "2"] {
        assert!(text.contains(&format!("\nmean …{number} ")), "{text}");
    }
}

#[test]
fn a_wrong_number_of_clusters_is_told_in_one_sentence() {
    let files = Files::new(&[("a.csv", "a\n7\n")]);
    let message = fails(&["fit", &files.path("a.csv"), "-k", "2"], 1);
    let expected = "cannot find 2 clusters in 1 sample; the number of clusters must be 1";
    assert!(message.contains(expected) && !message.contains("weight"), "{message}");
    let message = fails(&["fit", &files.path("a.csv"), "-k", "-1"], 2);
    assert!(!message.contains("-- -1"), "{message}");
}
