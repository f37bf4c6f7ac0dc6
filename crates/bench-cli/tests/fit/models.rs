use super::*;

fn fit_digits(folder: &Path, model: &str, arguments: &[&str]) -> Value {
    let fit = ["fit", "digits.npy", "-k", "10", "--model", model, "--labels-out", "fitted.txt"];
    json(folder, &[&fit, arguments].concat())
}

#[test]
fn a_reloaded_model_gives_the_labels_of_the_fit() {
    let folder = folder();
    let path = folder.path();
    for precision in ["f64", "f32"] {
        for scale in ["none", "standard", "minmax", "robust"] {
            for model in ["model.json", "model.npz"] {
                let report = fit_digits(path, model, &["--precision", precision, "--scale", scale]);
                let predicted = stdout(path, &["predict", "digits.npy", "--model", model]);
                let fitted = fs::read_to_string(path.join("fitted.txt")).unwrap();
                assert_eq!(predicted, fitted, "{precision} {scale} {model}");
                let prediction = json(path, &["predict", "digits.npy", "--model", model]);
                assert_eq!(prediction["inertia"], report["inertia"], "to the bit");
                assert_eq!(prediction["precision"], precision);
                assert_eq!(prediction["cluster_sizes"], report["cluster_sizes"]);
                assert_eq!(prediction["labels"].as_array().unwrap().len(), 1797);
            }
        }
    }
}

#[test]
fn prediction_scores_and_writes_too() {
    let folder = folder();
    let path = folder.path();
    let report = fit_digits(path, "m.json", &["--label-file", "digits-labels.csv"]);
    let predict = ["predict", "digits.npy", "--model", "m.json"];
    let labels = ["--label-file", "digits-labels.csv"];
    let prediction = json(path, &[&predict[..], &labels].concat());
    assert_eq!(prediction["adjusted_rand_score"], report["adjusted_rand_score"]);
    assert_eq!((&prediction["n_samples"], &prediction["n_clusters"]), (&1797.into(), &10.into()));
    let table = stdout(path, &[&predict[..], &["--labels-out", "again.txt"]].concat());
    assert!(table.contains("wrote      again.txt"), "{table}");
    let [fitted, again] =
        ["fitted.txt", "again.txt"].map(|name| fs::read(path.join(name)).unwrap());
    assert_eq!(fitted, again);
    let message = error(path, &[&predict[..], &["--precision", "f32"]].concat());
    assert!(message.contains("f64"), "{message}");
}

#[test]
fn rows_that_are_dropped_are_told_beside_the_results() {
    let folder = folder();
    let path = folder.path();
    fs::write(path.join("gaps.csv"), "x,y\n0,1\n5,\n6,6\n0,2\n").unwrap();
    let drop = ["gaps.csv", "--missing", "drop-rows"];
    stdout(path, &[&["fit"], &drop[..], &["-k", "2", "--model", "m.json"]].concat());
    for command in ["predict", "transform"] {
        let mut run = kmeans_bench(path, &[&[command], &drop[..], &["--model", "m.json"]].concat());
        run.assert().success().stderr("1 row dropped for missing values\n");
        let told = json(path, &[&[command], &drop[..], &["--model", "m.json"]].concat());
        assert_eq!(told["kept_rows"], serde_json::json!([0, 2, 3]));
    }
}

#[test]
fn the_smallest_distance_is_that_to_the_predicted_centre() {
    let folder = folder();
    let path = folder.path();
    fit_digits(path, "m.npz", &["--scale", "minmax"]);
    let transform = ["transform", "digits.npy", "--model", "m.npz"];
    let summary = json(path, &transform);
    let distances: Vec<Vec<f64>> = serde_json::from_value(summary["distances"].clone()).unwrap();
    let nearest = |row: &Vec<f64>| {
        let smallest = row.iter().copied().fold(f64::INFINITY, f64::min);
        row.iter().position(|distance| *distance <= smallest).unwrap()
    };
    let nearest: Vec<String> = distances.iter().map(|row| nearest(row).to_string()).collect();
    let nearest = nearest.join("\n") + "\n";
    assert_eq!(nearest, fs::read_to_string(path.join("fitted.txt")).unwrap());

    let printed = stdout(path, &transform);
    assert!(printed.starts_with("cluster_0,cluster_1,"), "{}", &printed[..40]);
    let parse = |text: &str| -> Vec<Vec<f64>> {
        let rows = text.lines().skip(1);
        rows.map(|row| row.split(',').map(|field| field.parse().unwrap()).collect()).collect()
    };
    assert_eq!(parse(&printed), distances, "full precision");
    let out = [&transform[..], &["--out", "distances.csv"]].concat();
    assert!(stdout(path, &out).contains("distances.csv"));
    let written = fs::read_to_string(path.join("distances.csv")).unwrap();
    assert_eq!(parse(&written), distances);
    let summary = json(path, &out);
    assert!(summary["distances"].is_null());
    assert_eq!((&summary["n_samples"], &summary["n_clusters"]), (&1797.into(), &10.into()));
}

