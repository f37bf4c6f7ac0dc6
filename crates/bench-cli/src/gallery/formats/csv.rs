use anyhow::Result;

use crate::gallery::results::{Results, Row};

/// One line a row, in full precision.
pub(crate) fn write(results: &Results) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "comparison",
        "init",
        "fit_seconds_min",
        "fit_seconds_median",
        "fit_seconds_max",
        "inertia",
        "n_iter",
        "homogeneity",
        "completeness",
        "v_measure",
        "adjusted_rand",
        "adjusted_mutual_info",
        "silhouette",
        "cluster_sizes",
    ])?;
    for row in &results.results {
        writer.write_record(record(row)?)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn record(row: &Row) -> Result<Vec<String>> {
    let comparison = serde_json::to_value(row.comparison)?;
    let mut fields =
        vec![comparison.as_str().unwrap_or_default().to_owned(), row.init.name().to_owned()];
    let time = &row.fit_seconds;
    fields.extend([time.min, time.median, time.max, row.inertia].map(|x| x.to_string()));
    fields.push(row.n_iter.to_string());
    let scores = [
        row.homogeneity,
        row.completeness,
        row.v_measure,
        row.adjusted_rand,
        row.adjusted_mutual_info,
        row.silhouette,
    ];
    fields.extend(scores.map(|x| x.to_string()));
    let sizes: Vec<String> = row.cluster_sizes.iter().map(ToString::to_string).collect();
    fields.push(sizes.join(" "));
    Ok(fields)
}
