//! The report: one page that makes a comparison understood. [`document`] is what it says, as plain
//! data; [`mod@page`] makes HTML of it; [`mod@write`] puts page and figures into a folder.

pub(crate) mod document;
mod page;
mod write;

pub(crate) use self::write::{stage, write_to};
