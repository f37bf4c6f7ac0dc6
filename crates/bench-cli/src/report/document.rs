//! The contents of a report as plain data. [`super::html`] makes a page of them.

use crate::charts::PlaneLook;

/// A whole report: sections in the order they are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Report {
    /// Subject of the report: "k-means on the handwritten digits".
    pub(crate) title: String,
    /// The question, in one sentence.
    pub(crate) question: String,
    /// The outcome, in one sentence or two.
    pub(crate) answer: String,
    pub(crate) sections: Vec<Section>,
}

/// A heading and the blocks below it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Section {
    /// Target of links: lower-case words and hyphens.
    pub(crate) id: &'static str,
    pub(crate) heading: String,
    pub(crate) blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// A paragraph.
    Text(String),
    /// A paragraph that must not be overlooked.
    Warning(String),
    /// Text to copy, such as the command that makes the report again.
    Code(String),
    Table(Table),
    Figure(Figure),
    Plane(Box<Plane>),
}

/// A table of numbers and words, one row per item.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    pub(crate) caption: String,
    /// The first column names the row.
    pub(crate) columns: Vec<Column>,
    pub(crate) rows: Vec<Row>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Column {
    pub(crate) name: String,
    /// Meaning of the name, and which end is better; may be empty.
    pub(crate) help: String,
}

/// Which end of a column is better.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Better {
    Less,
    More,
}

impl Better {
    /// The best of some values; `None` for no values.
    pub(crate) fn best(self, values: impl IntoIterator<Item = f64>) -> Option<f64> {
        values.into_iter().reduce(match self {
            Self::Less => f64::min,
            Self::More => f64::max,
        })
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    pub(crate) name: String,
    /// One cell per column but the first.
    pub(crate) cells: Vec<Cell>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Cell {
    /// The text that is shown.
    pub(crate) text: String,
    /// The number in full precision, for tests and programs; `None` for words.
    pub(crate) value: Option<f64>,
    /// True for the best cell of its column.
    pub(crate) is_best: bool,
}

impl Column {
    /// `help` may be empty.
    pub(crate) fn new(name: &str, help: &str) -> Self {
        Self { name: name.into(), help: help.into() }
    }
}

impl Cell {
    /// A cell of words, or of a number that no program reads.
    pub(crate) fn of_text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A cell of a number.
    pub(crate) fn of_number(value: f64, shown: impl Fn(f64) -> String) -> Self {
        Self { text: shown(value), value: Some(value), is_best: false }
    }
}

/// A picture, also written as a file of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figure {
    /// The file's name without its ending: "convergence".
    pub(crate) name: String,
    /// Description for the page, in a sentence or two.
    pub(crate) caption: String,
    /// The text of an SVG file, whose `<title>` and `<desc>` say what it shows.
    pub(crate) svg: String,
}

/// Samples on the plane of two principal components, with every iteration of one or more runs.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plane {
    pub(crate) caption: String,
    /// Name of the file that shows the last iteration of the first run.
    pub(crate) name: String,
    /// Line on the picture that says what it shows.
    pub(crate) title: String,
    /// A sentence below the title, without a full stop.
    pub(crate) subtitle: String,
    /// Names of the two axes.
    pub(crate) axes: [String; 2],
    pub(crate) look: PlaneLook,
    /// Coordinates of the samples that are drawn; many samples are thinned out.
    pub(crate) points: Vec<[f64; 2]>,
    /// Row and true label of each point.
    pub(crate) samples: Vec<PlaneSample>,
    /// Pixels per row of the samples' images; `None` if samples are not images.
    pub(crate) image_width: Option<usize>,
    /// The samples' values, `points.len()` rows one after the other, for their images; empty if samples are
    /// not images.
    pub(crate) pixels: Vec<f64>,
    pub(crate) runs: Vec<PlaneRun>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct PlaneSample {
    /// The row in the data, from 0.
    pub(crate) row: usize,
    /// The true label, if there is one.
    pub(crate) true_label: Option<String>,
}

/// One initialisation on the plane, from seeding to convergence.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlaneRun {
    /// The initialisation.
    pub(crate) name: String,
    pub(crate) rounds: Vec<PlaneRound>,
}

/// Centres of one iteration, and the labels that belong to them.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlaneRound {
    /// Number of the iteration, from 0 for the first centres up to `n_iter`. Fits of many iterations skip some.
    pub(crate) number: usize,
    pub(crate) cluster_centers: Vec<[f64; 2]>,
    /// One label per point.
    pub(crate) labels: Vec<u32>,
    pub(crate) inertia: f64,
}
