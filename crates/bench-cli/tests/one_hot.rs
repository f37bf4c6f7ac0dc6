//! Columns of words as features 0 and 1: every command makes them, and a model keeps the words.

use crate::program::{Files, fails, json, prints};
use digits_data::files::{ArrayData, NamedArray, write_arrays};
use serde_json::{Value, json};

const CUSTOMERS: &str = "age,plan,city,spent\n\
                         31,pro,Oslo,9\n\
                         45,basic,Rome,1\n\
                         28,pro,Rome,8\n\
                         52,basic,\"Paris, TX\",2\n\
                         49,team,Rome,1.5\n";

const NAMES: [&str; 5] = ["age", "plan=basic", "plan=pro", "plan=team", "spent"];

#[test]
fn every_command_makes_a_feature_of_each_word() {
    let files = Files::new(&[("a.csv", CUSTOMERS), ("labels.txt", "0\n1\n0\n1\n1\n")]);
    let [path, labels] = ["a.csv", "labels.txt"].map(|name| files.path(name));
    for command in [
        &["fit", &path, "-k", "2"][..],
        &["compare", &path, "-k", "2", "--seeds", "1"],
        &["sweep", &path, "--k", "2..3", "--gap-references", "0"],
        &["pca", &path, "--n-components", "1"],
        &["evaluate", "--pred", &labels, "--data", &path],
    ] {
        let command = [command, &["--one-hot", "plan"]].concat();
        let report = json(&command);
        let columns = if command[0] == "evaluate" { &report["columns"] } else { &report };
        let (names, one_hot) = (&columns["feature_names"], &columns["one_hot"]);
        assert_eq!(*names, json!(NAMES), "{command:?}");
        let words = json!([{ "column": "plan", "words": ["basic", "pro", "team"] }]);
        assert_eq!(*one_hot, words, "{command:?}");
        let text = prints(&command);
        for line in [
            "features   age, plan=basic, plan=pro, plan=team, spent\n",
            "one-hot    plan (3 words)\n",
        ] {
            assert!(text.contains(line), "{command:?}: {text}");
        }
    }
}

#[test]
fn a_profile_has_the_share_of_each_word() {
    let files = Files::new(&[("a.csv", CUSTOMERS)]);
    let path = files.path("a.csv");
    let fit = ["fit", &path, "-k", "2", "--one-hot", "plan..city", "--order", "size"];
    let report = json(&fit);
    let names: Vec<String> = serde_json::from_value(report["feature_names"].clone()).unwrap();
    let expected =
        ["plan=basic", "plan=pro", "plan=team", "city=Oslo", "city=Paris, TX", "city=Rome"];
    assert_eq!(names[1..7], expected);
    assert_eq!(report["cluster_sizes"], json!([3, 2]));
    let shares: Vec<f64> = serde_json::from_value(report["centers"][0].clone()).unwrap();
    for (share, expected) in shares[1..7].iter().zip([2.0, 0.0, 1.0, 0.0, 1.0, 2.0]) {
        assert!((3.0 * share - expected).abs() < 1e-12, "{shares:?}");
    }
}

/// The features stand where the column stands, and a column need not be listed.
#[test]
fn columns_are_chosen_beside_words() {
    let files = Files::new(&[("a.csv", CUSTOMERS)]);
    let path = files.path("a.csv");
    for (columns, one_hot, names) in [
        ("spent", "1", json!(["spent", "plan=basic", "plan=pro", "plan=team"])),
        ("plan,age", "plan", json!(["plan=basic", "plan=pro", "plan=team", "age"])),
        ("!age,!city", "plan", json!(["plan=basic", "plan=pro", "plan=team", "spent"])),
    ] {
        let report = json(&["fit", &path, "-k", "2", "--columns", columns, "--one-hot", one_hot]);
        assert_eq!(report["feature_names"], names, "{columns}");
    }
    for (more, reason) in [
        (["--label-column", "plan"], "found the column of labels"),
        (["--id", "plan"], "found the column of keys"),
        (["--columns", "!plan"], "found a column that is excluded"),
    ] {
        let message =
            fails(&[&["fit", &path, "-k", "2", "--one-hot", "plan"], &more[..]].concat(), 1);
        assert!(message.contains(reason), "{message}");
    }
    fails(&["fit", &path, "-k", "2", "--one-hot", "!plan"], 2);
}

