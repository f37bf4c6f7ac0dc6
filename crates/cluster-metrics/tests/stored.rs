//! Stored results (feature `serde`): a result comes back unchanged, and a damaged one is refused.

use std::fmt::Debug;

use cluster_metrics::{Contingency, ContingencyTable, Evaluation, Matching, silhouette_by_cluster};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn comes_back<T: Serialize + DeserializeOwned + PartialEq + Debug>(result: &T) {
    let text = serde_json::to_string(result).unwrap();
    assert_eq!(&serde_json::from_str::<T>(&text).unwrap(), result, "{text}");
}

#[test]
fn what_borrows_labels_is_written() {
    let labels = ["a", "a", "b"];
    let table = ContingencyTable::new(&labels, &[7, 8, 8]).unwrap();
    let cell = |class, cluster| json!({ "class": class, "cluster": cluster, "count": 1 });
    let expected = json!({
        "counts": { "cells": [cell(0, 0), cell(0, 1), cell(1, 1)] },
        "classes": ["a", "b"],
        "clusters": [7, 8],
    });
    assert_eq!(serde_json::to_value(&table).unwrap(), expected);
    let clusters = silhouette_by_cluster(&[0.5, -0.5, 0.0], &labels).unwrap();
    let written = serde_json::to_value(&clusters).unwrap();
    assert_eq!(written[0]["label"], "a");
    assert_eq!(
        (&written[0]["samples"], &written[0]["share_below_0"]),
        (&json!([0, 1]), &json!(0.5))
    );
}

fn refused<T: DeserializeOwned + Debug>(stored: Value, expected: &str) {
    let reason = serde_json::from_value::<T>(stored).unwrap_err().to_string();
    assert!(reason.contains(expected), "{reason:?}, not {expected:?}");
}

#[test]
fn what_is_no_result_is_refused() {
    let cells = |list: &[(usize, usize, u64)]| {
        let cell = |&(class, cluster, count)| json!({ "class": class, "cluster": cluster, "count": count });
        json!({ "cells": list.iter().map(cell).collect::<Vec<_>>() })
    };
    refused::<Contingency>(cells(&[]), "no labels");
    refused::<Contingency>(
        cells(&[(0, 0, 1), (2, 0, 1)]),
        "cell 1 of a stored table (1 samples of class 2",
    );
    refused::<Contingency>(cells(&[(0, 0, 1), (0, 0, 1)]), "cell 1 of a stored table");
    // No room is made for clusters on the word of a number.
    refused::<Contingency>(cells(&[(0, usize::MAX, 1)]), "cell 0 of a stored table");
    refused::<Contingency>(cells(&[(0, 0, 1 << 33)]), "label scores are exact up to");
    refused::<Contingency>(
        cells(&[(0, 0, u64::MAX), (0, 1, u64::MAX)]),
        "label scores are exact up to",
    );

    refused::<Matching>(json!({ "cluster_of_class": [], "n_matched": 1 }), "missing field");
    let mut evaluation = serde_json::to_value(Evaluation::new(&[0, 1], &[0, 0]).unwrap()).unwrap();
    evaluation["silhouette"] = json!(1.0);
    refused::<Evaluation>(evaluation, "unknown field");
}

#[cfg(feature = "model-selection")]
mod curves {
    use cluster_metrics::{
        GapStatistic, GapStatisticModel, InertiaCurve, KMeans, ReplicationAnalysis,
        ReplicationModel,
    };
    use digits_data::{Blobs, make_blobs};

    use super::*;

    #[test]
    fn curves_come_back() {
        let data = make_blobs::<f64>(&Blobs::new(60, 2, 3)).unwrap();
        let x = data.samples().view();
        comes_back(&GapStatistic { n_references: 3, ..GapStatistic::new(4) }.fit(x).unwrap());
        comes_back(&ReplicationAnalysis::default().fit(x, [2, 3]).unwrap());
        comes_back(&InertiaCurve::fit(&KMeans::new(1), x, [1, 2, 5]).unwrap());
    }

    #[test]
    fn what_is_no_curve_is_refused() {
        refused::<InertiaCurve>(
            json!({ "n_clusters": [2, 1], "inertias": [1.0, 2.0] }),
            "larger than",
        );
        let point = |n_clusters, standard_error| {
            json!({
                "n_clusters": n_clusters, "log_inertia": 1.0, "expected_log_inertia": 2.0, "gap": 1.0,
                "standard_error": standard_error,
            })
        };
        refused::<GapStatisticModel>(json!({ "curve": [] }), "no labels");
        refused::<GapStatisticModel>(json!({ "curve": [point(2, 0.1)] }), "n_clusters is 2");
        refused::<GapStatisticModel>(
            json!({ "curve": [point(1, -0.1)] }),
            "standard_error is -0.1",
        );
        let point = |n_clusters, agreement, separation| {
            let values = json!({
                "n_clusters": n_clusters, "agreement": agreement, "separation": separation,
            });
            json!({ "curve": [values] })
        };
        refused::<ReplicationModel>(json!({ "curve": [] }), "no labels");
        refused::<ReplicationModel>(point(2, 1.1, 1.0), "agreement is 1.1");
        refused::<ReplicationModel>(point(2, 1.0, -0.1), "separation is -0.1");
    }
}

mod properties {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_two_labelings_come_to_comes_back(
            labels in prop::collection::vec((0..6_u8, 0..6_u8), 1..60),
        ) {
            let (a, b): (Vec<_>, Vec<_>) = labels.into_iter().unzip();
            let table = Contingency::new(&a, &b).unwrap();
            comes_back(&table);
            comes_back(&table.matching());
            comes_back(&table.evaluation());
        }

        #[test]
        fn cells_are_a_table_or_refused(
            cells in prop::collection::vec((0..3_usize, 0..3_usize, 0..3_u64), 0..6),
        ) {
            let stored: Vec<Value> = cells
                .iter()
                .map(|(class, cluster, count)| {
                    json!({ "class": class, "cluster": cluster, "count": count })
                })
                .collect();
            let read = serde_json::from_value::<Contingency>(json!({ "cells": stored }));

            // A table has these cells if it can be counted so that they are what is not 0.
            let mut counts = [[0; 3]; 3];
            for &(class, cluster, count) in &cells {
                counts[class][cluster] = count;
            }
            let counted = Contingency::from_counts(&counts).ok().filter(|table| {
                let of_table = table.cells().iter().map(|cell| (cell.class, cell.cluster, cell.count));
                of_table.eq(cells.iter().copied())
            });
            prop_assert_eq!(read.ok(), counted);
        }
    }
}
