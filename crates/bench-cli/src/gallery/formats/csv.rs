use anyhow::Result;

use crate::gallery::results::Results;
use crate::gallery::row::Row;

/// `results.csv`: one line per row, in full precision.
pub(crate) fn results(results: &Results) -> Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (at, row) in results.results.iter().enumerate() {
        let fields = fields(row);
        if at == 0 {
            writer.write_record(fields.iter().map(|(name, _)| name))?;
        }
        writer.write_record(fields.iter().map(|(_, text)| text))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

fn fields(row: &Row) -> [(&'static str, String); 14] {
    let sizes: Vec<String> = row.cluster_sizes.iter().map(ToString::to_string).collect();
    [
        ("comparison", row.comparison.name()),
        ("init", row.init.name().into()),
        ("fit_seconds_min", row.fit_seconds.min.to_string()),
        ("fit_seconds_median", row.fit_seconds.median.to_string()),
        ("fit_seconds_max", row.fit_seconds.max.to_string()),
        ("inertia", row.inertia.to_string()),
        ("n_iter", row.n_iter.to_string()),
        ("homogeneity", row.homogeneity.to_string()),
        ("completeness", row.completeness.to_string()),
        ("v_measure", row.v_measure.to_string()),
        ("adjusted_rand", row.adjusted_rand.to_string()),
        ("adjusted_mutual_info", row.adjusted_mutual_info.to_string()),
        ("silhouette", row.silhouette.to_string()),
        ("cluster_sizes", sizes.join(" ")),
    ]
}

/// `labels.csv`: the cluster of every sample, one column per fit. The columns of a second comparison
/// and of the tutorial say so in their headings.
pub(crate) fn labels(results: &Results) -> Result<String> {
    let mut columns: Vec<(String, &[u32])> = Vec::new();
    for row in &results.results {
        columns.push((results.column(row.comparison, row.init.name()), &row.labels));
    }
    for fit in &results.tutorial {
        columns.push((format!("tutorial (n_init {})", fit.n_init), &fit.labels));
    }

    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns.iter().map(|(heading, _)| heading))?;
    for sample in 0..results.dataset.n_samples {
        writer.write_record(columns.iter().map(|(_, labels)| labels[sample].to_string()))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}
