//! Pictures out of characters, for a terminal: pure functions from plain data to lines of text.

mod image_blocks;
mod sparkline;

pub(crate) use image_blocks::{BlockImage, ImageBlocks, TerminalColours};
pub(crate) use sparkline::sparkline;
