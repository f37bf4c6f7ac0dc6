use super::*;

/// Customers with very different units: income in thousands, visits mostly 0.
fn customers(folder: &Path) {
    let mut text = "income,age,visits\n".to_owned();
    for row in 0..60_u32 {
        let group = row % 3;
        let income = 20_000 + 15_000 * group + row * 37 % 500;
        let visits = if row % 10 == 0 { 5 * row } else { 0 };
        writeln!(text, "{income},{},{visits}", 30 + 10 * (row % 2) + row % 5).unwrap();
    }
    fs::write(folder.join("customers.csv"), text).unwrap();
}

#[test]
fn a_cluster_has_a_profile_in_the_units_of_the_data() {
    let folder = folder();
    customers(folder.path());
    let rows = fs::read_to_string(folder.path().join("customers.csv")).unwrap();
    let rows: Vec<Vec<f64>> = rows
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(|field| field.parse().unwrap()).collect())
        .collect();
    for scale in ["none", "standard", "minmax", "robust"] {
        let fit =
            ["fit", "customers.csv", "-k", "3", "--scale", scale, "--labels-out", "labels.npy"];
        let report = json(folder.path(), &fit);
        assert_eq!(report["feature_names"], serde_json::json!(["income", "age", "visits"]));
        assert_eq!(report["centers"].as_array().unwrap().len(), 3);
        let clusters = report["profile"]["clusters"].as_array().unwrap();
        let size: u64 = clusters.iter().map(|cluster| cluster["size"].as_u64().unwrap()).sum();
        assert_eq!(size, 60);
        let overall: f64 = rows.iter().map(|row| row[0]).sum::<f64>() / 60.0;
        let found = report["profile"]["overall_mean"][0].as_f64().unwrap();
        assert!((found - overall).abs() < 1e-6, "{found} {overall}");
        let weighted: f64 = clusters
            .iter()
            .map(|it| it["mean"][0].as_f64().unwrap() * it["size"].as_f64().unwrap() / 60.0)
            .sum();
        assert!((weighted - overall).abs() < 1e-6, "{scale}: means of clusters are means");
        for cluster in clusters {
            assert!(cluster["most_central_row"].as_u64().unwrap() < 60);
            assert_eq!(cluster["standardized_difference"].as_array().unwrap().len(), 3);
        }
    }
    let text = stdout(folder.path(), &["fit", "customers.csv", "-k", "3", "--scale", "standard"]);
    for part in [
        "\nCluster ",
        "\nsize ",
        "\nshare ",
        "\nmost central row (from 0) ",
        "\nmean income ",
        "Most unusual features of each cluster",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

#[test]
fn features_on_different_scales_are_told() {
    let folder = folder();
    customers(folder.path());
    let fit = ["fit", "customers.csv", "-k", "3"];
    let said = stdout(folder.path(), &fit);
    for part in ["income decides", "of the total variance", "--scale standard"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let warnings = json(folder.path(), &fit)["scale_warnings"].clone();
    assert_eq!(
        (&warnings[0]["kind"], &warnings[0]["feature"]),
        (&"unscaled".into(), &"income".into())
    );
    stdout(folder.path(), &[&fit[..], &["--report", "report"]].concat());
    let page = fs::read_to_string(folder.path().join("report/report.html")).unwrap();
    assert!(page.contains("class=\"warning\"") && page.contains("income decides"));
    let sweep = ["sweep", "customers.csv", "--k", "2..4", "--gap-references", "0"];
    assert_eq!(json(folder.path(), &sweep)["scale_warnings"], warnings);
    let said = stdout(folder.path(), &[&sweep[..], &["--report", "sweep"]].concat());
    assert!(said.contains("\nWarning: income decides"), "{said}");
    let page = fs::read_to_string(folder.path().join("sweep/report.html")).unwrap();
    assert!(page.contains("class=\"warning\"") && page.contains("income decides"));
    let sweep = [&sweep[..], &["--scale", "standard"]].concat();
    assert_eq!(json(folder.path(), &sweep)["scale_warnings"], serde_json::json!([]));
    let compare = ["compare", "customers.csv", "-k", "3", "--seeds", "2"];
    assert!(stdout(folder.path(), &compare).contains("income decides"));

    let scaled = stdout(folder.path(), &[&fit[..], &["--scale", "standard"]].concat());
    assert!(!scaled.contains("decides"), "{scaled}");
    let digits = json(folder.path(), &["fit", "digits.npy", "-k", "10"]);
    assert_eq!(digits["scale_warnings"], serde_json::json!([]), "pixels have one unit");
}

#[test]
fn a_feature_without_an_interquartile_range_is_named() {
    let folder = folder();
    customers(folder.path());
    let fit = ["fit", "customers.csv", "-k", "3", "--scale", "robust"];
    let said = stdout(folder.path(), &fit);
    assert!(said.contains("visits has no range between the quartiles"), "{said}");
    // The model holds the scale that was used, and predicts the labels of the fit.
    stdout(folder.path(), &[&fit[..], &["--model", "m.json", "--labels-out", "fit.npy"]].concat());
    let predict =
        ["predict", "customers.csv", "--model", "m.json", "--labels-out", "predicted.npy"];
    stdout(folder.path(), &predict);
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(read("fit.npy"), read("predicted.npy"));
}

#[test]
fn clusters_are_numbered_by_size_on_request() {
    let folder = folder();
    let fit = ["fit", "digits.npy", "-k", "10", "--seed", "3"];
    let found = json(folder.path(), &fit);
    let outputs =
        ["--order", "size", "--model", "m.json", "--labels-out", "fit.npy", "--report", "r"];
    let sorted = json(folder.path(), &[&fit[..], &outputs].concat());
    let sizes = |report: &Value| -> Vec<u64> {
        serde_json::from_value(report["cluster_sizes"].clone()).unwrap()
    };
    let mut expected = sizes(&found);
    expected.sort_unstable_by(|a, b| b.cmp(a));
    assert_ne!(sizes(&found), expected);
    assert_eq!(sizes(&sorted), expected);
    assert_eq!(sorted["inertia"], found["inertia"]);
    stdout(folder.path(), &["predict", "digits.npy", "--model", "m.json", "--labels-out", "p.npy"]);
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(read("fit.npy"), read("p.npy"), "the model has the new numbers, too");
}

#[test]
fn it_says_whether_more_restarts_can_help() {
    let folder = folder();
    let fit =
        |more: &[&str]| stdout(folder.path(), &[&["fit", "digits.npy", "-k", "10"], more].concat());
    assert!(fit(&[]).contains("--n-init 10 makes ten"));
    assert!(fit(&["--init", "pca"]).contains("1; more would be equal"));
    assert!(fit(&["--n-init", "3"]).contains("3, with inertia from"));
}

#[test]
fn more_than_ten_features_have_a_heat_map() {
    let folder = folder();
    stdout(folder.path(), &["fit", "digits.npy", "-k", "4", "--report", "r"]);
    let svg = fs::read_to_string(folder.path().join("r/clusters.svg")).unwrap();
    assert!(svg.contains("A heat map of 60 features and 4 clusters"), "{}", &svg[..600]);
    let page = fs::read_to_string(folder.path().join("r/report.html")).unwrap();
    assert!(page.contains("The mean of each feature, in the units of the data (60 of 64 features"));
}
