//! Properties of all scores of samples, as one table.

use std::f64::consts::TAU;
use std::path::Path;

use cluster_metrics::{
    Error, calinski_harabasz_score, davies_bouldin_score, manhattan_silhouette_samples,
    manhattan_silhouette_score, precomputed_silhouette_samples, precomputed_silhouette_score,
    silhouette_samples, silhouette_score, silhouette_score_subset, simplified_silhouette_samples,
    simplified_silhouette_score, squared_euclidean_silhouette_samples,
    squared_euclidean_silhouette_score,
};
use digits_data::{Samples, SamplesView};
use kmeans_core::RandomState;
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;

/// One score and what is promised of it.
#[expect(clippy::struct_excessive_bools, reason = "each is a promise of its own")]
struct Promise {
    name: &'static str,
    /// A value a sample, or one for all.
    score: fn(SamplesView<'_>, &[i64]) -> Result<Vec<f64>, Error>,
    lowest: f64,
    highest: f64,
    lower_is_better: bool,
    /// A value for every sample, which moves as its sample does.
    by_sample: bool,
    /// The order of the samples decides which of them are looked at.
    depends_on_order: bool,
    /// The distance depends on the axes.
    depends_on_axes: bool,
}

const SILHOUETTE: Promise = Promise {
    name: "",
    score: |_, _| Ok(Vec::new()),
    lowest: -1.0,
    highest: 1.0,
    lower_is_better: false,
    by_sample: false,
    depends_on_order: false,
    depends_on_axes: false,
};

const BY_SAMPLE: Promise = Promise { by_sample: true, ..SILHOUETTE };

const UNBOUNDED: Promise = Promise { lowest: 0.0, highest: f64::MAX, ..SILHOUETTE };

const PROMISES: &[Promise] = &[
    Promise { name: "silhouette_samples", score: |x, y| silhouette_samples(x, y), ..BY_SAMPLE },
    Promise {
        name: "silhouette_score",
        score: |x, y| silhouette_score(x, y).map(|score| vec![score]),
        ..SILHOUETTE
    },
    Promise {
        name: "silhouette_score_subset",
        score: |x, y| {
            let n_subset = x.n_samples() - 1;
            silhouette_score_subset(x, y, n_subset, RandomState::Pcg64(4)).map(|score| vec![score])
        },
        depends_on_order: true,
        ..SILHOUETTE
    },
    Promise {
        name: "simplified_silhouette_samples",
        score: |x, y| simplified_silhouette_samples(x, y),
        ..BY_SAMPLE
    },
    Promise {
        name: "simplified_silhouette_score",
        score: |x, y| simplified_silhouette_score(x, y).map(|score| vec![score]),
        ..SILHOUETTE
    },
    Promise {
        name: "squared_euclidean_silhouette_samples",
        score: |x, y| squared_euclidean_silhouette_samples(x, y),
        ..BY_SAMPLE
    },
    Promise {
        name: "squared_euclidean_silhouette_score",
        score: |x, y| squared_euclidean_silhouette_score(x, y).map(|score| vec![score]),
        ..SILHOUETTE
    },
    Promise {
        name: "manhattan_silhouette_samples",
        score: |x, y| manhattan_silhouette_samples(x, y),
        depends_on_axes: true,
        ..BY_SAMPLE
    },
    Promise {
        name: "manhattan_silhouette_score",
        score: |x, y| manhattan_silhouette_score(x, y).map(|score| vec![score]),
        depends_on_axes: true,
        ..SILHOUETTE
    },
    Promise {
        name: "precomputed_silhouette_samples",
        score: |x, y| precomputed_silhouette_samples(largest_differences(x).view(), y),
        depends_on_axes: true,
        ..BY_SAMPLE
    },
    Promise {
        name: "precomputed_silhouette_score",
        score: |x, y| {
            let distances = largest_differences(x);
            precomputed_silhouette_score(distances.view(), y).map(|score| vec![score])
        },
        depends_on_axes: true,
        ..SILHOUETTE
    },
    Promise {
        name: "calinski_harabasz_score",
        score: |x, y| calinski_harabasz_score(x, y).map(|score| vec![score]),
        ..UNBOUNDED
    },
    Promise {
        name: "davies_bouldin_score",
        score: |x, y| davies_bouldin_score(x, y).map(|score| vec![score]),
        lower_is_better: true,
        ..UNBOUNDED
    },
];

/// The matrix of Chebyshev distances.
fn largest_differences(x: SamplesView<'_>) -> Samples {
    let distance = |a: &[f64], b: &[f64]| {
        a.iter().zip(b).fold(0.0, |most: f64, (a, b)| most.max((a - b).abs()))
    };
    let values = x.rows().flat_map(|a| x.rows().map(move |b| distance(a, b))).collect();
    Samples::new(values, x.n_samples(), x.n_samples()).unwrap()
}

/// Functions of samples that are no scores.
const NO_SCORES: [&str; 2] = ["fit", "of_blocks"];

/// Samples on a grid of 1/256, which neither a shift by 1e9 nor a power of two rounds, in three
/// heaps; labels that mostly follow them. At least 2 labels, and fewer than samples, even without
/// any one sample.
fn labelled() -> impl Strategy<Value = (Samples, Vec<i64>)> {
    (2..6_usize, 8..40_usize, 2..4_i64).prop_flat_map(|(d, n, k)| {
        let values = prop::collection::vec(-2000..2000_i32, n * d);
        let misplaced = prop::collection::vec(0..k * 4, n);
        (values, misplaced).prop_map(move |(values, misplaced)| {
            let heap = |index: usize| 4.0 * (index / d % 3) as f64;
            let values = values.iter().enumerate();
            let values = values.map(|(index, &x)| f64::from(x) / 256.0 + heap(index)).collect();
            let labels = misplaced.iter().zip(0..).map(|(&label, sample)| match sample {
                // The first four hold the number of labels; of the others one in four is anywhere.
                0..4 => sample % 2,
                _ if label < k => label,
                _ => sample % k,
            });
            (Samples::new(values, n, d).unwrap(), labels.collect())
        })
    })
}

fn mapped(samples: &Samples, map: impl Fn(f64) -> f64) -> Samples {
    let values = samples.as_slice().iter().map(|&x| map(x)).collect();
    Samples::new(values, samples.n_samples(), samples.n_features()).unwrap()
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|x| x.to_bits()).collect()
}

