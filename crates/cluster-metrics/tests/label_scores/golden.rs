//! Every score of labels by scikit-learn 1.7.0, and of tables of up to 2³² samples by arithmetic
//! with 60 digits (`data/reference/make_label_scores.py`).

use cluster_metrics::{Contingency, Evaluation};
use serde_json::Value;

fn reference() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../data/reference/label_scores.json");
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

fn check(case: &Value, evaluation: &Evaluation, error_of: impl Fn(&str, f64, f64) -> f64) {
    let scores = case["scores"].as_object().unwrap();
    assert_eq!(scores.len(), evaluation.scores().count());
    for (name, score) in evaluation.scores() {
        let expected = scores[name].as_f64().unwrap();
        let error = error_of(name, score, expected);
        assert!(error <= 1e-12, "{}: {name} is {score}, not {expected}: {error:e}", case["name"]);
    }
}

#[test]
fn labels_are_scored_as_by_scikit_learn() {
    for case in reference()["pairs"].as_array().unwrap() {
        let labels = |side: &str| -> Vec<i64> {
            case[side].as_array().unwrap().iter().map(|label| label.as_i64().unwrap()).collect()
        };
        let evaluation = Evaluation::new(&labels("true"), &labels("pred")).unwrap();
        check(case, &evaluation, |_, score, expected| (score - expected).abs());
    }
}

#[test]
fn tables_are_scored_as_by_exact_arithmetic() {
    for case in reference()["tables"].as_array().unwrap() {
        let rows = case["counts"].as_array().unwrap();
        let row = |row: &Value| -> Vec<u64> {
            row.as_array().unwrap().iter().map(|count| count.as_u64().unwrap()).collect()
        };
        let table = Contingency::from_counts(&rows.iter().map(row).collect::<Vec<_>>()).unwrap();
        // Relative, however small the score; what is adjusted is a difference and loses digits.
        check(case, &table.evaluation(), |name, score, expected| {
            let is_adjusted = name == "adjusted_mutual_info_score";
            let scale = if is_adjusted { 1.0 } else { expected.abs() };
            (score - expected).abs() / scale
        });
    }
}
