use super::*;

const FLOWERS: [&str; 6] = ["flowers.csv", "--label-column", "species", "--columns", "0..1", "-k"];

fn fit<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    [&["fit"], &FLOWERS[..], &["2"], arguments].concat()
}

#[test]
fn one_object_with_all_that_is_known() {
    let folder = folder();
    let report = json(folder.path(), &fit(&["--scale", "standard"]));
    for (key, value) in [
        ("n_samples", 30.into()),
        ("n_features", 2.into()),
        ("n_clusters", 2.into()),
        ("dropped_rows", 0.into()),
        ("init", "k-means++".into()),
        ("converged", true.into()),
        ("stop_reason", "labels_unchanged".into()),
        ("scale", "standard".into()),
        ("adjusted_rand_score", Value::from(1.0)),
    ] {
        assert_eq!(report[key], value, "{key}");
    }
    for key in ["algorithm", "n_iter", "inertia", "fit_seconds", "cluster_sizes"] {
        assert!(!report[key].is_null(), "{key}");
    }
    let mut sizes: Vec<u64> = serde_json::from_value(report["cluster_sizes"].clone()).unwrap();
    sizes.sort_unstable();
    assert_eq!(sizes, [10, 20]);
}

#[test]
fn the_page_and_the_tutorial_from_files() {
    let folder = folder();
    let digits = ["fit", "digits.npy", "--n-clusters", "10", "--rng", "numpy"];
    let reference = reference();
    let page = ["--scale", "standard", "--n-init", "4", "--label-file", "digits-labels.csv"];
    let report = json(folder.path(), &[&digits, &page[..]].concat());
    let expected = &reference["inits"]["k-means++"];
    assert_close(&report["inertia"], &expected["inertia_"]);
    assert_close(&report["adjusted_rand_score"], &expected["metrics"]["ari"]);
    assert_close(&report["v_measure_score"], &expected["metrics"]["v_measure"]);
    assert_eq!(report["cluster_sizes"], expected["counts"]);

    let tutorial = ["--seed", "42", "--labels-out", "labels.txt"];
    let report = json(folder.path(), &[&digits, &tutorial[..]].concat());
    let expected = &reference["tutorial"]["defaults_n_clusters10_rs42"];
    assert_eq!(report["n_iter"], expected["n_iter_"]);
    assert_close(&report["inertia"], &expected["inertia_"]);
    let labels = fs::read_to_string(folder.path().join("labels.txt")).unwrap();
    let labels: Vec<u32> = labels.lines().map(|line| line.parse().unwrap()).collect();
    assert_eq!(serde_json::json!(labels), expected["labels_"]);
}

#[test]
fn a_fast_fit_says_what_it_did() {
    let folder = folder();
    let path = folder.path();
    let usual = ["fit", "digits.npy", "-k", "5", "--model", "model.json"];
    let report = json(path, &[&usual, &["--fast", "--n-init", "3"][..]].concat());
    for (key, value) in [
        ("n_init", 3.into()),
        ("inertia_tol", 1e-4.into()),
        ("nested_samples", serde_json::json!([449])),
    ] {
        assert_eq!(report[key], value, "{key}");
    }
    let model: Value = serde_json::from_slice(&fs::read(path.join("model.json")).unwrap()).unwrap();
    assert_eq!(model["settings"]["nested_samples"], serde_json::json!([449]));
    let table = stdout(path, &[&usual, &["--fast", "--inertia-tol", "0.5"][..]].concat());
    for said in ["1 on 449 rows; the best went on", "449 rows, then all 1797", "inertia change"] {
        assert!(table.contains(said), "{said}: {table}");
    }
    stdout(path, &["predict", "digits.npy", "--model", "model.json"]);

    json(path, &usual);
    let model = fs::read_to_string(path.join("model.json")).unwrap();
    assert!(!model.contains("nested") && !model.contains("inertia_tol"), "{model}");
    assert_usage_error(path, &[&usual, &["--inertia-tol", "nan"][..]].concat());
}

