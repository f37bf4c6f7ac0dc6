//! Agreement with scikit-learn 1.7.0, and with exact arithmetic where that is the better judge.

use cluster_metrics::{
    Average, Contingency, calinski_harabasz_score, davies_bouldin_score, entropy,
    silhouette_samples, silhouette_score, silhouette_score_subset,
};
use digits_data::{Samples, load_digits};
use kmeans_core::RandomState;
use serde_json::Value;

const AVERAGES: [Average; 4] =
    [Average::Min, Average::Geometric, Average::Arithmetic, Average::Max];

fn read(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/");
    serde_json::from_str(&std::fs::read_to_string(format!("{folder}{name}")).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn labels(value: &Value) -> Vec<i64> {
    value.as_array().unwrap().iter().map(|x| x.as_i64().unwrap()).collect()
}

fn samples(value: &Value) -> Samples {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(numbers).collect();
    Samples::from_rows(&rows).unwrap()
}

#[track_caller]
fn assert_close(what: &str, found: f64, expected: f64, tolerance: f64) {
    let error = (found - expected).abs();
    assert!(error <= tolerance * expected.abs().max(1.0), "{what}: {found}, not {expected}");
}

/// Every score that the reference has under one of these names.
fn check_label_scores(table: &Contingency, reference: &Value, context: &str) {
    let (homogeneity, completeness, v_measure) =
        table.homogeneity_completeness_v_measure(1.0).unwrap();
    let arithmetic = Average::Arithmetic;
    let scores = [
        ("homogeneity", homogeneity),
        ("completeness", completeness),
        ("v_measure", v_measure),
        ("ari", table.adjusted_rand_score()),
        ("ami", table.adjusted_mutual_info_score(arithmetic)),
        ("nmi", table.normalized_mutual_info_score(arithmetic)),
        ("mi", table.mutual_info_score()),
        ("fmi", table.fowlkes_mallows_score()),
        ("rand", table.rand_score()),
    ];
    let mut met = 0;
    for (name, score) in scores {
        if let Some(expected) = reference[name].as_f64() {
            assert_close(&format!("{context}: {name}"), score, expected, 1e-12);
            met += 1;
        }
    }
    assert!(met >= 6, "{context}");
}

#[test]
fn digits_labels() {
    let reference = read("sklearn_digits.json");
    let digits = load_digits().unwrap();
    for init in ["k-means++", "random", "PCA-based"] {
        let run = &reference["inits"][init];
        let table = Contingency::new(digits.labels(), &labels(&run["labels_"])).unwrap();
        check_label_scores(&table, &run["metrics"], init);
    }
    for name in ["defaults_n_clusters10_rs42", "n_init10_rs42"] {
        let run = &reference["tutorial"][name];
        let found = labels(&run["labels_"]);
        let table = Contingency::new(digits.labels(), &found).unwrap();
        check_label_scores(&table, run, name);
        let silhouette = silhouette_score(digits.samples().view(), &found).unwrap();
        assert_close(name, silhouette, run["silhouette"].as_f64().unwrap(), 1e-12);
    }
}

#[test]
fn digits_samples() {
    let reference = read("sklearn_digits.json");
    let digits = load_digits().unwrap();
    let raw = digits.samples().view();
    let scaler = &reference["standard_scaler"];
    let (mean, scale) = (numbers(&scaler["mean_"]), numbers(&scaler["scale_"]));
    let standardized = raw.rows().flat_map(|row| {
        row.iter().zip(&mean).zip(&scale).map(|((x, mean), scale)| (x - mean) / scale)
    });
    let scaled = Samples::new(standardized.collect(), 1797, 64).unwrap();

    for init in ["k-means++", "random", "PCA-based"] {
        let run = &reference["inits"][init];
        let found = labels(&run["labels_"]);
        let seed = RandomState::NumPy(0);
        let scores = [
            ("silhouette_full_raw_data", silhouette_score(raw, &found)),
            ("silhouette_full_scaled_data", silhouette_score(scaled.view(), &found)),
            ("silhouette_sample300_rs0_raw", silhouette_score_subset(raw, &found, 300, seed)),
            ("calinski_harabasz_raw", calinski_harabasz_score(raw, &found)),
            ("davies_bouldin_raw", davies_bouldin_score(raw, &found)),
        ];
        for (name, score) in scores {
            let expected = run["metrics"][name].as_f64().unwrap();
            assert_close(&format!("{init}: {name}"), score.unwrap(), expected, 1e-12);
        }
    }
}

#[test]
fn single_precision_samples_lose_nothing_on_the_way() {
    let digits = load_digits().unwrap();
    let single = digits.samples().cast::<f32>().unwrap();
    // Pixels are small integers, exact in both types.
    assert_eq!(
        silhouette_score(single.view(), digits.labels()),
        silhouette_score(digits.samples().view(), digits.labels())
    );
}

#[test]
fn labelings_of_all_kinds() {
    for case in read("metrics.json")["label_pairs"].as_array().unwrap() {
        let context = case["name"].as_str().unwrap();
        let (labels_true, labels_pred) = (labels(&case["true"]), labels(&case["pred"]));
        let table = Contingency::new(&labels_true, &labels_pred).unwrap();
        let scores = [
            ("class_entropy", entropy(&labels_true).unwrap()),
            ("cluster_entropy", table.cluster_entropy()),
            ("homogeneity", table.homogeneity_score()),
            ("completeness", table.completeness_score()),
            ("v_measure", table.v_measure_score(1.0).unwrap()),
            ("v_measure_beta_0.3", table.v_measure_score(0.3).unwrap()),
            ("mutual_info", table.mutual_info_score()),
            ("expected_mutual_info", table.expected_mutual_info()),
            ("rand", table.rand_score()),
            ("adjusted_rand", table.adjusted_rand_score()),
            ("fowlkes_mallows", table.fowlkes_mallows_score()),
        ];
        for (name, score) in scores {
            assert_close(&format!("{context}: {name}"), score, case[name].as_f64().unwrap(), 1e-13);
        }
        for (index, average) in AVERAGES.into_iter().enumerate() {
            let what = format!("{context}: {average:?}");
            let normalized = case["normalized_mutual_info"][index].as_f64().unwrap();
            assert_close(&what, table.normalized_mutual_info_score(average), normalized, 1e-13);
            let adjusted = case["adjusted_mutual_info"][index].as_f64().unwrap();
            assert_close(&what, table.adjusted_mutual_info_score(average), adjusted, 1e-12);
        }
        let pairs: Vec<Vec<i64>> =
            case["pair_confusion"].as_array().unwrap().iter().map(labels).collect();
        let found = table.pair_confusion_matrix().map(|row| row.map(|x| i64::try_from(x).unwrap()));
        assert_eq!(found.map(Vec::from).to_vec(), pairs, "{context}");
    }
}

#[test]
fn expected_information_is_what_exact_arithmetic_says() {
    for case in read("metrics.json")["expected_mutual_info"].as_array().unwrap() {
        let sizes = |name: &str| -> Vec<u64> {
            case[name].as_array().unwrap().iter().map(|x| x.as_u64().unwrap()).collect()
        };
        let table = with_marginals(&sizes("class_sizes"), &sizes("cluster_sizes"));
        let (found, expected) = (table.expected_mutual_info(), case["value"].as_f64().unwrap());
        let error = (found - expected).abs() / expected;
        assert!(error < 1e-12, "{case}: {found}, off by {error:e}");
    }
}

/// Some table with these marginals: fills cell after cell as far as row and column allow.
fn with_marginals(class_sizes: &[u64], cluster_sizes: &[u64]) -> Contingency {
    let mut left = cluster_sizes.to_vec();
    let rows: Vec<Vec<u64>> = class_sizes
        .iter()
        .map(|&size| {
            let mut missing = size;
            left.iter_mut()
                .map(|left| {
                    let count = missing.min(*left);
                    missing -= count;
                    *left -= count;
                    count
                })
                .collect()
        })
        .collect();
    let table = Contingency::from_counts(&rows).unwrap();
    assert_eq!((table.class_sizes(), table.cluster_sizes()), (class_sizes, cluster_sizes));
    table
}

#[test]
fn samples_of_all_kinds() {
    for case in read("metrics.json")["samples"].as_array().unwrap() {
        let name = case["name"].as_str().unwrap();
        let (samples, labels) = (samples(&case["samples"]), labels(&case["labels"]));
        let view = samples.view();
        let silhouettes = silhouette_samples(view, &labels).unwrap();
        for (found, expected) in silhouettes.iter().zip(numbers(&case["silhouettes"])) {
            assert_close(name, *found, expected, 1e-12);
        }
        let found = davies_bouldin_score(view, &labels).unwrap();
        assert_close(name, found, case["davies_bouldin"].as_f64().unwrap(), 1e-12);
        let found = calinski_harabasz_score(view, &labels).unwrap();
        if name == "tight" {
            // scikit-learn divides by the rounding of its means.
            assert_eq!(found.to_bits(), 1_f64.to_bits());
        } else {
            assert_close(name, found, case["calinski_harabasz"].as_f64().unwrap(), 1e-12);
        }
    }
}
