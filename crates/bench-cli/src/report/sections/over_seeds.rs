use crate::report::ColumnOf;
use crate::report::document::{Better, Block, Cell, Table};
use crate::text::numbers::{
    alike, counted, deviation, durations_alike, listed, p_value, short_number,
};
use crate::trials::{Behind, Comparison, Figure, InitRuns, Run, time_and_agreement};

/// Compares fits over many seeds, in sentences and in the tables with their numbers.
pub(crate) fn over_seeds(inits: &[InitRuns]) -> Vec<Block> {
    let mut blocks = vec![Block::Text(time_and_agreement(inits)), Block::Table(means(inits))];
    let comparison = Comparison::of(inits).filter(|comparison| !comparison.others.is_empty());
    if let Some(comparison) = comparison {
        blocks.push(Block::Table(behind(&comparison)));
        blocks.push(Block::Text(tests(&comparison)));
    }
    blocks
}

/// Means over the seeds with their standard deviations. Scores that a run lacks are left out.
fn means(inits: &[InitRuns]) -> Table {
    let score = |name, help, figure| {
        let three: fn(&[f64]) -> Vec<String> =
            |scores| scores.iter().map(|score| format!("{score:.3}")).collect();
        mean(name, help, figure, three).best(Better::More)
    };
    let one: fn(&[f64]) -> Vec<String> = |all| all.iter().map(|n| format!("{n:.1}")).collect();
    let mut columns = vec![
        ColumnOf::number(
            "restarts",
            "of each fit; the best one counts",
            |init: &InitRuns| init.n_init as f64,
            |n| n.to_string(),
        ),
        mean("inertia", "less is better", Run::INERTIA, alike).best(Better::Less),
        mean("iterations", "iterations of the best restart", Run::N_ITER, one),
        score("ARI", "adjusted Rand index; more is better", Run::ADJUSTED_RAND),
        score("silhouette", "more is better", Run::SILHOUETTE),
        ColumnOf::new(
            "time",
            "median of a fit with all its restarts; less is better",
            |init: &InitRuns| {
                let median = init.spread(Run::FIT_SECONDS).map(|spread| spread.median);
                median
                    .map_or_else(Cell::default, |median| Cell::of_number(median, |_| String::new()))
            },
        )
        .alike(durations_alike)
        .best(Better::Less),
    ];
    columns.retain(|column| inits.iter().all(|init| column.has(init)));
    let seeds = counted(inits.first().map_or(0, |init| init.runs.len()), "seed");
    let caption = format!(
        "Means over {seeds}, with the standard deviation where seeds differ; the time is a median"
    );
    Table::new(&caption, "init", inits, |init| init.init.clone(), &columns)
}

fn mean(
    name: &str,
    help: &str,
    figure: Figure,
    shown: fn(&[f64]) -> Vec<String>,
) -> ColumnOf<'static, InitRuns> {
    let cell = move |init: &InitRuns| {
        let Some(spread) = init.spread(figure) else { return Cell::default() };
        let spread_shown = spread
            .standard_deviation
            .filter(|value| *value > 0.0)
            .map_or_else(String::new, |value| format!(" ± {}", deviation(value)));
        Cell::of_number(spread.mean, |_| spread_shown.clone())
    };
    ColumnOf::new(name, help, cell).alike(shown)
}

/// Each initialisation against the best, seed by seed.
fn behind(comparison: &Comparison<'_>) -> Table {
    let count = |name, help, of: fn(&Behind<'_>) -> usize| {
        ColumnOf::number(name, help, move |it: &Behind<'_>| of(it) as f64, |n| n.to_string())
    };
    let columns = [
        ColumnOf::new(
            "behind by",
            "how much larger the mean inertia is than the smallest one",
            |it: &Behind<'_>| Cell::of_text(&it.by),
        ),
        count("worse", "seeds with a larger inertia", |it| it.differences.n_higher),
        count("equal", "seeds with the same inertia, up to rounding", |it| it.differences.n_equal),
        count("better", "seeds with a smaller inertia", |it| it.differences.n_lower),
        ColumnOf::new(
            "p-value",
            "Wilcoxon's signed-rank test, two-sided, paired by seed",
            |it: &Behind<'_>| {
                let p = it.differences.wilcoxon_p_value;
                p.map_or_else(
                    || Cell::of_text("no test"),
                    |p| Cell { value: Some(p), ..Cell::of_text(p_value(p)) },
                )
            },
        ),
    ];
    let caption = format!("Inertia against that of {}, seed by seed", comparison.best.init);
    Table::new(&caption, "init", &comparison.others, |it| it.init.init.clone(), &columns)
}

/// Names the test, what it compares, and what it leaves out.
fn tests(comparison: &Comparison<'_>) -> String {
    let Comparison { best, others, limit, .. } = comparison;
    let mut text = format!(
        "The test is Wilcoxon's signed-rank test of the inertias, paired by seed, against {}. A difference is \
         more than noise below p = {}: 0.05 shared among {}.",
        best.init,
        short_number(*limit),
        counted(others.len(), "comparison")
    );
    let all = std::iter::once(*best).chain(others.iter().map(|other| other.init));
    let fixed: Vec<String> =
        all.filter(|init| !init.is_random).map(|init| init.init.clone()).collect();
    if !fixed.is_empty() {
        let untested = format!(
            " No test is made with {}: every seed gives the same fit, so there is no spread to compare.",
            listed(&fixed, "or")
        );
        text += &untested;
    }
    text
}
