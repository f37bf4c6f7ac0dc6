//! Files of the user: tables and labels to read, stored models, and output that appears whole or not at
//! all.

mod available_memory;
pub(crate) mod column_use;
pub(crate) mod input;
pub(crate) mod label;
pub(crate) mod model;
pub(crate) mod one_per_row;
mod output;
pub(crate) mod remedy;
pub(crate) mod row_clusters;
pub(crate) mod row_store;
pub(crate) mod scale_warnings;
pub(crate) mod scaling;
pub(crate) mod table_rows;
mod weights;

pub(crate) use self::available_memory::fits_in_memory;
pub use self::output::OutputFiles;
