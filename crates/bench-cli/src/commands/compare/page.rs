use anyhow::Result;
use digits_data::Scalar;

use super::report::Report;
use crate::report::document::{self, Block};
use crate::report::environment::Environment;
use crate::report::sections::{Study, how, over_seeds, section};
use crate::text::numbers::{counted, listed};
use crate::trials::{InitRuns, answer};

/// The report on the user's table.
pub(super) fn report<F: Scalar>(
    report: &Report<'_>,
    study: &Study<'_, F>,
) -> Result<document::Report> {
    let inits = study.over_seeds;
    let mut results: Vec<Block> =
        report.scale_warnings.iter().map(|warning| Block::Warning(warning.to_string())).collect();
    results.extend(over_seeds(inits));
    let mut sections = vec![section("results", "Results", results)];
    sections.extend(study.sections()?);
    sections.push(how(settings(report, inits), &Environment::here()));
    let names: Vec<String> = inits.iter().map(|init| init.init.clone()).collect();
    Ok(document::Report {
        title: format!("k-means on {}", report.table.file),
        question: format!(
            "Where should k-means start to find {} in the {} of {}: {}?",
            counted(report.n_clusters, "cluster"),
            counted(report.table.n_samples, "sample"),
            report.table.file,
            listed(&names, "or")
        ),
        answer: answer(inits),
        sections,
    })
}

fn settings(report: &Report<'_>, inits: &[InitRuns]) -> Vec<(&'static str, String)> {
    let seeds = InitRuns::seeds(inits);
    let mut settings = report.table.facts();
    let n_seeds = counted(inits.first().map_or(0, |init| init.runs.len()), "fit");
    settings.extend([
        ("Scale", report.scale.clone()),
        ("Seeds", format!("{seeds}, {}", report.rng)),
        ("Times", format!("median of {n_seeds}, one per seed, each with all of its restarts")),
    ]);
    settings
}
