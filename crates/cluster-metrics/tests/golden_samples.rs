//! Scores of samples: corners to 50 digits, iris and wine by scikit-learn 1.7.0, and the choice of k
//! by its `KMeans`.

use cluster_metrics::{
    Error, calinski_harabasz_score, davies_bouldin_score, manhattan_silhouette_samples,
    precomputed_silhouette_samples, silhouette_by_cluster, silhouette_samples, silhouette_score,
    simplified_silhouette_samples, simplified_silhouette_score,
    squared_euclidean_silhouette_samples, squared_euclidean_silhouette_score,
};
use digits_data::Samples;
use serde_json::Value;

fn read(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/");
    serde_json::from_str(&std::fs::read_to_string(format!("{folder}{name}")).unwrap()).unwrap()
}

fn numbers(value: &Value) -> Vec<f64> {
    value.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn samples(value: &Value) -> Samples {
    let rows: Vec<Vec<f64>> = value.as_array().unwrap().iter().map(numbers).collect();
    Samples::from_rows(&rows).unwrap()
}

/// Equal within `tolerance`, of 1 or of what is expected if that is larger.
#[track_caller]
fn assert_close(what: &str, found: f64, expected: f64, tolerance: f64) {
    let error = (found - expected).abs();
    assert!(error <= tolerance * expected.abs().max(1.0), "{what}: {found}, not {expected}");
}

/// Every score that the reference has.
fn check(what: &str, samples: &Samples, reference: &Value, tolerance: f64) {
    let labels: Vec<i64> =
        reference["labels"].as_array().unwrap().iter().map(|x| x.as_i64().unwrap()).collect();
    let names: Vec<String> = labels.iter().map(|label| format!("cluster {label}")).collect();
    let view = samples.view();
    let by_sample = [
        (
            "silhouettes",
            silhouette_samples(view, &names).unwrap(),
            silhouette_score(view, &labels).unwrap(),
        ),
        (
            "squared_silhouettes",
            squared_euclidean_silhouette_samples(view, &names).unwrap(),
            squared_euclidean_silhouette_score(view, &labels).unwrap(),
        ),
        (
            "simplified_silhouettes",
            simplified_silhouette_samples(view, &names).unwrap(),
            simplified_silhouette_score(view, &labels).unwrap(),
        ),
    ];
    for (name, found, score) in by_sample {
        if reference[name].is_null() {
            continue;
        }
        let expected = numbers(&reference[name]);
        assert_eq!(found.len(), expected.len());
        for (found, expected) in found.iter().zip(&expected) {
            assert_close(&format!("{what}: {name}"), *found, *expected, tolerance);
        }
        let mean = expected.iter().sum::<f64>() / expected.len() as f64;
        assert_close(&format!("{what}: mean of {name}"), score, mean, tolerance);
    }
    let found = calinski_harabasz_score(view, &labels).unwrap();
    let expected = reference["calinski_harabasz"].as_f64().unwrap();
    assert_close(&format!("{what}: Caliński–Harabasz"), found, expected, tolerance);
    let found = davies_bouldin_score(view, &labels).unwrap();
    let expected = reference["davies_bouldin"].as_f64().unwrap();
    assert_close(&format!("{what}: Davies–Bouldin"), found, expected, tolerance);
}

#[test]
fn corners_are_what_50_digits_say() {
    let reference = read("sample_scores.json");
    let corners = reference["corners"].as_array().unwrap();
    assert_eq!(corners.len(), 17);
    for corner in corners {
        check(corner["name"].as_str().unwrap(), &samples(&corner["samples"]), corner, 2e-14);
    }
}

#[test]
fn iris_and_wine_are_scored_as_scikit_learn_does() {
    for data in read("sample_scores.json")["data_sets"].as_array().unwrap() {
        let samples = samples(&data["samples"]);
        for labeling in data["labelings"].as_array().unwrap() {
            let what = format!("{}, {}", data["name"], labeling["name"]);
            check(&what, &samples, labeling, 1e-12);
        }
    }
}

#[test]
fn clusters_of_iris_and_wine_spread_as_numpy_says() {
    for data in read("sample_scores.json")["data_sets"].as_array().unwrap() {
        for labeling in data["labelings"].as_array().unwrap() {
            let labels: Vec<String> =
                labeling["labels"].as_array().unwrap().iter().map(Value::to_string).collect();
            let silhouettes = numbers(&labeling["silhouettes"]);
            let clusters = silhouette_by_cluster(&silhouettes, &labels).unwrap();
            assert_eq!(clusters.len(), labeling["by_cluster"].as_object().unwrap().len());
            for cluster in &clusters {
                let expected = numbers(&labeling["by_cluster"][cluster.label]);
                let found = [
                    cluster.min,
                    cluster.lower_quartile,
                    cluster.median,
                    cluster.upper_quartile,
                    cluster.max,
                    cluster.mean,
                    cluster.share_below_0,
                ];
                for (found, expected) in found.into_iter().zip(expected) {
                    assert_close(cluster.label, found, expected, 1e-14);
                }
                assert!(cluster.samples.iter().all(|&sample| labels[sample] == *cluster.label));
                assert!(cluster.samples.is_sorted_by(|&a, &b| silhouettes[a] >= silhouettes[b]));
            }
            assert_eq!(clusters.iter().map(|c| c.samples.len()).sum::<usize>(), labels.len());
        }
    }
}

#[cfg(feature = "model-selection")]
mod model_selection {
    use cluster_metrics::{
        GapStatistic, GapStatisticModel, InertiaCurve, KMeans, RandomState, ReferenceBox,
    };

    use super::*;

    #[test]
    fn k_is_chosen_as_in_python() {
        let data_sets = read("sample_scores.json");
        let kmeans =
            KMeans { n_init: Some(2), random_state: RandomState::NumPy(7), ..KMeans::new(1) };
        for (data, reference) in data_sets["data_sets"]
            .as_array()
            .unwrap()
            .iter()
            .zip(read("model_selection.json").as_array().unwrap())
        {
            assert_eq!(data["name"], reference["name"]);
            let what = data["name"].as_str().unwrap();
            let samples = samples(&data["samples"]);

            let curve = InertiaCurve::fit(&kmeans, samples.view(), 1..=10).unwrap();
            for (found, expected) in curve.inertias().iter().zip(numbers(&reference["inertias"])) {
                assert_close(what, *found, expected, 1e-12);
            }
            let knee = curve.knee(1.0).unwrap().map(|k| k as u64);
            assert_eq!(knee, reference["knee"].as_u64(), "{what}");

            for (name, reference_box) in [
                ("gap", ReferenceBox::Features),
                ("gap_along_components", ReferenceBox::PrincipalComponents),
            ] {
                let gap = GapStatistic {
                    n_references: 5,
                    reference_box,
                    kmeans: kmeans.clone(),
                    random_state: RandomState::NumPy(11),
                    ..GapStatistic::new(6)
                };
                let found = gap.fit(samples.view()).unwrap();
                check_gap(&format!("{what}: {name}"), &found, &reference[name]);
            }
        }
    }

    fn check_gap(what: &str, found: &GapStatisticModel, reference: &Value) {
        let expected = |name: &str| numbers(&reference[name]);
        for (index, point) in found.curve().iter().enumerate() {
            assert_eq!(point.n_clusters, index + 1);
            for (name, found) in [
                ("log_inertia", point.log_inertia),
                ("expected_log_inertia", point.expected_log_inertia),
                ("gap", point.gap),
                ("standard_error", point.standard_error),
            ] {
                assert_close(&format!("{what}: {name}"), found, expected(name)[index], 1e-9);
            }
        }
        assert_eq!(
            found.n_clusters().map(|k| k as u64),
            reference["n_clusters"].as_u64(),
            "{what}"
        );
    }
}

/// scikit-learn's `silhouette_samples` for labels 0, 1, 2 in turn: with `metric="manhattan"`, then with
/// `metric="precomputed"` for Chebyshev distances.
#[test]
fn other_distances_agree() {
    const MANHATTAN: [f64; 9] = [
        -0.616_244_581_336_983_8,
        0.386_613_021_214_338,
        -0.489_595_602_669_807_6,
        -0.448_099_415_204_678_4,
        0.447_615_324_472_243_9,
        0.010_845_986_984_815_618,
        -0.465_655_288_664_138_2,
        -0.496_487_119_437_939_1,
        -0.048_268_029_528_676_95,
    ];
    const CHEBYSHEV: [f64; 9] = [
        -0.586_872_586_872_586_9,
        0.310_061_601_642_710_5,
        -0.491_769_547_325_102_9,
        -0.416_666_666_666_666_63,
        0.398_004_434_589_800_5,
        0.002_028_397_565_922_978_5,
        -0.472_035_794_183_445_16,
        -0.483_803_552_769_070_06,
        -0.026_086_956_521_739_13,
    ];
    let value = |i: u32, j: u32| {
        f64::from((7 * i * i + 3 * j * j + i * j) % 101) + f64::from((i + 2 * j) % 5) / 4.0
    };
    let values = (0..9).flat_map(|i| (0..3).map(move |j| value(i, j))).collect();
    let x = Samples::new(values, 9, 3).unwrap();
    let labels = [0, 1, 2, 0, 1, 2, 0, 1, 2];
    let close = |found: &[f64], expected: &[f64]| {
        found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-14)
    };
    let found = manhattan_silhouette_samples(x.view(), &labels).unwrap();
    assert!(close(&found, &MANHATTAN), "{found:?}");
    let largest = |a: &[f64], b: &[f64]| {
        a.iter().zip(b).fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()))
    };
    let distances = x.rows().flat_map(|a| x.rows().map(move |b| largest(a, b))).collect();
    let distances = Samples::new(distances, 9, 9).unwrap();
    let found = precomputed_silhouette_samples(distances.view(), &labels).unwrap();
    assert!(close(&found, &CHEBYSHEV), "{found:?}");
}

#[test]
fn what_is_no_distance_matrix_is_refused() {
    let refused = |rows: &[[f64; 3]]| {
        let matrix = Samples::from_rows(rows).unwrap();
        precomputed_silhouette_samples(matrix.view(), &[0, 0, 1]).unwrap_err()
    };
    let negative = [[0.0, 1.0, 2.0], [1.0, 0.0, -3.0], [2.0, 3.0, 0.0]];
    assert_eq!(refused(&negative), Error::Distance { row: 1, column: 2, distance: -3.0 });
    let itself = [[0.0, 1.0, 2.0], [1.0, 0.5, 3.0], [2.0, 3.0, 0.0]];
    assert_eq!(refused(&itself), Error::Distance { row: 1, column: 1, distance: 0.5 });
    let what = "distances in a row";
    assert_eq!(refused(&itself[..2]), Error::LengthMismatch { what, found: 3, expected: 2 });
}
