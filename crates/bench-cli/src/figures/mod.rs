//! Figures: pure functions from samples to the text of an SVG file, one file a figure.
//!
//! The same input gives the same text. No figure knows the clock, the disk, or how its clusters
//! were found.

mod plane;
mod voronoi;
