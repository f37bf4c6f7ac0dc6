use anyhow::{Result, ensure};

use super::inline_svg::{inline_svg, title_of};
use super::plane::PlaneView;
use super::table::TableView;
use crate::report::document::{Block, Figure, Report, Section};

/// A section with something in it.
pub(super) struct SectionView<'a> {
    pub(super) id: &'a str,
    pub(super) heading: &'a str,
    pub(super) blocks: Vec<BlockView<'a>>,
}

pub(super) enum BlockView<'a> {
    Text(&'a str),
    Warning(&'a str),
    Code(&'a str),
    Table(TableView<'a>),
    Figure(FigureView<'a>),
    Plane(Box<PlaneView<'a>>),
}

pub(super) struct FigureView<'a> {
    /// The title of the picture, escaped.
    pub(super) title: &'a str,
    pub(super) caption: &'a str,
    pub(super) svg: String,
}

/// The report's sections without those that hold nothing, their blocks numbered through for ids.
///
/// # Errors
///
/// If two sections have one id, or a row of a table has too few or too many cells.
pub(super) fn sections(report: &Report) -> Result<Vec<SectionView<'_>>> {
    let mut sections: Vec<SectionView<'_>> = Vec::new();
    let mut n_blocks = 0;
    for Section { id, heading, blocks } in &report.sections {
        let mut views = Vec::new();
        for block in blocks.iter().filter(|block| !is_empty(block)) {
            n_blocks += 1;
            views.push(view(block, n_blocks)?);
        }
        if views.is_empty() {
            continue;
        }
        ensure!(
            sections.iter().all(|section| section.id != *id),
            "two sections of the report have the id {id:?}: please report this"
        );
        sections.push(SectionView { id, heading, blocks: views });
    }
    Ok(sections)
}

fn is_empty(block: &Block) -> bool {
    match block {
        Block::Text(text) | Block::Warning(text) | Block::Code(text) => text.trim().is_empty(),
        Block::Table(table) => table.rows.is_empty(),
        Block::Figure(figure) => figure.svg.is_empty(),
        Block::Plane(plane) => {
            plane.points.is_empty() || plane.runs.iter().all(|run| run.rounds.is_empty())
        }
    }
}

fn view(block: &Block, number: usize) -> Result<BlockView<'_>> {
    Ok(match block {
        Block::Text(text) => BlockView::Text(text),
        Block::Warning(text) => BlockView::Warning(text),
        Block::Code(text) => BlockView::Code(text),
        Block::Table(table) => BlockView::Table(TableView::new(table, number)?),
        Block::Figure(Figure { caption, svg, .. }) => {
            let (title, svg) = (title_of(svg), inline_svg(svg, &format!("figure-{number}")));
            BlockView::Figure(FigureView { title, caption, svg })
        }
        Block::Plane(plane) => BlockView::Plane(Box::new(PlaneView::new(plane, number)?)),
    })
}
