use anyhow::Result;
use digits_data::Scalar;
use kmeans_core::KMeans;

use super::measure::{Point, Sweep};
use super::recommendation::Recommendation;
use super::report::Report;
use super::scores::scores;
use super::votes::Vote;
use crate::cli::RunArgs;
use crate::report::ColumnOf;
use crate::report::document::{self, Block, Cell, Figure, Table};
use crate::report::environment::Environment;
use crate::report::sections::{Study, Subject, how, section};
use crate::trials::Contestant;

/// The report on a sweep: the curves, the recommendation, and what is found with so many clusters.
pub(super) fn report<F: Scalar>(
    report: &Report<'_>,
    run: &RunArgs,
    subject: Subject<'_, F>,
    curves: String,
) -> Result<document::Report> {
    let recommendation = report.recommendation;
    let figure = Figure {
        name: "sweep".into(),
        caption: "Each criterion over the number of clusters; a line marks its vote. Separation of 1 or \
                  more means that all clusters stand apart. It decides, with the agreement of halves."
            .into(),
        svg: curves,
    };
    let mut blocks: Vec<Block> =
        report.scale_warnings.iter().map(|warning| Block::Warning(warning.to_string())).collect();
    blocks.extend([Block::Figure(figure), Block::Table(votes(recommendation))]);
    blocks.extend(recommendation.advice.iter().map(|advice| Block::Text(advice.clone())));
    blocks.push(Block::Table(table(report.sweep)));
    let mut sections = vec![section("results", "How many clusters", blocks)];
    if let Some(n_clusters) = recommendation.n_clusters {
        sections.extend(with(n_clusters, report, run, subject)?);
    }
    sections.push(how(facts(report, run), &Environment::here()));
    Ok(document::Report {
        title: format!("How many clusters in {}", report.table.file),
        question: format!("How many clusters do the samples of {} fall into?", report.table.file),
        answer: answer(recommendation),
        sections,
    })
}

/// Shows a clustering with the recommended number of clusters.
fn with<F: Scalar>(
    n_clusters: usize,
    report: &Report<'_>,
    run: &RunArgs,
    subject: Subject<'_, F>,
) -> Result<Vec<document::Section>> {
    let kmeans = KMeans { n_init: Some(report.n_init), ..KMeans::new(n_clusters) };
    let name = format!("k-means++, {n_clusters} clusters");
    let contestants = [Contestant { name, kmeans, is_drawn: true }];
    Study::new(subject, &contestants, run.random_state())?.sections()
}

fn answer(recommendation: &Recommendation) -> String {
    let reason = recommendation.votes.first().map_or("", |vote| vote.reason.as_str());
    format!("{}: {reason}.", recommendation.headline())
}

fn votes(recommendation: &Recommendation) -> Table {
    let columns = [
        ColumnOf::new("clusters", "", |vote: &Vote| Cell {
            is_best: vote.n_clusters.is_some() && vote.n_clusters == recommendation.n_clusters,
            ..number_or_dash(vote.n_clusters.map(|k| k as f64), |k| k.to_string())
        }),
        ColumnOf::new("why", "", |vote: &Vote| Cell::of_text(&vote.reason)),
    ];
    let name = |vote: &Vote| vote.criterion.to_owned();
    let caption = "What each criterion votes for";
    Table::new(caption, "criterion", &recommendation.votes, name, &columns)
}

fn table(sweep: &Sweep) -> Table {
    let columns: Vec<_> = scores(sweep)
        .into_iter()
        .map(|score| {
            ColumnOf::new(score.title, score.help, move |point: &Point| {
                number_or_dash((score.value)(point), score.shown)
            })
        })
        .collect();
    let name = |point: &Point| point.n_clusters.to_string();
    Table::new("Every number of clusters", "clusters", &sweep.points, name, &columns)
}

fn number_or_dash(value: Option<f64>, shown: impl Fn(f64) -> String) -> Cell {
    value.map_or_else(|| Cell::of_text("–"), |value| Cell::of_number(value, shown))
}

fn facts(report: &Report<'_>, run: &RunArgs) -> Vec<(&'static str, String)> {
    let Report { table, n_init, gap_references, .. } = report;
    let sweep = [
        ("Scale", report.scale.clone()),
        ("Starts", format!("{n_init} of k-means++ for every number of clusters")),
        ("Gap statistic", format!("{gap_references} sets of random samples")),
        ("Random numbers", format!("{}, seed {}", run.rng.name(), run.seed)),
    ];
    table.facts().into_iter().chain(sweep).collect()
}