#[test]
fn threads_and_algorithms_change_no_figure() {
    let folder = folder();
    let report = |arguments: &[&str]| {
        let common = ["fit", "digits.npy", "-k", "10", "--scale", "robust", "--n-init", "2"];
        let mut report = json(folder.path(), &[&common, arguments].concat());
        for key in ["fit_seconds", "algorithm", "n_distances"] {
            report[key].take();
        }
        report
    };
    let one = report(&["--threads", "1"]);
    for arguments in [
        ["--threads", "2"],
        ["--threads", "5"],
        ["--algorithm", "lloyd"],
        ["--algorithm", "hamerly"],
        ["--algorithm", "yinyang"],
    ] {
        assert_eq!(report(&arguments), one, "{arguments:?}");
    }
}

#[test]
fn every_init_and_the_centres_of_a_fit() {
    let folder = folder();
    for init in ["k-means++", "random", "pca", "k-means||"] {
        let report = json(folder.path(), &fit(&["--init", init]));
        assert_eq!(report["init"], init);
        assert_eq!(report["n_init"], if init == "random" { 10 } else { 1 });
    }
    for centers in ["centers.csv", "centers.npy", "centers.tsv.gz"] {
        for scale in ["none", "standard", "minmax", "robust"] {
            let first = json(folder.path(), &fit(&["--scale", scale, "--centers-out", centers]));
            let again = json(folder.path(), &fit(&["--scale", scale, "--init", centers]));
            assert_eq!(again["n_iter"], 1, "{scale}: the centres come in the file's coordinates");
            assert_eq!(again["cluster_sizes"], first["cluster_sizes"]);
        }
    }
    let text = fs::read_to_string(folder.path().join("centers.csv")).unwrap();
    assert_eq!(text.lines().next(), Some("length,width"));
    let message =
        error(folder.path(), &[&["fit"], &FLOWERS[..], &["3", "--init", "centers.csv"]].concat());
    assert!(message.contains("2 centres of 2 features"), "{message}");
}

#[test]
fn weights_are_a_column_or_a_file() {
    let folder = folder();
    let weights: String = (0..30).map(|row| ["0\n", "1\n", "2\n", "3\n"][row % 4]).collect();
    fs::write(folder.path().join("weights.csv"), weights).unwrap();
    let with =
        |weights: &str| json(folder.path(), &fit(&["--weights", weights]))["inertia"].clone();
    let unweighted = json(folder.path(), &fit(&[]));
    assert_eq!(unweighted["weighted"], false);
    assert_ne!(with("grams"), unweighted["inertia"]);
    assert_eq!(with("grams"), with("weights.csv"));
    assert_eq!(with("grams"), with("3"));
    fs::write(folder.path().join("short.csv"), "1\n2\n").unwrap();
    assert!(error(folder.path(), &fit(&["--weights", "short.csv"])).contains("2 weights"));
    fs::write(folder.path().join("negative.csv"), "-1\n".repeat(30)).unwrap();
    let message = error(folder.path(), &fit(&["--weights", "negative.csv"]));
    assert!(message.contains("negative.csv") && message.contains("weight -1"), "{message}");
    let message = error(folder.path(), &fit(&["--weights", "pounds.csv"]));
    assert!(message.contains("\"pounds.csv\"") && message.contains("no file"), "{message}");
}

#[test]
fn rows_are_dropped_when_asked_and_counted() {
    let folder = folder();
    fs::write(folder.path().join("gaps.csv"), "x,y,c\n0,1,a\n5,,b\n6,6,b\n0,2,a\n").unwrap();
    fs::write(folder.path().join("labels.txt"), "a\nb\nb\na\n").unwrap();
    let gaps = ["fit", "gaps.csv", "--columns", "x,y", "-k", "2"];
    assert!(error(folder.path(), &gaps).contains("line 3"));
    for labels in [["--label-column", "c"], ["--label-file", "labels.txt"]] {
        let drop = [&gaps[..], &["--missing", "drop-rows"], &labels].concat();
        let report = json(folder.path(), &drop);
        assert_eq!((&report["n_samples"], &report["dropped_rows"]), (&3.into(), &1.into()));
        assert_eq!(report["adjusted_rand_score"], 1.0);
        assert!(stdout(folder.path(), &drop).contains("1 row dropped for missing values"));
    }
}

