//! Pictures made of characters: pure functions from plain data to lines of text.

mod colours;
mod greys;
mod image_blocks;
mod sparkline;

pub(crate) use colours::TerminalColours;
pub(crate) use image_blocks::{BlockImage, ImageBlocks};
pub(crate) use sparkline::sparkline;
