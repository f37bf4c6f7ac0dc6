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

/// The report on a sweep: the curves, the recommendation, and a clustering with the recommended number.
pub(super) fn report<F: Scalar>(
    report: &Report<'_>,
    run: &RunArgs,
    subject: Subject<'_, F>,
    curves: String,
) -> Result<document::Report> {
    let recommendation = report.recommendation;
    let figure = Figure {
        name: "sweep".into(),
        caption: "Each panel shows one criterion over the number of clusters. A dashed line marks the number \
                  that it finds. The recommendation passes two tests: two random halves of the rows give \
                  the same clusters (agreement of 0.8 or more), and all clusters stand apart (separation of 1 \
                  or more)."
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
        sections.extend(recommended_clustering(n_clusters, report, run, subject)?);
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
fn recommended_clustering<F: Scalar>(
    n_clusters: usize,
    report: &Report<'_>,
    run: &RunArgs,
    subject: Subject<'_, F>,
) -> Result<Vec<document::Section>> {
    let kmeans = KMeans { n_init: Some(report.n_init), ..KMeans::new(n_clusters) };
    let contestants = [Contestant { name: "k-means++".into(), kmeans, is_random: true }];
    Study::new(subject, &contestants, run.random_state())?.sections()
}

fn answer(recommendation: &Recommendation) -> String {
    let reason = recommendation.votes.first().map_or("", |vote| vote.reason.as_str());
    let join = if recommendation.n_clusters.is_some() { ". This is" } else { ":" };
    format!("{}{join} {reason}.", recommendation.headline())
}

fn votes(recommendation: &Recommendation) -> Table {
    let columns = [
        ColumnOf::new("clusters", "", |vote: &Vote| {
            number_or_dash(vote.n_clusters.map(|k| k as f64), |k| k.to_string())
        }),
        ColumnOf::new("why", "", |vote: &Vote| Cell::of_text(&vote.reason)),
    ];
    let name = |vote: &Vote| vote.criterion.to_owned();
    let caption = "The number of clusters that each criterion finds. Replication decides";
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
        ("Restarts", format!("{n_init} of k-means++ for every number of clusters")),
        ("Gap statistic", format!("{gap_references} sets of random samples")),
        ("Random numbers", format!("{}, seed {}", run.rng.name(), run.seed)),
    ];
    table.facts().into_iter().chain(sweep).collect()
}