fn close(found: &[f64], expected: &[f64], tolerance: f64) -> bool {
    let mut pairs = found.iter().zip(expected);
    found.len() == expected.len()
        && pairs.all(|(a, b)| (a - b).abs() <= tolerance * b.abs().max(1.0))
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn scores_keep_to_their_range((x, y) in labelled()) {
            for Promise { name, score, lowest, highest, by_sample, .. } in PROMISES {
                let scores = score(x.view(), &y).unwrap();
                prop_assert_eq!(scores.len(), if *by_sample { y.len() } else { 1 });
                for score in scores {
                    prop_assert!((*lowest..=*highest).contains(&score), "{}: {}", name, score);
                }
            }
        }

        #[test]
        fn neither_shift_nor_power_of_two_changes_a_bit((x, y) in labelled()) {
            for Promise { name, score, .. } in PROMISES {
                let expected = bits(&score(x.view(), &y).unwrap());
                for shift in [1e9, -1e9, 12.5] {
                    let found = score(mapped(&x, |x| x + shift).view(), &y).unwrap();
                    prop_assert_eq!(bits(&found), &expected[..], "{} shifted by {}", name, shift);
                }
                for exponent in [-900, -30, 1, 30, 900] {
                    let scaled = mapped(&x, |x| x * 2_f64.powi(exponent));
                    let found = score(scaled.view(), &y).unwrap();
                    prop_assert_eq!(bits(&found), &expected[..], "{} at 2^{}", name, exponent);
                }
            }
        }

        #[test]
        fn names_of_labels_change_no_bit((x, y) in labelled()) {
            let names = [i64::MIN, 3, -1, i64::MAX];
            let renamed: Vec<i64> = y.iter().map(|&label| names[usize::try_from(label).unwrap()]).collect();
            for Promise { name, score, .. } in PROMISES {
                let (found, expected) = (score(x.view(), &renamed).unwrap(), score(x.view(), &y).unwrap());
                prop_assert_eq!(bits(&found), bits(&expected), "{}", name);
            }
        }

        #[test]
        fn the_order_of_samples_changes_rounding_alone((x, y) in labelled(), seed: u32) {
            let order = RandomState::NumPy(seed).permutation(y.len());
            let permuted = x.view().select(&order).unwrap();
            let permuted_y: Vec<i64> = order.iter().map(|&sample| y[sample]).collect();
            for promise in PROMISES.iter().filter(|promise| !promise.depends_on_order) {
                let found = (promise.score)(permuted.view(), &permuted_y).unwrap();
                let mut expected = (promise.score)(x.view(), &y).unwrap();
                if promise.by_sample {
                    expected = order.iter().map(|&sample| expected[sample]).collect();
                }
                prop_assert!(close(&found, &expected, 1e-12), "{}", promise.name);
            }
        }

        #[test]
        fn turning_the_space_changes_rounding_alone((x, y) in labelled(), angle in 0.0..TAU) {
            let (sin, cos) = angle.sin_cos();
            let rows: Vec<Vec<f64>> = x.rows().map(|row| {
                let mut row = row.to_vec();
                (row[0], row[1]) = (cos * row[0] - sin * row[1], sin * row[0] + cos * row[1]);
                row
            }).collect();
            let turned = Samples::from_rows(&rows).unwrap();
            for Promise { name, score, .. } in PROMISES.iter().filter(|it| !it.depends_on_axes) {
                let (found, expected) = (score(turned.view(), &y).unwrap(), score(x.view(), &y).unwrap());
                prop_assert!(close(&found, &expected, 1e-9), "{}: {:?}, not {:?}", name, found, expected);
            }
        }

        #[test]
        fn the_squared_silhouette_is_that_of_all_pairs((x, y) in labelled()) {
            let found = squared_euclidean_silhouette_samples(x.view(), &y).unwrap();
            for (sample, found) in found.into_iter().enumerate() {
                let expected = naive(&x, &y, sample);
                prop_assert!((found - expected).abs() < 1e-12, "{}: {}, not {}", sample, found, expected);
            }
        }
    }
}

