use anyhow::Result;
use digits_data::Scalar;

use super::report::Report;
use crate::report::ColumnOf;
use crate::report::document::{self, Better, Block, Cell, Table};
use crate::report::environment::Environment;
use crate::report::sections::{Study, how, section};
use crate::text::numbers::{counted, deviation, duration, listed, number};
use crate::trials::{Figure, InitRuns, Run, answer, besides};

/// The report on the user's table.
pub(super) fn report<F: Scalar>(
    report: &Report<'_>,
    study: &Study<'_, F>,
) -> Result<document::Report> {
    let inits = study.over_seeds;
    let results = vec![Block::Text(besides(inits)), Block::Table(table(inits))];
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
    settings
        .extend([("Scale", report.scale.clone()), ("Seeds", format!("{seeds}, {}", report.rng))]);
    settings
}

/// Means over the seeds with their standard deviations. Columns without values are left out.
fn table(inits: &[InitRuns]) -> Table {
    let score = |name, help, figure| {
        let shown: fn(f64) -> String = |score| format!("{score:.3}");
        column(name, help, figure, shown, deviation).best(Better::More)
    };
    let mut columns = vec![
        column("inertia", "less is better", Run::INERTIA, number, deviation).best(Better::Less),
        column("iterations", "of the best restart", Run::N_ITER, |n| format!("{n:.1}"), deviation),
        score("ARI", "adjusted Rand index; more is better", Run::ADJUSTED_RAND),
        score("silhouette", "more is better", Run::SILHOUETTE),
        column("time", "of a fit; less is better", Run::FIT_SECONDS, duration, duration)
            .best(Better::Less),
    ];
    columns.retain(|column| inits.iter().all(|init| column.has(init)));
    let caption = "Mean ± standard deviation over the seeds";
    Table::new(caption, "init", inits, |init| init.init.clone(), &columns)
}

fn column(
    name: &str,
    help: &str,
    figure: Figure,
    shown: fn(f64) -> String,
    deviation: fn(f64) -> String,
) -> ColumnOf<'static, InitRuns> {
    ColumnOf::new(name, help, move |init: &InitRuns| {
        let Some(spread) = init.spread(figure) else { return Cell::default() };
        let spread_shown = spread
            .standard_deviation
            .filter(|value| *value > 0.0)
            .map_or_else(String::new, |value| format!(" ± {}", deviation(value)));
        Cell::of_number(spread.mean, |mean| shown(mean) + &spread_shown)
    })
}