#[test]
fn a_model_keeps_the_words() {
    let files = Files::new(&[
        ("a.csv", CUSTOMERS),
        ("b.csv", "city,plan,spent,age\nRome,team,1.5,49\nLima,pro,9,31\n"),
        ("c.csv", "age,plan,spent\n30,pro,9\n31,gold,9\n"),
    ]);
    let [a, b, c] = ["a.csv", "b.csv", "c.csv"].map(|name| files.path(name));
    for model in ["m.json", "m.npz"].map(|name| files.path(name)) {
        let scale = ["--scale", "standard", "--model", &model];
        let fit = json(&[&["fit", &a, "-k", "2", "--one-hot", "plan"], &scale[..]].concat());
        let labels = |report: &Value| -> Vec<u64> {
            serde_json::from_value(report["labels"].clone()).unwrap()
        };
        let of_fit = labels(&json(&["predict", &a, "--model", &model]));
        for more in [&[][..], &["--one-hot", "plan"]] {
            let found = json(&[&["predict", &b, "--model", &model], more].concat());
            assert_eq!(found["feature_names"], fit["feature_names"]);
            assert_eq!(labels(&found), [of_fit[4], of_fit[0]]);
        }
        let distances = json(&["transform", &b, "--model", &model]);
        let all = json(&["transform", &a, "--model", &model]);
        assert_eq!(distances["distances"][0], all["distances"][4], "to the bit");

        let message = fails(&["predict", &c, "--model", &model], 1);
        let expected = "line 3, column 1 (\"plan\"): expected one of the words \"basic\", \"pro\", \
                        \"team\", found \"gold\"";
        assert!(message.contains(expected) && message.contains("c.csv"), "{message}");
        let remedy = ["--na", "gold", "--missing", "drop-rows"];
        assert!(message.contains("`--na WORD --missing drop-rows`"), "{message}");
        let found = json(&[&["predict", &c, "--model", &model], &remedy[..]].concat());
        assert_eq!(found["kept_rows"], json!([0]));
    }
    let model = files.path("m.json");
    prints(&["fit", &a, "-k", "2", "--model", &model]);
    let message = fails(&["predict", &a, "--model", &model, "--one-hot", "plan"], 1);
    assert!(message.contains("the model has no columns of words"), "{message}");
}

#[test]
fn a_table_without_names_has_words_too() {
    let files = Files::new(&[("a.csv", "1,x,2\n1,y,3\n9,x,8\n9,y,9\n"), ("b.csv", "9,y,9\n")]);
    let [a, b, model] = ["a.csv", "b.csv", "m.json"].map(|name| files.path(name));
    let table = [&a, "--header", "no", "--one-hot", "1"];
    let fit = json(&[&["fit", "-k", "2", "--model", &model], &table[..]].concat());
    assert_eq!(fit["feature_names"], json!(["0", "1=x", "1=y", "2"]));
    let labels = |file: &str| {
        json(&["predict", file, "--header", "no", "--model", &model])["labels"].clone()
    };
    assert_eq!(labels(&b)[0], labels(&a)[3]);
    assert_ne!(labels(&b)[0], labels(&a)[0]);

    let codes = NamedArray {
        name: "x",
        shape: &[4, 2],
        data: ArrayData::F64(&[1., 7., 1., 30., 9., 7., 9., 7.]),
    };
    let npz = files.path("a.npz");
    write_arrays(&npz, &[codes]).unwrap();
    let fit = json(&["fit", &npz, "-k", "2", "--one-hot", "1"]);
    assert_eq!(fit["feature_names"], json!(["0", "1=7", "1=30"]), "numbers by size");
}

#[test]
fn missing_words_follow_the_option() {
    let text = "age,plan\n30,pro\n31,NA\n60,basic\n61,basic\n,old\n";
    let files = Files::new(&[("a.csv", text)]);
    let [path, model] = ["a.csv", "m.json"].map(|name| files.path(name));
    let fit = ["fit", &path, "-k", "2", "--one-hot", "plan", "--model", &model];
    let message = fails(&fit, 1);
    assert!(
        message.contains("line 3, column 1 (\"plan\"): expected a word, found \"NA\""),
        "{message}"
    );
    let dropped = json(&[&fit[..], &["--missing", "drop-rows"]].concat());
    assert_eq!(dropped["kept_rows"], json!([0, 2, 3]));
    assert_eq!(dropped["feature_names"], json!(["age", "plan=basic", "plan=pro"]), "not old");
    let filled = json(&[&fit[..], &["--missing", "mean"]].concat());
    assert_eq!(
        filled["filled"][1],
        json!({ "column": "plan=basic", "n_missing": 1, "value": 0.5 })
    );
    let found = json(&["predict", &path, "--model", &model]);
    assert_eq!(found["filled"], filled["filled"]);
}

#[test]
fn a_column_of_keys_is_refused() {
    let rows = |n: usize| -> String {
        (0..n).map(|row| format!("{row},c{row}\n")).collect::<Vec<_>>().concat()
    };
    let files = Files::new(&[
        ("few.csv", &["x,key\n", &rows(20)].concat()),
        ("many.csv", &["x,key\n", &rows(300), "1,c0\n"].concat()),
        ("short.csv", &["x,key\n", &rows(19)].concat()),
    ]);
    let fit = |name: &str| {
        let path = files.path(name);
        fails(&["fit", &path, "-k", "2", "--one-hot", "key"], 1)
    };
    let message = fit("few.csv");
    assert!(
        message.contains("(\"key\")") && message.contains("a different word in each of 20 rows"),
        "{message}"
    );
    assert!(message.contains("name it with `--id`"), "{message}");
    let message = fit("many.csv");
    assert!(
        message.contains("line 258, column 1 (\"key\"): expected up to 256 different words"),
        "{message}"
    );
    let short = files.path("short.csv");
    assert_eq!(json(&["fit", &short, "-k", "2", "--one-hot", "key"])["n_features"], 20);
}
