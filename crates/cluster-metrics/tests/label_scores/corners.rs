//! The conventions: what every score is where there is little to score.

use std::f64::consts::LN_2;

use cluster_metrics::{
    Contingency, ContingencyTable, Error, Evaluation, homogeneity_completeness_v_measure,
    optimal_matching, pair_confusion_matrix,
};

use super::promises::PROMISES;

/// True and predicted labels of each column of [`VALUES`].
const CORNERS: [(&[u32], &[u32]); 8] = [
    (&[7], &[3]),                   // one sample
    (&[1, 1, 1, 1], &[0, 0, 0, 0]), // one class, one cluster
    (&[0, 0, 1, 1], &[5, 5, 2, 2]), // equal but for names
    (&[0, 1, 2, 3], &[3, 2, 1, 0]), // all alone on both sides
    (&[0, 0, 0, 0], &[0, 1, 2, 3]), // one class, all alone
    (&[0, 1, 2, 3], &[0, 0, 0, 0]), // all alone, one cluster
    (&[0, 0, 1, 1], &[0, 1, 0, 1]), // independent
    (&[0, 0, 0, 0], &[0, 0, 1, 1]), // one class, two clusters
];

const LN_4: f64 = 2.0 * LN_2;
const THIRD: f64 = 1.0 / 3.0;
/// √(1/3)
const ROOT: f64 = 0.577_350_269_189_625_8;

#[rustfmt::skip]
const VALUES: [(&str, [f64; 8]); 20] = [
    //                                       sample one   equal  alone  1, 4  4, 1  indep. 1, 2
    ("homogeneity_score",                   [1.0,   1.0,  1.0,   1.0,   1.0,  0.0,  0.0,   1.0]),
    ("completeness_score",                  [1.0,   1.0,  1.0,   1.0,   0.0,  1.0,  0.0,   0.0]),
    ("v_measure_score",                     [1.0,   1.0,  1.0,   1.0,   0.0,  0.0,  0.0,   0.0]),
    ("class_entropy",                       [0.0,   0.0,  LN_2,  LN_4,  0.0,  LN_4, LN_2,  0.0]),
    ("cluster_entropy",                     [0.0,   0.0,  LN_2,  LN_4,  LN_4, 0.0,  LN_2,  LN_2]),
    ("mutual_info_score",                   [0.0,   0.0,  LN_2,  LN_4,  0.0,  0.0,  0.0,   0.0]),
    ("expected_mutual_info",         [0.0,   0.0,  LN_2 * THIRD, LN_4,  0.0,  0.0,  LN_2 * THIRD, 0.0]),
    ("normalized_mutual_info_score",        [1.0,   1.0,  1.0,   1.0,   0.0,  0.0,  0.0,   0.0]),
    ("adjusted_mutual_info_score",          [1.0,   1.0,  1.0,   1.0,   0.0,  0.0,  -0.5,  0.0]),
    ("variation_of_information",            [0.0,   0.0,  0.0,   0.0,   LN_4, LN_4, LN_4,  LN_2]),
    ("normalized_variation_of_information", [0.0,   0.0,  0.0,   0.0,   1.0,  1.0,  1.0,   1.0]),
    ("rand_score",                          [1.0,   1.0,  1.0,   1.0,   0.0,  0.0,  THIRD, THIRD]),
    ("adjusted_rand_score",                 [1.0,   1.0,  1.0,   1.0,   0.0,  0.0,  -0.5,  0.0]),
    ("fowlkes_mallows_score",               [1.0,   1.0,  1.0,   1.0,   0.0,  0.0,  0.0,   ROOT]),
    ("clustering_accuracy_score",           [1.0,   1.0,  1.0,   1.0,   0.25, 0.25, 0.5,   0.5]),
    ("purity_score",                        [1.0,   1.0,  1.0,   1.0,   1.0,  0.25, 0.5,   1.0]),
    ("inverse_purity_score",                [1.0,   1.0,  1.0,   1.0,   0.25, 1.0,  0.5,   0.5]),
    ("b_cubed_precision_score",             [1.0,   1.0,  1.0,   1.0,   1.0,  0.25, 0.5,   1.0]),
    ("b_cubed_recall_score",                [1.0,   1.0,  1.0,   1.0,   0.25, 1.0,  0.5,   0.5]),
    ("b_cubed_f_score",                     [1.0,   1.0,  1.0,   1.0,   0.4,  0.4,  0.5,   2.0 * THIRD]),
];

#[test]
fn every_score_has_a_value_in_every_corner() {
    for (column, (labels_true, labels_pred)) in CORNERS.into_iter().enumerate() {
        let evaluation = Evaluation::new(labels_true, labels_pred).unwrap();
        let names: Vec<&str> = evaluation.scores().map(|(name, _)| name).collect();
        assert_eq!(names, VALUES.map(|(name, _)| name), "a line is missing in the table");
        for ((name, score), (_, values)) in evaluation.scores().zip(VALUES) {
            let expected = values[column];
            // Scores of exactly 0 or 1.
            if expected.fract() == 0.0 {
                assert_eq!(score.to_bits(), expected.to_bits(), "{name}, column {column}: {score}");
            } else {
                assert!((score - expected).abs() < 3e-16, "{name}, column {column}: {score}");
            }
        }
    }
}

