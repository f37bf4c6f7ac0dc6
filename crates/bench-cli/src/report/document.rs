//! The contents of a report as plain data. [`super::html`] makes a page of them.

/// A whole report: sections in the order they are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Report {
    /// What is compared on what: "k-means on the handwritten digits".
    pub(crate) title: String,
    /// What was asked, in one sentence.
    pub(crate) question: String,
    /// What came out, in one sentence or two.
    pub(crate) answer: String,
    pub(crate) sections: Vec<Section>,
}

/// A heading and what stands under it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Section {
    /// To link to: lower-case words and hyphens.
    pub(crate) id: &'static str,
    pub(crate) heading: String,
    pub(crate) blocks: Vec<Block>,
}

/// A piece of a section.
#[derive(Debug, Clone)]
pub(crate) enum Block {
    /// A paragraph.
    Text(String),
    /// Something to copy, such as the command that makes the report again.
    Code(String),
    Table(Table),
    Figure(Figure),
    Plane(Box<Plane>),
}

/// A table of figures, one row a thing that is compared.
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
    /// What the name means, and whether more or less is better.
    pub(crate) help: String,
}

/// Which end of a column is better.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Better {
    Less,
    More,
}

impl Better {
    /// Whether none of the others is better than this value.
    pub(crate) fn is_best(self, value: f64, others: impl IntoIterator<Item = f64>) -> bool {
        others.into_iter().all(|other| match self {
            Self::Less => value <= other,
            Self::More => value >= other,
        })
    }
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Row {
    pub(crate) name: String,
    /// One for each column but the first.
    pub(crate) cells: Vec<Cell>,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Cell {
    /// As it is shown.
    pub(crate) text: String,
    /// In full precision, where it is a number: what a test or a program reads.
    pub(crate) value: Option<f64>,
    /// Whether it is the best of its column.
    pub(crate) is_best: bool,
}

impl Column {
    /// A column, and what its name means; nothing where that is plain.
    pub(crate) fn new(name: &str, help: &str) -> Self {
        Self { name: name.into(), help: help.into() }
    }
}

impl Cell {
    /// Words, or a number that is not to be read by a program.
    pub(crate) fn of_text(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// A number as it is shown, and in full.
    pub(crate) fn of_number(value: f64, shown: impl Fn(f64) -> String) -> Self {
        Self { text: shown(value), value: Some(value), is_best: false }
    }
}

/// A picture, also written as a file of its own.
#[derive(Debug, Clone, Default)]
pub(crate) struct Figure {
    /// The file's name without its ending: "convergence".
    pub(crate) name: String,
    /// What is to be seen, in a sentence or two, for the page.
    pub(crate) caption: String,
    /// The text of an SVG file, whose `<title>` and `<desc>` say what it shows.
    pub(crate) svg: String,
}

/// The plane of the first two principal components, with every round of every initialisation.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plane {
    pub(crate) caption: String,
    /// A file of its own, as the figures are: the last round of the first run.
    pub(crate) name: String,
    /// Where samples lie; not all of them where there are many.
    pub(crate) points: Vec<[f64; 2]>,
    /// What is known of each point.
    pub(crate) samples: Vec<PlaneSample>,
    /// The number of pixels in a row of the samples' images; none where they are no images.
    pub(crate) image_width: Option<usize>,
    /// The samples' values, `points.len()` rows one after the other, for their images; empty where they
    /// are no images.
    pub(crate) pixels: Vec<f64>,
    pub(crate) runs: Vec<PlaneRun>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct PlaneSample {
    /// Its row in the data, from 0.
    pub(crate) row: usize,
    /// Its true label, if there is one.
    pub(crate) true_label: Option<String>,
}

/// One initialisation on the plane, from seeding to convergence.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlaneRun {
    /// The initialisation.
    pub(crate) name: String,
    pub(crate) rounds: Vec<PlaneRound>,
}

/// Centres, and the labels that belong to them.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlaneRound {
    /// From 0, where the centres are the seeds; some are left out where there are many.
    pub(crate) number: usize,
    pub(crate) cluster_centers: Vec<[f64; 2]>,
    /// One a point.
    pub(crate) labels: Vec<u32>,
    pub(crate) inertia: f64,
}
