use anyhow::Result;
use digits_data::Scalar;

use super::report::Report;
use crate::report::ColumnOf;
use crate::report::document::{self, Block, Table};
use crate::report::environment::Environment;
use crate::report::sections::{Study, how, section};
use crate::text::numbers::{counted, duration, number};

/// The report on one fit. `study` has repeated the fit to record its iterations.
pub(super) fn report<F: Scalar>(report: &Report, study: &Study<'_, F>) -> Result<document::Report> {
    let mut results: Vec<Block> =
        report.scale_warnings.iter().map(|warning| Block::Warning(warning.to_string())).collect();
    results.push(Block::Table(table(report)));
    results.push(Block::Text(format!("Restarts: {}.", report.restarts())));
    let mut sections = vec![section("results", "Results", results)];
    sections.extend(study.sections()?);
    sections.push(how(report.facts(), &Environment::here()));
    let clusters = counted(report.n_clusters, "cluster");
    let verb = if report.n_clusters == 1 { "is" } else { "are" };
    Ok(document::Report {
        title: format!("k-means on {}", report.table.file),
        question: format!(
            "What {verb} the {clusters} in the {} of {}?",
            counted(report.table.n_samples, "sample"),
            report.table.file
        ),
        answer: format!(
            "Started from {}, k-means finds {clusters} with an inertia of {} after {} ({}).",
            report.init,
            number(report.inertia),
            counted(report.n_iter, "iteration"),
            report.why
        ),
        sections,
    })
}

fn table(report: &Report) -> Table {
    let mut columns = vec![
        ColumnOf::number("clusters", "", |fit: &Report| fit.n_clusters as f64, |n| n.to_string()),
        ColumnOf::number("restarts", "", |fit: &Report| fit.n_init as f64, |n| n.to_string()),
        ColumnOf::number("inertia", "", |fit: &Report| fit.inertia, number),
        ColumnOf::number("iterations", "", |fit: &Report| fit.n_iter as f64, |n| n.to_string()),
        ColumnOf::number(
            "time",
            "of scaling and fit with all restarts",
            |fit: &Report| fit.fit_seconds,
            duration,
        ),
    ];
    if let Some(agreement) = &report.agreement {
        let column = |name, help, score: f64| {
            ColumnOf::number(name, help, move |_| score, |score| format!("{score:.3}"))
        };
        columns.extend([
            column("ARI", "adjusted Rand index", agreement.adjusted_rand_score),
            column("AMI", "adjusted mutual information", agreement.adjusted_mutual_info_score),
            column("v-meas", "V-measure", agreement.v_measure_score),
        ]);
    }
    let fit = std::slice::from_ref(report);
    Table::new("The fit", "init", fit, |fit| fit.init.clone(), &columns)
}
