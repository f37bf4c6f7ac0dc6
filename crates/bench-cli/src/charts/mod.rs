//! Figures: pure functions from samples to the text of an SVG file, one file a figure.
//!
//! The same input gives the same text. No figure knows the clock, the disk, or how its clusters
//! were found.

mod axes;
mod bar_grid;
mod centroid_grid;
mod colours;
mod convergence;
mod curve_grid;
mod document;
mod fitted_text;
mod growth_chart;
mod heat_map;
mod image;
mod image_grid;
mod linear_scale;
mod log_scale;
mod looks;
mod numbers;
mod pca_plane;
mod plane;
mod plane_layout;
pub(crate) mod png;
mod ratio_chart;
mod report_plane;
mod scree_plot;
mod seed_strips;
mod silhouette_plot;
mod voronoi;

pub(crate) use bar_grid::{BarGrid, CaptionedBars};
pub(crate) use centroid_grid::CentroidGrid;
pub(crate) use convergence::{Convergence, InertiaTraces};
pub(crate) use curve_grid::{CurveGrid, CurvePanel, CurvePoint};
pub use growth_chart::{Curve, GrowthChart, Panel};
pub(crate) use heat_map::HeatMap;
pub(crate) use image_grid::{CaptionedImage, ImageGrid};
pub(crate) use pca_plane::PcaPlane;
pub(crate) use plane_layout::PlaneLayout;
pub use ratio_chart::{RatioChart, Row};
pub(crate) use report_plane::ReportPlane;
pub(crate) use scree_plot::ScreePlot;
pub(crate) use seed_strips::{SeedStrips, Strip, StripPanel};
pub(crate) use silhouette_plot::{SilhouetteBand, SilhouettePlot};
