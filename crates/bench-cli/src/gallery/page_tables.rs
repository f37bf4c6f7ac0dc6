use super::pictures;
use super::published::{PAGE, Published, printed};
use super::results::{Comparison, Results, Row, TutorialFit};
use crate::report::document::{self, Better, Block, Cell, Column, Table};
use crate::text::counted::counted;

/// The comparisons as tables, and what the page prints beside what we get.
pub(super) fn tables(results: &Results) -> Vec<Block> {
    let mut blocks = Vec::new();
    for settings in &results.settings.comparisons {
        let rows: Vec<&Row> = results.rows(settings.comparison).collect();
        let (caption, text) = match settings.comparison {
            Comparison::Faithful => ("The faithful comparison", FAITHFUL),
            Comparison::Honest => ("The honest comparison", HONEST),
        };
        blocks.push(Block::Text(text.into()));
        blocks.push(Block::Table(comparison(caption, &rows)));
        if settings.comparison == Comparison::Faithful && is_the_pages(results) {
            blocks.extend(beside_the_page(&rows));
        }
    }
    blocks
}

const FAITHFUL: &str = "The faithful comparison does what scikit-learn's page does, with the same \
                        random numbers: PCA of the raw samples gives centres among the scaled ones, \
                        and silhouettes are of the raw samples.";

const HONEST: &str = "The honest comparison does what the page's headings say: PCA-based starts along \
                      the components of the samples that are clustered, and silhouettes are of the \
                      samples that are clustered.";

/// A figure of a row: how it is shown, and which end of it is better.
#[derive(Debug, Clone, Copy)]
struct Figure {
    name: &'static str,
    help: &'static str,
    of: fn(&Row) -> f64,
    shown: fn(f64) -> String,
    better: Option<Better>,
}

fn comparison(caption: &str, rows: &[&Row]) -> Table {
    let score = |name, help, of: fn(&Row) -> f64| Figure {
        name,
        help,
        of,
        shown: |value| format!("{value:.3}"),
        better: Some(Better::More),
    };
    let figures = [
        Figure {
            name: "time",
            help: "median time of scaler plus fit; less is better",
            of: |row| row.fit_seconds.median,
            shown: |seconds| format!("{:.2} ms", seconds * 1e3),
            better: Some(Better::Less),
        },
        Figure {
            name: "rounds",
            help: "of the best start",
            of: |row| row.n_iter as f64,
            shown: |rounds| rounds.to_string(),
            better: None,
        },
        Figure {
            name: "inertia",
            help: "sum of squared distances to the nearest centre; less is better",
            of: |row| row.inertia,
            shown: |inertia| format!("{inertia:.0}"),
            better: Some(Better::Less),
        },
        score("homo", "homogeneity; more is better", |row| row.homogeneity),
        score("compl", "completeness; more is better", |row| row.completeness),
        score("v-meas", "V-measure; more is better", |row| row.v_measure),
        score("ARI", "adjusted Rand index; more is better", |row| row.adjusted_rand),
        score("AMI", "adjusted mutual information; more is better", |row| row.adjusted_mutual_info),
        score("silhouette", "more is better", |row| row.silhouette),
    ];
    let columns = figures.iter().map(|figure| Column::new(figure.name, figure.help));
    Table {
        caption: caption.into(),
        columns: std::iter::once(Column::new("init", "")).chain(columns).collect(),
        rows: rows.iter().map(|row| of_row(row, rows, &figures)).collect(),
    }
}

fn of_row(row: &Row, rows: &[&Row], figures: &[Figure]) -> document::Row {
    let cell = |figure: &Figure| {
        let value = (figure.of)(row);
        let all = || rows.iter().map(|other| (figure.of)(other));
        let is_best = figure.better.is_some_and(|better| better.is_best(value, all()));
        Cell { text: (figure.shown)(value), value: Some(value), is_best }
    };
    document::Row { name: row.init.name().into(), cells: figures.iter().map(cell).collect() }
}

/// Whether what was asked is what the page asks.
fn is_the_pages(results: &Results) -> bool {
    let faithful = results.settings.comparisons.iter();
    let mut faithful = faithful.filter(|settings| settings.comparison == Comparison::Faithful);
    let is_seeded_alike = faithful.any(|settings| settings.rng == "numpy" && settings.seed == 0);
    is_seeded_alike && results.settings.n_init == 4
}

fn beside_the_page(rows: &[&Row]) -> Vec<Block> {
    let names = ["inertia", "homo", "compl", "v-meas", "ARI", "AMI"];
    let columns =
        std::iter::once(Column::new("init", "")).chain(names.map(|name| Column::new(name, "")));
    let silhouette = Column::new("silhouette", "the page's cannot be had again");
    let mut table = Table {
        caption: "What the page prints, and what we get".into(),
        columns: columns.chain([silhouette]).collect(),
        rows: Vec::new(),
    };
    let (mut n_equal, mut n_figures) = (0, 0);
    for page in &PAGE {
        let Some(row) = rows.iter().find(|row| row.init == page.init) else { continue };
        let Published { reproducible, silhouette, .. } = page;
        n_equal += page.n_equal(row);
        n_figures += reproducible.len();
        let name = row.init.name();
        let theirs = reproducible.iter().chain([silhouette]).map(|&figure| Cell::of_text(figure));
        table.rows.push(document::Row { name: format!("{name}, page"), cells: theirs.collect() });
        let ours = printed(row).into_iter().chain([format!("{:.3}", row.silhouette)]);
        let cells = ours.map(Cell::of_text).collect();
        table.rows.push(document::Row { name: format!("{name}, ours"), cells });
    }
    let said = format!(
        "{n_equal} of {n_figures} figures that can be had again are equal in every digit that the page \
         prints. Its silhouettes cannot: they are of 300 samples that it draws without a seed; ours are \
         of all. Its times are those of another machine and are left out."
    );
    vec![Block::Table(table), Block::Text(said)]
}

/// A figure of a fit of the tutorial, and how it is shown.
type TutorialFigure = (&'static str, fn(&TutorialFit) -> f64, fn(f64) -> String);

/// What the tutorial's code gives, which is not what the tutorial shows.
pub(super) fn tutorial(results: &Results) -> Vec<Block> {
    let score = |value: f64| format!("{value:.4}");
    let figures: [TutorialFigure; 5] = [
        ("inertia", |fit| fit.inertia, |inertia| format!("{inertia:.0}")),
        ("rounds", |fit| fit.n_iter as f64, |n| n.to_string()),
        ("silhouette", |fit| fit.silhouette, score),
        ("ARI", |fit| fit.adjusted_rand, score),
        ("AMI", |fit| fit.adjusted_mutual_info, score),
    ];
    let row = |fit: &TutorialFit| {
        let cell = |&(_, figure, shown): &TutorialFigure| {
            let value = figure(fit);
            Cell::of_number(shown(value), value)
        };
        let name = format!("{} of k-means++", counted(fit.n_init, "start"));
        document::Row { name, cells: figures.iter().map(cell).collect() }
    };
    let columns = figures.iter().map(|(name, ..)| Column::new(name, ""));
    let table = Table {
        caption: "k-means on the raw pixels, random_state 42".into(),
        columns: std::iter::once(Column::new("fit", "")).chain(columns).collect(),
        rows: results.tutorial.iter().map(row).collect(),
    };
    let said = "A tutorial on the same data shows a silhouette of 0.1482 and an adjusted Rand index of \
                0.6714. Its code gives the figures of the first row.";
    let mut blocks = vec![Block::Text(said.into()), Block::Table(table)];
    blocks.extend(pictures::centroids(results).map(Block::Figure));
    blocks
}
