//! Figures: pure functions from samples to the text of an SVG file, one file a figure.
//!
//! The same input gives the same text. No figure knows the clock, the disk, or how its clusters
//! were found.

mod centroid_grid;
mod colours;
mod curve_grid;
mod document;
mod growth_chart;
mod linear_scale;
mod log_scale;
mod pca_plane;
mod plane;
mod ratio_chart;
mod report_plane;
mod scree_plot;
mod voronoi;

pub(crate) use centroid_grid::CentroidGrid;
pub(crate) use curve_grid::{CurveGrid, CurvePanel, CurvePoint};
pub(crate) use growth_chart::{Curve, GrowthChart, Panel};
pub(crate) use pca_plane::PcaPlane;
pub(crate) use ratio_chart::{RatioChart, Row};
pub(crate) use report_plane::{PlaneLayout, ReportPlane};
pub(crate) use scree_plot::ScreePlot;
