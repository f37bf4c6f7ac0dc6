//! Figures: pure functions from samples to the text of an SVG file, one file a figure.
//!
//! The same input gives the same text. No figure knows the clock, the disk, or how its clusters
//! were found.

mod centroid_grid;
mod colours;
mod document;
mod pca_plane;
mod plane;
mod voronoi;

pub(crate) use centroid_grid::CentroidGrid;
pub(crate) use pca_plane::PcaPlane;
