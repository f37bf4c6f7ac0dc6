//! `kmeans-bench datasets`, `completions` and `man` as a user runs them.

use crate::program::{Files, fails, json, prints};
use serde_json::json;

#[test]
fn the_list_names_what_can_be_written() {
    let listed = json(&["datasets"]);
    let names: Vec<&str> = listed["datasets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|dataset| dataset["name"].as_str().unwrap())
        .collect();
    assert!(names.starts_with(&["digits", "blobs"]), "{names:?}");
    let text = prints(&["datasets"]);
    let files = Files::new(&[]);
    for name in names {
        assert!(text.contains(name), "{text}");
        let out = files.path(&format!("{name}.csv"));
        let written = json(&["datasets", name, "--out", &out]);
        let lines = files.read(&format!("{name}.csv")).lines().count() as u64;
        assert_eq!(written["n_samples"], lines - 1, "{name}");
    }
}

#[test]
fn text_has_a_column_of_labels_and_npy_a_file() {
    let files = Files::new(&[]);
    let [text, array, labels] = ["d.csv", "d.npy", "l.txt"].map(|name| files.path(name));
    prints(&["datasets", "digits", "--out", &text]);
    prints(&["datasets", "digits", "--out", &array, "--labels-out", &labels]);
    let header = files.read("d.csv").lines().next().unwrap().to_owned();
    assert!(header.ends_with(",label"), "{header}");
    let found = json(&["evaluate", "--true", &labels, "--pred", &text, "--pred-column", "label"]);
    assert_eq!((&found["adjusted_rand_score"], &found["n_samples"]), (&json!(1.0), &json!(1797)));
    let found = json(&["pca", &array, "--n-components", "1"]);
    assert_eq!((&found["n_samples"], &found["n_features"]), (&json!(1797), &json!(64)));
}

#[test]
fn the_seed_and_the_parameters_decide() {
    let files = Files::new(&[]);
    let blobs = |name: &str, seed: &str| {
        let out = files.path(name);
        let box_of_one = ["--center-box", "-1", "1"];
        let asked = ["datasets", "blobs", "--n-features", "3", "--seed", seed, "--out", &out];
        prints(&[&asked[..], &box_of_one].concat());
        files.read(name)
    };
    let [first, again, other] =
        [("a.csv", "1"), ("b.csv", "1"), ("c.csv", "2")].map(|(a, b)| blobs(a, b));
    assert_eq!(first, again);
    assert_ne!(first, other);
    assert!(first.starts_with("x0,x1,x2,label\n"), "{first}");
}

#[test]
fn wrong_calls_are_usage_errors() {
    fails(&["datasets", "nonesuch", "--out", "a.csv"], 2);
    fails(&["datasets", "digits"], 2);
    fails(&["datasets", "digits", "--out", "a.xlsx"], 2);
    let files = Files::new(&[]);
    let out = files.path("out.csv");
    let out_of_range: [(&[&str], &str); 7] = [
        (&["blobs", "--cluster-std", "nan"], "cluster_std is NaN"),
        (&["blobs", "--cluster-std", "-1"], "cluster_std is -1"),
        (&["blobs", "--center-box", "5", "1"], "center_box is -4"),
        (&["moons", "--noise", "nan"], "noise is NaN"),
        (&["moons", "--noise", "-1"], "noise is -1"),
        (&["rings", "--factor", "1.5"], "factor is 1.5"),
        (&["rings", "--factor", "-0.5"], "factor is -0.5"),
    ];
    for (parameters, says) in out_of_range {
        let message = fails(&[&["datasets"], parameters, &["--out", &out]].concat(), 2);
        assert!(message.contains(says), "{parameters:?}: {message}");
    }
    fails(&["datasets", "digits", "--out", &out, "--labels-out", &out], 2);
}

#[test]
fn a_size_that_fits_no_memory_is_told_in_a_line() {
    let files = Files::new(&[]);
    let out = files.path("out.csv");
    let huge = "99999999999999999";
    let sizes: [&[&str]; 5] = [
        &["blobs", "--n-samples", huge],
        &["blobs", "--n-samples", "99999999", "--n-features", "99999999999"],
        &["moons", "--n-samples", huge],
        &["rings", "--n-samples", huge],
        &["uniform", "--n-samples", huge],
    ];
    for size in sizes {
        let message = fails(&[&["datasets"], size, &["--out", &out]].concat(), 1);
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(message.contains(size[2]) && message.contains("memory"), "{message}");
    }
    assert!(!files.folder().join("out.csv").exists());
}

#[test]
fn man_pages_and_completions_know_every_command() {
    let files = Files::new(&[]);
    prints(&["man", "--out", &files.path("man")]);
    for command in ["gallery", "compare", "evaluate", "sweep", "pca", "datasets", "datasets-blobs"]
    {
        let page = files.read(&format!("man/kmeans-bench-{command}.1"));
        assert!(page.contains(".TH"), "{command}");
    }
    assert!(prints(&["man"]).contains(".TH kmeans-bench"));
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(prints(&["completions", shell]).contains("sweep"), "{shell}");
    }
}

#[test]
fn shapes_of_the_plane_and_noise_are_written_too() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["moons", "rings", "uniform"] {
        let out = folder.path().join(format!("{name}.csv"));
        let mut program = assert_cmd::Command::cargo_bin("kmeans-bench").unwrap();
        program.args(["datasets", name, "--n-samples", "40", "--out"]).arg(&out).assert().success();
        let text = std::fs::read_to_string(&out).unwrap();
        assert_eq!(text.lines().count(), 41, "{name}: a header and the samples");
        assert!(text.lines().next().unwrap().ends_with(",label"), "{name}");
    }
}

#[test]
fn a_file_of_f32_is_worked_on_in_f32() {
    let files = Files::new(&[]);
    for precision in ["f32", "f64"] {
        let [npy, text] = ["npy", "csv"].map(|end| files.path(&format!("{precision}.{end}")));
        let labels = files.path("labels.txt");
        for out in [&npy, &text] {
            let asked = ["datasets", "blobs", "--out", out, "--labels-out", &labels];
            prints(&[&asked[..], &["--precision", precision]].concat());
        }
        let used = |arguments: &[&str]| json(arguments)["precision"].as_str().unwrap().to_owned();
        assert_eq!(used(&["fit", &npy, "-k", "2"]), precision);
        assert_eq!(used(&["fit", &npy, "-k", "2", "--precision", "f64"]), "f64");
        assert_eq!(used(&["fit", &text, "-k", "2"]), "f64", "text has no type");
        assert_eq!(used(&["pca", &npy, "--n-components", "1"]), precision);
    }
}