/// The silhouette of one sample with squared distances, by its definition.
fn naive(x: &Samples, y: &[i64], sample: usize) -> f64 {
    let mean = |label: i64| {
        let others = (0..y.len()).filter(|&other| y[other] == label && other != sample);
        let squared: Vec<f64> = others
            .map(|other| {
                let pairs = x.row(sample).iter().zip(x.row(other));
                pairs.map(|(a, b)| (a - b).powi(2)).sum()
            })
            .collect();
        squared.iter().sum::<f64>() / squared.len() as f64
    };
    let own = mean(y[sample]);
    if own.is_nan() {
        return 0.0;
    }
    let others = y.iter().filter(|&&label| label != y[sample]).map(|&label| mean(label));
    let nearest = others.fold(f64::INFINITY, f64::min);
    if own.max(nearest) > 0.0 { (nearest - own) / own.max(nearest) } else { 0.0 }
}

#[test]
fn better_clusters_score_better() {
    let x = Samples::from_rows(&[[0.0], [1.0], [2.0], [10.0], [11.0], [12.0]]).unwrap();
    for Promise { name, score, lower_is_better, .. } in PROMISES {
        let mean = |y: &[i64]| {
            let scores = score(x.view(), y).unwrap();
            scores.iter().sum::<f64>() / scores.len() as f64
        };
        let (good, bad) = (mean(&[0, 0, 0, 1, 1, 1]), mean(&[0, 1, 0, 1, 0, 1]));
        assert!(if *lower_is_better { good < bad } else { good > bad }, "{name}: {good}, {bad}");
    }
}

