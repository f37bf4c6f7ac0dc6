use std::path::Path;

use anyhow::Result;
use rayon::prelude::*;

use super::document::{Block, Figure, Report};
use super::html::{page, plane_svg};
use crate::charts::png::to_png;
use crate::files::OutputFiles;

/// Stages a report, its figures and others that stand for themselves.
pub(crate) fn stage(
    files: &mut OutputFiles,
    folder: &Path,
    report: &Report,
    others: Vec<Figure>,
) -> Result<()> {
    let (page, figures) = rayon::join(|| page(report), || pictures(report, others));
    files.stage_in(folder, "report.html", page?)?;
    for (figure, png) in figures? {
        files.stage_in(folder, &format!("{}.svg", figure.name), &figure.svg)?;
        files.stage_in(folder, &format!("{}.png", figure.name), png)?;
    }
    Ok(())
}

fn pictures(report: &Report, others: Vec<Figure>) -> Result<Vec<(Figure, Vec<u8>)>> {
    let blocks = report.sections.iter().flat_map(|section| &section.blocks);
    let figure = |block: &Block| match block {
        Block::Figure(figure) => Some(figure.clone()),
        Block::Plane(plane) => Some(Figure {
            name: plane.name.clone(),
            caption: plane.caption.clone(),
            svg: plane_svg(plane),
        }),
        Block::Text(_) | Block::Warning(_) | Block::Code(_) | Block::Table(_) => None,
    };
    let figures: Vec<Figure> = blocks.filter_map(figure).chain(others).collect();
    let drawn = figures.into_par_iter().map(|figure| {
        let png = to_png(&figure.svg)?;
        Ok((figure, png))
    });
    drawn.collect()
}