#[test]
fn clusters_that_nothing_is_left_for_are_told() {
    let folder = folder();
    fs::write(folder.path().join("twice.csv"), "x\n1\n1\n2\n2\n").unwrap();
    let text = stdout(folder.path(), &["fit", "twice.csv", "-k", "3"]);
    assert!(text.contains("1 cluster is empty, because"), "{text}");
}

#[test]
fn the_table_tells_people() {
    let folder = folder();
    let table = stdout(folder.path(), &fit(&["--labels-out", "labels.csv"]));
    for part in
        ["flowers.csv: 30 samples", "inertia", "labels unchanged", "ARI        1.000", "wrote"]
    {
        assert!(table.contains(part), "{part}: {table}");
    }
}

#[test]
fn all_files_are_written_or_none() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("model.json"), "old").unwrap();
    fs::create_dir(path.join("a-folder.csv")).unwrap();
    let before = contents(path);
    let write = |labels: &str, k: &str| {
        let outputs = ["--model", "model.json", "--labels-out", labels];
        error(path, &[&["fit"], &FLOWERS[..], &[k], &outputs[..]].concat())
    };
    assert!(write("a-folder.csv", "2").contains("a-folder.csv"));
    assert!(write("no/such.csv", "2").contains("no/such.csv"));
    assert!(write("labels.csv", "31").contains("31"), "more clusters than samples");
    assert_usage_error(path, &fit(&["--labels-out", "a.csv", "--centers-out", "./a.csv"]));
    assert_eq!(contents(path), before);

    fs::create_dir_all(path.join("taken/report.html")).unwrap();
    let outputs = ["--model", "model.json", "--labels-out", "labels.csv", "--report"];
    let report = |folder| fit(&[&outputs[..], &[folder]].concat());
    assert_usage_error(path, &report("flowers.csv"));
    assert_usage_error(path, &report("flowers.csv/sub"));
    assert_usage_error(path, &["sweep", "digits.npy", "--out", "flowers.csv"]);
    assert!(error(path, &report("taken")).contains("report.html: it is a folder"));
    fs::remove_dir_all(path.join("taken")).unwrap();
    assert_eq!(contents(path), before);

    #[cfg(target_os = "linux")]
    {
        // The model is complete by the time that the labels find the disk full.
        std::os::unix::fs::symlink("/dev/full", path.join("full.csv")).unwrap();
        let is_there = |name: &str| contents(path).iter().any(|(other, _)| other == name);
        assert!(write("full.csv", "2").contains("full.csv"));
        assert_eq!(fs::read(path.join("model.json")).unwrap(), b"old");
        assert_eq!(contents(path).len(), before.len() + 1, "no temporary file stays behind");
        assert!(is_there("full.csv"));
    }

    stdout(path, &fit(&["--model", "model.json", "--labels-out", "labels.csv"]));
    assert_ne!(fs::read(path.join("model.json")).unwrap(), b"old");
    assert!(contents(path).iter().all(|(name, _)| !name.starts_with(".writing")));
}

#[test]
fn an_output_does_not_overwrite_an_input() {
    let folder = folder();
    let path = folder.path();
    stdout(path, &fit(&["--model", "m.json", "--centers-out", "centers.csv"]));
    fs::write(path.join("ones.csv"), "1\n".repeat(30)).unwrap();
    fs::copy(path.join("m.json"), path.join("m.csv")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("flowers.csv", path.join("link.csv")).unwrap();
    let before = contents(path);
    let mut refused = vec![
        fit(&["--centers-out", "flowers.csv"]),
        fit(&["--labels-out", "./flowers.csv"]),
        fit(&["--init", "centers.csv", "--centers-out", "centers.csv"]),
        fit(&["--weights", "ones.csv", "--labels-out", "ones.csv"]),
        vec!["pca", "digits.npy", "--n-components", "2", "--scores-out", "digits.npy"],
        vec!["transform", "digits.npy", "--model", "m.json", "--out", "digits.npy"],
        vec!["predict", "digits.npy", "--model", "m.csv", "--labels-out", "m.csv"],
    ];
    let labels = ["--label-file", "digits-labels.csv", "--labels-out", "digits-labels.csv"];
    refused.push([&["fit", "digits.npy", "-k", "2"], &labels[..]].concat());
    if cfg!(unix) {
        refused.push(fit(&["--labels-out", "link.csv"]));
    }
    for arguments in refused {
        let output = kmeans_bench(path, &arguments).assert().code(2).get_output().clone();
        let message = String::from_utf8(output.stderr).unwrap();
        assert!(message.contains("would overwrite the input"), "{arguments:?}: {message}");
    }
    assert_eq!(contents(path), before);
}

#[cfg(unix)]
#[test]
fn who_may_read_a_file_stays_the_same() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = folder();
    let path = folder.path();
    let outputs = ["--labels-out", "labels.csv", "--model", "m.json", "--report", "report"];
    stdout(path, &fit(&outputs));
    let files = ["labels.csv", "m.json", "report/report.html"].map(|name| path.join(name));
    for file in &files {
        fs::set_permissions(file, fs::Permissions::from_mode(0o600)).unwrap();
    }
    stdout(path, &fit(&outputs));
    for file in &files {
        let mode = fs::metadata(file).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}: {mode:o}", file.display());
    }
}

