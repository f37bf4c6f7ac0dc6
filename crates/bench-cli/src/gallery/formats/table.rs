use super::{heading, scored, time};
use crate::gallery::experiment::Experiment;
use crate::gallery::results::{DatasetSummary, Results};
use crate::gallery::row::Row;
use crate::gallery::tutorial::TutorialFit;
use crate::text::numbers::counted;

/// The table as the page prints it; below it the times and the tutorial.
pub(crate) fn write(results: &Results) -> String {
    let DatasetSummary { n_samples, n_features, n_classes, .. } = results.dataset;
    let comparisons = results.settings.comparisons.iter();
    let comparisons = comparisons.map(|settings| comparison(results, settings));
    let tutorial = results.tutorial.iter().map(|fit| tutorial(&results.dataset, fit));
    format!("# digits: {n_classes}; # samples: {n_samples}; # features {n_features}\n")
        + &comparisons.chain(tutorial).collect::<String>()
}

/// The width of the page's rules.
const RULE_WIDTH: usize = 82;

fn comparison(results: &Results, settings: &Experiment) -> String {
    let rows = results.rows(settings.comparison);
    let lines = rows.iter().map(|row| page_row(row));
    let times: Vec<String> =
        rows.iter().map(|row| format!("{} {}", row.init.name(), time(row))).collect();
    format!(
        "\n{heading}\n\
         {rule}\n\
         init\t\ttime\tinertia\thomo\tcompl\tv-meas\tARI\tAMI\tsilhouette\n\
         {lines}\
         {rule}\n\
         The last column is the {scored}.\n\
         Time of scaler plus fit, median (min to max) of {runs}: {times}\n",
        heading = heading(settings),
        rule = "_".repeat(RULE_WIDTH),
        lines = lines.collect::<String>(),
        scored = scored(settings),
        runs = counted(results.settings.repeats, "run"),
        times = times.join(", ")
    )
}

fn page_row(row: &Row) -> String {
    let (name, seconds) = (row.init.name(), row.fit_seconds.median);
    format!("{name:9}\t{seconds:.3}s\t{}\n", row.printed().join("\t"))
}

fn tutorial(dataset: &DatasetSummary, fit: &TutorialFit) -> String {
    format!(
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
    )
}
