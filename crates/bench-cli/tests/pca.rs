//! `kmeans-bench pca` as a user runs it.

use crate::program::{Files, assert_close, fails, in_blocks_and_whole, json, prints, write_array};
use serde_json::json;

const POINTS: &str =
    "a,b,c\n2.5,2.4,0.5\n0.5,0.7,1.5\n2.2,2.9,-1\n1.9,2.2,0.25\n3.1,3,2\n2.3,2.7,-0.75\n";

/// `PCA(2, svd_solver="full")` of scikit-learn 1.7.0.
const VALUES: [(&str, &[f64]); 4] = [
    ("explained_variance", &[1.770_091_645_815_739, 1.112_686_879_291_893_1]),
    ("explained_variance_ratio", &[0.611_219_490_958_473_5, 0.384_215_082_628_416_2]),
    ("singular_values", &[2.974_971_971_141_693_8, 2.358_693_366_349_146]),
    ("mean", &[2.083_333_333_333_333_5, 2.316_666_666_666_666_4, 0.416_666_666_666_666_7]),
];
const NOISE_VARIANCE: f64 = 0.013_221_474_892_367_552;
const FIRST_SCORES: [f64; 2] = [-0.170_497_797_483_255_1, 0.343_719_284_271_925_66];
const FIRST_COMPONENT: [f64; 3] =
    [-0.441_380_887_511_988_84, -0.548_912_648_054_415_5, 0.709_843_515_815_294_6];

fn numbers(line: &str) -> Vec<f64> {
    line.split(',').map(|field| field.parse().unwrap()).collect()
}

#[test]
fn variances_scores_and_components_are_scikit_learn_s() {
    let files = Files::new(&[("points.csv", POINTS)]);
    let [file, scores, components, out] =
        ["points.csv", "scores.csv", "components.csv", "figures"].map(|name| files.path(name));
    let asked = ["pca", &file, "--n-components", "2", "--solver", "full"];
    let written = ["--scores-out", &scores, "--components-out", &components, "--out", &out];
    let found = json(&[&asked[..], &written].concat());
    for (name, values) in VALUES {
        for (at, &expected) in values.iter().enumerate() {
            assert_close(&found[name][at], expected, name);
        }
    }
    assert_close(&found["noise_variance"], NOISE_VARIANCE, "noise_variance");
    assert_eq!((&found["n_components"], &found["solver"]), (&json!(2), &json!("full")));

    let (scores, components) = (files.read("scores.csv"), files.read("components.csv"));
    assert_eq!(scores.lines().next(), Some("pc1,pc2"));
    assert_eq!(components.lines().next(), Some("a,b,c"));
    assert_eq!((scores.lines().count(), components.lines().count()), (7, 3));
    let first = numbers(scores.lines().nth(1).unwrap());
    for (found, expected) in first.into_iter().zip(FIRST_SCORES) {
        assert_close(&json!(found), expected, "score");
    }
    let first = numbers(components.lines().nth(1).unwrap());
    for (found, expected) in first.into_iter().zip(FIRST_COMPONENT) {
        assert_close(&json!(found), expected, "component");
    }
    roxmltree::Document::parse(&files.read("figures/scree.svg")).unwrap();
}

#[test]
fn a_share_of_the_variance_and_all_choose_how_many() {
    let files = Files::new(&[("points.csv", POINTS)]);
    let file = files.path("points.csv");
    for (asked, expected) in [("0.6", 1), ("0.9", 2), ("all", 3), ("1", 1)] {
        let found = json(&["pca", &file, "--n-components", asked]);
        assert_eq!(found["n_components"], expected, "{asked}");
    }
    let text = prints(&["pca", &file, "--n-components", "all", "--scale", "standard"]);
    assert!(text.contains("100.000%") && text.contains("scale standard"), "{text}");
}

#[test]
fn what_cannot_be_is_told_with_the_right_exit_code() {
    let files = Files::new(&[("points.csv", POINTS)]);
    let file = files.path("points.csv");
    let message = fails(&["pca", &file, "--n-components", "4"], 1);
    assert!(
        message.starts_with(&format!("error: cannot find the components of {file}")),
        "{message}"
    );
    assert!(
        message.contains("\n  cause: 4 components were requested; these data allow 1 to 3"),
        "{message}"
    );
    fails(&["pca", &file], 2);
    fails(&["pca", &file, "--n-components", "0"], 2);
    fails(&["pca", &file, "--n-components", "2", "--scores-out", "scores.xlsx"], 2);
}

/// The samples take 13 MB, and a block of them 8.
#[test]
fn samples_scaled_in_blocks_have_the_components_of_samples_in_memory() {
    let files = Files::new(&[]);
    write_array(&files, "data.npy", 200_000, 5);
    let data = files.path("data.npy");
    for scale in ["none", "standard", "minmax", "robust"] {
        let out = |input: &str, name: &str| {
            let how = if input == data { "blocks" } else { "whole" };
            files.path(&format!("{name}-{how}.npy"))
        };
        let arguments = |input: &str| {
            let asked = ["pca", input, "--n-components", "2", "--missing", "drop-rows"];
            let outputs =
                ["--scores-out", &out(input, "scores"), "--components-out", &out(input, "axes")];
            let how = ["--scale", scale, "--format", "json"];
            asked.into_iter().chain(outputs).chain(how).map(str::to_owned).collect()
        };
        let [in_blocks, whole] = in_blocks_and_whole(arguments, &data);
        assert_eq!(in_blocks.replace("data.npy", "stdin"), whole, "{scale}");
        for name in ["scores", "axes"] {
            let [in_blocks, whole] = ["blocks", "whole"]
                .map(|how| std::fs::read(files.path(&format!("{name}-{how}.npy"))).unwrap());
            assert!(in_blocks == whole, "{scale}: {name}");
        }
    }
}

#[test]
fn what_cannot_be_scaled_is_told_in_one_way_in_blocks_and_in_memory() {
    let files = Files::new(&[("points.csv", "a,b\n1e200,1\n-1e200,2\n3,4\n")]);
    let file = files.path("points.csv");
    for solver in ["covariance", "full"] {
        let asked = ["--n-components", "1", "--scale", "standard", "--solver", solver];
        let message = fails(&[&["pca", &file][..], &asked].concat(), 1);
        let expected =
            format!("error: cannot scale {file}\n  cause: the variance of feature 0 is too");
        assert!(message.starts_with(&expected), "{solver}: {message}");
    }
}
