use std::path::Path;

use anyhow::Result;
use rayon::prelude::*;

use super::document::{Block, Figure, Report};
use super::html::{page, plane_svg};
use crate::charts::png::to_png;
use crate::files::OutputDir;

/// Writes a report and its figures into a folder of their own, all of them or none.
pub(crate) fn write_to(folder: &Path, report: &Report) -> Result<()> {
    let mut out = OutputDir::new(folder)?;
    stage(&mut out, report, Vec::new())?;
    out.commit()
}

/// Adds a report, its figures and others that stand for themselves to what is to be written.
pub(crate) fn stage(out: &mut OutputDir, report: &Report, others: Vec<Figure>) -> Result<()> {
    let (page, figures) = rayon::join(|| page(report), || pictures(report, others));
    out.stage("report.html", page?)?;
    for (figure, png) in figures? {
        out.stage(&format!("{}.svg", figure.name), &figure.svg)?;
        out.stage(&format!("{}.png", figure.name), png)?;
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
        Block::Text(_) | Block::Code(_) | Block::Table(_) => None,
    };
    let figures: Vec<Figure> = blocks.filter_map(figure).chain(others).collect();
    let drawn = figures.into_par_iter().map(|figure| {
        let png = to_png(&figure.svg)?;
        Ok((figure, png))
    });
    drawn.collect()
}
