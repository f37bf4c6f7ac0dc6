//! What must hold of the label scores, all of them, as one table.

use cluster_metrics::{
    Average, Contingency, adjusted_mutual_info_score, adjusted_rand_score, completeness_score,
    entropy, expected_mutual_info, fowlkes_mallows_score, homogeneity_completeness_v_measure,
    homogeneity_score, mutual_info_score, normalized_mutual_info_score, pair_confusion_matrix,
    rand_score, v_measure_score,
};
use kmeans_core::RandomState;
use proptest::prelude::*;

/// One score and what is promised of it.
struct Promise {
    name: &'static str,
    score: fn(&[u32], &[u32]) -> f64,
    symmetric: bool,
    /// 1 for equal partitions.
    perfect_is_1: bool,
    lowest: f64,
    highest: f64,
    adjusted_for_chance: bool,
}

const PLAIN: Promise = Promise {
    name: "",
    score: |_, _| 0.0,
    symmetric: true,
    perfect_is_1: true,
    lowest: 0.0,
    highest: 1.0,
    adjusted_for_chance: false,
};

const UNBOUNDED: Promise = Promise { perfect_is_1: false, highest: f64::MAX, ..PLAIN };

const ADJUSTED: Promise = Promise { lowest: f64::MIN, adjusted_for_chance: true, ..PLAIN };

macro_rules! scores {
    ($($traits:ident { $($change:tt)* } $name:literal: |$t:ident, $p:ident| $score:expr;)*) => {
        &[$(Promise {
            name: $name,
            score: |$t, $p| $score.unwrap(),
            $($change)*
            ..$traits
        }),*]
    };
}

const PROMISES: &[Promise] = scores![
    PLAIN { symmetric: false, } "homogeneity": |t, p| homogeneity_score(t, p);
    PLAIN { symmetric: false, } "completeness": |t, p| completeness_score(t, p);
    PLAIN {} "v measure": |t, p| v_measure_score(t, p, 1.0);
    PLAIN { symmetric: false, } "v measure, beta 3": |t, p| v_measure_score(t, p, 3.0);
    PLAIN { symmetric: false, } "v measure, beta 0": |t, p| v_measure_score(t, p, 0.0);
    PLAIN {} "NMI, min": |t, p| normalized_mutual_info_score(t, p, Average::Min);
    PLAIN {} "NMI, geometric": |t, p| normalized_mutual_info_score(t, p, Average::Geometric);
    PLAIN {} "NMI, arithmetic": |t, p| normalized_mutual_info_score(t, p, Average::Arithmetic);
    PLAIN {} "NMI, max": |t, p| normalized_mutual_info_score(t, p, Average::Max);
    PLAIN {} "Rand": |t, p| rand_score(t, p);
    PLAIN {} "Fowlkes-Mallows": |t, p| fowlkes_mallows_score(t, p);
    UNBOUNDED {} "mutual information": |t, p| mutual_info_score(t, p);
    UNBOUNDED {} "expected information": |t, p| expected_mutual_info(t, p);
    ADJUSTED { lowest: -0.5, } "adjusted Rand": |t, p| adjusted_rand_score(t, p);
    ADJUSTED {} "AMI, min": |t, p| adjusted_mutual_info_score(t, p, Average::Min);
    ADJUSTED {} "AMI, geometric": |t, p| adjusted_mutual_info_score(t, p, Average::Geometric);
    ADJUSTED {} "AMI, arithmetic": |t, p| adjusted_mutual_info_score(t, p, Average::Arithmetic);
    ADJUSTED {} "AMI, max": |t, p| adjusted_mutual_info_score(t, p, Average::Max);
];

/// Two labelings of the same samples, from all alike to all different.
fn labelings() -> impl Strategy<Value = (Vec<u32>, Vec<u32>)> {
    (1..40_usize, 1..12_u32, 1..12_u32).prop_flat_map(|(n, classes, clusters)| {
        (prop::collection::vec(0..classes, n), prop::collection::vec(0..clusters, n))
    })
}

