//! The report: one page that explains a comparison. [`document`] holds its contents as plain data,
//! [`mod@sections`] makes them, [`table`] lays out tables of figures. [`mod@html`] makes the page;
//! [`mod@write`] puts page and figures into a folder.

pub(crate) mod document;
pub(crate) mod environment;
mod html;
pub(crate) mod sections;
mod table;
mod write;

pub(crate) use self::table::ColumnOf;
pub(crate) use self::write::stage;
