//! Files of the user: tables and labels to read, stored models, and output that appears whole or not at
//! all.

pub(crate) mod column_use;
pub(crate) mod input;
pub(crate) mod label;
pub(crate) mod model;
pub(crate) mod one_per_row;
mod output;
pub(crate) mod remedy;
pub(crate) mod row_clusters;
pub(crate) mod scale_warnings;
pub(crate) mod scaling;
mod weights;

pub use self::output::OutputFiles;