#[test]
fn other_features_are_refused() {
    let folder = folder();
    let path = folder.path();
    stdout(
        path,
        &["fit", "flowers.csv", "--columns", "length,width", "-k", "2", "--model", "m.json"],
    );
    let predict = |columns: &str| {
        vec!["predict", "flowers.csv", "--columns", "", "--model", "m.json"]
            .into_iter()
            .map(|word| if word.is_empty() { columns.to_owned() } else { word.to_owned() })
            .collect::<Vec<String>>()
    };
    let run = |columns: &str| {
        let arguments = predict(columns);
        error(path, &arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let message = run("length");
    assert!(message.contains("1 feature ") && message.contains("takes 2"), "{message}");
    assert!(message.contains("flowers.csv"), "{message}");
    let message = run("width,length");
    assert!(message.contains("feature 0 is \"width\""), "{message}");
    assert!(message.contains("flowers.csv"), "{message}");
    let message = error(path, &["transform", "digits.npy", "--model", "m.json"]);
    assert!(message.contains("64 features") && message.contains("digits.npy"), "{message}");
    fs::write(path.join("far.csv"), "length,width\n1e300,1\n1,2\n").unwrap();
    let message = error(path, &["predict", "far.csv", "--model", "m.json"]);
    assert!(message.contains("far.csv") && message.contains("inertia"), "{message}");
    // The distance itself fits an f64, though its square does not.
    let distances = stdout(path, &["transform", "far.csv", "--model", "m.json"]);
    let far: f64 = distances.lines().nth(1).unwrap().split(',').next().unwrap().parse().unwrap();
    assert!((far - 1e300).abs() < 1e286, "{distances}");
}

#[test]
fn what_is_no_whole_model_is_refused_with_the_reason() {
    let folder = folder();
    let path = folder.path();
    let flowers = ["fit", "flowers.csv", "--columns", "0..1", "-k", "2", "--scale", "standard"];
    for model in ["m.json", "m.npz"] {
        stdout(path, &[&flowers[..], &["--model", model]].concat());
    }
    let refused = |model: &str, reason: &str| {
        let predict = ["predict", "flowers.csv", "--columns", "0..1", "--model", model];
        let message = error(path, &predict);
        assert!(message.contains(model) && message.contains(reason), "{reason}: {message}");
    };
    let json = fs::read_to_string(path.join("m.json")).unwrap();
    let npz = fs::read(path.join("m.npz")).unwrap();

    let changed = |from: &str, to: &str| {
        assert!(json.contains(from), "{from}");
        fs::write(path.join("changed.json"), json.replacen(from, to, 1)).unwrap();
    };
    changed("\"version\": 2", "\"version\": 3");
    refused("changed.json", "newer");
    changed("\"seed\": 0", "\"seed\": 1");
    refused("changed.json", "damaged");
    changed("\"kind\": \"standard\"", "\"kind\": \"minmax\"");
    refused("changed.json", "damaged");
    changed("kmeans-bench model", "recipe");
    refused("changed.json", "not a model");
    fs::write(path.join("short.json"), &json[..json.len() / 2]).unwrap();
    refused("short.json", "not a complete JSON document");
    fs::write(path.join("empty.json"), "").unwrap();
    refused("empty.json", "not a complete JSON document");
    fs::write(path.join("list.json"), "[1, 2]").unwrap();
    refused("list.json", "not a model");
    refused("missing.json", "cause");

    for at in [npz.len() / 4, npz.len() / 2, npz.len() - 3] {
        fs::write(path.join("short.npz"), &npz[..at]).unwrap();
        refused("short.npz", "cause");
    }
    // The damage is in the centres, past the name and a header of 128 bytes. The archive's own
    // checksum finds it.
    let name = b"centers.centered.npy";
    let at = npz.windows(name.len()).position(|window| window == name).unwrap() + name.len() + 130;
    let mut damaged = npz.clone();
    damaged[at] ^= 1;
    fs::write(path.join("damaged.npz"), damaged).unwrap();
    refused("damaged.npz", "cause");
    refused("digits.npy", "cause");
}

/// Files that version 1 wrote, and what it then printed.
#[test]
fn models_of_version_1_give_the_same_results() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/version_1");
    for (model, distances) in
        [("model.json", "distances_json.csv"), ("model.npz", "distances_npz.csv")]
    {
        let printed = stdout(&folder, &["transform", "points.csv", "--model", model]);
        assert_eq!(printed, fs::read_to_string(folder.join(distances)).unwrap(), "{model}");
    }
}
