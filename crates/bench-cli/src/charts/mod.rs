//! Figures: pure functions from samples to the text of an SVG file.
//!
//! The same input gives the same text. No figure knows the clock, the disk, or how its clusters were found.
//!
//! | Folder | Idea |
//! |---|---|
//! | [`figures`] | one file per figure: its data, and the marks it makes of them |
//! | [`drawing`] | the parts of figures: page, words, axis, plot area, marks, colours, plane |
//! | [`png`] | a figure's pixels |

mod drawing;
mod figures;
pub(crate) mod png;
#[cfg(test)]
mod reading;

pub(crate) use drawing::{N_CLUSTER_COLOURS, PlaneLayout};
pub use figures::*;
