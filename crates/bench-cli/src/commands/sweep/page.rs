use anyhow::Result;
use digits_data::Scalar;
use kmeans_core::{KMeans, RandomState};

use super::measure::{Point, Sweep};
use super::recommendation::{Recommendation, Vote};
use super::report::Report;
use crate::report::document::{self, Block, Cell, Column, Figure, Row, Table};
use crate::report::environment::Environment;
use crate::report::sections::numbers::shown;
use crate::report::sections::{Study, Subject, how, section, trace};
use crate::trials::Contestant;

/// Where the random numbers came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Settings {
    pub(super) random_state: RandomState,
    pub(super) rng: &'static str,
    pub(super) seed: u64,
}

/// The report on a sweep: the curves, the recommendation, and what is found with so many clusters.
pub(super) fn report<F: Scalar>(
    report: &Report<'_>,
    settings: Settings,
    subject: Subject<'_, F>,
    curves: String,
) -> Result<document::Report> {
    let recommendation = report.recommendation;
    let figure = Figure {
        name: "sweep".into(),
        caption: "Each criterion over the number of clusters, its vote marked.".into(),
        svg: curves,
    };
    let mut blocks = vec![Block::Figure(figure), Block::Table(votes(recommendation))];
    blocks.extend(recommendation.advice.iter().map(|advice| Block::Text(advice.clone())));
    blocks.push(Block::Table(table(report.sweep)));
    let mut sections = vec![section("results", "How many clusters", blocks)];
    if let Some(n_clusters) = recommendation.n_clusters {
        sections.extend(with(n_clusters, report, settings, subject)?);
    }
    sections.push(how(facts(report, settings), &Environment::here()));
    Ok(document::Report {
        title: format!("How many clusters in {}", report.table.file),
        question: format!("How many clusters do the samples of {} fall into?", report.table.file),
        answer: answer(recommendation),
        sections,
    })
}

/// What the recommended number of clusters looks like.
fn with<F: Scalar>(
    n_clusters: usize,
    report: &Report<'_>,
    settings: Settings,
    subject: Subject<'_, F>,
) -> Result<Vec<document::Section>> {
    let kmeans = KMeans { n_init: Some(report.n_init), ..KMeans::new(n_clusters) };
    let name = format!("k-means++, {n_clusters} clusters");
    let contestant = Contestant { name, kmeans, is_drawn: true };
    let random_state = settings.random_state;
    let traced = [trace(&contestant, subject.samples, None, random_state)?];
    let study = Study {
        subject,
        of_plane: subject.samples,
        contestants: std::slice::from_ref(&contestant),
        traced: &traced,
        over_seeds: &[],
        random_state,
    };
    study.sections()
}

fn answer(recommendation: &Recommendation) -> String {
    let supporters = |n_clusters: usize| {
        let votes = recommendation.votes.iter();
        votes.filter(|vote| vote.n_clusters == Some(n_clusters)).count()
    };
    match recommendation.n_clusters {
        Some(k) => format!(
            "{k} clusters are recommended: {} of {} criteria vote for them.",
            supporters(k),
            recommendation.votes.len()
        ),
        None => "No number of clusters is recommended: no criterion votes for one.".into(),
    }
}

fn votes(recommendation: &Recommendation) -> Table {
    let row = |vote: &Vote| Row {
        name: vote.criterion.to_owned(),
        cells: vec![
            Cell {
                text: vote.n_clusters.map_or("–".into(), |k| k.to_string()),
                value: vote.n_clusters.map(|k| k as f64),
                is_best: vote.n_clusters.is_some() && vote.n_clusters == recommendation.n_clusters,
            },
            Cell::of_text(&vote.reason),
        ],
    };
    Table {
        caption: "What each criterion votes for".into(),
        columns: ["criterion", "clusters", "why"].map(|name| Column::new(name, "")).into(),
        rows: recommendation.votes.iter().map(row).collect(),
    }
}

/// A criterion of a number of clusters.
type Criterion = (&'static str, &'static str, fn(&Point) -> Option<f64>);

fn table(sweep: &Sweep) -> Table {
    let silhouette: Criterion = if sweep.is_exact {
        ("silhouette", "more is better", |point| point.silhouette_score)
    } else {
        ("simplified silhouette", "more is better", |point| point.simplified_silhouette_score)
    };
    let mut criteria: Vec<Criterion> = vec![
        ("inertia", "", |point| Some(point.inertia)),
        silhouette,
        ("Caliński–Harabasz", "more is better", |point| point.calinski_harabasz_score),
        ("Davies–Bouldin", "less is better", |point| point.davies_bouldin_score),
        ("gap", "", |point| point.gap),
        ("s", "the standard error of the gap", |point| point.gap_standard_error),
    ];
    if sweep.points.iter().any(|point| point.scores.is_some()) {
        let agreement = |point: &Point| Some(point.scores?.adjusted_rand_score);
        criteria.push(("ARI", "agreement with the true labels; more is better", agreement));
    }
    let row = |point: &Point| Row {
        name: point.n_clusters.to_string(),
        cells: criteria
            .iter()
            .map(|(_, _, of)| {
                let value = of(point);
                Cell { text: value.map_or("–".into(), shown), value, is_best: false }
            })
            .collect(),
    };
    Table {
        caption: "Every number of clusters".into(),
        columns: std::iter::once(Column::new("clusters", ""))
            .chain(criteria.iter().map(|(name, help, _)| Column::new(name, help)))
            .collect(),
        rows: sweep.points.iter().map(row).collect(),
    }
}

fn facts(report: &Report<'_>, settings: Settings) -> Vec<(&'static str, String)> {
    let Report { table, n_init, gap_references, .. } = report;
    let sweep = [
        ("Scale", report.scale.to_owned()),
        ("Starts", format!("{n_init} of k-means++ for every number of clusters")),
        ("Gap statistic", format!("{gap_references} sets of random samples")),
        ("Random numbers", format!("{}, seed {}", settings.rng, settings.seed)),
    ];
    table.facts().into_iter().chain(sweep).collect()
}
