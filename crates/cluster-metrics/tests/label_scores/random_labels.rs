//! Properties of every score, or of those that promise them.

use cluster_metrics::{
    Average, Contingency, Evaluation, completeness_score, entropy,
    homogeneity_completeness_v_measure, homogeneity_score, mutual_info_score, optimal_matching,
    pair_confusion_matrix,
};
use kmeans_core::RandomState;
use proptest::prelude::*;

use super::promises::PROMISES;

/// Two labelings of the same samples, from all alike to all different.
fn labelings() -> impl Strategy<Value = (Vec<u32>, Vec<u32>)> {
    (1..40_usize, 1..12_u32, 1..12_u32).prop_flat_map(|(n, classes, clusters)| {
        (prop::collection::vec(0..classes, n), prop::collection::vec(0..clusters, n))
    })
}

/// Up to four classes and clusters that are all but independent, or all but equal.
fn large_tables() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let size = prop::collection::vec(1..700_u64, 4);
    (size.clone(), size, prop::collection::vec(0..3_u64, 16), 2..=4_usize, any::<bool>()).prop_map(
        |(a, b, noise, n, are_equal)| {
            let count = |i: usize, j: usize| {
                let main = if are_equal && i != j { 0 } else { a[i] * b[j] };
                main + noise[4 * i + j]
            };
            (0..n).map(|i| (0..n).map(|j| count(i, j)).collect()).collect()
        },
    )
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
            for promise in PROMISES {
                let score = promise.of(&t, &p);
                let range = promise.lowest..=promise.highest;
                prop_assert!(range.contains(&score), "{}: {}", promise.name, score);
                prop_assert!(score != 0.0 || score.is_sign_positive(), "{}: -0", promise.name);
            }
        }

        #[test]
        fn rounding_drives_no_score_of_a_large_table_out_of_its_range(table in large_tables()) {
            for (name, score) in Contingency::from_counts(&table).unwrap().evaluation().scores() {
                let promise = PROMISES.iter().find(|promise| promise.name == name).unwrap();
                let range = promise.lowest..=promise.highest;
                prop_assert!(range.contains(&score), "{}: {}", name, score);
            }
        }

        #[test]
        fn equal_partitions_score_what_is_promised((t, _) in labelings()) {
            let renamed: Vec<u32> = t.iter().map(|label| label.wrapping_mul(0x9e37_79b9)).collect();
            for promise in PROMISES {
                if let Some(perfect) = promise.perfect {
                    let score = promise.of(&t, &renamed);
                    prop_assert_eq!(score.to_bits(), perfect.to_bits(), "{}", promise.name);
                }
            }
            prop_assert_eq!(mutual_info_score(&t, &renamed), entropy(&t));
        }

        #[test]
        fn nothing_scores_better_than_equal_partitions((t, p) in labelings()) {
            for promise in PROMISES.iter().filter(|promise| promise.perfect.is_some()) {
                let (score, perfect) = (promise.of(&t, &p), promise.of(&t, &t));
                let (worse, better) =
                    if promise.less_is_better { (perfect, score) } else { (score, perfect) };
                prop_assert!(worse <= better, "{}: {}", promise.name, score);
            }
        }

        #[test]
        fn symmetric_scores_are_so_to_the_bit((t, p) in labelings()) {
            for promise in PROMISES.iter().filter(|promise| promise.symmetric) {
                let (score, exchanged) = (promise.of(&t, &p), promise.of(&p, &t));
                prop_assert_eq!(score.to_bits(), exchanged.to_bits(), "{}", promise.name);
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
            for promise in PROMISES {
                let (score, other) = (promise.of(&t, &p), promise.of(&other_t, &other_p));
                prop_assert_eq!(score.to_bits(), other.to_bits(), "{}", promise.name);
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
        fn the_evaluation_has_the_values_of_the_functions((t, p) in labelings()) {
            let evaluation = Evaluation::new(&t, &p).unwrap();
            for (name, score) in evaluation.scores() {
                let promise = PROMISES.iter().find(|promise| promise.name == name).unwrap();
                prop_assert_eq!(score.to_bits(), promise.of(&t, &p).to_bits(), "{}", name);
            }
            prop_assert_eq!(Ok(evaluation.pair_confusion_matrix), pair_confusion_matrix(&t, &p));
            let n_labels = |labels: &[u32]| Contingency::new(labels, labels).unwrap().n_classes();
            prop_assert_eq!(
                (evaluation.n_samples, evaluation.n_classes, evaluation.n_clusters),
                (t.len() as u64, n_labels(&t), n_labels(&p))
            );
        }

        #[test]
        fn b_cubed_scores_are_means_over_the_samples((t, p) in labelings()) {
            let mean = |own: &[u32], other: &[u32]| {
                let share = |i: usize| {
                    let with_it = (0..t.len()).filter(|&j| own[j] == own[i]);
                    let (of_both, of_own) = with_it.fold((0_u32, 0_u32), |(both, all), j| {
                        (both + u32::from(other[j] == other[i]), all + 1)
                    });
                    f64::from(of_both) / f64::from(of_own)
                };
                (0..t.len()).map(share).sum::<f64>() / t.len() as f64
            };
            let table = Contingency::new(&t, &p).unwrap();
            let (precision, recall) = (mean(&p, &t), mean(&t, &p));
            prop_assert!((table.b_cubed_precision_score() - precision).abs() < 1e-14);
            prop_assert!((table.b_cubed_recall_score() - recall).abs() < 1e-14);
            for beta in [0.0, 0.5, 1.0, 7.0] {
                let b2: f64 = beta * beta;
                let f = (1.0 + b2) * precision * recall / (b2 * precision + recall);
                prop_assert!((table.b_cubed_f_score(beta).unwrap() - f).abs() < 1e-14);
            }
        }

        #[test]
        fn matched_labels_are_one_to_one((t, p) in labelings()) {
            let table = Contingency::new(&t, &p).unwrap();
            let matching = table.matching();
            let pairs = optimal_matching(&t, &p).unwrap();
            let both = |class, cluster| {
                t.iter().zip(&p).filter(|&(a, b)| (a, b) == (class, cluster)).count() as u64
            };
            for &(class, cluster, count) in &pairs {
                prop_assert_eq!(count, both(class, cluster));
                prop_assert_eq!(pairs.iter().filter(|pair| pair.0 == class).count(), 1);
                prop_assert_eq!(pairs.iter().filter(|pair| pair.1 == cluster).count(), 1);
            }
            prop_assert_eq!(pairs.iter().map(|pair| pair.2).sum::<u64>(), matching.n_matched);
            for (class, cluster) in matching.cluster_of_class.iter().enumerate() {
                let back = cluster.and_then(|cluster| matching.class_of_cluster[cluster]);
                prop_assert_eq!(back, cluster.map(|_| class));
            }
            let n_back = matching.class_of_cluster.iter().flatten().count();
            prop_assert_eq!(n_back, pairs.len());
            // Purity lets clusters share a class.
            prop_assert!(table.clustering_accuracy_score() <= table.purity_score());
            prop_assert!(table.clustering_accuracy_score() <= table.inverse_purity_score());
        }

        #[test]
        fn variation_is_what_information_leaves((t, p) in labelings()) {
            let table = Contingency::new(&t, &p).unwrap();
            let (information, variation) = (table.mutual_info_score(), table.variation_of_information());
            let entropies = table.class_entropy() + table.cluster_entropy();
            prop_assert!((variation - (entropies - 2.0 * information)).abs() < 1e-13);
            let joint = entropies - information;
            if joint > 0.0 {
                let expected = 1.0 - information / joint;
                prop_assert!((table.normalized_variation_of_information() - expected).abs() < 1e-13);
            }
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
            let draws = (0..n_draws)
                .map(|draw| promise.of(&labels(n_classes, draw), &labels(n_clusters, draw + 999)));
            let mean = draws.sum::<f64>() / f64::from(n_draws);
            assert!(mean.abs() < 0.02, "{}: {mean}", promise.name);
        }
    }
}
