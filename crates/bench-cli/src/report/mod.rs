//! The report: one page that makes a comparison understood. [`document`] is what it says, as plain
//! data; [`mod@page`] makes one HTML page of it.

pub(crate) mod document;
mod page;

pub(crate) use page::page;