#[test]
fn what_cannot_be_is_a_usage_error() {
    let folder = folder();
    let bad: [&[&str]; 19] = [
        &["fit"],
        &["fit", "digits.npy"],
        &["fit", "digits.npy", "-k", "0"],
        &["fit", "digits.npy", "-k", "2", "--init", "kmeans++"],
        &["fit", "digits.npy", "-k", "2", "--n-init", "0"],
        &["fit", "digits.npy", "-k", "2", "--max-iter", "0"],
        &["fit", "digits.npy", "-k", "2", "--tol", "-1"],
        &["fit", "digits.npy", "-k", "2", "--scale", "log"],
        &["fit", "digits.npy", "-k", "2", "--threads", "0"],
        &["fit", "digits.npy", "-k", "2", "--threads", "1000000"],
        &["fit", "flowers.csv", "-k", "2", "--delimiter", "."],
        &["fit", "flowers.csv", "-k", "2", "--delimiter", "-"],
        &["fit", "flowers.csv", "-k", "2", "--delimiter", "\""],
        &["fit", "digits.npy", "-k", "2", "--seed", "4294967296", "--rng", "numpy"],
        &["fit", "digits.npy", "-k", "2", "--model", "model.pickle"],
        &["fit", "digits.npy", "-k", "2", "--labels-out", "labels.parquet"],
        &["fit", "digits.npy", "-k", "2", "--label-column", "3", "--label-file", "x"],
        &["predict", "digits.npy"],
        &["transform", "digits.npy", "--model", "m.json", "--out", "x.txt"],
    ];
    for arguments in bad {
        assert_usage_error(folder.path(), arguments);
    }
    let negative = ["fit", "digits.npy", "-k", "2", "--tol", "-1"];
    let output = kmeans_bench(folder.path(), &negative).assert().code(2).get_output().clone();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("a number from 0 on"), "{message}");
}

#[test]
fn first_centres_of_other_columns_are_no_start() {
    let folder = folder();
    let write = |text: &str| fs::write(folder.path().join("c.csv"), text).unwrap();
    let asked = fit(&["--init", "c.csv", "--header", "yes"]);
    write("width,length\n0.1,5\n0.9,60\n");
    let message = error(folder.path(), &asked);
    assert!(message.contains("feature 0 is \"width\", and the table has \"length\""), "{message}");
    write("length,width\n5,0.1\n60,0.9\n");
    json(folder.path(), &asked);
}

#[cfg(unix)]
#[test]
fn weights_and_first_centres_may_come_through_a_pipe() {
    let folder = folder();
    let through_pipe = |arguments: &[&str], text: String| {
        let mut command = kmeans_bench(folder.path(), arguments);
        command.write_stdin(text).assert().success();
    };
    through_pipe(&fit(&["--weights", "/dev/stdin"]), "1\n".repeat(30));
    let centers = "length,width\n5,0.1\n60,0.9\n";
    let asked = fit(&["--init", "/dev/stdin", "--report", "report"]);
    through_pipe(&asked, centers.to_owned());
}
