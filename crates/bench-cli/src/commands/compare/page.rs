use anyhow::Result;
use digits_data::Scalar;
use kmeans_core::RandomState;

use super::report::{InitReport, Report};
use crate::report::document::{self, Better, Block, Cell, Column, Row, Table};
use crate::report::environment::Environment;
use crate::report::sections::numbers::{deviation, listed, seconds, shown};
use crate::report::sections::{Study, Subject, Traced, answer, besides, how, section, trace};
use crate::text::counted::counted;
use crate::trials::{Contestant, InitRuns, Spread};

/// The report on a table of the user's.
pub(super) fn report<F: Scalar>(
    report: &Report,
    subject: Subject<'_, F>,
    contestants: &[Contestant],
    random_state: RandomState,
) -> Result<document::Report> {
    let traced = contestants.iter();
    let traced = traced.map(|contestant| trace(contestant, subject.samples, None, random_state));
    let traced: Vec<Traced<F>> = traced.collect::<Result<_>>()?;
    let over_seeds: Vec<InitRuns> = report.results.iter().map(|init| init.of.clone()).collect();
    let study = Study {
        subject,
        of_plane: subject.samples,
        contestants,
        traced: &traced,
        over_seeds: &over_seeds,
        random_state,
    };
    let mut sections = vec![section(
        "results",
        "Results",
        vec![Block::Text(besides(&over_seeds)), Block::Table(table(report))],
    )];
    sections.extend(study.sections()?);
    sections.push(how(settings(report, &over_seeds), &Environment::here()));
    let names: Vec<String> = over_seeds.iter().map(|init| init.init.clone()).collect();
    Ok(document::Report {
        title: format!("k-means on {}", report.table.file),
        question: format!(
            "Where should k-means start to find {} in the {} of {}: {}?",
            counted(report.n_clusters, "cluster"),
            counted(report.table.n_samples, "sample"),
            report.table.file,
            listed(&names, "or")
        ),
        answer: answer(&over_seeds),
        sections,
    })
}

fn settings(report: &Report, over_seeds: &[InitRuns]) -> Vec<(&'static str, String)> {
    let seeds = InitRuns::seeds(over_seeds);
    let mut settings = report.table.facts();
    settings.extend([
        ("Scale", report.scale.to_owned()),
        ("Seeds", format!("{seeds}, {}", report.rng)),
    ]);
    settings
}

/// A figure of an initialisation over all seeds: how it is shown, and which end of it is better.
#[derive(Debug, Clone, Copy)]
struct Figure {
    name: &'static str,
    help: &'static str,
    of: fn(&InitReport) -> Option<Spread>,
    shown: fn(f64) -> String,
    deviation: fn(f64) -> String,
    better: Option<Better>,
}

/// Means over the seeds, and how far they spread.
fn table(report: &Report) -> Table {
    let score = |value: f64| format!("{value:.3}");
    let figures = [
        Figure {
            name: "inertia",
            help: "less is better",
            of: |init| init.inertia,
            shown,
            deviation,
            better: Some(Better::Less),
        },
        Figure {
            name: "rounds",
            help: "of the best start",
            of: |init| init.n_iter,
            shown: |rounds| format!("{rounds:.1}"),
            deviation,
            better: None,
        },
        Figure {
            name: "ARI",
            help: "adjusted Rand index; more is better",
            of: |init| init.adjusted_rand_score,
            shown: score,
            deviation,
            better: Some(Better::More),
        },
        Figure {
            name: "silhouette",
            help: "more is better",
            of: |init| init.silhouette_score,
            shown: score,
            deviation,
            better: Some(Better::More),
        },
        Figure {
            name: "time",
            help: "of a fit; less is better",
            of: |init| init.fit_seconds,
            shown: seconds,
            deviation: seconds,
            better: Some(Better::Less),
        },
    ];
    let has = |figure: &&Figure| report.results.iter().all(|init| (figure.of)(init).is_some());
    let figures: Vec<&Figure> = figures.iter().filter(has).collect();
    let row = |init: &InitReport| Row {
        name: init.of.init.clone(),
        cells: figures.iter().map(|figure| cell(figure, init, &report.results)).collect(),
    };
    Table {
        caption: "Means over the seeds, with the standard deviation".into(),
        columns: std::iter::once(Column::new("init", ""))
            .chain(figures.iter().map(|figure| Column::new(figure.name, figure.help)))
            .collect(),
        rows: report.results.iter().map(row).collect(),
    }
}

fn cell(figure: &Figure, init: &InitReport, all: &[InitReport]) -> Cell {
    let Some(spread) = (figure.of)(init) else { return Cell::default() };
    let mean = (figure.shown)(spread.mean);
    let text = match spread.standard_deviation.filter(|deviation| *deviation > 0.0) {
        Some(deviation) => format!("{mean} ± {}", (figure.deviation)(deviation)),
        None => mean,
    };
    let means = || all.iter().filter_map(figure.of).map(|spread| spread.mean);
    let is_best = figure.better.is_some_and(|better| better.is_best(spread.mean, means()));
    Cell { text, value: Some(spread.mean), is_best }
}
