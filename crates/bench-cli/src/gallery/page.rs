use anyhow::Result;
use digits_data::Scalar;

use super::experiment::{Comparison, Experiment};
use super::results::Results;
use super::tables;
use crate::report::document::{Block, Plane, Report};
use crate::report::sections::{Study, how, over_seeds, section};
use crate::trials::{InitRuns, Traced, answer};

const QUESTION: &str = "Where should k-means start on the handwritten digits: at samples that \
                        k-means++ picks, at random samples, or along the principal components?";

/// The report on the digits. `experiment` is the comparison that it looks into.
pub(super) fn report<F: Scalar>(
    results: &Results,
    experiment: &Experiment,
    study: &Study<'_, F>,
    plane: Option<Plane>,
) -> Result<Report> {
    let mut blocks = over_seeds(&results.seeds);
    blocks.extend(tables::comparisons(results));
    let mut sections = vec![section("results", "Results", blocks)];
    sections.extend(study.sections()?);
    if let (Some(best), Some(plane)) =
        (Traced::best(&study.traced), sections.iter_mut().find(|section| section.id == "plane"))
    {
        let column = results.column(experiment.comparison, &best.name);
        plane
            .blocks
            .push(Block::Text(format!("Its labels are the column {column:?} of labels.csv.")));
    }
    sections.push(section(
        "two-numbers",
        "k-means on the plane, as on scikit-learn's page",
        of_plane(plane),
    ));
    sections.push(section("tutorial", "The tutorial", tables::tutorial(results)));
    sections.push(how(settings(results, experiment), &results.environment));
    Ok(Report {
        title: "k-means on the handwritten digits".into(),
        question: QUESTION.into(),
        answer: answer(&results.seeds),
        sections,
    })
}

const OF_PLANE: &str = "The figure of scikit-learn's page shows another clustering: the digits are reduced to \
                        two principal components first, and k-means clusters these two numbers per \
                        sample. Its regions have letters. They are not the numbered clusters above.";

fn of_plane(plane: Option<Plane>) -> Vec<Block> {
    let plane = plane.map(|plane| Block::Plane(Box::new(plane)));
    plane.map_or_else(Vec::new, |plane| vec![Block::Text(OF_PLANE.into()), plane])
}

fn settings(results: &Results, experiment: &Experiment) -> Vec<(&'static str, String)> {
    let settings = &results.settings;
    let comparison = |comparison: &Experiment| {
        let name = match comparison.comparison {
            Comparison::Faithful => "Faithful comparison",
            Comparison::Honest => "Honest comparison",
        };
        (name, format!("random numbers {}, seed {}", comparison.rng.name(), comparison.seed))
    };
    let seeds = InitRuns::seeds(&results.seeds);
    let rest = [
        ("Pictures", format!("from the {} comparison", experiment.comparison.name())),
        ("Seeds", format!("{seeds}, {}", experiment.rng.name())),
        ("Restarts", format!("{} for k-means++ and random, 1 for PCA-based", settings.n_init)),
        ("Times", format!("median of {} runs of scaler plus fit", settings.repeats)),
        ("Numbers", settings.precision.to_owned()),
    ];
    settings.comparisons.iter().map(comparison).chain(rest).collect()
}
