//! The report: one page that makes a comparison understood. [`document`] is what it says, as plain
//! data.

pub(crate) mod document;
