//! The report: one page that makes a comparison understood. [`document`] is what it says, as plain
//! data; [`mod@page`] makes one HTML page of it.

#[allow(dead_code, reason = "until figures are files too")]
pub(crate) mod document;
mod page;
mod stand_in;

pub(crate) use page::page;
pub(crate) use stand_in::report;
