use super::{heading, scored, time};
use crate::gallery::results::Results;
use crate::text::numbers::counted;

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
            "**{}**\n\n{HEADER}{}\nTimes are of scaler plus fit: median (min to max) of {}. The last column is the {}.\n",
            heading(settings),
            rows.collect::<String>(),
            counted(results.settings.repeats, "run"),
            scored(settings)
        )
    });
    tables.collect::<Vec<_>>().join("\n")
}
