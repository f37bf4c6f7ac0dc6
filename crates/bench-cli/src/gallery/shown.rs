use std::num::NonZeroUsize;

use anyhow::Result;
use digits_data::Scalar;
use kmeans_core::ClusterModel;

use super::experiment::IMAGE_WIDTH;
use crate::cli::Show;
use crate::report::sections::Study;
use crate::text::numbers::{counted, number};
use crate::text::terminal::{BlockImage, ImageBlocks, TerminalColours, sparkline};
use crate::trials::Traced;

/// Assumed width of a terminal that does not say how wide it is.
const USUAL_WIDTH: usize = 80;

/// Draws the pictures that were asked for below the table.
pub(super) fn draw<F: Scalar>(asked: &[Show], study: &Study<'_, F>) -> Result<String> {
    let mut text = String::new();
    for what in asked {
        text += &match what {
            Show::Centroids => centroids(study)?,
            Show::Convergence => convergence(&study.traced),
        };
    }
    Ok(text)
}

/// Centroids of the fit with the smallest inertia, as in the report.
fn centroids<F: Scalar>(study: &Study<'_, F>) -> Result<String> {
    let Some(best) = Traced::best(&study.traced) else { return Ok(String::new()) };
    let sizes = best.model.cluster_sizes();
    let centers = study.subject.unscaled(best.model.cluster_centers().cast()?)?;
    let image = |(cluster, (pixels, size)): (usize, (&[f64], &usize))| BlockImage {
        heading: format!("{cluster}: {size}"),
        pixels: pixels.to_vec(),
    };
    let images: Vec<BlockImage> = centers.rows().zip(&sizes).enumerate().map(image).collect();
    let blocks = ImageBlocks {
        images: &images,
        image_width: IMAGE_WIDTH,
        terminal_width: terminal_width(),
        colours: TerminalColours::of_stdout(),
    };
    let heading = format!("\nCluster centres from {}, and the sizes of the clusters\n", best.name);
    Ok(blocks.to_text().map_or(String::new(), |blocks| heading + &blocks))
}

/// Inertia by iteration of each initialisation's best restart.
fn convergence<F: Scalar>(traced: &[Traced<F>]) -> String {
    /// Columns for the text beside the bars.
    const WORDS: usize = 44;
    let width = terminal_width().saturating_sub(WORDS).max(10);
    let line = |fit: &Traced<F>| {
        let bars = sparkline(fit.best_inertias(), width, number);
        format!("{:<10} {bars}  {}\n", fit.name, counted(fit.model.n_iter(), "iteration"))
    };
    let lines: String = traced.iter().map(line).collect();
    format!("\nInertia by iteration, best restart of each initialisation\n{lines}")
}

fn terminal_width() -> usize {
    let told = || std::env::var("COLUMNS").ok()?.parse::<NonZeroUsize>().ok();
    let asked = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    asked.or_else(|| told().map(NonZeroUsize::get)).unwrap_or(USUAL_WIDTH)
}
