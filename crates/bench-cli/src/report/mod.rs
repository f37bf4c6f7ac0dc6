//! The report: one page that makes a comparison understood. [`document`] is what it says, as plain
//! data; [`mod@html`] makes HTML of it; [`mod@write`] puts page and figures into a folder.

pub(crate) mod document;
pub(crate) mod environment;
mod html;
pub(crate) mod sections;
mod write;

pub(crate) use self::write::{stage, write_to};
