//! Figures, one per file: a struct with the data, and `to_svg`.

mod bar_grid;
mod centroid_grid;
mod convergence;
mod curve_chart;
mod curve_grid;
mod heat_map;
mod image_grid;
mod pca_plane;
mod profile_map;
mod ratio_chart;
mod report_plane;
mod scree_plot;
mod seed_strips;
mod silhouette_plot;

pub(crate) use bar_grid::BarGrid;
pub(crate) use centroid_grid::CentroidGrid;
pub(crate) use convergence::{Convergence, InertiaTraces};
pub use curve_chart::{Curve, CurveChart, Panel};
pub(crate) use curve_grid::{CurveGrid, CurvePanel, CurvePoint};
pub(crate) use heat_map::HeatMap;
pub(crate) use image_grid::ImageGrid;
pub(crate) use pca_plane::PcaPlane;
pub(crate) use profile_map::ProfileMap;
pub use ratio_chart::{RatioChart, Row};
pub(crate) use report_plane::{PlaneLook, ReportPlane};
pub(crate) use scree_plot::ScreePlot;
pub(crate) use seed_strips::{SeedStrips, StripPanel};
pub(crate) use silhouette_plot::SilhouettePlot;

/// Numbers to draw, and the words beside them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Captioned {
    /// Pixels of an image row by row, or the heights of bars.
    pub(crate) values: Vec<f64>,
    /// Lines of words, the first in black and the others in grey.
    pub(crate) lines: Vec<String>,
}

impl Captioned {
    /// The words of several, for a screen reader.
    fn words(all: &[Self]) -> String {
        all.iter().map(|one| one.lines.join(", ") + ".").collect::<Vec<_>>().join(" ")
    }
}

/// Numbers to draw, in any order, and their name. A number that is not finite is left out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) values: Vec<f64>,
}

#[cfg(test)]
impl Captioned {
    fn of(values: &[f64], lines: &[&str]) -> Self {
        Self { values: values.to_vec(), lines: lines.iter().map(ToString::to_string).collect() }
    }
}
