//! Figures, one a file: a struct with the data, and `to_svg`.

mod bar_grid;
mod centroid_grid;
mod convergence;
mod curve_grid;
mod growth_chart;
mod heat_map;
mod image_grid;
mod pca_plane;
mod ratio_chart;
mod report_plane;
mod scree_plot;
mod seed_strips;
mod silhouette_plot;

pub(crate) use bar_grid::{BarGrid, CaptionedBars};
pub(crate) use centroid_grid::CentroidGrid;
pub(crate) use convergence::{Convergence, InertiaTraces};
pub(crate) use curve_grid::{CurveGrid, CurvePanel, CurvePoint};
pub use growth_chart::{Curve, GrowthChart, Panel};
pub(crate) use heat_map::HeatMap;
pub(crate) use image_grid::{CaptionedImage, ImageGrid};
pub(crate) use pca_plane::PcaPlane;
pub use ratio_chart::{RatioChart, Row};
pub(crate) use report_plane::ReportPlane;
pub(crate) use scree_plot::ScreePlot;
pub(crate) use seed_strips::{SeedStrips, Strip, StripPanel};
pub(crate) use silhouette_plot::{SilhouetteBand, SilhouettePlot};
