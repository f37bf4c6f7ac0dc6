use super::experiment::{Comparison, Initialisation};
use super::pictures;
use super::results::Results;
use super::row::Row;
use super::tutorial::TutorialFit;
use crate::cli::Rng;
use crate::report::ColumnOf;
use crate::report::document::{self, Better, Block, Cell, Column, Table};
use crate::text::counted;

/// The comparisons as tables, and the numbers of scikit-learn's page beside ours.
pub(super) fn comparisons(results: &Results) -> Vec<Block> {
    let mut blocks = Vec::new();
    for settings in &results.settings.comparisons {
        let rows = results.rows(settings.comparison);
        let caption = format!("The {} comparison", settings.comparison.name());
        let text = match settings.comparison {
            Comparison::Faithful => FAITHFUL,
            Comparison::Honest => HONEST,
        };
        blocks.push(Block::Text(text.into()));
        blocks.push(Block::Table(comparison(&caption, &rows)));
        if settings.comparison == Comparison::Faithful
            && (settings.rng, settings.seed, results.settings.n_init) == (Rng::Numpy, 0, 4)
        {
            blocks.extend(beside_the_page(&rows));
        }
    }
    blocks
}

const FAITHFUL: &str = "The faithful comparison repeats the steps of scikit-learn's page with the same \
                        random numbers. PCA of the raw samples gives first centres among the scaled \
                        samples, and the silhouette is measured on the raw samples.";

const HONEST: &str = "The honest comparison does what the page's headings say. PCA-based centres lie \
                      along the principal components of the scaled samples, and the silhouette is \
                      measured on the same samples.";

/// Names of the scores, in the order of [`Row::scores`], and their meanings.
const SCORES: [(&str, &str); 6] = [
    ("homo", "homogeneity; more is better"),
    ("compl", "completeness; more is better"),
    ("v-meas", "V-measure; more is better"),
    ("ARI", "adjusted Rand index; more is better"),
    ("AMI", "adjusted mutual information; more is better"),
    ("silhouette", "how well separated the clusters are; more is better"),
];

fn comparison(caption: &str, rows: &[&Row]) -> Table {
    type Of = fn(&&Row) -> f64;
    let time: Of = |row| row.fit_seconds.median;
    let n_iter: Of = |row| row.n_iter as f64;
    let inertia: Of = |row| row.inertia;
    let about_inertia = "sum of squared distances to the nearest centre; less is better";
    let mut columns = vec![
        ColumnOf::number(
            "restarts",
            "of each fit; the best one counts",
            |row: &&Row| row.n_init as f64,
            |n| n.to_string(),
        ),
        ColumnOf::number(
            "time",
            "median time of scaler plus fit with all its restarts; less is better",
            time,
            |seconds| format!("{:.2} ms", seconds * 1e3),
        )
        .best(Better::Less),
        ColumnOf::number("iterations", "iterations of the best restart", n_iter, |n| n.to_string()),
        ColumnOf::number("inertia", about_inertia, inertia, |inertia| format!("{inertia:.0}"))
            .best(Better::Less),
    ];
    columns.extend(SCORES.iter().enumerate().map(|(at, (name, help))| {
        let score = move |row: &&Row| row.scores()[at];
        ColumnOf::number(name, help, score, |score| format!("{score:.3}")).best(Better::More)
    }));
    Table::new(caption, "init", rows, |row| row.init.name().into(), &columns)
}

/// Numbers of a row that can be reproduced. The last one, the silhouette, cannot: the page draws its 300
/// samples without a seed.
const N_REPRODUCIBLE: usize = 6;

/// The table of scikit-learn 1.7's "A demo of K-Means clustering on the handwritten digits data" without
/// its times: inertia, homogeneity, completeness, V-measure, ARI, AMI, silhouette.
const PAGE: [(Initialisation, [&str; 7]); 3] = [
    (
        Initialisation::KMeansPlusPlus,
        ["69545", "0.598", "0.645", "0.621", "0.469", "0.617", "0.158"],
    ),
    (Initialisation::Random, ["69735", "0.681", "0.723", "0.701", "0.574", "0.698", "0.173"]),
    (Initialisation::PcaBased, ["69513", "0.600", "0.647", "0.622", "0.468", "0.618", "0.162"]),
];

fn beside_the_page(rows: &[&Row]) -> Vec<Block> {
    let names = ["init", "inertia"].into_iter().chain(SCORES.map(|(name, _)| name));
    let mut table = Table {
        caption: "The numbers of scikit-learn's page beside ours".into(),
        columns: names.map(|name| Column::new(name, "")).collect(),
        rows: Vec::new(),
    };
    if let Some(silhouette) = table.columns.last_mut() {
        silhouette.help = "the page's values cannot be reproduced".into();
    }
    let (mut n_equal, mut n_numbers) = (0, 0);
    for (init, theirs) in &PAGE {
        let Some(row) = rows.iter().find(|row| row.init == *init) else { continue };
        let ours = row.printed();
        let pairs = theirs.iter().zip(&ours).take(N_REPRODUCIBLE);
        n_equal += pairs.filter(|(page, ours)| page == ours).count();
        n_numbers += N_REPRODUCIBLE;
        for (whose, cells) in [("page", theirs.map(Cell::of_text).into()), ("ours", cells(ours))] {
            let name = format!("{}, {whose}", init.name());
            table.rows.push(document::Row { name, cells });
        }
    }
    let said = format!(
        "{n_equal} of {n_numbers} reproducible numbers equal those of the page in every digit that it \
         prints. Its silhouettes cannot be reproduced, because it draws 300 samples without a seed; \
         ours use all samples. Its times come from another machine and are left out."
    );
    vec![Block::Table(table), Block::Text(said)]
}

fn cells(texts: Vec<String>) -> Vec<Cell> {
    texts.into_iter().map(Cell::of_text).collect()
}

/// The numbers from the tutorial's code, which differ from those that the tutorial shows.
pub(super) fn tutorial(results: &Results) -> Vec<Block> {
    let column = |name, of: fn(&TutorialFit) -> f64, shown| ColumnOf::number(name, "", of, shown);
    let score: fn(f64) -> String = |score| format!("{score:.4}");
    let columns = [
        column("inertia", |fit| fit.inertia, |inertia| format!("{inertia:.0}")),
        column("iterations", |fit| fit.n_iter as f64, |n_iter| n_iter.to_string()),
        column("silhouette", |fit| fit.silhouette, score),
        column("ARI", |fit| fit.adjusted_rand, score),
        column("AMI", |fit| fit.adjusted_mutual_info, score),
    ];
    let name = |fit: &TutorialFit| format!("{} of k-means++", counted(fit.n_init, "restart"));
    let caption = "k-means on the raw pixels, random_state 42";
    let table = Table::new(caption, "fit", &results.tutorial, name, &columns);
    let said = "A tutorial on the same data shows a silhouette of 0.1482 and an adjusted Rand index of \
                0.6714. Its code, however, gives the numbers in the first row of this table.";
    let mut blocks = vec![Block::Text(said.into()), Block::Table(table)];
    blocks.extend(pictures::centroids(results).map(Block::Figure));
    blocks
}
