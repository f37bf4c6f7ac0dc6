use super::*;

const FLOWERS: [&str; 6] =
    ["compare", "flowers.csv", "--label-column", "species", "--columns", "length,width"];

#[test]
fn every_init_over_every_seed() {
    let folder = folder();
    let inits = ["--init", "random", "--init", "k-means++", "--init", "k-means||", "--init", "pca"];
    let seeds = ["--seeds", "7", "--seed", "3"];
    let report = json(folder.path(), &[&FLOWERS[..], &inits, &seeds].concat());
    assert_eq!(report["n_clusters"], 2, "as many as there are classes");
    let results = report["results"].as_array().unwrap();
    assert_eq!(results.len(), 4);
    for (result, init) in results.iter().zip(["random", "k-means++", "k-means||", "pca"]) {
        assert_eq!(result["init"], init);
        let runs = result["runs"].as_array().unwrap();
        let seeds: Vec<u64> = runs.iter().map(|run| run["seed"].as_u64().unwrap()).collect();
        assert_eq!(seeds, [3, 4, 5, 6, 7, 8, 9]);
        let inertias: Vec<f64> = runs.iter().map(|run| run["inertia"].as_f64().unwrap()).collect();
        let min = inertias.iter().copied().fold(f64::INFINITY, f64::min);
        assert_eq!(result["inertia"]["min"], min);
        for key in ["inertia", "n_iter", "adjusted_rand_score", "silhouette_score", "fit_seconds"] {
            for figure in ["mean", "standard_deviation", "min", "max"] {
                assert!(result[key][figure].is_number(), "{init} {key} {figure}");
            }
        }
        for key in ["calinski_harabasz_score", "davies_bouldin_score", "v_measure_score"] {
            assert!(runs[0][key].is_number(), "{init} {key}");
        }
    }
    assert!(results[0]["paired"].is_null());
    for result in &results[1..] {
        let paired = &result["paired"];
        assert_eq!(paired["against"], "random");
        let counts = ["n_lower", "n_equal", "n_higher"];
        let count: u64 = counts.iter().map(|key| paired["inertia"][key].as_u64().unwrap()).sum();
        assert_eq!(count, 7);
    }
}

#[test]
fn the_runs_are_those_of_fit_and_the_page() {
    let folder = folder();
    let compare = ["compare", "digits.npy", "--label-file", "digits-labels.csv", "--rng", "numpy"];
    let more = ["--scale", "standard", "--seeds", "1", "--silhouette", "300"];
    let report = json(folder.path(), &[&compare[..], &more].concat());
    let reference = reference();
    for (result, name) in
        report["results"].as_array().unwrap()[..2].iter().zip(["k-means++", "random"])
    {
        let expected = &reference["inits"][name];
        assert_close(&result["runs"][0]["inertia"], &expected["inertia_"]);
        assert_close(&result["runs"][0]["adjusted_rand_score"], &expected["metrics"]["ari"]);
    }
    assert_eq!(report["n_silhouette_samples"], 300);
}

#[test]
fn without_labels_only_the_samples_are_scored() {
    let folder = folder();
    let compare = ["compare", "digits.npy", "-k", "4", "--seeds", "2", "--precision", "f32"];
    let report = json(folder.path(), &compare);
    let first = &report["results"][0];
    assert!(first["adjusted_rand_score"].is_null() && first["silhouette_score"].is_object());
    assert!(first["runs"][0]["adjusted_rand_score"].is_null());
    let one = ["compare", "digits.npy", "-k", "1", "--seeds", "1", "--init", "random"];
    let report = json(folder.path(), &one);
    assert!(report["results"][0]["silhouette_score"].is_null(), "one cluster has none");
    assert!(report["results"][0]["inertia"]["standard_deviation"].is_null(), "one seed has none");
}

#[test]
fn given_centres_are_an_init_too() {
    let folder = folder();
    let fit = ["fit", "flowers.csv", "--columns", "length,width", "-k", "2"];
    stdout(folder.path(), &[&fit[..], &["--centers-out", "centers.csv"]].concat());
    let inits = ["--init", "pca", "--init", "centers.csv", "--seeds", "3"];
    let report = json(folder.path(), &[&FLOWERS[..], &inits].concat());
    let given = &report["results"][1];
    assert_eq!(given["init"], "centers.csv");
    assert_eq!(given["n_iter"]["max"], 1.0);
    let p_value = &given["paired"]["n_iter"]["wilcoxon_p_value"];
    assert!(p_value.is_null(), "no seed has a say: {p_value}");
}

#[test]
fn the_table_has_a_row_for_each() {
    let folder = folder();
    let table = stdout(folder.path(), &FLOWERS);
    for part in [
        "\nk-means++ ",
        "\nrandom ",
        "\npca ",
        "minus k-means++: the mean difference between runs with the same seed",
        "seeds 0 to 9",
    ] {
        assert!(table.contains(part), "{part}: {table}");
    }
}

#[test]
fn what_cannot_be_is_a_usage_error() {
    let folder = folder();
    let bad: [&[&str]; 12] = [
        &["compare", "digits.npy"],
        &["compare", "digits.npy", "-k", "0"],
        &["compare", "digits.npy", "-k", "3", "--init", "random", "--init", "random"],
        &["compare", "digits.npy", "-k", "3", "--seeds", "0"],
        &["compare", "digits.npy", "-k", "3", "--format", "markdown"],
        &["compare", "digits.npy", "-k", "3", "--faithful"],
        &["compare", "digits.npy", "-k", "3", "--repeats", "3"],
        &["compare", "digits.npy", "-k", "3", "--out", "x"],
        &["compare", "digits.npy", "-k", "3", "--rng", "numpy", "--seed", "4294967290"],
        &["compare", "--image-width", "8"],
        &["compare", "--label-column", "3"],
        &["compare", "--header", "yes"],
    ];
    for arguments in bad {
        assert_usage_error(folder.path(), arguments);
    }
    let message = error(folder.path(), &["compare", "digits.npy", "-k", "9999", "--seeds", "1"]);
    assert!(message.contains("9999"), "{message}");
}

#[test]
fn without_a_file_the_gallery_is_named() {
    let output = kmeans_bench(Path::new("."), &["compare"]).assert().code(2).get_output().clone();
    let message = String::from_utf8(output.stderr).unwrap();
    assert!(message.contains("<FILE>") && message.contains("kmeans-bench gallery"), "{message}");
}
