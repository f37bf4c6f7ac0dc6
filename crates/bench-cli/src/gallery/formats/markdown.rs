use std::fmt::Write as _;

use super::{heading, scored, time};
use crate::gallery::results::Results;

/// A table for each comparison.
pub(crate) fn write(results: &Results) -> String {
    let mut text = String::new();
    for settings in &results.settings.comparisons {
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{}**{}**\n\n\
             | init | time | inertia | homo | compl | v-meas | ARI | AMI | silhouette |\n\
             |:---|---:|---:|---:|---:|---:|---:|---:|---:|\n",
            if text.is_empty() { "" } else { "\n" },
            heading(settings)
        );
        for row in results.rows(settings.comparison) {
            let _ = writeln!(
                text,
                "| {} | {} | {:.0} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} | {:.3} |",
                row.init.name(),
                time(row),
                row.inertia,
                row.homogeneity,
                row.completeness,
                row.v_measure,
                row.adjusted_rand,
                row.adjusted_mutual_info,
                row.silhouette
            );
        }
        let _ = writeln!(
            text,
            "\nTime of scaler plus fit, median (min to max) of {}; {}.",
            results.settings.repeats,
            scored(settings)
        );
    }
    text
}