fn permuted<T: Copy>(values: &[T], seed: u32) -> Vec<T> {
    let order = RandomState::NumPy(seed).permutation(values.len());
    order.into_iter().map(|index| values[index]).collect()
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn scores_keep_to_their_range((t, p) in labelings()) {
            for Promise { name, score, lowest, highest, .. } in PROMISES {
                let score = score(&t, &p);
                prop_assert!((*lowest..=*highest).contains(&score), "{}: {}", name, score);
            }
        }

        #[test]
        fn equal_partitions_score_1((t, _) in labelings()) {
            let renamed: Vec<u32> = t.iter().map(|label| label.wrapping_mul(0x9e37_79b9)).collect();
            for Promise { name, score, .. } in PROMISES.iter().filter(|promise| promise.perfect_is_1) {
                prop_assert_eq!(score(&t, &renamed).to_bits(), 1_f64.to_bits(), "{}", name);
            }
            prop_assert_eq!(mutual_info_score(&t, &renamed), entropy(&t));
        }

        #[test]
        fn symmetric_scores_are_so_to_the_bit((t, p) in labelings()) {
            for Promise { name, score, .. } in PROMISES.iter().filter(|promise| promise.symmetric) {
                prop_assert_eq!(score(&t, &p).to_bits(), score(&p, &t).to_bits(), "{}", name);
            }
            prop_assert_eq!(homogeneity_score(&t, &p), completeness_score(&p, &t));
            let [[a, b], [c, d]] = pair_confusion_matrix(&t, &p).unwrap();
            prop_assert_eq!(pair_confusion_matrix(&p, &t).unwrap(), [[a, c], [b, d]]);
        }

        #[test]
        fn neither_names_nor_the_order_of_samples_change_a_bit((t, p) in labelings(), seed: u32) {
            let names = RandomState::NumPy(seed).permutation(12);
            let strings: Vec<String> = t.iter().map(|&label| format!("class {label}")).collect();
            let renamed: Vec<i64> = p.iter().map(|&label| -i64::try_from(names[label as usize]).unwrap()).collect();
            let (other_t, other_p) = (permuted(&t, seed), permuted(&p, seed));
            for Promise { name, score, .. } in PROMISES {
                prop_assert_eq!(score(&t, &p).to_bits(), score(&other_t, &other_p).to_bits(), "{}", name);
            }
            prop_assert_eq!(
                Contingency::new(&strings, &renamed).unwrap(),
                Contingency::new(&t, &p).unwrap()
            );
        }

        #[test]
        fn counts_add_up((t, p) in labelings()) {
            let table = Contingency::new(&t, &p).unwrap();
            let n = t.len() as u64;
            prop_assert_eq!(table.n_samples(), n);
            prop_assert_eq!(table.class_sizes().iter().sum::<u64>(), n);
            prop_assert_eq!(table.cluster_sizes().iter().sum::<u64>(), n);
            prop_assert!(table.cells().is_sorted_by_key(|cell| (cell.class, cell.cluster)));
            let mut dense = vec![vec![0; table.n_clusters()]; table.n_classes()];
            for cell in table.cells() {
                prop_assert!(cell.count > 0);
                dense[cell.class][cell.cluster] = cell.count;
            }
            prop_assert_eq!(Contingency::from_counts(&dense).unwrap(), table);
        }

        #[test]
        fn information_and_v_measure_are_one_family((t, p) in labelings()) {
            let table = Contingency::new(&t, &p).unwrap();
            let (h, c, v) = homogeneity_completeness_v_measure(&t, &p, 1.0).unwrap();
            prop_assert_eq!((h, c), (table.homogeneity_score(), table.completeness_score()));
            prop_assert!((v - table.normalized_mutual_info_score(Average::Arithmetic)).abs() < 1e-14);
            let joint: Vec<(u32, u32)> = t.iter().copied().zip(p.iter().copied()).collect();
            let information =
                table.class_entropy() + table.cluster_entropy() - entropy(&joint).unwrap();
            prop_assert!((table.mutual_info_score() - information).abs() < 1e-14);
        }
    }
}

#[test]
fn adjusted_scores_of_random_labels_are_0_on_average() {
    let n_draws = 60;
    for (n_classes, n_clusters) in [(2, 30), (10, 10), (30, 5)] {
        let labels = |n_labels: usize, seed| -> Vec<u32> {
            let order = RandomState::NumPy(seed).permutation(150);
            order.into_iter().map(|index| u32::try_from(index % n_labels).unwrap()).collect()
        };
        for promise in PROMISES.iter().filter(|promise| promise.adjusted_for_chance) {
            let draws = (0..n_draws).map(|draw| {
                (promise.score)(&labels(n_classes, draw), &labels(n_clusters, draw + 999))
            });
            let mean = draws.sum::<f64>() / f64::from(n_draws);
            assert!(mean.abs() < 0.02, "{}: {mean}", promise.name);
        }
    }
}