#[test]
fn no_labels_and_lengths_that_differ_are_errors_of_every_score() {
    let mismatch = || Error::LengthMismatch { what: "predicted labels", found: 1, expected: 2 };
    for promise in PROMISES {
        assert_eq!((promise.score)(&[], &[]), Err(Error::Empty), "{}", promise.name);
        if !promise.name.ends_with("_entropy") {
            assert_eq!((promise.score)(&[0, 1], &[0]), Err(mismatch()), "{}", promise.name);
        }
    }
    let (two, one, none) = ([0, 1], [0], [0; 0]);
    assert_eq!(Contingency::new(&none, &none), Err(Error::Empty));
    assert_eq!(Contingency::new(&two, &one), Err(mismatch()));
    assert_eq!(ContingencyTable::new(&none, &none), Err(Error::Empty));
    assert_eq!(ContingencyTable::new(&two, &one), Err(mismatch()));
    assert_eq!(Evaluation::new(&none, &none), Err(Error::Empty));
    assert_eq!(Evaluation::new(&two, &one), Err(mismatch()));
    assert_eq!(optimal_matching(&none, &none), Err(Error::Empty));
    assert_eq!(optimal_matching(&two, &one), Err(mismatch()));
    assert_eq!(pair_confusion_matrix(&none, &none), Err(Error::Empty));
    assert_eq!(pair_confusion_matrix(&two, &one), Err(mismatch()));
    assert_eq!(homogeneity_completeness_v_measure(&none, &none, 1.0), Err(Error::Empty));
    assert_eq!(homogeneity_completeness_v_measure(&two, &one, 1.0), Err(mismatch()));
}

#[test]
fn labels_may_be_anything_that_can_be_compared() {
    #[derive(PartialEq, Eq, Hash)]
    enum Kind {
        Apple,
        Pear(u8),
    }
    let found = [0, 0, 1, 2, 1, 2, 2];
    let expected = Evaluation::new(&[0, 0, 0, 1, 1, 2, 2], &found).unwrap();
    let gaps = [5, 5, 5, 900, 900, 17, 17];
    let negative = [-1_i64, -1, -1, i64::MIN, i64::MIN, 0, 0];
    let huge = [u128::MAX, u128::MAX, u128::MAX, 1 << 90, 1 << 90, u128::MAX - 1, u128::MAX - 1];
    let strings = ["", "", "", "b", "b", "a rather long name", "a rather long name"];
    let owned = strings.map(str::to_owned);
    let pairs = [(0, 'x'), (0, 'x'), (0, 'x'), (1, 'x'), (1, 'x'), (0, 'y'), (0, 'y')];
    let kinds =
        [0, 0, 0, 1, 1, 2, 2].map(|kind| if kind == 0 { Kind::Apple } else { Kind::Pear(kind) });
    for evaluation in [
        Evaluation::new(&gaps, &found),
        Evaluation::new(&negative, &found),
        Evaluation::new(&huge, &found),
        Evaluation::new(&strings, &found),
        Evaluation::new(&owned, &found),
        Evaluation::new(&pairs, &found.map(Some)),
        Evaluation::new(&kinds, &found.map(|label| usize::MAX - label)),
    ] {
        assert_eq!(evaluation, Ok(expected));
    }
}

/// The largest number of samples that can be scored, so that pairs of pairs fill 128 bits.
#[test]
fn nothing_overflows_or_leaves_its_range_at_the_largest_size() {
    const ALL: u64 = Contingency::MAX_SAMPLES;
    let half = ALL / 2;
    let promise_of = |name: &str| PROMISES.iter().find(|promise| promise.name == name).unwrap();
    let equal: [&[&[u64]]; 4] = [
        &[&[ALL]],
        &[&[half, 0], &[0, half]],
        &[&[0, ALL - 1], &[1, 0]],
        &[&[half, 0, 0], &[0, 1, 0], &[0, 0, half - 1]],
    ];
    let others: [&[&[u64]]; 7] = [
        &[&[half, half]],
        &[&[ALL - 1], &[1]],
        &[&[half / 2, half / 2], &[half / 2, half / 2]],
        &[&[half, 0], &[1, half - 1]],
        &[&[half - 1, 1], &[1, half - 1]],
        &[&[ALL - 3, 1], &[1, 1]],
        &[&[ALL - 100, 30, 20], &[25, 10, 0], &[5, 0, 10]],
    ];
    for (tables, are_equal) in [(equal.as_slice(), true), (&others, false)] {
        for table in tables {
            for (name, score) in Contingency::from_counts(table).unwrap().evaluation().scores() {
                let promise = promise_of(name);
                let range = promise.lowest..=promise.highest;
                assert!(range.contains(&score), "{name} of {table:?}: {score}");
                if let (true, Some(perfect)) = (are_equal, promise.perfect) {
                    assert_eq!(score.to_bits(), perfect.to_bits(), "{name} of {table:?}: {score}");
                }
            }
        }
    }
}
