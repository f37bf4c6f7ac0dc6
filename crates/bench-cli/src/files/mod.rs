//! Everything that is read from disk or written to it: tables and labels of the user, stored models,
//! and output that appears whole or not at all.

pub(crate) mod input;
pub(crate) mod label;
pub(crate) mod model;
pub(crate) mod output_dir;
pub(crate) mod output_files;
mod permissions;
pub(crate) mod scaling;
