use anyhow::Result;
use digits_data::Scalar;
use kmeans_core::RandomState;

use super::report::Report;
use crate::report::document::{self, Block, Cell, Column, Row, Table};
use crate::report::environment::Environment;
use crate::report::sections::numbers::{seconds, shown};
use crate::report::sections::{Study, Subject, how, section, trace};
use crate::text::counted::counted;
use crate::trials::Contestant;

/// The report on one fit. It fits once more, to watch.
pub(super) fn report<F: Scalar>(
    report: &Report,
    subject: Subject<'_, F>,
    contestant: &Contestant,
    random_state: RandomState,
) -> Result<document::Report> {
    let traced = [trace(contestant, subject.samples, subject.weights, random_state)?];
    let study = Study {
        subject,
        of_plane: subject.samples,
        contestants: std::slice::from_ref(contestant),
        traced: &traced,
        over_seeds: &[],
        random_state,
    };
    let mut sections = vec![section("results", "Results", vec![Block::Table(table(report))])];
    sections.extend(study.sections()?);
    sections.push(how(report.facts(), &Environment::here()));
    let clusters = counted(report.n_clusters, "cluster");
    Ok(document::Report {
        title: format!("k-means on {}", report.table.file),
        question: format!(
            "What are the {clusters} in the {} of {}?",
            counted(report.table.n_samples, "sample"),
            report.table.file
        ),
        answer: format!(
            "From {}, k-means finds {clusters} with an inertia of {} in {}: {}.",
            report.init,
            shown(report.inertia),
            counted(report.n_iter, "round"),
            report.why
        ),
        sections,
    })
}

fn table(report: &Report) -> Table {
    let mut figures = vec![
        ("inertia", "", Cell::of_number(shown(report.inertia), report.inertia)),
        ("rounds", "", Cell::of_number(report.n_iter.to_string(), report.n_iter as f64)),
        (
            "time",
            "of scaling and fit",
            Cell::of_number(seconds(report.fit_seconds), report.fit_seconds),
        ),
    ];
    if let Some(scores) = report.scores {
        let score = |value: f64| Cell::of_number(format!("{value:.3}"), value);
        figures.extend([
            ("ARI", "adjusted Rand index", score(scores.adjusted_rand_score)),
            ("AMI", "adjusted mutual information", score(scores.adjusted_mutual_info_score)),
            ("v-meas", "V-measure", score(scores.v_measure_score)),
        ]);
    }
    Table {
        caption: "The fit".into(),
        columns: std::iter::once(Column::new("init", ""))
            .chain(figures.iter().map(|(name, help, _)| Column::new(name, help)))
            .collect(),
        rows: vec![Row {
            name: report.init.clone(),
            cells: figures.into_iter().map(|(.., cell)| cell).collect(),
        }],
    }
}