#[test]
fn corners_have_one_convention_for_all() {
    let column = |values: &[f64]| {
        Samples::from_rows(&values.iter().map(|&x| [x]).collect::<Vec<_>>()).unwrap()
    };
    let three = column(&[0.0, 1.0, 5.0]);
    for Promise { name, score, by_sample, depends_on_order, .. } in PROMISES {
        let n_labels = |x: &Samples, y: &[i64]| match score(x.view(), y) {
            Err(Error::NumberOfLabels { n_labels, .. }) => n_labels,
            other => panic!("{name}: {other:?}"),
        };
        if !depends_on_order {
            assert_eq!(n_labels(&column(&[1.0]), &[0]), 1, "one sample");
        }
        assert_eq!(n_labels(&three, &[7, 7, 7]), 1, "one cluster");
        assert!(n_labels(&three, &[0, 1, 2]) >= 2, "all stand alone");
        for wrong in [&[0, 1][..], &[0, 1, 1, 1], &[]] {
            let expected =
                Error::LengthMismatch { what: "labels", found: wrong.len(), expected: 3 };
            assert_eq!(score(three.view(), wrong), Err(expected), "{name}");
        }
        if *by_sample {
            assert_eq!(score(three.view(), &[0, 0, 1]).unwrap()[2].to_bits(), 0, "{name}: alone");
        }
        // Nothing to tell apart: neither is nearer.
        let same = column(&[0.1; 6]);
        let expected: f64 = if *name == "calinski_harabasz_score" { 1.0 } else { 0.0 };
        let found = score(same.view(), &[-5, -5, -5, 1 << 62, 1 << 62, 1 << 62]).unwrap();
        assert!(found.iter().all(|x| x.to_bits() == expected.to_bits()), "{name}: {found:?}");
    }
}

/// More samples than a chunk of any score has; few clusters, and more than a silhouette holds the
/// sums of.
#[test]
fn the_number_of_threads_changes_no_bit_of_any_score() {
    let values = RandomState::Pcg64(8).uniforms().take(2 * 5000).collect();
    let x = Samples::new(values, 5000, 2).unwrap();
    for n_labels in [3, 100] {
        let y: Vec<i64> = (0..5000).map(|sample| sample * sample % 1009 % n_labels).collect();
        let with = |n_threads| {
            let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
            pool.install(|| {
                let scores = PROMISES.iter().map(|promise| (promise.score)(x.view(), &y).unwrap());
                scores.map(|scores| bits(&scores)).collect::<Vec<_>>()
            })
        };
        let serial = with(1);
        for n_threads in [2, 5] {
            for (promise, (found, expected)) in
                PROMISES.iter().zip(with(n_threads).iter().zip(&serial))
            {
                assert!(found == expected, "{} on {n_threads} threads", promise.name);
            }
        }
    }
}

/// A new function of samples and labels must state its promises here.
#[test]
fn no_score_of_samples_is_left_out() {
    let mut found: Vec<String> = functions_of_samples(Path::new(env!("CARGO_MANIFEST_DIR")), "src");
    found.sort();
    let mut promised: Vec<&str> =
        PROMISES.iter().map(|promise| promise.name).chain(NO_SCORES).collect();
    promised.sort_unstable();
    found.dedup();
    assert_eq!(found, promised);
}

/// The names of all public functions that take samples.
fn functions_of_samples(folder: &Path, name: &str) -> Vec<String> {
    let path = folder.join(name);
    let mut found = Vec::new();
    for entry in std::fs::read_dir(&path).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            found.extend(functions_of_samples(&path, &name));
        } else {
            let source = std::fs::read_to_string(entry.path()).unwrap();
            for function in source.split("pub fn ").skip(1) {
                let signature = function.split('{').next().unwrap();
                if signature.contains("SamplesView") {
                    let end = function.find(['<', '(']).unwrap();
                    found.push(function[..end].to_owned());
                }
            }
        }
    }
    found
}
