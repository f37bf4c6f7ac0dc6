use std::fmt::Write as _;

use super::{heading, scored, time};
use crate::gallery::results::{ComparisonSettings, DatasetSummary, Results, Row, TutorialFit};

/// The table as the page prints it, and below each what the page leaves out.
pub(crate) fn write(results: &Results) -> String {
    let DatasetSummary { n_samples, n_features, n_classes, .. } = results.dataset;
    let mut text =
        format!("# digits: {n_classes}; # samples: {n_samples}; # features {n_features}\n");
    for settings in &results.settings.comparisons {
        comparison(&mut text, results, settings);
    }
    for fit in &results.tutorial {
        tutorial(&mut text, &results.dataset, fit);
    }
    text
}

/// As long as the page's.
const RULE_WIDTH: usize = 82;

fn comparison(text: &mut String, results: &Results, settings: &ComparisonSettings) {
    let rule = "_".repeat(RULE_WIDTH);
    let rows: Vec<&Row> = results.rows(settings.comparison).collect();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "\n{}\n{rule}", heading(settings));
    let _ = writeln!(text, "init\t\ttime\tinertia\thomo\tcompl\tv-meas\tARI\tAMI\tsilhouette");
    for row in &rows {
        let _ = writeln!(text, "{}", page_row(row));
    }
    let times: Vec<String> =
        rows.iter().map(|row| format!("{} {}", row.init.name(), time(row))).collect();
    let _ = writeln!(
        text,
        "{rule}\n{}\ntime of scaler plus fit, median (min to max) of {}: {}",
        scored(settings),
        results.settings.repeats,
        times.join(", ")
    );
}

fn page_row(row: &Row) -> String {
    let scores = [
        row.homogeneity,
        row.completeness,
        row.v_measure,
        row.adjusted_rand,
        row.adjusted_mutual_info,
        row.silhouette,
    ];
    let scores: Vec<String> = scores.iter().map(|score| format!("{score:.3}")).collect();
    let (name, seconds, inertia) = (row.init.name(), row.fit_seconds.median, row.inertia);
    format!("{name:9}\t{seconds:.3}s\t{inertia:.0}\t{}", scores.join("\t"))
}

fn tutorial(text: &mut String, dataset: &DatasetSummary, fit: &TutorialFit) {
    let _ = write!(
        text,
        "\nTutorial: k-means on the raw pixels (n_init {}, random_state {}; random numbers: numpy)\n\
         Dataset shape: ({}, {})\n\
         Cluster sizes: {:?}\n\
         Silhouette score: {:.4}\n\
         Adjusted Rand index: {:.4}\n",
        fit.n_init,
        fit.random_state,
        dataset.n_samples,
        dataset.n_features,
        fit.cluster_sizes,
        fit.silhouette,
        fit.adjusted_rand,
    );
}
