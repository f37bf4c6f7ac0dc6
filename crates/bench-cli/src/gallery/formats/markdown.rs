use super::{heading, scored, time};
use crate::gallery::results::Results;

const HEADER: &str = "\
| init | time | inertia | homo | compl | v-meas | ARI | AMI | silhouette |
|:---|---:|---:|---:|---:|---:|---:|---:|---:|
";

/// One table per comparison.
pub(crate) fn write(results: &Results) -> String {
    let tables = results.settings.comparisons.iter().map(|settings| {
        let rows = results.rows(settings.comparison).into_iter().map(|row| {
            format!("| {} | {} | {} |\n", row.init.name(), time(row), row.printed().join(" | "))
        });
        format!(
            "**{}**\n\n{HEADER}{}\nTime of scaler plus fit, median (min to max) of {}; {}.\n",
            heading(settings),
            rows.collect::<String>(),
            results.settings.repeats,
            scored(settings)
        )
    });
    tables.collect::<Vec<_>>().join("\n")
}
