//! The parts that all figures share.

mod axis;
mod colours;
mod column_names;
mod document;
mod fitted_text;
mod image;
mod looks;
mod marks;
mod plane_layout;
mod plot_area;
mod voronoi;

pub(crate) use axis::Axis;
pub(crate) use colours::{
    N_CLUSTER_COLOURS, OKABE_ITO, PAIRED, blue, cluster_colour, cluster_look, diverging, grey,
};
pub(crate) use column_names::ColumnNames;
pub(crate) use document::{
    FONT_SIZE, Side, caption, faint, grey_after_first, heading, label, page, rounded,
};
pub(crate) use fitted_text::{fitted, fitted_name, text_width, widest};
pub(crate) use image::image;
pub(crate) use looks::Look;
pub(crate) use marks::{dot, dots, group, line, polyline, rectangle, stroke};
pub(crate) use plane_layout::PlaneLayout;
pub(crate) use plot_area::PlotArea;
