//! Label scores against what their definitions say, pair by pair and permutation by permutation;
//! and at sizes where carelessness overflows.

use cluster_metrics::{
    Average, Contingency, Error, Evaluation, expected_mutual_info, mutual_info_score,
};
use proptest::prelude::*;
use rayon::ThreadPoolBuilder;

/// Counts by visiting every ordered pair of samples.
fn naive_pairs(t: &[u8], p: &[u8]) -> [[u128; 2]; 2] {
    let mut pairs = [[0; 2]; 2];
    for i in 0..t.len() {
        for j in (0..t.len()).filter(|&j| j != i) {
            pairs[usize::from(t[i] == t[j])][usize::from(p[i] == p[j])] += 1;
        }
    }
    pairs
}

mod properties {
    use super::*;

    proptest! {
        #[test]
        fn pair_scores_are_those_of_the_pairs(
            (t, p) in (2..60_usize).prop_flat_map(|n| {
                (prop::collection::vec(0..6_u8, n), prop::collection::vec(0..9_u8, n))
            })
        ) {
            let pairs = naive_pairs(&t, &p);
            let table = Contingency::new(&t, &p).unwrap();
            prop_assert_eq!(table.pair_confusion_matrix(), pairs);
            let [[tn, fp], [r#fn, tp]] = pairs.map(|row| row.map(|x| x as f64));
            let all = tn + fp + r#fn + tp;
            prop_assert!((table.rand_score() - (tn + tp) / all).abs() < 1e-15);
            let (by_true, by_pred) = (tp + r#fn, tp + fp);
            if by_true > 0.0 && by_pred > 0.0 {
                let expected = tp / (by_true.sqrt() * by_pred.sqrt());
                prop_assert!((table.fowlkes_mallows_score() - expected).abs() < 1e-15);
            }
            let chance = by_true * by_pred / all;
            let highest = f64::midpoint(by_true, by_pred);
            if highest - chance > 1e-9 {
                let expected = (tp - chance) / (highest - chance);
                prop_assert!((table.adjusted_rand_score() - expected).abs() < 1e-12);
            }
        }
    }
}

/// Calls `visit` with every order of `labels` (Heap's algorithm).
fn for_every_order(labels: &mut [u8], k: usize, visit: &mut impl FnMut(&[u8])) {
    if k <= 1 {
        return visit(labels);
    }
    for i in 0..k {
        for_every_order(labels, k - 1, visit);
        labels.swap(if k.is_multiple_of(2) { i } else { 0 }, k - 1);
    }
}

#[test]
fn expected_information_is_the_mean_over_all_orders() {
    let t = [0, 0, 0, 1, 1, 2, 2];
    for p in [[0, 0, 0, 0, 0, 0, 1], [0, 0, 0, 1, 1, 1, 2], [0, 1, 2, 3, 4, 5, 6]] {
        let (mut sum, mut n_orders) = (0.0, 0);
        for_every_order(&mut p.clone(), p.len(), &mut |order| {
            sum += mutual_info_score(&t, order).unwrap();
            n_orders += 1;
        });
        assert_eq!(n_orders, 5040);
        let mean = sum / f64::from(n_orders);
        let found = expected_mutual_info(&t, &p).unwrap();
        assert!((found - mean).abs() < 1e-12, "{found}, not {mean}");
    }
}

#[test]
fn nothing_overflows_at_the_largest_size() {
    let half = 1_u64 << 31;
    let half_exact = u128::from(half);
    let table = Contingency::from_counts(&[[half, 0], [0, half]]).unwrap();
    assert_eq!(table.n_samples(), Contingency::MAX_SAMPLES);
    let together = 2 * half_exact * half_exact - 2 * half_exact;
    assert_eq!(table.pair_confusion_matrix(), [[2 * half_exact * half_exact, 0], [0, together]]);
    assert_eq!(table.adjusted_rand_score().to_bits(), 1_f64.to_bits());

    let table = Contingency::from_counts(&[[half, 0], [1, half - 1]]).unwrap();
    for score in [
        table.adjusted_rand_score(),
        table.fowlkes_mallows_score(),
        table.rand_score(),
        table.adjusted_mutual_info_score(Average::Min),
        table.normalized_mutual_info_score(Average::Geometric),
    ] {
        assert!((0.999_999..1.0).contains(&score), "{score}");
    }
    let quarter = half / 2;
    let table = Contingency::from_counts(&[[quarter; 2]; 2]).unwrap();
    assert_eq!(table.mutual_info_score().to_bits(), 0);
    assert!(table.adjusted_rand_score().abs() < 1e-9);
    assert!(table.adjusted_mutual_info_score(Average::Max).abs() < 1e-9);
}

#[test]
fn adjusted_information_stays_sane_where_chance_leaves_no_room() {
    let rare = Contingency::from_counts(&[[(1 << 32) - 3, 1], [1, 1]]).unwrap();
    for average in [Average::Min, Average::Geometric, Average::Arithmetic, Average::Max] {
        let score = rare.adjusted_mutual_info_score(average);
        assert!((-1.0..=1.0).contains(&score), "{average:?}: {score}");
    }
    // One of ten apart against one pair: that the pair holds the one has probability 2/n, and the
    // score is then -(n/2 - 1).
    let pair = Contingency::from_counts(&[[1, 0, 0, 0, 0, 0, 0, 0, 0], [1; 9]]).unwrap();
    assert!((pair.adjusted_mutual_info_score(Average::Min) + 4.0).abs() < 1e-12);
    // If all samples stand alone on one side only, every order tells as much. So the score is 0,
    // not 0/0.
    let alone = Contingency::new(&[0, 0, 1, 1, 2], &[0, 1, 2, 3, 4]).unwrap();
    for average in [Average::Min, Average::Geometric, Average::Arithmetic, Average::Max] {
        assert_eq!(alone.adjusted_mutual_info_score(average).to_bits(), 0);
    }
    assert_eq!(alone.fowlkes_mallows_score().to_bits(), 0);
}

#[test]
fn thousands_of_labels_need_no_dense_table() {
    // 40 000 × 50 000 cells, of which 200 000 are met.
    let t: Vec<u32> = (0..200_000).map(|i| i % 40_000).collect();
    let p: Vec<u64> = (0..200_000).map(|i| (i * i + 3 * i) % 50_000).collect();
    let table = Contingency::new(&t, &p).unwrap();
    assert_eq!(table.n_classes(), 40_000);
    let evaluation = table.evaluation();
    assert!(evaluation.adjusted_mutual_info_score.abs() < 1.0);
    let accuracy = evaluation.clustering_accuracy_score;
    assert!(accuracy > 0.0 && accuracy <= evaluation.purity_score, "{accuracy}");
}

#[test]
fn what_cannot_be_scored_is_an_error_with_its_numbers() {
    assert_eq!(Contingency::from_counts::<[u64; 2]>(&[]), Err(Error::Empty));
    assert_eq!(Contingency::from_counts(&[[0, 0], [0, 0]]), Err(Error::Empty));
    assert_eq!(
        Contingency::from_counts(&[vec![1, 2], vec![3]]),
        Err(Error::LengthMismatch { what: "counts in a row", found: 1, expected: 2 })
    );
    let limit = Contingency::MAX_SAMPLES;
    assert_eq!(
        Contingency::from_counts(&[[limit, 1]]),
        Err(Error::TooManySamples { n_samples: limit + 1, limit })
    );
    assert_eq!(
        Contingency::from_counts(&[[u64::MAX, 1]]),
        Err(Error::TooManySamples { n_samples: u64::MAX, limit })
    );
    // Labels without size: a slice of them can be longer than memory.
    assert!(matches!(
        Contingency::new(&[(); 1 << 33], &[(); 1 << 33]),
        Err(Error::TooManySamples { .. })
    ));
    let table = Contingency::new(&[0, 1], &[0, 1]).unwrap();
    for beta in [-1.0, f64::NAN, f64::INFINITY] {
        for score in [table.v_measure_score(beta), table.b_cubed_f_score(beta)] {
            assert!(matches!(score, Err(Error::Parameter { name: "beta", .. })), "{score:?}");
        }
    }
    assert_eq!(table.v_measure_score(f64::MAX), Ok(1.0));
    assert_eq!(table.b_cubed_f_score(f64::MAX), Ok(1.0));
}

#[test]
fn the_number_of_threads_changes_no_bit() {
    // More than one chunk, and sizes enough for a parallel expected mutual information.
    let t: Vec<u32> = (0..140_000).map(|i| i / 7 % 300).collect();
    let p: Vec<u32> = (0..140_000).map(|i| (i * (i % 1000) + i / 500) % 400).collect();
    let scores_with = |n_threads| {
        let pool = ThreadPoolBuilder::new().num_threads(n_threads).build().unwrap();
        let evaluation = pool.install(|| Evaluation::new(&t, &p).unwrap());
        evaluation.scores().map(|(name, score)| (name, score.to_bits())).collect::<Vec<_>>()
    };
    let serial = scores_with(1);
    for n_threads in [2, 3, 8] {
        assert_eq!(scores_with(n_threads), serial, "{n_threads} threads");
    }
}
