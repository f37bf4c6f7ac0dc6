use anyhow::Result;

use crate::gallery::results::{Comparison, Results};

/// The cluster of every sample: a column an initialisation, headed by its name; the columns of a
/// second comparison and of the tutorial say so.
pub(crate) fn write(results: &Results) -> Result<String> {
    let first = results.settings.comparisons.first().map(|settings| settings.comparison);
    let mut columns: Vec<(String, &[u32])> = Vec::new();
    for row in &results.results {
        let name = row.init.name();
        let heading = match row.comparison {
            Comparison::Honest if first != Some(Comparison::Honest) => format!("{name} (honest)"),
            _ => name.to_owned(),
        };
        columns.push((heading, &row.labels));
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
